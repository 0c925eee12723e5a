package io.rlmprov.cli;

import io.rlmprov.config.Hub;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Answers what can be written at the end of a command line, from the same specs as the help.
 *
 * @param rlmprov the commands
 * @param hubs reads the hub.yaml that the line names; empty if it cannot be read
 */
record Completion(CommandLine rlmprov, Function<Path, Optional<Hub>> hubs) {
    /** Answers that a file or folder belongs here, which the shell completes by itself. */
    static final Answer FILES = new Answer(":files", "");

    /**
     * A word that fits.
     *
     * @param meaning for shells that show it; may be empty
     */
    record Answer(String word, String meaning) {
        String line() {
            return meaning.isEmpty() ? word : word + "\t" + meaning;
        }
    }

    /**
     * Returns the words that fit.
     *
     * @param words the words of the line behind {@code rlmprov}; the last one is what is written so far of the word that is
     *     asked for, and may be empty
     */
    List<Answer> answers(List<String> words) {
        String current = words.isEmpty() ? "" : words.getLast();
        List<String> before = words.isEmpty() ? List.of() : words.subList(0, words.size() - 1);
        CommandLine root = CommandLines.withHelp(rlmprov);
        Optional<String> named =
                before.stream().filter(word -> !word.startsWith("-")).findFirst();
        if (named.isEmpty() || named.get().equals("help")) {
            return matching(current, current.startsWith("-") ? options(root.getCommandSpec(), before) : commands(root));
        }
        return Optional.ofNullable(root.getSubcommands().get(named.get()))
                .map(command -> ofCommand(
                        command.getCommandSpec(),
                        before.subList(before.indexOf(named.get()) + 1, before.size()),
                        current))
                .orElse(List.of());
    }

    private List<Answer> ofCommand(CommandSpec command, List<String> before, String current) {
        Line line = Line.parse(command, before);
        if (line.open().isPresent()) {
            return values(line.open().get(), line, "", current);
        }
        int assigned = current.startsWith("--") ? current.indexOf('=') + 1 : 0;
        if (assigned > 0) {
            return Optional.ofNullable(command.findOption(current.substring(0, assigned - 1)))
                    .map(option -> values(option, line, current.substring(0, assigned), current.substring(assigned)))
                    .orElse(List.of());
        }
        if (current.startsWith("-")) {
            return matching(current, options(command, before));
        }
        return command.positionalParameters().stream()
                .filter(argument -> argument.index().contains(line.arguments().size()))
                .findFirst()
                .map(argument -> values(argument, line, "", current))
                .orElse(List.of());
    }

    private List<Answer> values(ArgSpec argument, Line line, String prefix, String current) {
        if (argument.type() == Path.class) {
            return List.of(FILES);
        }
        Iterable<String> all = argument.completionCandidates();
        Stream<String> words = all == null
                ? Stream.of()
                : all instanceof Subject subject
                        ? subject.of(hubs.apply(line.hubYaml()))
                        : StreamSupport.stream(all.spliterator(), false);
        return matching(prefix + current, words.map(word -> new Answer(prefix + word, "")));
    }

    private static List<Answer> matching(String current, Stream<Answer> answers) {
        return answers.filter(answer -> answer.word().startsWith(current)).toList();
    }

    private static Stream<Answer> commands(CommandLine root) {
        return root.getSubcommands().entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(command -> new Answer(
                        command.getKey(),
                        meaning(command.getValue()
                                .getCommandSpec()
                                .usageMessage()
                                .header())));
    }

    /** Options that may still be given. */
    private static Stream<Answer> options(CommandSpec command, List<String> before) {
        return command.options().stream()
                .filter(option -> !option.hidden())
                .filter(option ->
                        option.isMultiValue() || Stream.of(option.names()).noneMatch(before::contains))
                .map(option -> new Answer(option.longestName(), meaning(option.description())));
    }

    private static String meaning(String[] text) {
        return String.join(" ", text).replaceAll("\\s+", " ").replace("%%", "%").replace("$$", "$");
    }

    /**
     * What stands before the word that is asked for.
     *
     * @param open an option that waits for its value
     * @param config what {@code --config} names
     * @param arguments the other words
     */
    private record Line(
            Optional<OptionSpec> open, Optional<String> config, List<String> arguments, CommandSpec command) {
        static Line parse(CommandSpec command, List<String> words) {
            Optional<OptionSpec> open = Optional.empty();
            Optional<String> config = Optional.empty();
            List<String> arguments = new ArrayList<>();
            for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
                String word = rest.next();
                int assigned = word.startsWith("--") ? word.indexOf('=') : -1;
                Optional<OptionSpec> option =
                        Optional.ofNullable(command.findOption(assigned > 0 ? word.substring(0, assigned) : word));
                if (option.isEmpty()) {
                    arguments.add(word);
                } else if (option.get().arity().max() > 0) {
                    Optional<String> value = assigned > 0
                            ? Optional.of(word.substring(assigned + 1))
                            : rest.hasNext() ? Optional.of(rest.next()) : Optional.empty();
                    open = value.isEmpty() ? option : Optional.empty();
                    config = option.get().longestName().equals(PlanOptions.CONFIG) ? value : config;
                }
            }
            return new Line(open, config, arguments, command);
        }

        /** The file that {@code --config} or the argument names, or else hub.yaml in this folder. */
        Path hubYaml() {
            Optional<String> argument = command.positionalParameters().stream()
                            .map(PositionalParamSpec::paramLabel)
                            .anyMatch(CommandLines.FILES::contains)
                    ? arguments.stream().findFirst()
                    : Optional.empty();
            return Path.of(config.or(() -> argument).orElse(CommandLines.HUB_YAML));
        }
    }
}
