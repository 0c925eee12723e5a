package io.rlmprov.cli;

import io.rlmprov.config.ByteSize;
import io.rlmprov.config.ConfigException;
import io.rlmprov.config.Problem;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.host.ConnectedHost;
import io.rlmprov.plan.Plan;
import io.rlmprov.sizing.Capacity;
import io.rlmprov.sizing.Sizer;
import io.rlmprov.sizing.Sizes;
import java.io.IOException;
import java.math.RoundingMode;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code rlmprov init}: asks what a hub.yaml must say, tries the host, and writes the file. Never overwrites one. */
record InitCommand(Surroundings around, ParseResult parsed) {
    private static final String OFFLINE = "--offline";

    /** How yaml-language-server is told the schema of a file. */
    private static final String SCHEMA = "# yaml-language-server: $schema=";

    /**
     * One thing that is asked for.
     *
     * @param option its option, for who cannot be asked
     * @param text what is asked at a terminal; empty if only the option sets it
     * @param given what no answer means; empty if there must be one
     * @param setting the key in hub.yaml whose problems are those of the answer
     */
    private record Question(String option, String label, String text, String given, String setting) {}

    private static final List<Question> QUESTIONS = List.of(
            new Question(
                    InitAnswers.ADDRESS,
                    "HOST",
                    "Address of the host: a name, an IP address, or a Host of your ~/.ssh/config",
                    "",
                    "hosts[0].address"),
            new Question(
                    InitAnswers.USER,
                    "USER",
                    "SSH user: root, or one with passwordless sudo; nothing: the one that ssh takes",
                    "",
                    "hosts[0].user"),
            new Question(InitAnswers.PORT, "PORT", "", "", "hosts[0].port"),
            new Question(InitAnswers.IDENTITY, "FILE", "", "", "hosts[0].identity"),
            new Question(InitAnswers.USERS, "COUNT", "Number of users, teachers included", "25", "users.count"),
            new Question(
                    InitAnswers.PROVIDER,
                    "NAME",
                    "Model provider: openai, anthropic, portkey, openrouter, gemini, vllm or none",
                    "openai",
                    "keys"),
            new Question(
                    InitAnswers.AUTH,
                    "TYPE",
                    "Login: open (any name, no password), shared-password or accounts",
                    "shared-password",
                    "auth"));

    static CommandSpec spec() {
        CommandSpec spec = CommandLines.command(CommandLines.INIT)
                .addPositional(PositionalParamSpec.builder()
                        .arity("0..1")
                        .paramLabel(CommandLines.HUB_YAML)
                        .type(Path.class)
                        .converters(Path::of)
                        .description("The file to write; default: hub.yaml in this folder.")
                        .build());
        for (Question question : QUESTIONS) {
            String given = question.given().isEmpty() ? "" : " Default: " + question.given() + ".";
            String text = question.text().isEmpty()
                    ? "As \"" + question.setting().replaceFirst(".*\\.", "") + "\" of hub.yaml."
                    : question.text() + "." + given;
            spec.addOption(OptionSpec.builder(question.option())
                    .type(String.class)
                    .paramLabel(question.label())
                    .description(text)
                    .build());
        }
        spec.addOption(CommandLines.flag(OFFLINE, "Do not try the connection."));
        spec.usageMessage()
                .header("Write a hub.yaml: ask what it must say, and try the host.")
                .description(
                        "",
                        "Asks at a terminal what the options do not say, and checks each answer. Connects to the host, to"
                                + " see that it is there and how much memory each user gets. Never overwrites a file.",
                        "");
        return CommandLines.exits(spec, "0:done", "1:failed; no file was written", "64:wrong usage");
    }

    /** Returns the exit code. */
    int run() {
        Path file = parsed.matchedPositionalValue(0, Path.of(CommandLines.HUB_YAML));
        if (Files.exists(file)) {
            throw exists(file);
        }
        String example = example();
        Map<String, String> answers = new HashMap<>();
        QUESTIONS.forEach(question -> answer(question, example, answers));
        InitAnswers all = new InitAnswers(example, answers);
        String yaml = parsed.hasMatchedOption(OFFLINE) ? all.yaml() : all.yaml(tried(file, all));
        write(file, withSchema(yaml));
        around.out().println("Wrote " + file + ". Next: rlmprov plan " + file);
        return ExitCode.OK;
    }

