package io.rlmprov.apply;

import io.rlmprov.desired.Address;
import java.util.List;

/**
 * A step and the resources whose changes asked for it.
 *
 * @param resources in the order of the plan; none if the step only looks or records
 */
record Task(Step step, List<Address> resources) {}
