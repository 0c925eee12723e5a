package io.rlmprov.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Scripts for completion, made from the same specs as the help. picocli writes the one for bash, which zsh runs as well. */
final class Completion {
    private static final String NAME = "rlmprov";

    /** Services, as an operator names them. */
    static final List<String> SERVICES =
            List.of("service/hub", "service/proxy", "service/docker-proxy", "service/gateway", "service/tls");

    /** Resources that have the same address in each hub, as an operator names them. */
    static final List<String> ADDRESSES = Stream.concat(
                    SERVICES.stream(),
                    Stream.of(
                            "image/rlm-hub",
                            "image/rlm-singleuser",
                            "image/rlm-tls",
                            "directory/notebooks",
                            "file/settings.json",
                            "file/secrets.env",
                            "firewall/servers",
                            "engine/docker",
                            "trust/host"))
            .toList();

    private final CommandLine rlmprov;

    /** For these commands. */
    Completion(CommandLine rlmprov) {
        this.rlmprov = rlmprov;
    }

    private List<CommandSpec> commands() {
        return rlmprov.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(command -> !command.usageMessage().hidden())
                .toList();
    }

    String bash() {
        return AutoComplete.bash(NAME, rlmprov) + "\n";
    }

    /** Also as a file {@code _rlmprov} in zsh's {@code fpath}, which zsh reads when it first completes rlmprov. */
    String zsh() {
        // zsh has no compopt, and expands no alias of it in such a file.
        return "#compdef " + NAME + "\ncompopt() { :; }\n" + bash() + "[ \"${funcstack[1]:-}\" != _" + NAME
                + " ] || _bash_complete -o default -F _complete_" + NAME + "\n";
    }

    String fish() {
        StringBuilder script =
                new StringBuilder("# Completion of " + NAME + " in fish.\ncomplete -c " + NAME + " -f\n");
        commands()
                .forEach(command -> script.append("complete -c " + NAME + " -n __fish_use_subcommand -a ")
                        .append(command.name())
                        .append(" -d ")
                        .append(quoted(String.join(" ", command.usageMessage().header())))
                        .append('\n'));
        commands()
                .forEach(command -> command.args().stream()
                        .filter(arg -> !arg.hidden()
                                && !(arg.isPositional() && fish(arg).isEmpty()))
                        .forEach(arg -> script.append("complete -c " + NAME + " -n '__fish_seen_subcommand_from ")
                                .append(command.name())
                                .append('\'')
                                .append(fish(arg))
                                .append('\n')));
        return script.toString();
    }

    private static String fish(ArgSpec arg) {
        StringBuilder line = new StringBuilder();
        if (arg instanceof OptionSpec option) {
            for (String name : option.names()) {
                line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            line.append(" -d ").append(quoted(String.join(" ", option.description())));
            // With -x fish offers no files.
            line.append(option.arity().max() == 0 ? "" : option.type() == Path.class ? " -r" : " -x");
        }
        if (arg.type() == Path.class) {
            return line.append(" -F").toString();
        }
        Iterable<String> candidates = arg.completionCandidates();
        return candidates == null
                ? line.toString()
                : line.append(" -a ")
                        .append(quoted(String.join(" ", candidates)))
                        .toString();
    }

    private static String quoted(String text) {
        return text.lines()
                .collect(Collectors.joining(" "))
                .replace("%%", "%")
                .replace("\\", "\\\\")
                .replace("'", "\\'")
                .transform(safe -> "'" + safe + "'");
    }
}
