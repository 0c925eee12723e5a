package io.rlmprov.cli;

import io.rlmprov.config.Hub;
import io.rlmprov.config.HubReader;
import io.rlmprov.config.OfflineSources;
import io.rlmprov.config.RlmprovException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code rlmprov __complete -- WORD...}: prints what can follow on a command line, for the scripts of {@link
 * CompletionScript}. Each line has a word, and often a tab and what the word means; a line {@code :files} asks the shell for files. It
 * reads hub.yaml as {@code validate} does: contacts no host, runs no command, resolves no secret.
 */
record CompleteCommand(Surroundings around, ParseResult parsed) {
    static final String NAME = "__complete";

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create()
                .name(NAME)
                .addPositional(PositionalParamSpec.builder()
                        .arity("0..*")
                        .paramLabel("WORD")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .build());
        spec.usageMessage().hidden(true);
        return spec;
    }

    /** Returns the exit code. */
    int run() {
        List<String> words = parsed.matchedPositionalValue(0, new ArrayList<>());
        new Completion(CommandLines.rlmprov(), this::hub)
                .answers(words)
                .forEach(answer -> around.out().println(answer.line()));
        return ExitCode.OK;
    }

    private Optional<Hub> hub(Path file) {
        try {
            String name = file.toString();
            Path named = name.startsWith("~/") ? around.home().resolve(name.substring(2)) : file;
            return Optional.of(new HubReader(new OfflineSources(Workspace.operator(around)))
                    .read(named)
                    .hub());
        } catch (RlmprovException stillBeingWritten) {
            return Optional.empty();
        }
    }
}
