package io.rlmprov.apply;

import io.rlmprov.desired.Desired;
import io.rlmprov.desired.HmacKey;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.facts.Observed;
import io.rlmprov.plan.Plan;

/**
 * A plan with all that it was made from, so that it can be carried out.
 *
 * @param key under which secrets are compared: the host's, or the one that it will get
 */
public record Planned(Plan plan, Desired desired, Observed observed, HostFacts facts, HmacKey key) {}
