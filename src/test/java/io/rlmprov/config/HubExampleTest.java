package io.rlmprov.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code hub.yaml.example} is the reference of all keys: it must be right, complete, and tell the true defaults. */
class HubExampleTest {
    private static final String EXAMPLE = Resources.text(Path.of("hub.yaml.example"));
    private static final List<String> AUTH_KEYS = List.of(
            "password",
            "admin-password",
            "sign-up",
            "client-id",
            "client-secret",
            "callback-url",
            "issuer",
            "scopes",
            "username-claim",
            "groups-claim",
            "allow",
            "users",
            "organizations",
            "domains",
            "groups");

    private static final List<String> HTTP = List.of("http", "port", "address", "url", "base-url", "trusted-proxies");
    private static final List<String> OWN = List.of("certificate", "key");
    private static final List<String> AUTHORITY = List.of("acme", "directory", "ca");

    /** Keys of https that exclude each other, and the section that https excludes. */
    enum Web {
        PLAIN(List.of("https", "domain", "email", "internal", "tls"), OWN, AUTHORITY),
        LETS_ENCRYPT(List.of("internal"), HTTP, OWN, AUTHORITY),
        ACME(List.of("internal"), HTTP, OWN),
        OWN_CERTIFICATE(List.of("email", "internal"), HTTP, AUTHORITY),
        INTERNAL(List.of("email"), HTTP, OWN, AUTHORITY);

        private final List<String> without;

        @SafeVarargs
        Web(List<String>... without) {
            this.without = Stream.of(without).flatMap(List::stream).toList();
        }

        boolean has(String line) {
            return without.stream()
                    .noneMatch(key -> line.startsWith(key + ":")
                            || line.startsWith("  " + key + ":")
                            || (line.startsWith("    " + key + ":") && !key.equals("port") && !key.equals("address")));
        }
    }

    private static final Pattern OFF = Pattern.compile("(?m)^( *)#(?=[ ]*(- )?[\\w-]+:)(?! [A-Za-z])");

