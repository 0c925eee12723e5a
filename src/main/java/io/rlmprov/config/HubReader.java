package io.rlmprov.config;

import io.rlmprov.config.Node.Mapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/** Reads hub.yaml: all of it, or a {@link ConfigException} with everything that is wrong. */
public final class HubReader {
    private static final String API_VERSION = "rlmprov/v1";
    private static final String COPY = "copy hub.yaml.example and change it";
    private static final int LONGEST_WELCOME = 2000;

    private final Sources sources;

    /** A reader of this operator's files. */
    public HubReader(Sources sources) {
        this.sources = sources;
    }

    /**
     * Reads a file. Paths in it are relative to its folder.
     *
     * @throws ConfigException if it cannot be read or is not right
     */
    public HubFile read(Path file) {
        String name = file.toString();
        switch (sources.kind(file)) {
            case ABSENT -> throw ConfigException.of(name, "there is no such file", COPY);
            case DIRECTORY -> throw ConfigException.of(name, "is a directory", "name the file in it");
            case OTHER -> throw ConfigException.of(name, "is not a regular file", "write it to a file and name that");
            case FILE -> {}
        }
        try {
            return read(file, decode(name, sources.bytes(file)));
        } catch (IOException e) {
            throw ConfigException.of(
                    name, "cannot be read: " + e.getMessage(), "check that it is a hub.yaml, and who may read it");
        }
    }

    /**
     * Reads the text of a file that need not be there yet.
     *
     * @throws ConfigException if it is not right
     */
    public HubFile read(Path file, String text) {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = Optional.ofNullable(absolute.getParent()).orElse(absolute);
        Reading reading = new Reading(new SourceText(file.toString(), text), new References(sources, folder));
        Hub hub = read(reading);
        return new HubFile(folder, hub, reading.problems().warnings(), text);
    }

    static Hub read(Reading reading) {
        Mapping root = root(reading);
        Hub hub = hub(Section.root(reading, root.at(), root.entries()));
        reading.reportUnknownKeys();
        reading.problems().refuse();
        return hub;
    }

    private static Mapping root(Reading reading) {
        Problems problems = reading.problems();
        Optional<Node> tree = YamlTree.parse(reading.source(), problems);
        if (tree.isPresent() && tree.get() instanceof Mapping mapping) {
            return mapping;
        }
        problems.refuse();
        Position at = tree.map(Node::at).orElse(Position.FILE);
        problems.error(at, "", tree.isEmpty() ? "the file is empty" : "the file must be a mapping of keys", COPY);
        throw problems.refusal();
    }

    private static Hub hub(Section root) {
        root.required(
                "apiVersion",
                Formats.matching(API_VERSION, "is not known to this rlmprov", "write " + API_VERSION),
                API_VERSION,
                "write apiVersion: " + API_VERSION + " in the first line");
        String name = root.required(
                "name",
                Formats.matching(
                        "[a-z][a-z0-9-]{0,30}",
                        "is not a name for a hub",
                        "write up to 31 of a-z, 0-9 and -, beginning with a letter"),
                "hub",
                "write one, as name: rlm-class");
        Section http = root.section("http");
        Optional<Https> https = HttpsReader.read(root);
        Hub.Http reached = HttpReader.read(http, https.isPresent());
        AuthReader auth = new AuthReader(root.section("auth"), https, reached);
        Hub.Users users = UsersReader.read(root.section("users"), auth.names());
        Hub.Auth logIn = auth.read(users);
        Section keys = root.section("keys");
        SortedMap<String, SecretRef> refs = KeysReader.read(keys);
        Hub hub = new Hub(
                name,
                HostsReader.read(root),
                users,
                ServerReader.read(root.section("server")),
                ProfilesReader.read(root, auth.names(), users, logIn),
                IdleReader.read(root.section("idle")),
                refs,
                LlmReader.read(root.section("llm"), keys, refs),
                logIn,
                root.text("welcome", LONGEST_WELCOME),
                ImagesReader.read(root.section("images"), https.isPresent()),
                root.existing("notebooks", Sources.Kind.DIRECTORY),
                reached,
                https,
                DockerReader.read(root.section("docker")),
                TrustReader.read(root.section("trust")));
        hub.hosts().stream()
                .map(host -> host.port().orElse(22))
                .filter(hub.ports()::contains)
                .findFirst()
                .ifPresent(port -> {
                    if (https.isPresent()) {
                        root.error("https", "needs port " + port + ", which is the SSH port of a host", "move sshd");
                    } else {
                        http.error("port", "is the SSH port of a host", "choose another");
                    }
                });
        return hub;
    }

    private static String decode(String name, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return decoder.decode(in).toString();
        } catch (CharacterCodingException e) {
            long line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw ConfigException.of(name + ":" + line, "is not UTF-8 text", "save it as UTF-8");
        }
    }
}
