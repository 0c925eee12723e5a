package io.rlmprov.cli;

import io.rlmprov.apply.LogRequest;
import io.rlmprov.config.Durations;
import io.rlmprov.config.Printable;
import io.rlmprov.config.Redaction;
import io.rlmprov.host.ConnectedHost;
import io.rlmprov.model.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code rlmprov logs}: the log of a service, or of the server of a user. */
record LogsCommand(Surroundings around, HubOptions options, ParseResult parsed) {
    private static final String FOLLOW = "--follow";
    private static final String SINCE = "--since";
    private static final String TAIL = "--tail";

    /** How often a log that is followed tells the host that its reader is there. */
    private static final int BEAT_SECONDS = 5;

    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?(Z|[+-]\\d\\d:\\d\\d)?)?");

    static CommandSpec spec() {
        CommandSpec spec = CommandLines.command(CommandLines.LOGS)
                .addPositional(PositionalParamSpec.builder()
                        .arity("1")
                        .paramLabel("ADDRESS")
                        .completionCandidates(Subject.LOG)
                        .type(String.class)
                        .description("service/NAME, for example service/hub, or server/USER.")
                        .build())
                .addOption(CommandLines.config())
                .addOption(OptionSpec.builder("-f", FOLLOW)
                        .type(boolean.class)
                        .arity("0")
                        .description("Continue with new lines until Ctrl-C.")
                        .build())
                .addOption(text(SINCE, "TIME", "Only lines since then: 10m, 2h, 1d, or 2026-11-26T10:00:00Z."))
                .addOption(text(TAIL, "N", "Only the last N lines; default: 200, or all with --since."));
        spec.usageMessage()
                .header("Print the log of a service or of a user's server. Changes nothing.")
                .description("", "What looks like an API key or a token in the log is replaced by ***.", "");
        return CommandLines.exits(spec, "0:done", "1:failed, or there is no such container", "64:wrong usage");
    }

    private static OptionSpec text(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build();
    }

    /** Returns the exit code. */
    int run() {
        Workspace workspace = new Workspace(around, options.file());
        LogRequest request = request(workspace.hub().hosts().getFirst().address());
        CountDownLatch enough = new CountDownLatch(1);
        try (ConnectedHost host = workspace.connect();
                HubOptions.Told _ = options.traffic(around, host)) {
            workspace.inspector().logs(host, request, request.follow() ? alive(enough) : Payload.NONE, line -> {
                around.out().println(shown(line));
                if (!around.outputWasWritten()) {
                    enough.countDown();
                }
            });
        }
        return ExitCode.OK;
    }

    /** A line without what commands a terminal: users write to the log of their server. */
    static String shown(String line) {
        return Redaction.message(Printable.lines(line.replaceAll("\u001b\\[[0-9;]*m", "")));
    }

    /** An input that goes on until the output cannot be written any more, or the script on the host has ended. */
    private static Payload alive(CountDownLatch enough) {
        return out -> {
            try {
                while (!enough.await(BEAT_SECONDS, TimeUnit.SECONDS)) {
                    out.write('\n');
                    out.flush();
                }
            } catch (IOException ended) {
                // Its exit status says why.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private LogRequest request(String host) {
        String address = parsed.matchedPositionalValue(0, "");
        String local = address.startsWith(host + "/") ? address.substring(host.length() + 1) : address;
        int slash = local.indexOf('/');
        String name = local.substring(slash + 1);
        LogRequest.Kind kind = switch (slash < 0 || name.isEmpty() ? "" : local.substring(0, slash)) {
            case "service" -> LogRequest.Kind.SERVICE;
            case "server" -> LogRequest.Kind.SERVER;
            default ->
                throw misuse(
                        "\"" + address + "\" has no log; write service/NAME, for example service/hub, or server/USER");
        };
        Optional<String> since = Optional.ofNullable(parsed.matchedOptionValue(SINCE, (String) null));
        String tail = parsed.matchedOptionValue(TAIL, since.isPresent() ? "all" : "200");
        if (!tail.matches("all|[0-9]{1,9}")) {
            throw misuse(TAIL + ": \"" + tail + "\" is not a number of lines; write one, or all");
        }
        return new LogRequest(kind, name, tail, since.map(this::since).orElse(""), parsed.hasMatchedOption(FOLLOW));
    }

    /** Docker knows no days. */
    private String since(String text) {
        Optional<Duration> duration = Durations.parse(text);
        if (duration.isPresent()) {
            return duration.get().toSeconds() + "s";
        }
        if (!TIME.matcher(text.toUpperCase(Locale.ROOT)).matches()) {
            throw misuse(SINCE + ": \"" + text + "\" is not a time; write 10m, 2h, 1d or 2026-11-26T10:00:00Z");
        }
        return text.toUpperCase(Locale.ROOT);
    }

    private ParameterException misuse(String why) {
        return options.misuse(why);
    }
}
