package io.rlmprov.sizing;

/**
 * What a host has.
 *
 * @param memoryBytes {@code MemTotal}: what firmware and kernel left of the RAM that was paid for
 * @param cores CPUs that are online
 * @param diskFreeBytes free space where Docker keeps images and volumes
 */
public record Capacity(long memoryBytes, int cores, long diskFreeBytes) {}
