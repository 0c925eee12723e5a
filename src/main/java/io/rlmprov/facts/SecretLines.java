package io.rlmprov.facts;

import io.rlmprov.model.HmacKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the probe prints of a file of secrets.
 *
 * @param macs HMAC by name, as {@link HmacKey#mac} makes it; empty if the host has no key
 * @param malformed numbers of the lines that are not {@code NAME=value}
 */
public record SecretLines(SortedMap<String, Optional<String>> macs, List<Integer> malformed) {
    /** Reads lines {@code NAME hmac}, {@code NAME -} without a key of the host, and {@code - number}. */
    public static SecretLines parse(List<String> lines) {
        SortedMap<String, Optional<String>> macs = new TreeMap<>();
        List<Integer> malformed = new ArrayList<>();
        for (String line : lines) {
            String[] part = line.split(" ", 2);
            if (part[0].equals("-")) {
                malformed.add(Integer.valueOf(part[1]));
            } else {
                // As in the file, where a later line overrules an earlier one.
                macs.put(part[0], part[1].equals("-") ? Optional.empty() : Optional.of(part[1]));
            }
        }
        return new SecretLines(Collections.unmodifiableSortedMap(macs), List.copyOf(malformed));
    }
}
