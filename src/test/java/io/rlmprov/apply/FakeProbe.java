package io.rlmprov.apply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.apply.FileTree.Inode;
import io.rlmprov.model.HmacKey;
import io.rlmprov.model.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Prints a fake host as probe.sh prints a real one, so that the real parsers read it. */
final class FakeProbe {
    private static final Set<String> SECRET = Set.of("secrets.env", "proxy.env", "gateway.env", "tls/key.pem");

    private final FakeMachine machine;
    private final ScriptRun run;

    FakeProbe(FakeMachine machine, ScriptRun run) {
        this.machine = machine;
        this.run = run;
    }

    /** Prints all, and these sections more. */
    void print(Map<String, Supplier<String>> more) {
        section("os");
        run.say(machine.os);
        section("hardware");
        run.say("memory=" + machine.memory + "\ncores=" + machine.cores);
        run.say("disk.path=/var/lib/docker\ndisk.size=107374182400\ndisk.free=85899345920");
        section("preflight");
        run.say("uid=0\nflock=yes\ncloudinit=done\ndocker.snap=no");
        yesOrNo("apt", machine.apt);
        yesOrNo("nft", machine.nft);
        yesOrNo("docker.volumes", !machine.docker.volumes().isEmpty());
        yesOrNo("apparmor.parser", machine.apparmorParser);
        run.say("apparmor.kernel=" + (machine.apparmor ? "Y" : "N"));
        machine.listening.forEach((port, who) -> run.say("port=" + port + " 0.0.0.0 " + who));
        section("engine");
        if (machine.docker.installed()) {
            run.say("client=Docker version 26.1.5+dfsg1, build a72d7cd\ncompose=" + machine.docker.compose);
            run.say(machine.docker.stopped ? "problem=Is the docker daemon running?" : "server=26.1.5+dfsg1");
            run.say("unit.UnitFileState=" + (machine.docker.atBoot ? "enabled" : "disabled"));
        }
        files();
        secrets("secrets", "secrets.env");
        content("gateway", machine.file("gateway.json"));
        secrets("gatewaykeys", "gateway.env");
        httpsKey();
        https();
        content("key", machine.state("key"));
        content("settings", machine.file("settings.json"));
        content("record", machine.state("record.json"));
        content("journal", machine.state("journal.jsonl"));
        section("spending");
        section("lock");
        machine.lockedBy.ifPresent(run::say);
        content("env", machine.file(".env"));
        token();
        trust();
        content("firewall", machine.state("firewall.loaded"));
        content("proof", machine.state("proven"));
        section("ground");
        run.say(machine.ground);
        docker();
        more.forEach((name, lines) -> {
            section(name);
            run.say(lines.get());
        });
        section("end");
    }

    private void section(String name) {
        run.say("@@" + run.get("NONCE") + " " + name);
    }

    private void yesOrNo(String key, boolean value) {
        run.say(key + "=" + (value ? "yes" : "no"));
    }

    private void content(String section, String path) {
        section(section);
        machine.files.read(path).ifPresent(run::say);
    }

    private void files() {
        section("files");
        list(machine.names.directory());
        machine.files.below(machine.names.directory()).forEach((path, inode) -> {
            if (!inode.directory() && !SECRET.contains(path)) {
                run.say(Sha256.of(inode.content()) + "  ./" + path);
            }
        });
        section("state");
        list(machine.names.state());
    }

    private void list(String directory) {
        if (machine.files.exists(directory)) {
            String rlmprov = directory.substring(0, directory.lastIndexOf('/'));
            stat(machine.files.stat(rlmprov.substring(0, rlmprov.lastIndexOf('/'))), "../..");
            stat(machine.files.stat(rlmprov), "..");
            stat(machine.files.stat(directory), ".");
            machine.files.below(directory).forEach((path, inode) -> stat(inode, "./" + path));
        }
    }

