package io.rlmprov.config;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * SnakeYAML's node graph made ours: merge keys applied, duplicate keys refused. A node that aliases share is built
 * once, so that a few aliases of aliases (the "billion laughs") cost what they take in the file.
 */
final class TreeBuilder {
    private final Problems problems;
    private final IdentityHashMap<org.yaml.snakeyaml.nodes.Node, Optional<Node>> built = new IdentityHashMap<>();

    TreeBuilder(Problems problems) {
        this.problems = problems;
    }

    static Position position(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    Node build(org.yaml.snakeyaml.nodes.Node node, String path) {
        Position at = position(node.getStartMark());
        Optional<Node> known = built.get(node);
        if (known != null) {
            return known.orElseGet(() -> refused(at, path, "contains itself", "remove the alias"));
        }
        built.put(node, Optional.empty());
        Node result = node.getTag().startsWith(Tag.PREFIX)
                ? known(at, node, path)
                : refused(at, path, "has a tag that is not known here", "remove the tag, or put the value in quotes");
        built.put(node, Optional.of(result));
        return result;
    }

    private Node known(Position at, org.yaml.snakeyaml.nodes.Node node, String path) {
        return switch (node) {
            case ScalarNode scalar -> scalar(at, scalar);
            case SequenceNode list -> sequence(at, list, path);
            case MappingNode mapping -> mapping(at, mapping, path);
            default -> refused(at, path, "is no YAML that rlmprov knows", "write a value, a list or a mapping");
        };
    }

    private static Node scalar(Position at, ScalarNode scalar) {
        Tag tag = scalar.getTag();
        Node.Kind kind = Node.Kind.TEXT;
        if (tag.equals(Tag.NULL)) {
            kind = Node.Kind.EMPTY;
        } else if (tag.equals(Tag.BOOL)) {
            kind = Node.Kind.BOOLEAN;
        }
        return new Node.Scalar(at, scalar.getValue(), kind);
    }

    private Node sequence(Position at, SequenceNode list, String path) {
        List<Node> items = new ArrayList<>();
        for (org.yaml.snakeyaml.nodes.Node item : list.getValue()) {
            items.add(build(item, path + "[" + items.size() + "]"));
        }
        return new Node.Sequence(at, List.copyOf(items));
    }

    private Node mapping(Position at, MappingNode mapping, String path) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        List<Node.Mapping> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Position keyAt = position(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.error(keyAt, path, "a key must be a word", "write key: value");
            } else if (key.getTag().equals(Tag.MERGE)) {
                collectMerged(build(tuple.getValueNode(), path), path, merged);
            } else {
                String name = key.getValue();
                Node.Entry entry = new Node.Entry(keyAt, build(tuple.getValueNode(), join(path, name)));
                Node.Entry earlier = entries.putIfAbsent(name, entry);
                if (earlier != null) {
                    String first =
                            "stands twice, first in line " + earlier.keyAt().line();
                    problems.error(keyAt, join(path, name), first, "remove one of them");
                }
            }
        }
        // Own keys win over merged ones, earlier merges over later ones: https://yaml.org/type/merge.html
        merged.forEach(source -> source.entries().forEach(entries::putIfAbsent));
        return new Node.Mapping(at, entries);
    }

    private void collectMerged(Node value, String path, List<Node.Mapping> merged) {
        switch (value) {
            case Node.Mapping mapping -> merged.add(mapping);
            case Node.Sequence list -> list.items().forEach(item -> collectMerged(item, path, merged));
            case Node.Scalar scalar when scalar.kind() == Node.Kind.REFUSED -> {}
            case Node.Scalar scalar ->
                problems.error(scalar.at(), path, "<< merges mappings only", "write <<: *NAME of an anchored mapping");
        }
    }

    private Node refused(Position at, String path, String message, String remedy) {
        problems.error(at, path, message, remedy);
        return new Node.Scalar(at, "", Node.Kind.REFUSED);
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
