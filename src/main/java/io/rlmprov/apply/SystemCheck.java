package io.rlmprov.apply;

import io.rlmprov.config.Hub;
import io.rlmprov.config.Hub.Install;
import io.rlmprov.facts.EngineFacts;
import io.rlmprov.facts.HostFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the system of a host must bring for the scripts to do their work: distribution, init, commands. */
record SystemCheck(Hub hub, HostFacts facts) {
    /** As install-docker.sh has it. */
    private static final Set<String> DEBIAN = Set.of("12", "13");

    private static final double OLDEST_UBUNTU = 22.04;

    /** Why an apply would fail, one sentence or two each. */
    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        engine(reasons);
        HostFacts.Preflight has = facts.preflight();
        if (!facts.os().init().equals("systemd")) {
            reasons.add(
                    "This host was not started by systemd but by " + facts.os().init()
                            + ", so nothing would load the firewall of users' servers at boot. Use a host with systemd.");
        }
        if (!has.nft() && !has.apt()) {
            reasons.add("The command nft is missing, so users' servers could not be kept apart. Install nftables.");
        }
        if (has.apparmor() && !has.apparmorParser() && !has.apt()) {
            reasons.add("The kernel has AppArmor on and the command apparmor_parser is missing, so no container would"
                    + " start. Install it.");
        }
        if (!has.flock()) {
            reasons.add("The command flock is missing, so no lock can be held. Install util-linux.");
        }
        return reasons;
    }

    private void engine(List<String> reasons) {
        EngineFacts engine = facts.engine();
        String why = String.join(" ", engine.reasons());
        switch (engine.state()) {
            case READY -> {}
            case FOREIGN -> reasons.add(why + " Remove it, or use another host: rlmprov does not replace an engine.");
            case ABSENT, STOPPED, TOO_OLD -> {
                if (hub.docker().install() == Install.NEVER) {
                    reasons.add("There is no usable Docker, and docker.install is \"never\". " + why);
                } else if (!installable()) {
                    reasons.add(
                            "There is no usable Docker, and rlmprov installs it on Debian 12 and 13 and on Ubuntu 22.04 and newer"
                                    + " only; this is " + facts.os().title()
                                    + ". Install Docker 20.10 or newer with compose 2.20 or newer by hand. " + why);
                }
            }
        }
    }

    private boolean installable() {
        String version = facts.os().version();
        return facts.preflight().apt()
                && switch (facts.os().id()) {
                    case "debian" -> DEBIAN.contains(version);
                    case "ubuntu" -> version.matches("\\d{2}\\.\\d{2}") && Double.parseDouble(version) >= OLDEST_UBUNTU;
                    default -> false;
                };
    }
}
