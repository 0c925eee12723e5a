package io.rlmprov.cli;

import io.rlmprov.config.ConfigException;
import io.rlmprov.config.HubFile;
import io.rlmprov.config.HubReader;
import io.rlmprov.config.OfflineSources;
import io.rlmprov.config.OperatorSources;
import io.rlmprov.config.Problem;
import io.rlmprov.config.Problem.Severity;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.config.Secrets;
import io.rlmprov.config.Sources;
import io.rlmprov.ui.ValidationJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rlmprov validate}: checks hub.yaml and the files that it names, without a host. */
record ValidateCommand(Surroundings around, HubOptions options, boolean secrets) {
    static final String SECRETS = "--secrets";

    static CommandSpec spec() {
        CommandSpec spec = CommandLines.ofHub(CommandLines.VALIDATE)
                .addOption(CommandLines.flag(
                        SECRETS, "Also resolve all references, as apply does: this runs the commands of $${command:}."))
                .addOption(CommandLines.flag(CommandLines.JSON, "Print the result as JSON."));
        spec.usageMessage()
                .header("Check hub.yaml and the files that it names. Contacts no host.")
                .description(
                        "",
                        "Reports every error with its line, and a remedy. Without --secrets, validate runs no command and"
                                + " reads no secret, and an environment variable that is not set is a warning: so it can"
                                + " check hub.yaml where the secrets are not, as in continuous integration.",
                        "");
        return CommandLines.exits(spec, "0:hub.yaml is valid", "1:it is not", "64:wrong usage");
    }

    /** Returns the exit code. */
    int run() {
        List<Problem> problems = problems(Workspace.named(options.file()));
        boolean valid = problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
        problems.forEach(problem -> around.err().println(problem.render()));
        if (options.json()) {
            around.out().println(ValidationJson.of(problems).toPrettyString());
        } else if (valid) {
            around.out().println(around.style().done(options.file() + " is valid."));
        } else {
            around.err().println("hub.yaml.example explains every key.");
        }
        return valid ? ExitCode.OK : ExitCode.FAILED;
    }

    private List<Problem> problems(Path file) {
        OperatorSources machine = Workspace.operator(around);
        try {
            return warnings(file, secrets ? machine : new OfflineSources(machine));
        } catch (ConfigException bad) {
            return bad.problems();
        } catch (RlmprovException bad) {
            return List.of(new Problem(
                    Severity.ERROR,
                    file.toString(),
                    "",
                    String.valueOf(bad.getMessage()),
                    clause(bad.remedy()),
                    Optional.empty()));
        }
    }

    /** A remedy that is a sentence, as the end of one. */
    private static String clause(String sentence) {
        return sentence.isEmpty()
                ? ""
                : Character.toLowerCase(sentence.charAt(0))
                        + sentence.substring(1).replaceFirst("\\.$", "");
    }

    private List<Problem> warnings(Path file, Sources sources) {
        HubFile read = new HubReader(sources).read(file);
        Workspace.requireOneHost(file, read.hub());
        new ContentFiles(around.installation()).of(read.hub());
        if (secrets) {
            Secrets.resolve(read, sources);
            read.hub().hosts().forEach(host -> Secrets.sudoPassword(read, host, sources));
        }
        return read.warnings();
    }
}
