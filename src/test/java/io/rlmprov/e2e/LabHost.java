package io.rlmprov.e2e;

import io.rlmprov.e2e.Command.Ended;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A throwaway Linux host with sshd, made by {@code lab/host}; closing it removes it.
 *
 * <p>{@code LAB_KEEP=1} in the environment leaves it there for a look; {@code lab/host down NAME} removes it then.
 */
final class LabHost implements AutoCloseable {
    private final Map<String, String> info;

    private LabHost(Map<String, String> info) {
        this.info = info;
    }

    /** A host that is to be made. */
    record Order(String name, List<String> options) {
        /** With the distribution's Docker in it. */
        Order withDocker() {
            return and("--with-docker");
        }

        /** {@code trixie} or {@code bookworm}. */
        Order distro(String distro) {
            return and("--distro", distro);
        }

        /** {@code debian} (may sudo), {@code plain} (may not) or {@code root}. */
        Order user(String user) {
            return and("--user", user);
        }

        /** With the images and the build cache of another host, if somebody has saved them. */
        Order withImagesOf(String snapshot) {
            return lab("snapshot", "exists", snapshot).run().exit() == 0 ? and("--from", snapshot) : this;
        }

        /** Makes the host, in place of one of the same name that a killed test has left. */
        LabHost up() {
            lab("host", "down", name).run().succeeded();
            var words = new ArrayList<>(List.of("host", "up", name));
            words.addAll(options);
            var out = lab(words.toArray(String[]::new)).run().succeeded();
            return new LabHost(out.lines()
                    .map(line -> line.split("=", 2))
                    .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1])));
        }

        private Order and(String... more) {
            var all = new ArrayList<>(options);
            all.addAll(Arrays.asList(more));
            return new Order(name, List.copyOf(all));
        }
    }

    static Order named(String name) {
        return new Order(name, List.of());
    }

    String name() {
        return of("name");
    }

    /** The container that plays the host, as the machine's own engine names it. */
    String container() {
        return of("container");
    }

    String address() {
        return of("address");
    }

    int port() {
        return Integer.parseInt(of("port"));
    }

    String user() {
        return of("user");
    }

    /** The private key that lets {@link #user()} in. */
    Path identity() {
        return Path.of(of("identity"));
    }

    /** A home whose {@code .ssh} knows the hosts of this lab and nothing else. */
    Path home() {
        return Path.of(of("home"));
    }

    /** Where a hub with {@code http.port: 8000} on this host is seen from here. */
    URI url() {
        return URI.create(of("url"));
    }

    /** Runs a shell command on the host, by ssh(1): no code of ours between the test and the host. */
    Ended ssh(String command) {
        return lab("host", "ssh", name(), command).run();
    }

    /** Runs a shell command as root on the host. */
    Ended root(String command) {
        return Command.of("docker", "exec", "-i", of("container"), "sh", "-c", command)
                .run();
    }

    void reboot() {
        lab("host", "reboot", name()).run().succeeded();
    }

    /** Keeps this host's images for {@link Order#withImagesOf}. */
    void saveImagesAs(String snapshot) {
        lab("snapshot", "save", name(), snapshot).run().succeeded();
    }

    /** Removes what {@link #saveImagesAs} kept. */
    static void forgetImages(String snapshot) {
        lab("snapshot", "rm", snapshot).run().succeeded();
    }

    /** A hub.yaml for this host; {@code options} are those of {@code lab/yaml}. */
    String hubYaml(String... options) {
        var words = new ArrayList<>(List.of("yaml", name()));
        words.addAll(Arrays.asList(options));
        return lab(words.toArray(String[]::new)).run().succeeded();
    }

    private String of(String key) {
        return Objects.requireNonNull(info.get(key), key);
    }

    private static Command lab(String... words) {
        var command = words.clone();
        command[0] = Command.repository().resolve("lab").resolve(words[0]).toString();
        return Command.of(command);
    }

    @Override
    public void close() {
        if (System.getenv("LAB_KEEP") == null) {
            lab("host", "down", name()).run().succeeded();
        }
    }
}
