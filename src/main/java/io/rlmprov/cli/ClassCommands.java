package io.rlmprov.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The commands for a class, with their options and help. They name hub.yaml by {@code --config}, as each has a subject. */
final class ClassCommands {
    static final String USERS = "users";
    static final String ANNOUNCE = "announce";
    static final String SHARE = "share";
    static final String COLLECT = "collect";
    static final String RESET = "reset";

    /** All of them. */
    static final Set<String> NAMES = Set.of(USERS, ANNOUNCE, SHARE, COLLECT, RESET);

    private static final String CLEAR = "--clear";
    private static final String TO = "--to";
    private static final String FOLLOWED = "Print the result as one JSON object.";

    private ClassCommands() {}

    /** In the order of help. */
    static List<CommandSpec> specs() {
        return List.of(users(), announce(), share(), collect(), reset());
    }

    /** Runs one of them. Returns the exit code. */
    static int run(Surroundings around, String name, ParseResult parsed) {
        HubOptions options = HubOptions.of(parsed);
        return switch (name) {
            case USERS -> new UsersCommand(around, options).run();
            case ANNOUNCE -> new AnnounceCommand(around, options, words(parsed), HubOptions.has(parsed, CLEAR)).run();
            case SHARE -> new ShareCommand(around, options, parsed.matchedPositionalValue(0, Path.of(""))).run();
            case COLLECT ->
                new CollectCommand(around, options, subject(parsed), parsed.matchedOptionValue(TO, Path.of(""))).run();
            case RESET -> new ResetCommand(around, options, subject(parsed)).run();
            default -> throw new IllegalStateException(name);
        };
    }

    private static Optional<String> words(ParseResult parsed) {
        List<String> words = parsed.matchedPositionalValue(0, new ArrayList<>());
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", words));
    }

    private static String subject(ParseResult parsed) {
        return parsed.matchedPositionalValue(0, "");
    }

    private static CommandSpec users() {
        CommandSpec spec = command(USERS);
        spec.usageMessage()
                .header("Show who is in, who was, and who never came. Changes nothing.")
                .description(
                        "",
                        "Lists the users whom the hub knows and the names of users.roster, with their servers and their last"
                                + " activity.",
                        "");
        return exits(spec);
    }

    private static CommandSpec announce() {
        CommandSpec spec = command(ANNOUNCE)
                .addOption(CommandLines.flag(CLEAR, "Take the announcement away."))
                .addPositional(PositionalParamSpec.builder()
                        .arity("0..*")
                        .paramLabel("TEXT")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .description(
                                "What to tell everybody, up to 2000 characters; without it, what is told now is shown.")
                        .build());
        spec.usageMessage()
                .header("Tell everybody something, on all pages of the hub and in JupyterLab.")
                .description(
                        "",
                        "There is one announcement at a time: a new one takes the place of the old one. Nothing is restarted."
                                + " The announcement is public, as the login page shows it too.",
                        "");
        return exits(spec);
    }

    private static CommandSpec share() {
        CommandSpec spec = command(SHARE)
                .addOption(CommandLines.flag(CommandLines.YES, "Do not ask."))
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .arity("1")
                        .required(true)
                        .paramLabel("PATH")
                        .type(Path.class)
                        .converters(Path::of)
                        .description("What everybody gets, up to 256 MiB. Hidden files are left out.")
                        .build());
        spec.usageMessage()
                .header("Give a file or folder to everybody, also to servers that run.")
                .description(
                        "",
                        "It appears in everybody's home under its own name: now where a server runs, and otherwise when one"
                                + " starts. Who has edited a copy keeps it and finds the new file beside it. Share it again"
                                + " after a change. JupyterLab tells everybody.",
                        "");
        return exits(spec);
    }

    private static CommandSpec collect() {
        CommandSpec spec = command(COLLECT)
                .addOption(OptionSpec.builder(TO)
                        .type(Path.class)
                        .converters(Path::of)
                        .arity("1")
                        .required(true)
                        .paramLabel("FOLDER")
                        .description("Where the copies go, in a folder for each user; new or empty.")
                        .build())
                .addPositional(
                        subject("PATH", List.of(), "A file or folder in the users' homes, as week2/sheet.ipynb."));
        spec.usageMessage()
                .header("Copy everybody's file or folder to this machine. Changes nothing on the host.")
                .description(
                        "",
                        "Takes what is saved, also of users whose server does not run. Of each user at most 500 files and"
                                + " 256 MiB, no file of more than 64 MiB, no hidden files and no symbolic links; what is left"
                                + " out is reported.",
                        "");
        return exits(spec);
    }

    private static CommandSpec reset() {
        CommandSpec spec = command(RESET)
                .addPositional(subject("USER", Subject.USER, "The user, whose name must be typed once more."));
        spec.usageMessage()
                .header("Give a user an empty home; the old one is kept in it.")
                .description(
                        "",
                        "Stops the user's server and moves all of their files, settings and packages into a folder"
                                + " before-reset-TIME of their home. Their next start brings the notebooks again.",
                        "");
        return exits(spec);
    }

    private static PositionalParamSpec subject(String label, Iterable<String> candidates, String description) {
        return PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .required(true)
                .paramLabel(label)
                .completionCandidates(candidates)
                .type(String.class)
                .description(description)
                .build();
    }

    private static CommandSpec command(String name) {
        return CommandLines.command(name)
                .addOption(CommandLines.config())
                .addOption(CommandLines.flag(CommandLines.JSON, FOLLOWED));
    }

    private static CommandSpec exits(CommandSpec spec) {
        return CommandLines.exits(
                spec,
                "0:done",
                "1:failed, or hub.yaml is not right",
                "4:another run of rlmprov is at work on the host",
                "64:wrong usage");
    }
}
