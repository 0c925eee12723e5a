package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.host.SshSettings.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Asks the operator's own {@code ssh} for its configuration: {@code ssh -G} prints what applies to a host and connects to
 * nothing.
 *
 * @param program the executable, and what it always gets
 * @param limit how long it may take; {@code Match exec} runs commands of the operator
 */
record SshProgram(Operator operator, List<String> program, Duration limit) implements SshConfigSource {
    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String WHERE = "your ssh configuration";
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9]+) ?(.*)");
    /** Texts that only ssh expands as ssh does: tokens, variables and {@code ~user}. */
    private static final Pattern EXPANDS = Pattern.compile(".*[%$].*|~[^/].*");
    /** Names of files are printed without quotes: a blank inside of a name is told by what follows it. */
    private static final Pattern BETWEEN_FILES = Pattern.compile(" (?=/)");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");
    /** ssh prints its default files as if they were configured. */
    private static final Pattern DEFAULT_IDENTITY =
            Pattern.compile("~/\\.ssh/id_(rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss)");

    private static final List<String> DEFAULT_IDENTITIES =
            List.of("~/.ssh/id_rsa", "~/.ssh/id_ecdsa", "~/.ssh/id_ecdsa_sk", "~/.ssh/id_ed25519");

    @Override
    public SshSettings settings(Query query) {
        List<Setting> settings = new ArrayList<>();
        for (Setting setting : run(query, List.of())) {
            switch (setting.keyword()) {
                case "identityfile", "certificatefile" ->
                    file(query, setting).ifPresent(file -> settings.add(new Setting(setting.keyword(), file, WHERE)));
                case "userknownhostsfile", "globalknownhostsfile" ->
                    Arrays.stream(BETWEEN_FILES.split(setting.value(), -1))
                            .forEach(file -> settings.add(new Setting(setting.keyword(), file, WHERE)));
                default -> settings.add(setting);
            }
        }
        if (areDefaults(settings)) {
            settings.removeIf(it -> it.keyword().equals("identityfile"));
        }
        return new SshSettings(settings);
    }

    private static boolean areDefaults(List<Setting> settings) {
        List<String> files = settings.stream()
                .filter(it -> it.keyword().equals("identityfile"))
                .map(Setting::value)
                .toList();
        return files.containsAll(DEFAULT_IDENTITIES)
                && files.stream()
                        .allMatch(file -> DEFAULT_IDENTITY.matcher(file).matches());
    }

    private List<Setting> run(Query query, List<String> more) {
        ProgramRun.Result result = ProgramRun.of(command(query, more), operator.environment(), limit);
        if (result.timedOut()) {
            throw new RlmprovException(
                    query.address() + ": \"ssh -G " + query.address() + "\" has not ended in " + limit.toSeconds()
                            + " s",
                    "A command of \"Match exec\" in your ssh configuration may hang; run \"ssh -G " + query.address()
                            + "\" to see.");
        }
        if (result.exit() != 0) {
            throw refused(query.address(), result.err());
        }
        return parse(query.address(), result.out());
    }

    /** {@code -T} keeps it from remarking that there is no terminal. */
    private List<String> command(Query query, List<String> more) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("-G", "-T"));
        query.user().ifPresent(user -> command.addAll(List.of("-l", user)));
        query.port().ifPresent(port -> command.addAll(List.of("-p", port.toString())));
        if (query.tunnelled()) {
            // The first one counts, and it switches off ProxyJump as well.
            command.addAll(List.of("-o", "ProxyCommand=none"));
        }
        command.addAll(more);
        command.addAll(List.of("--", query.address()));
        return command;
    }

    /** Reads the output: one keyword and its value in each line, and what every ssh prints is there. */
    static List<Setting> parse(String address, String output) {
        List<Setting> settings = output.lines()
                .map(LINE::matcher)
                .map(line -> {
                    if (!line.matches()) {
                        throw strange(address);
                    }
                    return new Setting(line.group(1).toLowerCase(Locale.ROOT), line.group(2), WHERE);
                })
                .toList();
        for (String keyword : List.of("hostname", "port", "user")) {
            if (settings.stream().filter(it -> it.keyword().equals(keyword)).count() != 1) {
                throw strange(address);
            }
        }
        return settings;
    }

    private static RlmprovException strange(String address) {
        return new RlmprovException(
                address + ": \"ssh -G " + address + "\" printed something else than settings",
                "Check that ssh is OpenSSH's client, and that no command of its configuration prints to its output.");
    }

    /** {@code -G} prints these as they are written, but expands a ControlPath, which has the same tokens. */
    private Optional<String> file(Query query, Setting setting) {
        String text = setting.value();
        if (!EXPANDS.matcher(text).matches()) {
            return Optional.of(text);
        }
        boolean unset = VARIABLE.matcher(text)
                .results()
                .anyMatch(variable -> !operator.environment().containsKey(variable.group(1)));
        if (unset) {
            // ssh goes on without this file.
            return Optional.empty();
        }
        String quoted = text.replace("\\", "\\\\").replace("\"", "\\\"");
        return run(query, List.of("-o", "ControlPath=\"" + quoted + "\"")).stream()
                .filter(it -> it.keyword().equals("controlpath"))
                .map(Setting::value)
                .findFirst();
    }

    /** The words of ssh name the file and the line. */
    private static RlmprovException refused(String address, String errors) {
        String reason = errors.lines()
                .filter(line -> !line.contains("terminating, "))
                .map(line -> "\n  " + line)
                .collect(Collectors.joining());
        return new RlmprovException(
                address + ": ssh does not accept its configuration for this host:" + reason,
                "Correct the configuration until \"ssh -G " + address + "\" succeeds.");
    }
}
