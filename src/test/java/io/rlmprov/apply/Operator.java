package io.rlmprov.apply;

import io.rlmprov.config.Https;
import io.rlmprov.config.Hub;
import io.rlmprov.config.HubFile;
import io.rlmprov.config.HubReader;
import io.rlmprov.config.Secrets;
import io.rlmprov.config.Sources;
import io.rlmprov.kinds.folder.Folder;
import io.rlmprov.model.Contents;
import io.rlmprov.model.FileContent;
import io.rlmprov.model.HmacKey;
import io.rlmprov.plan.Kinds;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanFile;
import io.rlmprov.plan.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Somebody with a hub.yaml, in memory, who runs the commands: reads it with the real reader, plans with the real
 * planner, applies with the real applier.
 */
class Operator implements Sources {
    static final Path FOLDER = Path.of("/home/ann/class");
    private static final Path IMAGES = Path.of("images");
    static final String KEY = "sk-class-4f9a1c7e";
    static final String PASSWORD = "correct horse battery";
    static final String ADMIN_PASSWORD = "staple".repeat(6);
    private static final Path CERTIFICATES = Path.of("src/test/resources/certificates");
    private static final Path SCRIPTS = Path.of("ansible-free-scripts");

    final Map<String, String> environment =
            new TreeMap<>(Map.of("OPENAI_API_KEY", KEY, "CLASS_PASSWORD", PASSWORD, "ADMIN_PASSWORD", ADMIN_PASSWORD));
    final SortedMap<String, FileContent> hubContext = files("Dockerfile", "FROM base", "rlmprov-check", "#!python");
    final SortedMap<String, FileContent> userContext = files("Dockerfile", "FROM base", "rlm-start", "#!/bin/sh");
    final SortedMap<String, FileContent> notebooks = files("1 start.ipynb", "{}", "2 recursion.ipynb", "{ }");
    final List<Event> events = new ArrayList<>();
    /** What Ctrl-C does in the middle of an apply. */
    Runnable interrupt = () -> {};

    /** The kinds that the planner knows. */
    List<io.rlmprov.kinds.Kind> resourceKinds = Kinds.all();

    /** Where scripts come from. */
    ScriptFiles scripts = Operator::script;

    /** The stack. */
    Path compose = IMAGES.resolve("compose.yaml");

    /** One after the other, so that what is told has an order. */
    int parallelism = 1;

    /** How long an apply waits for another one. */
    LockWait wait = LockWait.NONE;

    private final FakeHost host;
    private String yaml;
    private int drawn;
    private int applies;

    /** At this host. */
    Operator(FakeHost host) {
        this(host, """
                apiVersion: rlmprov/v1
                name: rlm-class
                hosts:
                  - address: hub1
                users:
                  count: 20
                keys:
                  OPENAI_API_KEY: ${env:OPENAI_API_KEY}
                """);
    }

    Operator(FakeHost host, String yaml) {
        this.host = host;
        this.yaml = yaml;
    }

    /** Adds lines to hub.yaml. */
    Operator add(String lines) {
        yaml += lines;
        return this;
    }

    /** Changes hub.yaml in one place. */
    Operator edit(String from, String to) {
        if (!yaml.contains(from)) {
            throw new IllegalArgumentException("no " + from + " in\n" + yaml);
        }
        yaml = yaml.replace(from, to);
        return this;
    }

