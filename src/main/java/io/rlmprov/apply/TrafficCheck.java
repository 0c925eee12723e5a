package io.rlmprov.apply;

import io.rlmprov.facts.ProbeOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * What is not ours and carries or stops the traffic of the hub, now or after the next start of the engine. An apply leaves it
 * alone, so it is told, with the command that helps.
 *
 * @param probe section {@code networks} of it
 * @param control name of the network between hub and proxy
 */
record TrafficCheck(ProbeOutput probe, String control) {
    private static final String SECTION = "networks";

    /** Why an apply would leave a hub that does not come back. */
    List<String> reasons() {
        return probe.told(SECTION, "invalid")
                .map(words -> "Docker would not start again, as after a reboot: " + words
                        + " Correct it, and see that \"dockerd --validate\" is content.")
                .toList();
    }

    /** What should be known. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        probe.told(SECTION, "drops")
                .map(rule -> "a rule of the host's own drops what users' servers send or get: iptables -A " + rule
                        + "; if nobody wants that, \"iptables -D " + rule + "\" removes it")
                .forEach(notes::add);
        probe.told(SECTION, "sysctl")
                .map(file -> file + " turns IP forwarding off when it is loaded again, which cuts users' servers off; "
                        + "remove net.ipv4.ip_forward from it")
                .forEach(notes::add);
        probe.told(SECTION, "guest")
                .map(guest -> "container " + guest + " is on the network between hub and proxy, where it can change the"
                        + " proxy's routes; \"docker network disconnect " + control + " " + guest + "\" takes it off")
                .forEach(notes::add);
        probe.told(SECTION, "newer")
                .map(file -> file + " was changed since Docker started, and Docker reads it when it starts again, as"
                        + " after a reboot")
                .forEach(notes::add);
        return notes;
    }
}
