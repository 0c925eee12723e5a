package io.rlmprov.host;

import io.rlmprov.config.Hub;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Random configurations over the grammar of ssh_config(5), with a few errors. The same seed gives the same ones. */
final class SshConfigGenerator {
    private static final List<String> HOSTS = List.of("hub", "hub.example", "gate", "HUB", "a.b.example", "10.0.0.7");
    private static final List<String> USERS = List.of("ann", "bob", "root");
    private static final List<String> PATTERNS =
            List.of("hub", "*", "hub*", "*.example", "g?te", "10.0.0.*", "!gate", "!*.example", "HUB", "a.*", "?*");
    private static final List<String> CRITERIA = List.of("host", "originalhost", "user", "localuser");

    private final Random random;

    SshConfigGenerator(long seed) {
        this.random = new Random(seed);
    }

    /**
     * A configuration and what is asked of it.
     *
     * @param included the text of a file {@code included} that it may include
     */
    record Generated(String config, String included, Hub.HostSpec spec) {}

    Generated next() {
        Hub.HostSpec spec = new Hub.HostSpec(
                one(HOSTS),
                perhaps(4, () -> one(USERS)),
                perhaps(5, () -> 1 + random.nextInt(65_535)),
                Optional.empty());
        return new Generated(file(12, true), file(5, false), spec);
    }

    private String file(int most, boolean includes) {
        StringBuilder text = new StringBuilder();
        for (int lines = random.nextInt(most) + 1; lines > 0; lines--) {
            text.append(line(includes)).append(one(List.of("\n", "\n", "\n", "\n", " \n", "\r\n", "\n\n", "\t \n")));
        }
        return text.toString();
    }

    private String line(boolean includes) {
        return switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4, 5 -> "Host " + several(() -> quoted(one(PATTERNS)));
            case 6, 7, 8, 9 -> "Match " + criteria();
            case 10 -> "Match all";
            case 11, 12 -> "# " + one(PATTERNS);
            case 13 -> includes ? "Include @DIR@/included" : "#";
            case 14 -> one(List.of("Prot 7", "Port", "User a b", "IdentityFile \"x", "Port 0", "Match final", "Foo x"));
            default -> setting();
        };
    }

    private String criteria() {
        return several(() -> {
            String criterion = one(CRITERIA);
            List<String> patterns =
                    criterion.endsWith("host") ? PATTERNS : List.of("ann", "bob", "root", "b*", "!ann", "*");
            String list = one(patterns) + (random.nextInt(3) == 0 ? "," + one(patterns) : "");
            return (random.nextInt(4) == 0 ? "!" : "") + cased(criterion) + one(List.of(" ", "=")) + list;
        });
    }

    private String setting() {
        return one(List.of("", " ", "  ", "\t"))
                + switch (random.nextInt(26)) {
                    case 0, 1, 2 ->
                        pair("HostName", one(List.of("10.0.0.1", "%h.example", "x%%y", "Real.Example", "%h")));
                    case 3, 4, 5 -> pair("User", one(USERS));
                    case 6, 7 -> pair("Port", Integer.toString(1 + random.nextInt(65_535)));
                    case 8, 9, 10 ->
                        pair(
                                "IdentityFile",
                                one(List.of(
                                        "~/.ssh/k",
                                        "/k/%h-%p",
                                        "/my key",
                                        "%d/%r",
                                        "none",
                                        "/k/${CLASS}",
                                        "${UNSET}/k",
                                        "k/%C")));
                    case 11 -> pair("CertificateFile", one(List.of("~/c", "/c/%u", "none")));
                    case 12 -> pair("IdentitiesOnly", one(List.of("yes", "no", "TRUE")));
                    case 13 ->
                        "UserKnownHostsFile "
                                + one(List.of("none", "/a /b", "~/x", "\"/my hosts\" /b", "/dev/null", "/h/%h"));
                    case 14 -> pair("GlobalKnownHostsFile", one(List.of("/g", "none")));
                    case 15 -> pair("HostKeyAlias", one(List.of("Class", "c2")));
                    case 16 -> pair("StrictHostKeyChecking", one(List.of("yes", "no", "accept-new", "ask", "off")));
                    case 17, 18 ->
                        "ProxyJump "
                                + one(List.of("gate", "none", "bob@gate:2222", "a,b@[::1]:7", "ssh://x@y:9", "%r@g"));
                    case 19 ->
                        "ProxyCommand" + one(List.of(" ", "="))
                                + one(List.of("nc %h %p", "none", "ssh -W '[%h]:%p' %r@g"));
                    case 20 -> pair("ConnectTimeout", one(List.of("5", "1m", "none", "0", "1h1")));
                    case 21 -> pair("ServerAliveInterval", one(List.of("5", "1m", "0")));
                    case 22 -> pair("ServerAliveCountMax", one(List.of("0", "3", "7")));
                    case 23 -> pair("AddressFamily", one(List.of("any", "inet", "INET6")));
                    case 24 ->
                        pair("IdentityAgent", one(List.of("none", "SSH_AUTH_SOCK", "~/agent", "$CLASS", "/a/%u")));
                    default ->
                        pair(
                                one(List.of("TCPKeepAlive", "Compression", "ForwardX11", "BatchMode")),
                                one(List.of("yes", "no")));
                };
    }

    private String pair(String keyword, String value) {
        return cased(keyword)
                + one(List.of(" ", " ", "\t", "=", " = ", "= ", "  "))
                + quoted(value)
                + one(List.of("", "", "", " ", " # comment"));
    }

    /** The same word written in another way. */
    private String quoted(String word) {
        return switch (random.nextInt(6)) {
            case 0 -> "\"" + word + "\"";
            case 1 -> "'" + word + "'";
            case 2 -> word.substring(0, 1) + "\"" + word.substring(1) + "\"";
            default -> word.replace(" ", "\\ ");
        };
    }

    private String cased(String keyword) {
        return switch (random.nextInt(4)) {
            case 0 -> keyword.toLowerCase(java.util.Locale.ROOT);
            case 1 -> keyword.toUpperCase(java.util.Locale.ROOT);
            default -> keyword;
        };
    }

    private String several(Supplier<String> word) {
        StringBuilder words = new StringBuilder(word.get());
        for (int more = random.nextInt(3); more > 0; more--) {
            words.append(' ').append(word.get());
        }
        return words.toString();
    }

    private <T> Optional<T> perhaps(int oneIn, Supplier<T> value) {
        return random.nextInt(oneIn) == 0 ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