    static SortedMap<String, FileContent> files(String... pathsAndTexts) {
        SortedMap<String, FileContent> files = new TreeMap<>();
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            files.put(pathsAndTexts[i], FileContent.of(pathsAndTexts[i + 1]));
        }
        return files;
    }

    Plan plan() {
        return look().get();
    }

    Plan planDestroy(boolean purge) {
        return planner(hub()).destroy(List.of(host), purge);
    }

    /** {@code rlmprov apply --auto-approve}. */
    Plan apply() {
        return applyAfter(() -> {});
    }

    /** {@code rlmprov apply}, where something happens while the operator reads the plan. */
    Plan applyAfter(Runnable meanwhile) {
        Supplier<Plan> look = look();
        Plan approved = look.get();
        meanwhile.run();
        return applier().apply(approved, look);
    }

    /** {@code rlmprov apply} on a host where a station of a user's path fails, as check-server.sh prints it. */
    Plan applyWhereCheckSays(String station) {
        host.teach("check-server.sh", run -> {
            run.say(station);
            run.require(!station.contains("\"host\""), "");
        });
        return apply();
    }

    /** The part of a plan, applied as the whole command does it. */
    Plan apply(Selection part) {
        Supplier<Plan> look = look(List.of(host), part);
        return applier().apply(look.get(), look, look());
    }

    /** {@code rlmprov plan --refresh-only}. */
    Plan planRefresh() {
        return planner(hub()).refresh(List.of(host));
    }

    /** {@code rlmprov apply --refresh-only}. */
    Plan refresh() {
        Planner planner = planner(hub());
        return applier().apply(planner.refresh(List.of(host)), () -> planner.refresh(List.of(host)));
    }

    Plan plan(Selection part) {
        return look(List.of(host), part).get();
    }

    Plan planDestroy(boolean purge, Selection part) {
        return planner(hub()).selecting(part).destroy(List.of(host), purge);
    }

    Plan destroy(boolean purge, Selection part) {
        Planner all = planner(hub());
        Planner planner = all.selecting(part);
        return applier()
                .apply(
                        planner.destroy(List.of(host), purge),
                        () -> planner.destroy(List.of(host), purge),
                        () -> all.destroy(List.of(host), purge));
    }

    Plan destroy(boolean purge) {
        Planner planner = planner(hub());
        Plan approved = planner.destroy(List.of(host), purge);
        return applier().apply(approved, () -> planner.destroy(List.of(host), purge));
    }

    /** {@code rlmprov plan --out}, by this build. */
    PlanFile saved(Plan plan, String build) {
        Optional<HmacKey> key = plan.hosts().getFirst().facts().key();
        return PlanFile.of(
                plan,
                false,
                new PlanFile.Made(build, "2026-11-23T10:00:00Z", "ann@laptop"),
                PlanFile.Config.of("hub.yaml", file(), key, Optional.empty()));
    }

    private Supplier<Plan> look() {
        return look(List.of(host));
    }

    private Supplier<Plan> look(List<FakeHost> hosts) {
        return look(hosts, Selection.ALL);
    }

    private Supplier<Plan> look(List<FakeHost> hosts, Selection part) {
        HubFile file = file();
        Hub hub = file.hub();
        Planner planner = planner(hub).selecting(part);
        Secrets secrets = Secrets.resolve(file, this);
        return () -> planner.plan(hosts, contents(hub), secrets);
    }

    private HubFile file() {
        return new HubReader(this).read(FOLDER.resolve("hub.yaml"));
    }

    private Hub hub() {
        return file().hub();
    }

    /** Plans for several hosts with the same hub.yaml. */
    Plan plan(List<FakeHost> hosts) {
        return look(hosts).get();
    }

    /** Applies to several hosts. */
    Plan apply(List<FakeHost> hosts) {
        Supplier<Plan> look = look(hosts);
        Journal journal = new Journal("ann@laptop", "several", "0.1.0", () -> Instant.parse("2026-11-23T10:00:00Z"));
        return new Applier(hosts, hub().name(), scripts, journal, 4, LockWait.NONE, event -> {})
                .apply(look.get(), look);
    }

    /** {@code rlmprov status} and {@code rlmprov history}. */
    Inspector inspector() {
        return new Inspector(hub(), resourceKinds, scripts, this::bytes);
    }

    private Planner planner(Hub hub) {
        return new Planner(hub, resourceKinds, scripts, this::bytes);
    }

    private Applier applier() {
        Journal journal =
                new Journal("ann@laptop", "apply" + ++applies, "0.1.0", () -> Instant.parse("2026-11-23T10:00:00Z"));
        Applier applier = new Applier(List.of(host), hub().name(), scripts, journal, parallelism, wait, event -> {
            events.add(event);
            onEvent(event);
        });
        interrupt = applier::interrupted;
        return applier;
    }

    /** What a test does at a certain moment of an apply. */
    void onEvent(Event event) {}

    /** The very scripts that go to hosts: one that is not there fails. */
    static String script(String name) {
        try {
            return Files.readString(SCRIPTS.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not random: a word for a frame is never twice the same, a key always, so that hosts can be compared. */
    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        bytes[0] = (byte) (count == 32 ? 1 : ++drawn);
        return bytes;
    }

    private Contents contents(Hub hub) {
        SortedMap<String, FileContent> certificates = new TreeMap<>();
        hub.trust().certificates().forEach((name, file) -> certificates.put(name, FileContent.of(bytes(file), false)));
        return new Contents(
                FileContent.of(bytes(compose), false),
                FileContent.of("table inet x\n"),
                hubContext,
                userContext,
                hub.https().isPresent() ? files("Dockerfile", "FROM base") : new TreeMap<>(),
                notebooks,
                https(hub),
                certificates,
                Set.of(Folder.HUB_CONTEXT, Folder.USER_CONTEXT, Folder.TLS_CONTEXT, Folder.NOTEBOOKS),
                hub.images().baseArchive().map(file -> new Contents.Archive("base.tar", out -> out.write(1))));
    }

    private SortedMap<String, FileContent> https(Hub hub) {
        SortedMap<String, FileContent> files = new TreeMap<>();
        hub.https().ifPresent(https -> {
            files.put("Caddyfile", FileContent.of("import {$TLS_KIND}\n"));
            if (https.certificates() instanceof Https.Certificates.Own own) {
                files.put("certificate.pem", FileContent.of(bytes(own.chain()), false));
                files.put("key.pem", FileContent.of(bytes(own.key()), false));
            }
        });
        return files;
    }

    @Override
    public Optional<String> env(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    @Override
    public Path home() {
        return Path.of("/home/ann");
    }

    @Override
    public Instant now() {
        return Instant.parse("2026-11-26T12:00:00Z");
    }

    @Override
    public Kind kind(Path path) {
        return path.equals(FOLDER) ? Kind.DIRECTORY : Kind.FILE;
    }

    @Override
    public byte[] bytes(Path file) {
        try {
            if (file.equals(compose)) {
                return Files.readAllBytes(file);
            }
            return file.endsWith("hub.yaml")
                    ? yaml.getBytes(StandardCharsets.UTF_8)
                    : Files.readAllBytes(CERTIFICATES.resolve(String.valueOf(file.getFileName())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String command(String line, Path folder) {
        throw new UnsupportedOperationException(line);
    }
}
