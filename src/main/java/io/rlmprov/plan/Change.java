package io.rlmprov.plan;

import io.rlmprov.desired.Address;
import java.util.List;

/** What is to happen to one resource. */
public sealed interface Change {
    /** Whose change it is. */
    Address address();

    /** The fields that differ; of a new resource all, of one that goes all that were owned. */
    List<FieldDiff> fields();

    /** It does not exist yet. */
    record Create(Address address, List<FieldDiff> fields) implements Change {}

    /** It is changed in place. */
    record Update(Address address, List<FieldDiff> fields) implements Change {}

    /** It is removed and made anew, since a field cannot be changed in place. */
    record Replace(Address address, List<FieldDiff> fields) implements Change {}

    /** It goes. */
    record Delete(Address address, List<FieldDiff> fields) implements Change {}

    /** It is as it should be, though not by an apply that came to its end: from now on it is looked after. */
    record Adopt(Address address, List<FieldDiff> fields) implements Change {}

    /**
     * It stays although nothing asks for it.
     *
     * @param reason for the person who reads the plan
     */
    record Keep(Address address, String reason) implements Change {
        @Override
        public List<FieldDiff> fields() {
            return List.of();
        }
    }
}
