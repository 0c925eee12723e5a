package io.rlmprov.config;

import io.rlmprov.config.SecretRef.Part;
import java.util.ArrayList;
import java.util.List;

/** Text with references, as {@code ${env:X}}, in it. A double dollar sign before a brace stands for one, unresolved. */
final class Template {
    /** How references are written. */
    static final String KINDS = "write ${env:NAME}, ${file:path} or ${command:line}, or $${ for a plain ${";

    private Template() {}

    /** Its parts, in order; never two literals in a row. */
    static List<Part> parse(String text) throws BadValue {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            if (text.startsWith("$${", i)) {
                literal.append("${");
                i += 3;
            } else if (text.startsWith("${", i)) {
                int end = end(text, i + 2);
                flush(literal, parts);
                parts.add(reference(text.substring(i + 2, end)));
                i = end + 1;
            } else {
                literal.append(text.charAt(i++));
            }
        }
        flush(literal, parts);
        return List.copyOf(parts);
    }

    /** Braces may nest, for commands as {@code awk '{print $1}'}. */
    private static int end(String text, int start) throws BadValue {
        int depth = 1;
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) == '{') {
                depth++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        throw new BadValue("has a ${ without its }", "close it, or write $${ for a plain ${");
    }

    private static Part reference(String inner) throws BadValue {
        int colon = inner.indexOf(':');
        String argument = inner.substring(colon + 1).strip();
        String kind = colon < 0 ? "" : inner.substring(0, colon).strip();
        if (argument.isEmpty()) {
            throw new BadValue("has an empty reference", KINDS);
        }
        return switch (kind) {
            case "env" -> env(argument);
            case "file" -> new Part.FileContent(argument);
            case "command" -> new Part.Command(argument);
            case "" ->
                throw new BadValue(
                        "has ${" + argument + "}, which says not where from",
                        argument.matches("\\w+") ? "write ${env:" + argument + "}" : KINDS);
            default -> throw new BadValue("has a reference of unknown kind " + kind, KINDS);
        };
    }

    private static Part env(String name) throws BadValue {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new BadValue("has an ${env:} with something else in it than a name", KINDS);
        }
        return new Part.Env(name);
    }

    private static void flush(StringBuilder literal, List<Part> parts) {
        if (!literal.isEmpty()) {
            parts.add(new Part.Literal(literal.toString()));
            literal.setLength(0);
        }
    }
}
