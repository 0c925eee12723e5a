package io.rlmprov.desired;

/**
 * A user's server that runs now.
 *
 * @param user whose it is
 * @param container name of its container
 * @param memory its limit in bytes; 0 if it has none
 * @param used bytes that it cannot give back
 */
public record RunningServer(String user, String container, long memory, long used) {}
