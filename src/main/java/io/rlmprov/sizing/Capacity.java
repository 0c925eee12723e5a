package io.rlmprov.sizing;

public record Capacity(long memoryBytes, int cores, long diskFreeBytes) {}
