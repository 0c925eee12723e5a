package io.rlmprov.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * From text to {@link Node}s. SnakeYAML composes and nothing is constructed: jackson-dataformat-yaml reports wrong
 * places, reads {@code *alias} as its name, and keeps the last of duplicate keys.
 */
final class YamlTree {
    /**
     * What helps.
     *
     * @param says part of SnakeYAML's message
     * @param message what is shown instead: its own may quote a piece of a secret
     */
    private record Syntax(String says, String message, String remedy) {}

    private static final List<Syntax> KNOWN = List.of(
            new Syntax(
                    "another document",
                    "a second YAML document begins here",
                    "remove the line ---; one file is one hub"),
            new Syntax(
                    "mapping values are not allowed",
                    "a key cannot stand here",
                    "put a value that contains \": \" in quotes, and check the indentation"),
            new Syntax("expected ':'", "no colon after the key", "write key: value, with a space after the colon"),
            new Syntax("stream", "this quote or bracket has no end", "close the quote or bracket that is open"),
            new Syntax(
                    "expected ',' or",
                    "a comma or the closing bracket is missing",
                    "put a value with {, [ or , in quotes"),
            new Syntax(
                    "undefined alias", "the alias has no anchor above it", "define &NAME before *NAME, or use quotes"),
            new Syntax(
                    "alphabetic or numeric",
                    "after & or * stands the name of an anchor",
                    "put a value that begins with & or * in quotes"),
            new Syntax("escape", "YAML does not know this \\ in double quotes", "write \\\\, or use single quotes"),
            new Syntax("(TAB)", "a tab stands before the value", "replace it with a space"),
            new Syntax("cannot start any token", "no value begins like this", "put the value in quotes"),
            new Syntax("node content", "no value begins like this", "put the value in quotes"),
            new Syntax(
                    "indentation indicator",
                    "the text stands in the line of its | or >",
                    "begin it in the next line, indented"),
            new Syntax(
                    "sequence entries are not allowed",
                    "an item of a list cannot stand here",
                    "begin it in a line of its own"),
            new Syntax("directive", "this line tells YAML itself something", "remove it, or put the value in quotes"),
            new Syntax(
                    "YAML document",
                    "the file is for another version of YAML",
                    "remove the line that begins with %YAML"),
            new Syntax("tag", "the tag is not known here", "remove it, or put the value in quotes"),
            new Syntax(
                    "<document start>",
                    "this does not belong to what stands above it",
                    "write key: value in each line"),
            new Syntax(
                    "<block end>",
                    "this does not belong to what stands above it",
                    "indent the keys of one section alike"),
            new Syntax("Nesting", "a list or mapping is in more than 20 others", "write it in fewer levels"),
            new Syntax("aliases", "the file has more than 50 aliases of lists and mappings", "write some of them out"),
            // Whatever it says, it may quote a piece of a secret.
            new Syntax("", "rlmprov cannot read on from here", "put text with special characters in quotes"));

    private YamlTree() {}

    /** The tree; empty if there is none: a syntax error, which is then among the problems, or an empty file. */
    static Optional<Node> parse(SourceText source, Problems problems) {
        LoaderOptions options = new LoaderOptions();
        options.setProcessComments(false);
        options.setNestingDepthLimit(20);
        options.setMaxAliasesForCollections(50);
        ParserImpl parser = new ParserImpl(new StreamReader(source.text()), options);
        try {
            Composer composer = new Composer(parser, new Resolver(), options);
            Optional<org.yaml.snakeyaml.nodes.Node> root = Optional.ofNullable(composer.getSingleNode());
            return root.map(node -> new TreeBuilder(problems).build(node, ""));
        } catch (MarkedYAMLException e) {
            report(e, source, problems);
        } catch (ReaderException e) {
            Position at = position(source.text(), e.getPosition());
            String character = String.format(Locale.ROOT, "U+%04X", e.getCodePoint());
            problems.error(at, "", "YAML does not allow the character " + character, "remove it");
        } catch (YAMLException e) {
            // Limits are exceeded where the parser stands.
            report(TreeBuilder.position(parser.peekEvent().getStartMark()), String.valueOf(e.getMessage()), problems);
        }
        return Optional.empty();
    }

    private static void report(MarkedYAMLException e, SourceText source, Problems problems) {
        String problem = Optional.ofNullable(e.getProblem()).orElse("syntax error");
        Position at = position(e, problem);
        if (source.indentedWithTab(at)) {
            problems.error(
                    at, "", "a tab indents this line, and YAML allows only spaces there", "replace it with spaces");
            return;
        }
        report(at, problem, problems);
    }

    private static void report(Position at, String problem, Problems problems) {
        Syntax syntax = KNOWN.stream()
                .filter(known -> problem.contains(known.says()))
                .findFirst()
                .orElseThrow();
        problems.error(at, "", "not YAML: " + syntax.message(), syntax.remedy());
    }

    /** Of what lacks its end, where it begins: the end of the file helps nobody. */
    private static Position position(MarkedYAMLException e, String problem) {
        boolean unended = problem.contains("stream") || problem.contains("expected ':'");
        return Optional.ofNullable(unended ? e.getContextMark() : e.getProblemMark())
                .map(TreeBuilder::position)
                .orElse(Position.FILE);
    }

    private static Position position(String text, int codePoint) {
        String before = text.substring(0, text.offsetByCodePoints(0, codePoint));
        int lineStart = before.lastIndexOf('\n') + 1;
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Position(line, before.codePointCount(lineStart, before.length()) + 1);
    }
}
