package io.rlmprov.kinds;

import io.rlmprov.facts.HostFacts;

/**
 * Why resources go for which nothing asks.
 *
 * @param destroys whether the whole hub goes; otherwise hub.yaml no longer asks for the resource
 * @param purge whether data goes with it
 * @param hub name of the hub
 */
public record Departure(boolean destroys, boolean purge, String hub, HostFacts facts) {}
