package io.rlmprov.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code rlmprov completion}: prints a script by which a shell completes commands, options, addresses and files. */
record CompletionCommand(Surroundings around, HubOptions options, ParseResult parsed) {
    static final String NAME = "completion";

    static CommandSpec spec() {
        CommandSpec spec = CommandLines.command(NAME)
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .arity("1")
                        .required(true)
                        .paramLabel(String.join("|", CompletionScript.shells()))
                        .completionCandidates(CompletionScript.shells())
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
                        "To keep it, write that line into the shell's startup file. Completion reads hub.yaml, and contacts"
                                + " no host.",
                        "");
        return CommandLines.exits(spec, "0:done", "64:wrong usage");
    }

    /** Returns the exit code. */
    int run() {
        String shell = parsed.matchedPositionalValue(0, "");
        CompletionScript script = CompletionScript.of(shell)
                .orElseThrow(
                        () -> options.misuse("there is no completion for \"" + shell + "\"; write bash, zsh or fish"));
        around.out().print(script.text());
        return ExitCode.OK;
    }
}
