package io.rlmprov.facts;

import io.rlmprov.facts.HostFacts.FileFact;
import io.rlmprov.facts.HostFacts.Hardware;
import io.rlmprov.facts.HostFacts.Listener;
import io.rlmprov.facts.HostFacts.Os;
import io.rlmprov.facts.HostFacts.Preflight;
import io.rlmprov.facts.HostFacts.ProxyToken;
import io.rlmprov.facts.HostFacts.TrustFile;
import io.rlmprov.model.HmacKey;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the sections of the probe that are not about the engine, and puts all together. */
final class HostFactsParser {
    private HostFactsParser() {}

    static HostFacts parse(ProbeOutput probe) {
        SecretLines secrets = SecretLines.parse(probe.lines("secrets"));
        return new HostFacts(
                os(KeyValues.parse(probe.lines("os"))),
                hardware(KeyValues.parse(probe.lines("hardware"))),
                preflight(KeyValues.parse(probe.lines("preflight"))),
                EngineFactsParser.parse(
                        KeyValues.parse(probe.lines("engine")),
                        KeyValues.parse(probe.lines("preflight")).yes("docker.snap")),
                files(probe.lines("files")),
                files(probe.lines("state")),
                probe.content("settings"),
                secrets.macs(),
                secrets.malformed(),
                probe.lines("key").stream().findFirst().flatMap(HmacKey::parse),
                environment(probe.lines("env")),
                proxyToken(KeyValues.parse(probe.lines("proxyenv")).text("token")),
                probe.content("record"),
                trust(probe.lines("trust")),
                firewall(probe.lines("firewall")),
                new TreeSet<>(probe.told("others", "hub").toList()),
                DockerObjectsParser.parse(probe),
                probe.errors(),
                probe);
    }

    static Os os(KeyValues os) {
        return new Os(
                os.text("id"),
                os.text("version"),
                os.text("title"),
                os.text("init"),
                os.find("machine").orElse(""));
    }

    static Hardware hardware(KeyValues hardware) {
        return new Hardware(
                hardware.number("memory"),
                (int) hardware.number("cores"),
                hardware.text("disk.path"),
                hardware.number("disk.size"),
                hardware.number("disk.free"));
    }

    static Preflight preflight(KeyValues preflight) {
        return new Preflight(
                preflight.text("uid").equals("0"),
                preflight.yes("apt"),
                preflight.yes("nft"),
                preflight.yes("flock"),
                preflight.all("dpkg.broken"),
                preflight.text("cloudinit"),
                preflight.text("apparmor.kernel").equals("Y"),
                preflight.yes("apparmor.parser"),
                preflight.yes("docker.volumes"),
                preflight.all("port").stream()
                        .map(line -> line.split(" ", 3))
                        .filter(part -> part.length == 3 && part[0].matches("\\d{1,5}"))
                        .map(part -> new Listener(Integer.parseInt(part[0]), part[1], part[2]))
                        .distinct()
                        .toList());
    }

    /** Lines {@code mode owner:group size ./path}, and {@code sha256  ./path} of those that are regular files. */
    static SortedMap<String, FileFact> files(List<String> lines) {
        Map<String, String> digests = new HashMap<>();
        SortedMap<String, FileFact> files = new TreeMap<>();
        for (String line : lines) {
            String[] digest = line.split(" {2}", 2);
            if (digest.length == 2 && digest[0].length() == 64) {
                digests.put(path(digest[1]), digest[0]);
            }
        }
        for (String line : lines) {
            String[] part = line.split(" ", 4);
            if (part.length == 4 && part[0].length() < 64) {
                files.put(path(part[3]), file(part, Optional.ofNullable(digests.get(path(part[3])))));
            }
        }
        return files;
    }

    private static FileFact file(String[] part, Optional<String> digest) {
        int mode = Integer.parseInt(part[0], 16);
        // S_IFMT of stat(2).
        FileFact.Type type = switch (mode & 0xf000) {
            case 0x8000 -> FileFact.Type.FILE;
            case 0x4000 -> FileFact.Type.DIRECTORY;
            case 0xa000 -> FileFact.Type.LINK;
            default -> FileFact.Type.OTHER;
        };
        Optional<Long> size = part[2].equals("-") ? Optional.empty() : Optional.of(Long.valueOf(part[2]));
        return new FileFact(type, String.format(Locale.ROOT, "%04o", mode & 0xfff), part[1], size, digest);
    }

    private static String path(String found) {
        return found.startsWith("./") ? found.substring(2) : found;
    }

    /** Lines {@code NAME=value}; of what is none, the line itself is the name. */
    private static SortedMap<String, String> environment(List<String> lines) {
        SortedMap<String, String> variables = new TreeMap<>();
        for (String line : lines) {
            String[] part = line.split("=", 2);
            variables.put(part[0], part.length == 2 ? part[1] : "");
        }
        return variables;
    }

    private static ProxyToken proxyToken(String token) {
        return switch (token) {
            case "good" -> ProxyToken.GOOD;
            case "more" -> ProxyToken.WITH_MORE;
            case "bad" -> ProxyToken.BAD;
            default -> ProxyToken.ABSENT;
        };
    }

    /** Lines {@code part state}. */
    private static SortedMap<String, String> firewall(List<String> lines) {
        SortedMap<String, String> parts = new TreeMap<>();
        lines.stream()
                .map(line -> line.split(" ", 2))
                .filter(part -> part.length == 2)
                .forEach(part -> parts.put(part[0], part[1]));
        return parts;
    }

    static SortedMap<String, TrustFile> trust(List<String> lines) {
        SortedMap<String, TrustFile> trust = new TreeMap<>();
        for (String line : lines) {
            String[] part = line.split(" ", -1);
            if (part.length == 3) {
                trust.put(part[0], new TrustFile(part[1], part[2].equals("yes")));
            }
        }
        return trust;
    }
}