    private void stat(Inode inode, String path) {
        int mode = (inode.directory() ? 0x4000 : 0x8000) | Integer.parseInt(inode.mode(), 8);
        String size = SECRET.contains(path.substring(Math.min(2, path.length())))
                ? "-"
                : String.valueOf(inode.content().length());
        run.say("%x %s %s %s".formatted(mode, inode.owner(), size, path));
    }

    private void token() {
        section("proxyenv");
        machine.files.read(machine.file("proxy.env")).ifPresent(text -> {
            List<String> tokens = text.lines()
                    .filter(line -> line.matches("CONFIGPROXY_AUTH_TOKEN=[0-9a-f]{32,}"))
                    .toList();
            if (tokens.size() != 1) {
                run.say("token=bad");
                return;
            }
            run.say(text.lines().count() == 1 ? "token=good" : "token=more");
            key().ifPresent(key -> run.say("mac=" + key.mac(tokens.getFirst().split("=", 2)[1])));
        });
    }

    private Optional<HmacKey> key() {
        return machine.files.read(machine.state("key")).map(String::strip).flatMap(HmacKey::parse);
    }

    private void secrets(String section, String file) {
        section(section);
        Optional<HmacKey> key = key();
        machine.files
                .read(machine.file(file))
                .ifPresent(text -> text.lines().forEach(line -> {
                    int equals = line.indexOf('=');
                    String mac =
                            key.map(it -> it.mac(line.substring(equals + 1))).orElse("-");
                    run.say(line.substring(0, equals) + " " + mac);
                }));
    }

    private void httpsKey() {
        section("httpskey");
        Optional<HmacKey> key = key();
        machine.files
                .read(machine.file("tls/key.pem"))
                .ifPresent(text ->
                        run.say(key.map(it -> it.mac(text.stripTrailing())).orElse("-")));
    }

    private void https() {
        section("https");
        // 2025-11-23, or a day after all certificates have ended.
        run.say("now " + (machine.expired ? "1803500000" : "1763892000"));
        run.say("own 192.0.2.7\n" + machine.leads);
        machine.files.read(machine.file("tls/certificate.pem")).ifPresent(text -> run.say("file " + base64(text)));
        if (machine.docker.volumes().containsKey(machine.names.project() + "-tls") && machine.certified) {
            for (String folder : new String[] {machine.folder, "local"}) {
                for (String name : run.words("NAMES")) {
                    run.say("certificate " + name + " " + folder + (machine.paired ? " yes " : " no ")
                            + certificate(machine.kept));
                    run.say("proven " + name + " " + folder + " " + certificate("issued.pem"));
                }
            }
        }
    }

