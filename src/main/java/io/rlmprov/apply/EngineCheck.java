package io.rlmprov.apply;

import io.rlmprov.facts.EngineFacts;
import io.rlmprov.facts.Ground;
import java.util.ArrayList;
import java.util.List;

/** Whether the engine that is there runs containers in the way that the hub needs. */
record EngineCheck(EngineFacts engine, Ground ground) {
    /** Why an apply would fail or do harm, one sentence or two each. */
    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (ground.security().contains("userns")) {
            reasons.add(
                    "Docker maps users (userns-remap), so the hub's containers can read neither their files nor Docker's"
                            + " socket. Remove userns-remap from /etc/docker/daemon.json and restart Docker; its images and volumes"
                            + " of now stay in a directory of their own.");
        }
        if (ground.security().contains("rootless")) {
            reasons.add("Docker runs without root (rootless), so users' servers could not be kept apart by rules of the"
                    + " host. Use a host on which Docker runs as root.");
        }
        if (engine.warnings().stream().anyMatch(warning -> warning.contains("No memory limit support"))) {
            reasons.add(
                    "The kernel does not limit the memory of containers, so one user could take all of it. Boot it with"
                            + " cgroup_enable=memory.");
        }
        if (engine.warnings().stream().anyMatch(warning -> warning.contains("No cpu cfs quota support"))) {
            reasons.add(
                    "The kernel does not limit the processors of containers (CONFIG_CFS_BANDWIDTH). Use a kernel of the"
                            + " distribution.");
        }
        return reasons;
    }

    /** What works, but hardly as meant. */
    List<String> notes() {
        return engine.storageDriver().equals("vfs")
                ? List.of("Docker's storage driver is vfs, which copies the whole image for each server; use overlay2")
                : List.of();
    }
}
