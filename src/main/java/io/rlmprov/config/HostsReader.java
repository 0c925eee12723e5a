package io.rlmprov.config;

import io.rlmprov.config.Hub.HostSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The section {@code hosts}. */
final class HostsReader {
    private static final Pattern SSH_STYLE =
            Pattern.compile("(?:ssh://)?(?:([^@/]+)@)?([A-Za-z0-9._-]+)(?::(\\d+))?/?");
    private static final String REMEDY = "write hosts: and below it - address: hub.example.org";
    private static final Format<String> USER =
            Formats.matching("[A-Za-z0-9_][A-Za-z0-9_.@\\\\-]*\\$?", "is not a login name", "write it as ssh takes it");

    private HostsReader() {}

    static List<HostSpec> read(Section root) {
        List<HostSpec> hosts = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Section section : root.sections("hosts")) {
            HostSpec host = host(section);
            hosts.add(host);
            if (!host.address().isEmpty() && !seen.add(host.address() + " " + host.port())) {
                section.error("address", "is there twice", "remove one");
            }
        }
        root.require("hosts");
        if (root.nothing("hosts")) {
            root.error("hosts", root.has("hosts") ? "has no host" : "is missing", REMEDY);
        }
        return List.copyOf(hosts);
    }

    private static HostSpec host(Section host) {
        HostSpec spec = new HostSpec(
                host.required("address", HostsReader::address, "", "write address: hub.example.org"),
                host.value("user", USER),
                host.value("port", Formats.integer(1, 65535)),
                host.field("identity").flatMap(field -> identity(host, field)),
                host.flag("local"),
                AuthReader.secret(host, "sudo-password"));
        if (spec.local()) {
            Stream.of("user", "port", "identity")
                    .filter(host::has)
                    .forEach(key -> host.error(
                            key, "is of SSH, and local: true is this machine without SSH", "remove it, or local"));
        }
        return spec;
    }

    private static Optional<Path> identity(Section host, Field field) {
        if (field.text().endsWith(".pub")) {
            host.error("identity", field.quoted() + " is the public key", "name the private one, without .pub");
        }
        return host.existing(field, Sources.Kind.FILE);
    }

    private static String address(String text) throws BadValue {
        boolean name = text.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
        boolean ipv6 = text.matches("(?i)[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(%\\w+)?");
        if (name || ipv6) {
            return text;
        }
        if (text.startsWith("[")) {
            throw new BadValue("has brackets", "write the address alone, and its port as port: below it");
        }
        Matcher ssh = SSH_STYLE.matcher(text);
        if (!ssh.matches()) {
            throw new BadValue("is not the address of a host", "write a name or an IP address");
        }
        String user = ssh.group(1) == null ? "" : ", user: " + ssh.group(1);
        String port = ssh.group(3) == null ? "" : ", port: " + ssh.group(3);
        throw new BadValue(
                "is more than an address", "write address: " + ssh.group(2) + user + port + ", one below the other");
    }
}
