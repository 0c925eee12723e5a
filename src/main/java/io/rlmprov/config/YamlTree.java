package io.rlmprov.config;

import java.util.Map;
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
    /** What SnakeYAML says, and what helps. */
    private static final Map<String, String> REMEDIES = Map.of(
            "mapping values are not allowed here",
            "put a value that contains \": \" in quotes, and check the indentation",
            "could not find expected ':'",
            "write key: value, with a space after the colon",
            "found unexpected end of stream",
            "close the quote or bracket that is open",
            "tag is not allowed",
            "remove the tag",
            "found undefined alias",
            "define the anchor with &NAME before it is used",
            "expected <block end>",
            "indent the keys of one section alike");

    private YamlTree() {}

    /** The tree; empty if there is none: a syntax error, which is then among the problems, or an empty file. */
    static Optional<Node> parse(SourceText source, Problems problems) {
        LoaderOptions options = new LoaderOptions();
        options.setProcessComments(false);
        options.setNestingDepthLimit(20);
        options.setMaxAliasesForCollections(50);
        try {
            Composer composer =
                    new Composer(new ParserImpl(new StreamReader(source.text()), options), new Resolver(), options);
            Optional<org.yaml.snakeyaml.nodes.Node> root = Optional.ofNullable(composer.getSingleNode());
            return root.map(node -> new TreeBuilder(problems).build(node, ""));
        } catch (MarkedYAMLException e) {
            report(e, source, problems);
        } catch (ReaderException e) {
            Position at = position(source.text(), e.getPosition());
            String character = "U+%04X".formatted(e.getCodePoint());
            problems.error(at, "", "YAML does not allow the character " + character, "remove it");
        } catch (YAMLException e) {
            problems.error(
                    Position.FILE,
                    "",
                    "not YAML that rlmprov reads: " + e.getMessage(),
                    "use fewer aliases and levels");
        }
        return Optional.empty();
    }

    private static void report(MarkedYAMLException e, SourceText source, Problems problems) {
        String problem = Optional.ofNullable(e.getProblem()).orElse("syntax error");
        Position at = position(e, problem);
        if (source.indentedWithTab(at)) {
            problems.error(
                    at, "", "a tab indents this line, and YAML allows only spaces there", "replace it with spaces");
        } else if (problem.contains("found another document")) {
            problems.error(at, "", "a second YAML document begins here", "remove the line ---; one file is one hub");
        } else {
            String remedy = REMEDIES.entrySet().stream()
                    .filter(known -> problem.contains(known.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("put text with special characters in quotes");
            problems.error(at, "", "not YAML: " + problem, remedy);
        }
    }

    /** Of what lacks its end, where it begins: the end of the file helps nobody. */
    private static Position position(MarkedYAMLException e, String problem) {
        boolean unended = problem.contains("end of stream") || problem.contains("could not find expected ':'");
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
