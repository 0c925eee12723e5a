package io.rlmprov.apply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.apply.FileTree.Inode;
import io.rlmprov.model.HmacKey;
import io.rlmprov.model.Sha256;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Prints a fake host as probe.sh prints a real one, so that the real parsers read it. */
final class FakeProbe {
    private static final Set<String> SECRET = Set.of("secrets.env", "proxy.env", "gateway.env");

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
        run.say("disk.path=/var/lib/docker\ndisk.size=107374182400\ndisk.free=85899345920\ncgroup=2");
        section("preflight");
        run.say("uid=0\nflock=yes\ncloudinit=done\nselinux=absent\ndocker.snap=no");
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
        content("key", machine.state("key"));
        content("settings", machine.file("settings.json"));
        content("record", machine.state("record.json"));
        content("journal", machine.state("journal.jsonl"));
        section("lock");
        machine.lockedBy.ifPresent(run::say);
        content("env", machine.file(".env"));
        section("proxyenv");
        machine.files
                .read(machine.file("proxy.env"))
                .ifPresent(text ->
                        run.say(text.matches("CONFIGPROXY_AUTH_TOKEN=[0-9a-f]{32,}\n") ? "token=good" : "token=bad"));
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

    private void secrets(String section, String file) {
        section(section);
        Optional<HmacKey> key =
                machine.files.read(machine.state("key")).map(String::strip).flatMap(HmacKey::parse);
        machine.files
                .read(machine.file(file))
                .ifPresent(text -> text.lines().forEach(line -> {
                    int equals = line.indexOf('=');
                    String mac =
                            key.map(it -> it.mac(line.substring(equals + 1))).orElse("-");
                    run.say(line.substring(0, equals) + " " + mac);
                }));
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
        docker.images()
                .forEach((reference, image) -> run.say(image(reference, image).toString()));
        section("networks");
        Optional.ofNullable(docker.networks().get(machine.names.project()))
                .ifPresent(driver -> run.say(object("name", machine.names.project())
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
        for (String role : new String[] {"containers", "servers"}) {
            section(role);
            docker.containers(it -> role(it).equals(role))
                    .forEach(it -> run.say(limited(it).toString()));
        }
    }

    private String role(FakeContainer it) {
        if (it.label("com.docker.compose.project").equals(machine.names.project())) {
            return "containers";
        }
        boolean ours = it.label("io.rlmprov.hub").equals(machine.names.hub());
        boolean seeds = it.name().startsWith("jupyter-") && it.network().equals(machine.names.project());
        return ours || seeds ? "servers" : "others";
    }

    private static ObjectNode image(String reference, FakeDocker.Image image) {
        ObjectNode node = object("id", "sha256:" + Sha256.of(reference));
        node.putArray("tags").add(reference);
        return node.put("created", "2026-11-23T10:%02d:00Z".formatted(image.created()))
                .put("kind", image.kind());
    }

    private static ObjectNode container(FakeContainer it) {
        ObjectNode node = object("name", "/" + it.name());
        node.put("image", it.image()).put("state", it.state()).put("network", it.network());
        ObjectNode ports = node.putObject("ports");
        it.port().ifPresent(port -> ports.putArray("8000/tcp").addObject().put("HostPort", String.valueOf(port)));
        return node.put("project", it.label("com.docker.compose.project"));
    }

    private static ObjectNode limited(FakeContainer it) {
        ObjectNode node = container(it);
        node.put("memory", it.memory())
                .put("memorySwap", it.memory())
                .put("cpuQuota", it.quota())
                .put("cpuPeriod", FakeContainer.PERIOD);
        node.put("service", it.label("com.docker.compose.service")).put("spec", it.label("io.rlmprov.spec"));
        node.put("health", it.health()).put("user", it.label("io.rlmprov.user"));
        return node.put("used", it.used());
    }

    private static ObjectNode object(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put(name, value);
    }
}
