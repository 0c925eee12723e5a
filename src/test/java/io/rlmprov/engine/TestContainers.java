package io.rlmprov.engine;

import io.rlmprov.host.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Small containers on this machine's engine, made with its own client. */
final class TestContainers {
    private TestContainers() {}

    static void requireImage(String image) {
        try {
            Shell.run("docker", "image", "inspect", "--format", "{{.Id}}", image);
        } catch (AssertionError e) {
            throw new AssertionError(
                    "This test needs a Docker engine on this machine with the image " + image
                            + ": mmdebstrap --variant=minbase trixie - | docker import - " + image,
                    e);
        }
    }

    static String unique(String prefix) {
        return prefix + "-it-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Starts one and gives its id. */
    static String run(String name, List<String> options, String image, String command) {
        List<String> words =
                new ArrayList<>(List.of("docker", "run", "-d", "--init", "--network=none", "--name", name));
        words.addAll(options);
        words.addAll(List.of(image, "sh", "-c", command));
        return Shell.run(words.toArray(String[]::new)).lines().toList().getLast();
    }

    static void remove(String id) {
        Shell.run("sh", "-c", "docker rm -f " + id + " >/dev/null 2>&1 || true");
    }

    static void exec(String name, String command) {
        Shell.run("docker", "exec", name, "sh", "-c", command);
    }

    static String startedAt(String name) {
        return Shell.run("docker", "inspect", "--format", "{{.State.StartedAt}} {{.RestartCount}}", name);
    }

    static void awaitOutput(String name, String text) {
        Shell.run(
                "sh",
                "-c",
                "timeout 60 sh -c 'until docker logs " + name + " | grep -q " + text + "; do sleep 0.2; done'");
    }
}
