package io.rlmprov.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Writes the manual pages of rlmprov and of each command, from the same specs as the help. {@code ./package} runs it. */
public final class ManPages {
    private static final String NAME = "rlmprov";

    private ManPages() {}

    /** Writes the pages into the folder that the first argument names. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, String> page : pages().entrySet()) {
            Files.writeString(folder.resolve(page.getKey()), page.getValue());
        }
    }

    /** The pages in the language of man(7), by file name. */
    static Map<String, String> pages() {
        CommandLine rlmprov = CommandLines.rlmprov();
        List<CommandLine> commands = rlmprov.getSubcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .toList();
        List<String> names =
                commands.stream().map(command -> name(command.getCommandSpec())).toList();
        return Stream.concat(Stream.of(rlmprov), commands.stream())
                .map(CommandLine::getCommandSpec)
                .collect(Collectors.toMap(spec -> name(spec) + ".1", spec -> page(spec, names)));
    }

    private static String name(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    private static String page(CommandSpec spec, List<String> commands) {
        UsageMessageSpec usage = spec.usageMessage();
        String name = name(spec);
        StringBuilder page = new StringBuilder(".TH " + name.toUpperCase(Locale.ROOT) + " 1 \"\" \"" + NAME + " "
                + CommandLines.VERSION + "\" \"User Commands\"\n");
        section(page, "NAME", escaped(name) + " \\- " + escaped(String.join(" ", usage.header())));
        String synopsis = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0);
        section(page, "SYNOPSIS", escaped(synopsis.replaceAll("\\s+", " ").strip()));
        page.append(".SH DESCRIPTION\n");
        for (String line : usage.description()) {
            // The indented lines of the first page are examples.
            page.append(line.isEmpty() ? ".PP\n" : escaped(line) + "\n" + (line.startsWith(" ") ? ".br\n" : ""));
        }
        options(page, spec);
        if (!usage.exitCodeList().isEmpty()) {
            page.append(".SH EXIT STATUS\n");
            usage.exitCodeList().forEach((code, text) -> item(page, code, text));
        }
        List<String> others = new ArrayList<>(name.equals(NAME) ? List.of() : List.of(NAME));
        others.addAll(name.equals(NAME) ? commands : List.of());
        section(
                page,
                "SEE ALSO",
                others.stream().map(other -> ".BR " + escaped(other) + " (1)").collect(Collectors.joining("\n")));
        return page.toString();
    }

    private static void options(StringBuilder page, CommandSpec spec) {
        page.append(".SH OPTIONS\n");
        spec.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .forEach(parameter -> item(page, parameter.paramLabel(), String.join(" ", parameter.description())));
        spec.options().stream().filter(option -> !option.hidden()).forEach(option -> {
            String label = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
            item(page, String.join(", ", option.names()) + label, String.join(" ", option.description()));
        });
    }

    private static void section(StringBuilder page, String title, String text) {
        page.append(".SH ").append(title).append('\n').append(text).append('\n');
    }

    private static void item(StringBuilder page, String term, String text) {
        page.append(".TP\n\\fB")
                .append(escaped(term))
                .append("\\fR\n")
                .append(escaped(text))
                .append('\n');
    }

    /** Text that roff does not take for a request, with hyphens that a terminal can copy. */
    private static String escaped(String text) {
        String plain =
                text.replace("%n", " ").replace("%%", "%").replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") || plain.startsWith(" ") ? "\\&" + plain : plain;
    }
}
