package io.rlmprov.plan;

import io.rlmprov.desired.Address;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which changes another change follows from, so that a consequence names its cause. */
final class Follows {
    private final Set<String> changed = new TreeSet<>();

    Follows(List<Change> changes) {
        for (Change change : changes) {
            if (!(change instanceof Change.Keep) && !(change instanceof Change.Adopt)) {
                changed.add(change.address().local());
            }
        }
    }

    /** The causes among the changes, as {@code kind/name}. */
    List<String> causes(Address address) {
        return sources(address).stream().filter(changed::contains).toList();
    }

    static List<String> sources(Address address) {
        return switch (address.local()) {
            case "image/rlm-hub" -> List.of("directory/images/hub");
            case "image/rlm-singleuser" -> List.of("directory/images/singleuser");
            case "file/settings.json" -> List.of("image/rlm-singleuser");
            case "firewall/servers" -> List.of("file/firewall.nft");
            case "service/engine" -> List.of("file/compose.yaml", "image/rlm-hub");
            case "service/proxy" -> List.of("file/proxy.env", "file/compose.yaml", "image/rlm-hub");
            case "service/hub" ->
                List.of(
                        "file/settings.json",
                        "file/secrets.env",
                        "file/proxy.env",
                        "file/compose.yaml",
                        "image/rlm-hub");
            default -> List.of();
        };
    }
}