    /** Lets editors find the JSON Schema of this installation, which a jar without a folder does not have. */
    private String withSchema(String yaml) {
        Path schema = around.installation().resolve("docs").resolve("hub.schema.json");
        boolean found = schema.getFileSystem().equals(FileSystems.getDefault()) && Files.isRegularFile(schema);
        String line = found ? SCHEMA + schema.toAbsolutePath().normalize() + "\n#\n" : "";
        return yaml.replaceFirst("(?m)\\A" + Pattern.quote(SCHEMA) + ".*\n#\n", Matcher.quoteReplacement(line));
    }

    private void answer(Question question, String example, Map<String, String> answers) {
        String option = parsed.matchedOptionValue(question.option(), "");
        boolean asks = option.isEmpty() && around.terminal() && !question.text().isEmpty();
        while (true) {
            String value = asks ? asked(question) : option.isEmpty() ? question.given() : option;
            boolean required = question.option().equals(InitAnswers.ADDRESS);
            if (value.isEmpty() && !required) {
                return;
            }
            if (value.isEmpty() && !asks) {
                throw new ParameterException(
                        parsed.commandSpec().commandLine(), question.option() + " is missing, and nobody can be asked");
            }
            answers.put(question.option(), value);
            Optional<String> wrong = wrong(question, new InitAnswers(example, answers));
            if (wrong.isEmpty()) {
                return;
            }
            if (!asks) {
                throw new RlmprovException(question.option() + ": " + wrong.get(), "");
            }
            around.out().println("  " + wrong.get());
        }
    }

    private String asked(Question question) {
        String given = question.given().isEmpty() ? "" : " [" + question.given() + "]";
        String line =
                new Prompt(around, false).line(question.text() + given + ": ").strip();
        return line.isEmpty() ? question.given() : line;
    }

    /** What the readers of hub.yaml say about an answer. */
    private Optional<String> wrong(Question question, InitAnswers answers) {
        try {
            new Workspace(around, Path.of("hub.yaml"), answers.yaml());
            return Optional.empty();
        } catch (ConfigException e) {
            return e.problems().stream()
                    .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                    .filter(problem -> problem.path().startsWith(question.setting()))
                    .findFirst()
                    .map(problem -> problem.message() + (problem.remedy().isEmpty() ? "" : "; " + problem.remedy()));
        } catch (RlmprovException e) {
            return Optional.of(e.getMessage() + ". " + e.remedy());
        }
    }

    /** Connects and says what each user gets there. Keys and passwords have no part in that, and may not be set yet. */
    private String tried(Path file, InitAnswers all) {
        Map<String, String> trial = new HashMap<>(all.answers());
        trial.put(InitAnswers.PROVIDER, "none");
        trial.put(InitAnswers.AUTH, "open");
        Workspace workspace = new Workspace(around, file, new InitAnswers(all.example(), trial).yaml());
        around.err().println("Trying the host ...");
        try (ConnectedHost host = workspace.connect()) {
            Plan plan = workspace.plan(host, workspace.inputsWithoutWarnings());
            String sizes = sizes(workspace, plan);
            around.out().println(sizes);
            return sizes;
        }
    }

    private static String sizes(Workspace workspace, Plan plan) {
        HostFacts.Hardware hardware = plan.hosts().getFirst().facts().hardware();
        Sizes sizes =
                Sizer.size(workspace.hub(), new Capacity(hardware.memory(), hardware.cores(), hardware.diskFree()));
        return "This host has " + ByteSize.gigabytes(hardware.memory(), RoundingMode.DOWN) + " and "
                + hardware.cores() + " cores: auto gives each user " + ByteSize.text(sizes.memory())
                + "; " + sizes.active() + " servers fit at the same time.";
    }

    private String example() {
        Path example = around.installation().resolve("hub.yaml.example");
        try {
            return Files.readString(example);
        } catch (IOException e) {
            throw new RlmprovException("This installation of rlmprov lacks " + example, "Fetch all of it again.", e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw exists(file);
        } catch (IOException e) {
            throw new RlmprovException(
                    file + " cannot be written (" + e.getMessage() + ")",
                    "Check its folder and who may write there.",
                    e);
        }
    }

    private static RlmprovException exists(Path file) {
        return new RlmprovException(
                file + " is there already; nothing was written.", "Name another file, or move that one away.");
    }
}
