package io.rlmprov.apply;

import io.rlmprov.desired.Desired;
import io.rlmprov.desired.HmacKey;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.facts.Observed;
import io.rlmprov.plan.Plan;
import io.rlmprov.sizing.Sizes;
import java.util.Optional;

/**
 * A plan with all that it was made from, so that it can be carried out.
 *
 * @param sizes limits of the servers; empty for a plan that takes the hub away
 * @param key under which secrets are compared: the host's, or the one that it will get
 */
public record Planned(
        Plan plan, Desired desired, Optional<Sizes> sizes, Observed observed, HostFacts facts, HmacKey key) {}
