package io.rlmprov;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The quick start of the README as it stands, for the tests that do what it says.
 *
 * @param text from its heading to the next one
 */
public record Readme(String text) {
    private static final Pattern QUICK_START = Pattern.compile("(?ms)^## Quick start$(.*?)^## ");
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\\n(.*?)```");
    private static final Pattern COMMAND = Pattern.compile("`(?:\\./)?rlmprov ([^`]+)`");
    private static final Pattern SHELL = Pattern.compile("(?s)```sh\\n(.*?)```");
    private static final Pattern LINE = Pattern.compile("(?m)^ *(?:\\./)?rlmprov ([^#\\n]+)");
    private static final Pattern EXPORT = Pattern.compile("`export ([^`]+)`");

    /** Reads the README of this repository. */
    public static Readme read() throws IOException {
        return new Readme(found(QUICK_START, Files.readString(Path.of("README.md"))));
    }

    /** Its hub.yaml. */
    public String hubYaml() {
        return found(YAML, text).stripIndent();
    }

    /** The words after {@code rlmprov} of each command that it names, in its order. */
    public List<String> commands() {
        return commands(text);
    }

    /** The same for another page. */
    public static List<String> commands(String page) {
        Stream<String> inText = COMMAND.matcher(page).results().map(found -> found.group(1));
        Stream<String> inBlocks = SHELL.matcher(page)
                .results()
                .flatMap(block -> LINE.matcher(block.group(1)).results())
                .map(found -> found.group(1));
        return Stream.concat(inText, inBlocks).map(String::strip).toList();
    }

    /** The names of the variables that it has the reader export. */
    public List<String> variables() {
        return Pattern.compile("\\w+(?==)")
                .matcher(found(EXPORT, text))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("the README has nothing like " + pattern);
        }
        return matcher.group(1);
    }
}
