package io.rlmprov.sizing;

import java.time.Duration;
import java.util.List;

public record Sizes(
        long memory,
        double cpu,
        int active,
        int spawns,
        Duration startTimeout,
        Duration httpTimeout,
        List<String> arithmetic) {}
