package io.rlmprov.e2e;

import io.rlmprov.e2e.Command.Ended;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The launcher as an operator runs it: a process of its own, with a home of its own. */
record Rlmprov(Command base) {
    /** An operator who knows the hosts of the lab, and has no agent. */
    static Rlmprov on(LabHost host) {
        // Maven has just built the jar; a build inside its build would break both.
        return from(Command.repository(), host).with("RLMPROV_BUILD", "never");
    }

    /** The same operator with the rlmprov of another checkout, whose launcher builds it. */
    static Rlmprov from(Path checkout, LabHost host) {
        return new Rlmprov(Command.of(checkout.resolve("rlmprov").toString())
                .with("HOME", host.home().toString())
                .with("SSH_AUTH_SOCK", "")
                .with("NO_COLOR", "1"));
    }

    Rlmprov with(String variable, String value) {
        return new Rlmprov(base.with(variable, value));
    }

    /** An operator who answers a question. */
    Rlmprov typing(String line) {
        return new Rlmprov(base.reading(line + "\n"));
    }

    Ended run(String... arguments) {
        return command(arguments).run();
    }

    /** Starts a command and leaves it running. */
    Process start(String... arguments) {
        return command(arguments).start();
    }

    Ended plan(Path hubYaml, String... options) {
        return run(words("plan", hubYaml, options));
    }

    Ended apply(Path hubYaml, String... options) {
        return run(words("apply", hubYaml, options));
    }

    Ended destroy(Path hubYaml, String... options) {
        return run(words("destroy", hubYaml, options));
    }

    private static String[] words(String command, Path hubYaml, String... options) {
        var words = new ArrayList<>(List.of(command));
        words.addAll(Arrays.asList(options));
        words.add(hubYaml.toString());
        return words.toArray(String[]::new);
    }

    private Command command(String... arguments) {
        var words = new ArrayList<>(base.words());
        words.addAll(Arrays.asList(arguments));
        return new Command(words, base.environment(), base.input(), base.patience());
    }
}
