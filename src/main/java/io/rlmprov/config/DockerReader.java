package io.rlmprov.config;

import io.rlmprov.config.Hub.DockerSpec;
import io.rlmprov.config.Hub.Install;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The section {@code docker}. */
final class DockerReader {
    private static final Format<String> REPOSITORY = Formats.matching(
            "https?://[^\\s/?#'\"]+[^\\s?#'\"]*",
            "is not the address of a package repository",
            "write it as https://mirror.example.org/docker");

    /** As gpg and web pages print it, in groups, or as scripts do. */
    private static final Format<String> FINGERPRINT = text -> {
        String digits = text.replace(" ", "").toUpperCase(Locale.ROOT);
        if (!digits.matches("[0-9A-F]{40}")) {
            throw new BadValue(
                    "is not the fingerprint of an OpenPGP key", "write its 40 hexadecimal digits, as gpg prints them");
        }
        return digits;
    };

    /** This network, the host itself, multicast and what is reserved (RFC 6890). */
    private static final List<Subnet> RESERVED = Stream.of("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3")
            .flatMap(text -> Subnet.parse(text).stream())
            .toList();

    private static final Format<Subnet> SUBNET = text -> Subnet.parse(text)
            .filter(subnet -> subnet.prefix() >= 8 && subnet.prefix() <= 28)
            .filter(subnet -> RESERVED.stream().noneMatch(subnet::overlaps))
            .orElseThrow(() -> new BadValue(
                    "is not an IPv4 network of 16 addresses or more, or no host can have its addresses",
                    "write its first address, as 10.210.0.0/22"));

    private DockerReader() {}

    static DockerSpec read(Section docker) {
        DockerSpec spec = new DockerSpec(
                docker.value("install", Formats.oneOf(Install.class)).orElse(Install.AUTO),
                docker.value("repository", REPOSITORY).map(url -> url.replaceFirst("/+$", "")),
                docker.value("fingerprint", FINGERPRINT),
                docker.value("subnet", SUBNET));
        boolean used = switch (spec.install()) {
            case AUTO, UPSTREAM -> true;
            case DISTRO, NEVER -> false;
        };
        if (spec.repository().isPresent() && !used) {
            docker.warning("repository", "is not used with this docker.install", "write install: upstream");
        }
        if (spec.fingerprint().isPresent() && spec.repository().isEmpty()) {
            docker.warning(
                    "fingerprint",
                    "is not used without docker.repository",
                    "name the mirror that this key signs, or remove it");
        }
        return spec;
    }
}
