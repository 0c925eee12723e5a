package io.rlmprov.plan;

import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Kind;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Reason;
import io.rlmprov.model.Change.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The resources that an operator wants to be replaced, whether they differ or not. One that does not exist yet is created. */
record Replacements(List<Kind> kinds, Selection selection) {
    List<Change> of(List<Change> changes, Desired desired) {
        Set<String> able =
                kinds.stream().filter(Kind::replaceable).map(Kind::name).collect(Collectors.toSet());
        List<Change> all = new ArrayList<>();
        for (Change change : changes) {
            boolean asked = asked(change.address(), able, desired);
            switch (change.verb()) {
                case UPDATE, REPLACE, ADOPT -> all.add(asked ? replacement(change) : change);
                case CREATE, DELETE, KEEP -> all.add(change);
            }
        }
        Set<Address> changing = changes.stream().map(Change::address).collect(Collectors.toSet());
        desired.resources().keySet().stream()
                .filter(address -> !changing.contains(address) && asked(address, able, desired))
                .map(address -> replacement(Change.of(address, Verb.REPLACE, List.of())))
                .forEach(all::add);
        return all;
    }

    private boolean asked(Address address, Set<String> able, Desired desired) {
        return able.contains(address.kind()) && desired.find(address).isPresent() && selection.replaced(address);
    }

    private static Change replacement(Change change) {
        return new Change(
                        change.address(),
                        Verb.REPLACE,
                        change.fields(),
                        change.reasons(),
                        change.causes(),
                        change.remark())
                .because(Set.of(Reason.REQUESTED));
    }
}