    private static String certificate(String file) {
        try {
            return base64(Files.readString(Path.of("src/test/resources/certificates", file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String base64(String pem) {
        return pem.replaceFirst("(?s)-----END.*", "")
                .replaceFirst("-----BEGIN.*", "")
                .replaceAll("\\s", "");
    }

    private void trust() {
        section("trust");
        String bundle = machine.files.read(FakeMachine.BUNDLE).orElse("");
        machine.files.below(FakeMachine.STORE).forEach((name, inode) -> {
            if (name.startsWith(machine.names.project() + "-")) {
                String taken = bundle.contains(inode.content()) ? "yes" : "no";
                run.say(name + " " + Sha256.of(inode.content()) + " " + taken);
            }
        });
    }

    private void docker() {
        FakeDocker docker = machine.docker.answers() ? machine.docker : new FakeDocker(new Fuse());
        section("others");
        docker.containers(it -> role(it).equals("others"))
                .forEach(it -> run.say(container(it).toString()));
        section("images");
        for (String kind : new String[] {"hub", "singleuser", "tls"}) {
            machine.files
                    .read(machine.state("image." + kind))
                    .orElse("")
                    .lines()
                    .forEach(line -> run.say("built " + line));
        }
        docker.images()
                .forEach((reference, image) -> run.say(image(reference, image).toString()));
        section("networks");
        if (docker.installed()) {
            run.say("forwarding " + (machine.forwarding ? "yes" : "no"));
            run.say("rules " + (machine.engineRules ? "yes" : "no"));
            run.say(machine.traffic);
        }
        Optional.ofNullable(docker.networks().get(machine.names.project()))
                .ifPresent(driver -> run.say(object("name", machine.names.project())
                        .put("id", FakeDocker.networkId(machine.names.project()))
                        .put("driver", driver)
                        .toString()));
        section("volumes");
        docker.volumes().forEach((name, labels) -> {
            if (name.startsWith(machine.names.project() + "-") || name.startsWith("jupyterhub-")) {
                String text = labels.entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(","));
                run.say(object("name", name)
                        .put("driver", "local")
                        .put("labels", text)
                        .toString());
            }
        });
        run.say(machine.hubData);
        for (String role : new String[] {"containers", "servers"}) {
            section(role);
            if (role.equals("containers")) {
                machine.made.forEach((service, id) -> run.say("made " + service + " " + id));
            }
            docker.containers(it -> role(it).equals(role))
                    .forEach(it -> run.say(limited(it).toString()));
        }
        section("environments");
        docker.containers(it -> role(it).equals("containers"))
                .forEach(it -> it.inspected().path("environment").properties().forEach(variable -> {
                    String value = variable.getValue().asText();
                    String mac = key().map(key -> key.mac(value)).orElse("-");
                    run.say(it.name() + " " + variable.getKey() + " " + mac);
                }));
    }

    private String role(FakeContainer it) {
        String service = it.label("com.docker.compose.service");
        boolean named = it.name().equals(machine.names.project() + "-" + service);
        if (it.label("com.docker.compose.project").equals(machine.names.project())) {
            return named || !it.label("com.docker.compose.config-hash").isEmpty() ? "containers" : "others";
        }
        String hub = it.label("io.rlmprov.hub");
        boolean ours = hub.equals(machine.names.hub());
        boolean seeds = hub.isEmpty() && it.network().equals(machine.names.project());
        return it.name().startsWith("jupyter-") && (ours || seeds) ? "servers" : "others";
    }

    private static ObjectNode image(String reference, FakeDocker.Image image) {
        ObjectNode node = object("id", image.id());
        node.putArray("tags").add(reference);
        return node.put("created", "2026-11-23T10:%02d:00Z".formatted(image.created()))
                .put("kind", image.kind());
    }

    private static ObjectNode container(FakeContainer it) {
        ObjectNode node = object("name", "/" + it.name());
        node.put("image", it.image()).put("state", it.state()).put("network", it.network());
        ObjectNode ports = node.putObject("ports");
        it.port().ifPresent(port -> ports.putArray("8000/tcp").addObject().put("HostPort", String.valueOf(port)));
        if (!it.label("fake.own-port").isEmpty()) {
            ports.putArray(it.label("fake.own-port") + "/tcp")
                    .addObject()
                    .put("HostIp", "127.0.0.1")
                    .put("HostPort", "");
        }
        for (String more : it.label("fake.ports").split(",", -1)) {
            if (!more.isEmpty()) {
                ports.putArray(more + "/tcp").addObject().put("HostPort", more);
            }
        }
        return node.put("project", it.label("com.docker.compose.project"));
    }

    private static ObjectNode limited(FakeContainer it) {
        ObjectNode node = container(it);
        node.put("memory", it.memory())
                .put("memorySwap", it.memory())
                .put("cpuQuota", it.quota())
                .put("cpuPeriod", FakeContainer.PERIOD);
        node.put("service", it.label("com.docker.compose.service")).put("spec", it.label("io.rlmprov.spec"));
        node.setAll(it.inspected().deepCopy());
        node.remove("environment");
        node.put("id", Sha256.of(it.name()));
        if (node.path("hostname").asText("?").isEmpty()) {
            node.put("hostname", Sha256.of(it.name()).substring(0, 12));
        }
        node.put("health", it.health());
        if (it.label("com.docker.compose.service").isEmpty()) {
            node.put("user", it.label("io.rlmprov.user"));
            node.put("profile", it.label("io.rlmprov.profile"));
        }
        return node.put("used", it.used());
    }

    private static ObjectNode object(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put(name, value);
    }
}
