package io.rlmprov.kinds.file;

import io.rlmprov.kinds.Resource;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file with a secret that is made on the host and never leaves it: the key under which secrets are compared, and the token
 * that hub and proxy share.
 *
 * @param secret what it holds, as {@code token}
 * @param more what else is owned of it
 */
public record GeneratedFile(Address address, String secret, SortedMap<String, Attribute> more) implements Resource {
    /** What is observed of a secret that is as it should be. */
    static final String GENERATED = "generated";

    @Override
    public SortedMap<String, Attribute> attributes() {
        SortedMap<String, Attribute> all = new TreeMap<>(more);
        all.put("mode", Attribute.config("0600"));
        all.put("owner", Attribute.config("root:root"));
        all.put(secret, Attribute.config(GENERATED));
        return all;
    }
}
