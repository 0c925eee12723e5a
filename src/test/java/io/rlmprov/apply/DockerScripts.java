package io.rlmprov.apply;

import io.rlmprov.apply.ScriptRun.Meaning;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What the scripts that deal with the engine mean on a fake host; each method mirrors the script of its name. */
final class DockerScripts {
    private final FakeMachine machine;
    private final FakeDocker docker;

    DockerScripts(FakeMachine machine) {
        this.machine = machine;
        this.docker = machine.docker;
    }

    Map<String, Meaning> meanings() {
        return Map.of(
                "install-docker.sh", this::installDocker,
                "restore-rules.sh", needingDocker(this::restoreRules),
                "load-base.sh", needingDocker(this::loadBase),
                "build-image.sh", needingDocker(this::buildImage),
                "prune-images.sh", needingDocker(this::pruneImages),
                "create-objects.sh", needingDocker(this::createObjects),
                "stop-stack.sh", needingDocker(this::stopStack),
                "remove-servers.sh", needingDocker(this::removeServers),
                "purge-volumes.sh", needingDocker(this::purgeVolumes),
                "remove-hub.sh", this::removeHub);
    }

    Meaning needingDocker(Meaning meaning) {
        return run -> {
            if (!docker.installed()) {
                throw run.fail(127, "sh: docker: not found");
            }
            run.require(docker.answers(), "Cannot connect to the Docker daemon");
            meaning.run(run);
        };
    }

    private void installDocker(ScriptRun run) {
        docker.install();
        docker.compose = "2.26.1-4";
        docker.stopped = false;
        docker.atBoot = true;
        machine.apparmorParser |= machine.apparmor;
    }

    private void restoreRules(ScriptRun run) {
        machine.forwarding = true;
        machine.engineRules |= run.isOne("ALL");
    }

    private void loadBase(ScriptRun run) {
        if (!docker.images().containsKey(run.get("BASE"))) {
            run.require(!run.input().isEmpty(), "The archive is empty");
            docker.addImage(run.get("BASE"), "");
        }
    }

    private void buildImage(ScriptRun run) {
        String reference = "rlm-" + run.get("KIND") + ":" + run.get("TAG");
        String kept = machine.state("image." + run.get("KIND"));
        Optional<FakeDocker.Image> there = Optional.ofNullable(docker.images().get(reference));
        Optional<String> line = machine.files
                .read(kept)
                .flatMap(text -> text.lines()
                        .filter(it -> it.startsWith(reference + " "))
                        .findFirst());
        Optional<String> now = there.map(image -> reference + " " + image.id());
        if (now.isPresent() && line.filter(it -> !it.equals(now.get())).isEmpty()) {
            keep(kept, reference);
            return;
        }
        run.require(machine.files.exists(run.get("DIR") + "/Dockerfile"), "no Dockerfile");
        if (!docker.images().containsKey(run.get("BASE"))) {
            run.require(machine.reachesRegistry, "pull access denied for " + run.get("BASE"));
            docker.addImage(run.get("BASE"), "");
        }
        run.say("#1 building " + reference);
        docker.addImage(reference, run.get("KIND"));
        keep(kept, reference);
    }

    /** The ids of the last builds. */
    private void keep(String kept, String reference) {
        List<String> others = machine.files
                .read(kept)
                .orElse("")
                .lines()
                .filter(line -> !line.startsWith(reference + " "))
                .toList();
        String id = Objects.requireNonNull(docker.images().get(reference)).id();
        StringBuilder lines = new StringBuilder();
        others.subList(Math.max(0, others.size() - 3), others.size())
                .forEach(line -> lines.append(line).append('\n'));
        lines.append(reference + " " + id + "\n");
        machine.files.writeBeside(kept, lines.toString(), "0600");
    }

    private void pruneImages(ScriptRun run) {
        List<String> keep = run.lines("KEEP");
        List.copyOf(docker.images().keySet()).stream()
                .filter(image -> image.startsWith("rlm-hub:")
                        || image.startsWith("rlm-singleuser:")
                        || image.startsWith("rlm-tls:"))
                .filter(image -> !keep.contains(image)
                        && !Objects.requireNonNull(docker.images().get(image))
                                .kind()
                                .isEmpty())
                .filter(docker::removeImage)
                .forEach(image -> run.say("removed image " + image));
    }

    private void createObjects(ScriptRun run) {
        machine.hubData = "";
        String network = "rlmprov-" + run.get("HUB");
        if (!docker.networks().containsKey(network)) {
            docker.addNetwork(network, "bridge");
        }
        for (String volume : run.lines("VOLUMES")) {
            if (!docker.volumes().containsKey(volume)) {
                docker.addVolume(volume, Map.of("io.rlmprov.hub", run.get("HUB")));
            }
        }
    }

    private void stopStack(ScriptRun run) {
        String project = "rlmprov-" + run.get("HUB");
        docker.containers(it -> it.label("com.docker.compose.project").equals(project))
                .forEach(it -> remove(run, it));
    }

    private void removeServers(ScriptRun run) {
        String network = "rlmprov-" + run.get("HUB");
        docker.containers(it -> it.label("com.docker.compose.project").isEmpty()).stream()
                .filter(it -> it.label("io.rlmprov.hub").equals(run.get("HUB"))
                        || (it.name().startsWith("jupyter-") && it.network().equals(network)))
                .forEach(it -> remove(run, it));
    }

    private void remove(ScriptRun run, FakeContainer container) {
        docker.remove(container.name());
        run.say("removed container " + container.name());
    }

    private void purgeVolumes(ScriptRun run) {
        List<String> volumes = run.lines("VOLUMES");
        volumes.forEach(volume -> run.require(
                volume.startsWith("jupyterhub-user-") || volume.startsWith("rlmprov-" + run.get("HUB") + "-"), volume));
        Stream.concat(
                        volumes.stream(),
                        List.copyOf(docker.volumes().entrySet()).stream()
                                .filter(volume -> volume.getKey().startsWith("jupyterhub-user-"))
                                .filter(volume ->
                                        run.get("HUB").equals(volume.getValue().get("io.rlmprov.hub")))
                                .map(Map.Entry::getKey))
                .distinct()
                .filter(volume -> docker.volumes().containsKey(volume))
                .forEach(docker::removeVolume);
    }

    private void removeHub(ScriptRun run) {
        if (docker.installed()) {
            String network = "rlmprov-" + run.get("HUB");
            run.require(
                    !docker.networks().containsKey(network) || docker.removeNetwork(network),
                    "network " + network + " has active endpoints");
            run.lines("IMAGES").forEach(docker::removeImage);
        }
        FileTree files = machine.files;
        for (String certificate : files.below(FakeMachine.STORE).keySet()) {
            if (certificate.startsWith("rlmprov-" + run.get("HUB") + "-")) {
                files.remove(FakeMachine.STORE + "/" + certificate);
                FileScripts.updateCaCertificates(files);
            }
        }
        if (!run.isOne("PURGE") && files.exists(machine.file("class"))) {
            files.moveFolder(machine.file("class"), machine.state("class"));
        }
        files.remove(machine.names.directory());
        if (run.isOne("PURGE")) {
            files.remove(machine.names.state());
        } else {
            files.remove(machine.state("record.json"));
            files.remove(machine.state("image.hub"));
            files.remove(machine.state("image.singleuser"));
            files.remove(machine.state("image.tls"));
            files.remove(machine.state("unproven"));
            files.remove(machine.state("proven"));
        }
        files.removeIfEmpty("/opt/rlmprov");
        files.removeIfEmpty("/var/lib/rlmprov");
    }
}
