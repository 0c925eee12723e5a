package io.rlmprov.apply;

import io.rlmprov.apply.ScriptRun.Meaning;
import io.rlmprov.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** What the scripts that only deal with files mean on a fake host; each method mirrors the script of its name. */
final class FileScripts {
    private static final String TOKEN = "CONFIGPROXY_AUTH_TOKEN=";

    private final FakeMachine machine;
    private final FileTree files;

    FileScripts(FakeMachine machine) {
        this.machine = machine;
        this.files = machine.files;
    }

    Map<String, Meaning> meanings() {
        return Map.of(
                "prepare.sh", this::prepare,
                "trust.sh", this::trust,
                "firewall.sh", this::firewall,
                "write-files.sh", this::writeFiles,
                "record.sh", this::record);
    }

    private void prepare(ScriptRun run) {
        for (String above : List.of("/opt", "/var/lib")) {
            files.chmod(above, "0755");
            files.chown(above, "root:root");
        }
        directory("0755", parent(machine.names.directory()));
        directory("0755", machine.names.directory());
        directory("0755", parent(machine.names.state()));
        directory("0700", machine.names.state());
        if (files.exists(machine.state("class")) && !files.exists(machine.file("class"))) {
            files.moveFolder(machine.state("class"), machine.file("class"));
        }
        if (!matches(machine.state("key"), "[0-9a-f]{64}")) {
            files.writeBeside(machine.state("key"), run.get("KEY") + "\n", "0600");
        }
        String token = files.read(machine.file("proxy.env"))
                .flatMap(text -> text.lines()
                        .filter(line -> line.matches(TOKEN + "[0-9a-f]{32,}"))
                        .findFirst())
                .orElse(TOKEN + "5a".repeat(32));
        if (files.read(machine.file("proxy.env")).filter((token + "\n")::equals).isEmpty()) {
            files.writeBeside(machine.file("proxy.env"), token + "\n", "0600");
        }
        files.chmod(machine.state("key"), "0600");
        files.chmod(machine.file("proxy.env"), "0600");
        files.chown(machine.state("key"), "root:root");
        files.chown(machine.file("proxy.env"), "root:root");
    }

    private void directory(String mode, String path) {
        files.makeDirectory(path, mode);
        files.chmod(path, mode);
        files.chown(path, "root:root");
    }

    private static String parent(String path) {
        return FileTree.parent(path).orElseThrow();
    }

    private boolean matches(String path, String line) {
        return files.read(path)
                .filter(text -> text.lines().anyMatch(it -> it.matches(line)))
                .isPresent();
    }

    private void trust(ScriptRun run) {
        SortedMap<String, ScriptRun.Member> wanted = run.untar();
        String prefix = "rlmprov-" + run.get("HUB") + "-";
        wanted.keySet().forEach(name -> run.require(name.startsWith(prefix) && name.endsWith(".crt"), name));
        for (String old : files.below(FakeMachine.STORE).keySet()) {
            if (old.startsWith(prefix) && !wanted.containsKey(old)) {
                files.remove(FakeMachine.STORE + "/" + old);
            }
        }
        wanted.forEach((name, pem) -> files.writeBeside(FakeMachine.STORE + "/" + name, pem.content(), "0644"));
        updateCaCertificates(files);
    }

    static void updateCaCertificates(FileTree files) {
        StringBuilder bundle = new StringBuilder("the distribution's certificates\n");
        files.below(FakeMachine.STORE).values().forEach(it -> bundle.append(it.content()));
        files.write(FakeMachine.BUNDLE, bundle.toString(), "0644");
    }

    private void firewall(ScriptRun run) {
        String loaded = machine.state("firewall.loaded");
        if (run.isOne("REMOVE")) {
            files.remove(loaded);
            return;
        }
        run.require(machine.docker.answers(), "Cannot connect to the Docker daemon");
        run.require(machine.docker.networks().containsKey("rlmprov-" + run.get("HUB")), "network not found");
        String rules = files.read(machine.file("firewall.nft")).orElseThrow();
        files.writeBeside(
                loaded,
                "boot yes\nsource " + Sha256.of(rules)
                        + "\nnetwork yes\ntables in-force\nfile in-force\nunit in-force\n"
                        + "clamp in-force\nhost in-force\ninto in-force\nmetadata in-force\n"
                        + "neighbours in-force\noutside in-force\n",
                "0600");
    }

    private void writeFiles(ScriptRun run) {
        String directory = run.get("DIR");
        files.makeDirectory(directory, "0755");
        String staging = directory.replaceFirst("/([^/]*)$", "/.$1.staging");
        files.remove(staging);
        files.makeDirectory(staging, "0700");
        run.atExit(() -> files.remove(staging));
        SortedMap<String, ScriptRun.Member> members = run.untar();
        members.forEach((path, member) -> {
            if (!path.endsWith("/")) {
                FileTree.parent(staging + "/" + path).ifPresent(parent -> files.makeDirectory(parent, "0700"));
                files.write(staging + "/" + path, member.content(), member.mode());
            }
        });
        members.forEach((path, member) -> {
            String to = directory + "/" + path;
            if (path.endsWith("/")) {
                String made = to.substring(0, to.length() - 1);
                files.makeDirectory(made, member.mode());
                files.chmod(made, member.mode());
                files.chown(made, "root:root");
            } else {
                // As umask 077 has it for directories that the archive does not name.
                FileTree.parent(to).ifPresent(parent -> files.makeDirectory(parent, "0700"));
                files.move(staging + "/" + path, to);
            }
        });
        for (String line : run.lines("OWNED")) {
            String[] owned = line.split(" ", 2);
            files.chown(directory + "/" + owned[1], owned[0]);
        }
        for (String path : run.lines("REMOVE")) {
            run.require(!path.startsWith("/") && !List.of(path.split("/", -1)).contains(".."), path);
            files.remove(directory + "/" + path);
            String above = parent(directory + "/" + path);
            while (above.length() > directory.length() && files.removeIfEmpty(above)) {
                above = parent(above);
            }
        }
    }

    private void record(ScriptRun run) {
        files.makeDirectory(machine.names.state(), "0700");
        String record = run.input();
        int bytes = record.getBytes(StandardCharsets.UTF_8).length;
        run.require(bytes == Integer.parseInt(run.get("BYTES")), "cut off after " + bytes + " bytes");
        files.writeBeside(machine.state("record.json"), record, "0600");
        removeLeftovers();
        if (!run.isOne("UNPROVEN")) {
            files.remove(machine.state("unproven"));
        }
    }

    /** What a run that was killed has left. */
    private void removeLeftovers() {
        for (String folder : List.of(machine.names.directory(), machine.names.state())) {
            files.remove(folder.replaceFirst("/([^/]*)$", "/.$1.staging"));
            files.below(folder).keySet().stream()
                    .filter(path -> path.matches("[^/]*[.]new"))
                    .forEach(path -> files.remove(folder + "/" + path));
        }
        files.below(FakeMachine.STORE).keySet().stream()
                .filter(path -> path.startsWith(machine.names.project() + "-") && path.endsWith(".crt.new"))
                .forEach(path -> files.remove(FakeMachine.STORE + "/" + path));
    }
}
