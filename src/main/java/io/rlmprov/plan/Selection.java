package io.rlmprov.plan;

import io.rlmprov.config.DidYouMean;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.model.Address;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a plan that an operator asks for. Each text is an address with or without its host, as {@code service/hub}, in which
 * {@code *} stands for any text and {@code ?} for one character.
 *
 * @param targets only these and what they need; empty: all
 * @param excludes neither these nor what needs them
 * @param replaces are replaced although nothing of them differs
 */
public record Selection(List<String> targets, List<String> excludes, List<String> replaces) {
    /** The whole plan. */
    public static final Selection ALL = new Selection(List.of(), List.of(), List.of());

    /** Keeps the lists as they are now. */
    public Selection {
        targets = List.copyOf(targets);
        excludes = List.copyOf(excludes);
        replaces = List.copyOf(replaces);
    }

    /** Whether it is the whole plan, without replacements. */
    public boolean isAll() {
        return equals(ALL);
    }

    boolean targeted(Address address) {
        return targets.isEmpty() || matches(targets, address);
    }

    boolean excluded(Address address) {
        return matches(excludes, address);
    }

    boolean replaced(Address address) {
        return matches(replaces, address);
    }

    /**
     * Refuses addresses that stand for nothing, and replacements that are not possible.
     *
     * @param plan any plan of the hub, which knows all resources
     * @param replaceable names of the kinds whose resources can be replaced
     * @throws RlmprovException with what was probably meant
     */
    public void check(Plan plan, Set<String> replaceable) {
        List<Address> known = plan.hosts().stream()
                .flatMap(host -> Stream.concat(
                        host.desired().resources().keySet().stream(), host.observed().resources().keySet().stream()))
                .distinct()
                .toList();
        for (String pattern :
                Stream.of(targets, excludes, replaces).flatMap(List::stream).toList()) {
            if (known.stream().noneMatch(address -> matches(List.of(pattern), address))) {
                throw unknown(pattern, known);
            }
        }
        known.stream()
                .filter(this::replaced)
                .filter(address -> !replaceable.contains(address.kind()))
                .findFirst()
                .ifPresent(address -> {
                    throw new RlmprovException(
                            "--replace " + address.local() + ": resources of the kind " + address.kind()
                                    + " cannot be replaced on demand",
                            "Only these kinds can: " + String.join(", ", replaceable) + ".");
                });
    }

    private static RlmprovException unknown(String pattern, List<Address> known) {
        List<String> names =
                known.stream().map(Address::local).distinct().sorted().toList();
        String kinds = known.stream()
                .map(address -> address.kind() + "/*")
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        String local = pattern.substring(hostLength(pattern, known));
        return new RlmprovException(
                "no resource of this hub has the address " + pattern
                        + DidYouMean.nearest(local, candidates(names, known))
                                .map(name -> "; did you mean " + name + "?")
                                .orElse(""),
                "An address is a kind and a name, for example service/hub; * stands for any text: " + kinds + ".");
    }

    private static Collection<String> candidates(List<String> names, List<Address> known) {
        return Stream.concat(names.stream(), known.stream().map(address -> address.kind() + "/*"))
                .distinct()
                .toList();
    }

    private static int hostLength(String pattern, List<Address> known) {
        return known.stream()
                .map(address -> address.host() + "/")
                .filter(pattern::startsWith)
                .mapToInt(String::length)
                .findFirst()
                .orElse(0);
    }

    private static boolean matches(List<String> patterns, Address address) {
        return patterns.stream()
                .map(Selection::regex)
                .anyMatch(regex -> regex.matcher(address.local()).matches()
                        || regex.matcher(address.toString()).matches());
    }

    private static Pattern regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        pattern.chars()
                .forEach(c -> regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(Character.toString(c));
                        }));
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
