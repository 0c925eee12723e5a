package io.rlmprov.facts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lines {@code key=value} of a section; a key may come several times. */
record KeyValues(Map<String, List<String>> values) {
    static KeyValues parse(List<String> lines) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.computeIfAbsent(line.substring(0, equals), _ -> new ArrayList<>())
                        .add(line.substring(equals + 1));
            }
        }
        return new KeyValues(values);
    }

    List<String> all(String key) {
        return values.getOrDefault(key, List.of());
    }

    Optional<String> find(String key) {
        return all(key).stream().filter(value -> !value.isEmpty()).findFirst();
    }

    String text(String key) {
        return find(key).orElse("");
    }

    boolean yes(String key) {
        return text(key).equals("yes");
    }

    /** The number, or 0 where there is none: absent is a value. */
    long number(String key) {
        String text = text(key);
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
