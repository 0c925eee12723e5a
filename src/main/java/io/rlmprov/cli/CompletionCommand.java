package io.rlmprov.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code rlmprov completion}: prints a script by which a shell completes commands, options and files. */
record CompletionCommand(Surroundings around, HubOptions options, ParseResult parsed) {
    static final String NAME = "completion";

    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    static CommandSpec spec() {
        CommandSpec spec = CommandLines.command(NAME)
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .arity("1")
                        .required(true)
                        .paramLabel(String.join("|", SHELLS))
                        .completionCandidates(SHELLS)
                        .type(String.class)
                        .description("The shell.")
                        .build());
        spec.usageMessage()
                .header("Print a script for completion in bash, zsh or fish.")
                .description(
                        "",
                        "The Debian package installs these scripts. Otherwise, for the shell that runs:",
                        "  bash: source <(rlmprov completion bash)",
                        "  zsh:  source <(rlmprov completion zsh)",
                        "  fish: rlmprov completion fish | source",
                        "To keep it, write that line into the shell's startup file. Completion runs no rlmprov and"
                                + " contacts no host.",
                        "");
        return CommandLines.exits(spec, "0:done", "64:wrong usage");
    }

    /** Returns the exit code. */
    int run() {
        Completion completion = new Completion(CommandLines.rlmprov());
        String shell = parsed.matchedPositionalValue(0, "");
        around.out()
                .print(
                        switch (shell) {
                            case "bash" -> completion.bash();
                            case "zsh" -> completion.zsh();
                            case "fish" -> completion.fish();
                            default ->
                                throw options.misuse(
                                        "there is no completion for \"" + shell + "\"; write bash, zsh or fish");
                        });
        return ExitCode.OK;
    }
}
