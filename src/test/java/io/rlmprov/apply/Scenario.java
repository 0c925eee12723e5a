package io.rlmprov.apply;

import io.rlmprov.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host as the lines of a {@code host.txt} tell its history, each an event in the words of {@link #does}. */
final class Scenario {
    private final Path folder;
    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator;

    private Scenario(Path folder) throws IOException {
        this.folder = folder;
        this.operator = operatorWith("hub.yaml");
    }

    /** The plan that stands at the end of a folder's history. */
    static Plan play(Path folder) throws IOException {
        Scenario scenario = new Scenario(folder);
        String command = "plan";
        for (String line : Files.readAllLines(folder.resolve("host.txt"))) {
            if (line.startsWith("> ")) {
                command = line.substring(2);
            } else if (!line.startsWith("#") && !line.isBlank()) {
                scenario.does(line);
            }
        }
        return switch (command) {
            case "plan" -> scenario.operator.plan();
            case "destroy" -> scenario.operator.planDestroy(false);
            case "destroy --purge" -> scenario.operator.planDestroy(true);
            default -> throw new IllegalArgumentException(command);
        };
    }

    private void does(String line) throws IOException {
        Map<String, Event> events = Map.of(
                "Docker is installed", it -> machine.docker.install(),
                "(\\S+) is applied", it -> operatorWith(it.group(1)).apply(),
                "(\\w+) logs in(?: with the profile)? ?(\\S*)", it -> host.userLogsIn(it.group(1), it.group(2)),
                "(\\w+)'s server uses (\\d+) MiB", it -> uses(it.group(1), Long.parseLong(it.group(2))),
                "in (\\S+), (.+) becomes (.*)", it -> edit(it.group(1), it.group(2), it.group(3)),
                "(.+) is removed", it -> machine.files.remove(machine.file(it.group(1))),
                "(.+) may be read by everybody", it -> machine.files.chmod(machine.file(it.group(1)), "0644"),
                "the rules of users' servers are flushed", it -> flush(),
                "(proxy|hub) is (exited|unhealthy)", it -> state(it.group(1), it.group(2)),
                "the operator adds to (.+)", it -> change(it.group(1)));
        for (Map.Entry<String, Event> event : events.entrySet()) {
            Matcher matcher = Pattern.compile(event.getKey()).matcher(line);
            if (matcher.matches()) {
                event.getValue().happens(matcher.toMatchResult());
                return;
            }
        }
        throw new IllegalArgumentException("nothing is called: " + line);
    }

    @FunctionalInterface
    private interface Event {
        void happens(MatchResult words) throws IOException;
    }

    private Operator operatorWith(String file) throws IOException {
        return new Operator(host, Files.readString(folder.resolve(file)));
    }

    private void edit(String file, String from, String to) {
        FileTree.Inode inode = machine.files.stat(machine.file(file));
        if (!inode.content().contains(from)) {
            throw new IllegalArgumentException("no " + from + " in " + inode.content());
        }
        machine.files.write(machine.file(file), inode.content().replace(from, to), inode.mode());
    }

    private void flush() {
        String loaded = machine.state("firewall.loaded");
        String before = machine.files.read(loaded).orElseThrow();
        machine.files.write(loaded, before.replace("in-force", "absent"), "0600");
    }

    private void uses(String user, long mebibytes) {
        FakeContainer server = machine.docker.container("jupyter-" + user).orElseThrow();
        machine.docker.put(server.using(mebibytes << 20));
    }

    private void state(String service, String state) {
        FakeContainer container =
                machine.docker.container(machine.names.container(service)).orElseThrow();
        boolean sick = state.equals("unhealthy");
        machine.docker.put(container.inState(sick ? "running" : state, sick ? "unhealthy" : ""));
    }

    private void change(String file) {
        String name = String.valueOf(Path.of(file).getFileName());
        Optional.of(file)
                .map(it -> it.startsWith("notebooks/") ? operator.notebooks : operator.userContext)
                .ifPresent(files -> files.putAll(Operator.files(name, "changed")));
    }
}
