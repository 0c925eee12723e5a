package io.rlmprov.kinds;

import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import java.util.List;
import java.util.SortedMap;

/** Something that should exist on a host. Immutable; compared by its attributes. */
public interface Resource {
    /** Its name. */
    Address address();

    /** The fields that rlmprov owns, by path. */
    SortedMap<String, Attribute> attributes();

    /** Who has it that a field which exists on the host is not among the attributes. */
    default Attribute.Source absent(String path) {
        return Attribute.Source.CONFIG;
    }

    /** The resources that it needs. */
    default List<Dependency> dependencies() {
        return List.of();
    }

    /**
     * A resource that another one needs.
     *
     * @param on the one that is needed; it need not be desired on this host
     * @param input whether the other one is made from it, so that a change of this one is a cause of a change of the other;
     *     otherwise it merely has to be there before
     */
    record Dependency(Address on, boolean input) {
        /** A resource that the other one is made from. */
        public static Dependency input(Address on) {
            return new Dependency(on, true);
        }

        /** A resource that has to be there before. */
        public static Dependency order(Address on) {
            return new Dependency(on, false);
        }
    }
}
