package io.rlmprov.config;

import java.util.List;

/**
 * A hub.yaml that is right.
 *
 * @param hub what it says
 * @param warnings what is hardly meant so, in the order of the file
 */
public record HubFile(Hub hub, List<Problem> warnings) {}