    @Test
    void exampleIsRightAsItStands() {
        Reading reading = Resources.reading(EXAMPLE);

        HubReader.read(reading);

        assertThat(reading.problems().warnings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void exampleIsRightForEachKindOfAuthWithTheKeysThatItHasForIt(AuthKind kind) {
        Reading reading = Resources.reading(with(kind, Web.PLAIN));

        HubReader.read(reading);

        // The roster has a name for each kind, and so lines that are no names for others.
        assertThat(reading.problems().warnings())
                .extracting(Problem::path)
                .isSubsetOf("auth.type", "users.roster", "llm.budget", "llm.models", "llm.prices");
    }

    @ParameterizedTest
    @EnumSource
    void exampleIsRightForEachKindOfCertificateWithTheKeysThatItHasForIt(Web web) {
        Reading reading = Resources.reading(with(AuthKind.OIDC, web));

        Hub hub = HubReader.read(reading);

        assertThat(reading.problems().warnings())
                .extracting(Problem::path)
                .isSubsetOf("llm.budget", "llm.models", "llm.prices");
        assertThat(hub.https().isPresent()).isEqualTo(web != Web.PLAIN);
    }

    @Test
    void exampleNamesEveryKeyThatTheReaderKnows() {
        assertThat(keysIn(withAllKeys())).containsAll(known());
    }

    @Test
    void everyKeyOfTheExampleIsKnown() {
        assertThat(known()).containsAll(keysIn(withAllKeys()));
    }

    @Test
    void whatTheExampleSaysBelowTheLineIsTheDefault() {
        Hub example = HubReader.read(Resources.reading(EXAMPLE));
        Hub minimal = HubReader.read(Resources.reading(Resources.text(Resources.CONFIG.resolve("cases/minimal.yaml"))));

        assertThat(example)
                .usingRecursiveComparison()
                .ignoringFields("hosts", "keys")
                .isEqualTo(minimal);
    }

    @Test
    void everyKeyIsExplainedInTheLinesAboveIt() {
        Reading reading = Resources.reading(withAllKeys());
        List<String> lines = withAllKeys().lines().toList();

        leaves("", YamlTree.parse(reading.source(), reading.problems()).orElseThrow())
                .filter(leaf -> !leaf.path().startsWith("keys."))
                .forEach(leaf -> assertThat(lines.get(leaf.keyAt().line() - 2))
                        .as("the line above " + leaf.path())
                        .matches(" *# .*"));
    }

    @Test
    void aKeyThatTheExampleForgetsIsNoticed() {
        assertThat(keysIn(withAllKeys().replaceFirst("(?m)^  max-age: .*\n", "")))
                .doesNotContain("idle.max-age");
        assertThat(known())
                .contains("idle.max-age", "hosts[].identity", "auth.admin-password", "auth.allow.groups", "keys.*");
    }

    /** Keys that are switched off switched on; what they name is there on {@link Resources#teachersMachine()}. */
    static String withAllKeys() {
        String all = OFF.matcher(EXAMPLE).replaceAll("$1");
        assertThat(all).contains("\n    port: 22\n", "\n  admins: [teacher]\n", "\nnotebooks: notebooks\n");
        return all;
    }

    /** All keys switched on, but of {@code auth} those of this kind, with names that it takes. */
    static String with(AuthKind kind) {
        return with(kind, Web.PLAIN);
    }

    static String with(AuthKind kind, Web web) {
        String names = kind == AuthKind.GOOGLE ? "[ben@example.org]" : "[teacher]";
        String all = withAllKeys();
        // Profiles have keys of the same names.
        List<String> profiles = all.substring(all.indexOf("\nprofiles:"), all.indexOf("\nidle:"))
                .lines()
                .toList();
        return all.lines()
                .filter(web::has)
                .filter(line -> profiles.contains(line)
                        || AUTH_KEYS.stream()
                                .filter(key -> line.startsWith("  " + key + ":") || line.startsWith("    " + key + ":"))
                                .allMatch(key -> kind.takes(key) || kind.takes("allow." + key)))
                .map(line -> line.replace("type: open", "type: " + Formats.word(kind))
                        .replaceFirst("^( +(?:admins|users): )\\[.*", "$1" + names))
                .collect(Collectors.joining("\n"));
    }

    /** What the reader asks for with any kind of auth. */
    private static SortedSet<String> known() {
        SortedSet<String> known = new TreeSet<>();
        for (AuthKind kind : AuthKind.values()) {
            Web web = Web.values()[kind.ordinal() % Web.values().length];
            Reading reading = Resources.reading(with(kind, web));
            HubReader.read(reading);
            known.addAll(reading.known());
        }
        return known;
    }

    private static SortedSet<String> keysIn(String text) {
        Reading reading = Resources.reading(text);
        SortedSet<String> keys = new TreeSet<>();
        collect("", YamlTree.parse(reading.source(), reading.problems()).orElseThrow(), keys);
        keys.add("keys.*");
        return keys;
    }

    private static void collect(String path, Node node, SortedSet<String> keys) {
        switch (node) {
            case Node.Scalar _ -> {}
            case Node.Sequence list -> list.items().forEach(item -> collect(path + "[]", item, keys));
            case Node.Mapping mapping ->
                mapping.entries().forEach((key, entry) -> {
                    keys.add(TreeBuilder.join(path, key));
                    collect(TreeBuilder.join(path, key), entry.value(), keys);
                });
        }
    }

    /** The line, counted from 0, of every key of a text, by path. */
    static SortedMap<String, Integer> places(String text) {
        Reading reading = Resources.reading(text);
        SortedMap<String, Integer> places = new TreeMap<>();
        place("", YamlTree.parse(reading.source(), reading.problems()).orElseThrow(), places);
        return places;
    }

    private static void place(String path, Node node, SortedMap<String, Integer> places) {
        switch (node) {
            case Node.Scalar _ -> {}
            case Node.Sequence list -> list.items().forEach(item -> place(path + "[]", item, places));
            case Node.Mapping mapping ->
                mapping.entries().forEach((key, entry) -> {
                    String name = TreeBuilder.join(path, key);
                    places.put(name, entry.keyAt().line() - 1);
                    place(name, entry.value(), places);
                });
        }
    }

    private record Leaf(String path, Position keyAt) {}

    private static Stream<Leaf> leaves(String path, Node node) {
        return switch (node) {
            case Node.Scalar _ -> Stream.of();
            case Node.Sequence list -> list.items().stream().flatMap(item -> leaves(path + "[]", item));
            case Node.Mapping mapping ->
                mapping.entries().entrySet().stream().flatMap(entry -> {
                    String name = TreeBuilder.join(path, entry.getKey());
                    Node value = entry.getValue().value();
                    Stream<Leaf> own = value instanceof Node.Scalar
                            ? Stream.of(new Leaf(name, entry.getValue().keyAt()))
                            : Stream.of();
                    return Stream.concat(own, leaves(name, value));
                });
        };
    }
}
