package io.rlmprov.kinds;

import io.rlmprov.model.Address;
import io.rlmprov.model.Value;
import java.util.SortedMap;

/**
 * What exists on a host, in the same words as what should: owned attributes by path, by address. What does not exist is
 * not in it; a bare host is an empty map.
 */
public record Observed(SortedMap<Address, SortedMap<String, Value>> resources) {}
