package io.rlmprov.desired;

import io.rlmprov.config.Hub.DockerSpec;
import io.rlmprov.config.Hub.ServerSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Something that should exist on a host. Immutable; compared by its attributes. */
public sealed interface Resource {
    /** Its name. */
    Address address();

    /** The fields that rlmprov owns, by path. */
    SortedMap<String, Attribute> attributes();

    /**
     * Certificates that the host trusts beyond its distribution's.
     *
     * @param certificates PEM content by file name
     */
    record TrustStore(Address address, SortedMap<String, FileContent> certificates) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            return digests(certificates, Attribute.Source.CONFIG);
        }
    }

    /**
     * A container engine with compose v2 that comes back after a reboot and, where the kernel has AppArmor on, finds its
     * parser. Installed only where none is usable; otherwise the host's own is adopted.
     */
    record DockerEngine(Address address, DockerSpec spec) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            SortedMap<String, Attribute> all =
                    sorted("server", Attribute.config("ready"), "compose", Attribute.config("v2"));
            all.put("apparmor", Attribute.config("usable"));
            all.put("at boot", Attribute.config("started"));
            return all;
        }
    }

    /**
     * A folder that is wholly ours: a file in it that is not named here goes, and all may enter it.
     *
     * @param files content by relative path
     */
    record Directory(Address address, SortedMap<String, FileContent> files) implements Resource {
        /** The path under which a folder itself is told, with all folders above and in it. */
        public static final String ITSELF = "./";

        /** Mode and owner of one that all may enter. */
        public static final String OPEN = "0755 root:root";

        @Override
        public SortedMap<String, Attribute> attributes() {
            SortedMap<String, Attribute> all = digests(files, Attribute.Source.CONFIG);
            all.put(ITSELF, Attribute.config(OPEN));
            return all;
        }

        /**
         * The tag of an image that is built from this: 12 hexadecimal digits. {@code setup.sh} makes the same one, so that
         * its images are found again.
         *
         * @param base name of the base image
         */
        public String imageTag(String base) {
            return Sha256.of(digest() + " " + base + "\n").substring(0, 12);
        }

        /**
         * A digest of all names, contents and rights to execute: of what {@code sha256sum} prints for each file, then of
         * those that can be executed, both by path.
         */
        public String digest() {
            StringBuilder lines = new StringBuilder();
            files.forEach((path, content) ->
                    lines.append(content.sha256()).append("  ./").append(path).append('\n'));
            files.forEach((path, content) -> {
                if (content.executable()) {
                    lines.append("./").append(path).append('\n');
                }
            });
            return Sha256.of(lines.toString());
        }
    }

    /**
     * A file.
     *
     * @param mode permissions in octal, as {@code 0600}; the owner is always root
     * @param content all of it
     * @param fields what to compare, by path within the file
     */
    record ManagedFile(Address address, String mode, FileContent content, SortedMap<String, Attribute> fields)
            implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            SortedMap<String, Attribute> all = new TreeMap<>(fields);
            all.put("mode", Attribute.config(mode));
            all.put("owner", Attribute.config("root:root"));
            return all;
        }
    }

    /** The token that hub and proxy share. Made on the host, never read from it. */
    record ProxyToken(Address address) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            return secret("token");
        }
    }

    /** The key under which secrets are compared, in the folder of the hub's state. Made for the host, and stays there. */
    record HostKey(Address address) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            SortedMap<String, Attribute> all = secret("key");
            all.put("folder", Attribute.config("0700 root:root"));
            return all;
        }
    }

    /**
     * An image that is built on the host.
     *
     * @param context folder on the host, relative to the hub's
     * @param tag from the digest of all that goes in, so that an unchanged context is never built again
     * @param base name of the base image
     * @param baseArchive archive of the base image on the operator's machine
     */
    record Image(Address address, String context, String tag, String base, Optional<Path> baseArchive)
            implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            return sorted("tag", Attribute.consequence(tag));
        }

        /** As an engine names it. */
        public String reference() {
            return address.name() + ":" + tag;
        }
    }

    /** The network on which hub, proxy and users' servers meet. */
    record Network(Address address) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            return sorted("driver", Attribute.config("bridge"));
        }
    }

    /** A volume that holds what must not be lost. */
    record Volume(Address address) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            return sorted("driver", Attribute.config("local"));
        }
    }

    /**
     * What users' servers may reach, and who reaches them from outside: rules in the kernel, made from a file for the
     * networks of the hub.
     *
     * @param rules content of that file
     */
    record Firewall(Address address, FileContent rules) implements Resource {
        /** The parts of the rules, as firewall.nft names them. */
        private static final List<String> PARTS = List.of("host", "into", "metadata", "neighbours", "outside");

        @Override
        public SortedMap<String, Attribute> attributes() {
            SortedMap<String, Attribute> all = sorted("rules", Attribute.consequence(rules.mark()));
            all.put("at boot", Attribute.config("loaded"));
            all.put("network", Attribute.config("the hub's"));
            PARTS.forEach(part -> all.put(part, Attribute.config("in force")));
            return all;
        }
    }

    /**
     * A container of the compose stack.
     *
     * @param image reference of its image
     * @param port published TCP port
     * @param spec digest of everything that it was started from, files and HMACs of secrets included: a container that
     *     was not started again after a change is seen by it
     */
    record Service(Address address, String image, Optional<Integer> port, String spec) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            SortedMap<String, Attribute> all = sorted(
                    "image",
                    Attribute.consequence(image).replacing(),
                    "spec",
                    Attribute.consequence(spec).replacing());
            all.put("state", Attribute.config("running"));
            port.ifPresent(
                    published -> all.put("port", Attribute.config(published).replacing()));
            return all;
        }
    }

    /**
     * A running server of a user. It is never made or ended by a plan, only resized in place.
     *
     * @param container name of its container
     * @param memory limit in bytes
     * @param cpu limit in cores
     * @param spec what hub.yaml says of the limits; the others come from sizing
     */
    record UserServer(Address address, String container, long memory, double cpu, ServerSpec spec) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            return sorted(
                    "memory",
                    spec.memory().isPresent() ? Attribute.config(memory) : Attribute.sizing(memory),
                    "cpu",
                    spec.cpu().isPresent() ? Attribute.config(cpu) : Attribute.sizing(cpu));
        }
    }

    private static SortedMap<String, Attribute> secret(String name) {
        SortedMap<String, Attribute> all =
                sorted("mode", Attribute.config("0600"), "owner", Attribute.config("root:root"));
        all.put(name, Attribute.config("generated"));
        return all;
    }

    private static SortedMap<String, Attribute> digests(SortedMap<String, FileContent> files, Attribute.Source source) {
        SortedMap<String, Attribute> all = new TreeMap<>();
        files.forEach((path, content) -> all.put(path, new Attribute(Value.of(content.mark()), source, false)));
        return all;
    }

    private static SortedMap<String, Attribute> sorted(String name, Attribute attribute) {
        return new TreeMap<>(Map.of(name, attribute));
    }

    private static SortedMap<String, Attribute> sorted(String first, Attribute a, String second, Attribute b) {
        return new TreeMap<>(Map.of(first, a, second, b));
    }
}
