package io.rlmprov.kinds;

import io.rlmprov.model.Action;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An operation as a kind asks for it.
 *
 * @param id unique on its host, as {@code build-image/rlm-hub}
 * @param doing what it does: "Installing Docker"
 * @param done the same when it is done: "Installed Docker"
 * @param asked resources whose changes ask for it
 * @param makes those that are as they should be when it is done: it runs after what makes their dependencies, and before
 *     what makes their dependents
 * @param after ids of operations that go before it, if they are in the plan; an id that ends with {@code /} means all that
 *     begin so, and {@link #ALL} all others
 * @param rule what it works out on the host; empty if the plan says all
 * @param ephemeral whether it is about resources that come and go with users
 * @param separable whether it can do a part of what it makes; otherwise a plan for one of its resources is a plan for all
 * @param needs ids of operations without which it must not run, if they are in the full plan; it runs after them
 */
public record Draft(
        String id,
        String doing,
        String done,
        List<Address> asked,
        List<Address> makes,
        Set<String> after,
        Optional<String> rule,
        boolean ephemeral,
        boolean separable,
        Set<String> needs,
        Action action) {
    /** In {@code after}: all other operations. */
    public static final String ALL = "*";

    /** An operation that nothing asks for and that makes nothing. */
    public static Draft of(String id, String doing, String done, Action action) {
        return new Draft(
                id, doing, done, List.of(), List.of(), Set.of(), Optional.empty(), false, false, Set.of(), action);
    }

    /** The same, which makes the resources of these changes as they should be. */
    public Draft making(List<Change> changes) {
        List<Address> addresses = Changes.addresses(changes);
        return new Draft(id, doing, done, addresses, addresses, after, rule, ephemeral, separable, needs, action);
    }

    /** The same, for which these changes ask without it making their resources. */
    public Draft asked(List<Change> changes) {
        return new Draft(
                id, doing, done, Changes.addresses(changes), makes, after, rule, ephemeral, separable, needs, action);
    }

    /** The same, which makes these resources as they should be. */
    public Draft makes(List<Address> addresses) {
        return new Draft(id, doing, done, asked, addresses, after, rule, ephemeral, separable, needs, action);
    }

    /** The same, after these. */
    public Draft after(Collection<String> ids) {
        Set<String> all = new TreeSet<>(after);
        all.addAll(ids);
        return new Draft(id, doing, done, asked, makes, all, rule, ephemeral, separable, needs, action);
    }

    /** The same, after these. */
    public Draft after(String... ids) {
        return after(List.of(ids));
    }

    /** The same, which works this out on the host. */
    public Draft rule(String sentence) {
        return new Draft(
                id, doing, done, asked, makes, after, Optional.of(sentence), ephemeral, separable, needs, action);
    }

    /** The same, about resources that come and go with users. */
    public Draft ephemeral(boolean comesAndGoes) {
        return new Draft(id, doing, done, asked, makes, after, rule, comesAndGoes, separable, needs, action);
    }

    /** The same, which can do a part of what it makes. */
    public Draft separately() {
        return new Draft(id, doing, done, asked, makes, after, rule, ephemeral, true, needs, action);
    }

    /** The same, after these and never without them. */
    public Draft needing(String... ids) {
        Draft later = after(ids);
        return new Draft(id, doing, done, asked, makes, later.after, rule, ephemeral, separable, Set.of(ids), action);
    }
}
