package io.rlmprov.plan;

import io.rlmprov.desired.Address;
import java.util.Optional;

/** What a change costs the people who are logged in. Empty: nothing. */
final class Impact {
    private final int servers;

    Impact(int runningServers) {
        this.servers = runningServers;
    }

    Optional<String> of(Change change) {
        return switch (change) {
            case Change.Replace replace -> remade(replace.address());
            case Change.Update update -> changed(update.address());
            case Change.Delete delete -> removed(delete.address());
            case Change.Create create -> Optional.empty();
            case Change.Adopt adopt -> Optional.empty();
            case Change.Keep keep -> Optional.empty();
        };
    }

    private Optional<String> remade(Address address) {
        return switch (address.kind()) {
            case SERVICE ->
                Optional.of(switch (address.name()) {
                            case "proxy" -> "open pages reconnect within seconds; ";
                            case "engine" -> "no server starts or stops for a few seconds; ";
                            default -> "nobody can log in for about 15 s; ";
                        }
                        + goOn());
            default -> Optional.empty();
        };
    }

    private Optional<String> changed(Address address) {
        return switch (address.kind()) {
            case SERVER -> Optional.of("resized while it runs");
            case SERVICE -> remade(address);
            case FILE ->
                address.name().equals("secrets.env") && servers > 0
                        ? Optional.of(plural(servers)
                                + (servers == 1 ? " gets it at its next start" : " get it at their next start"))
                        : Optional.empty();
            case DIRECTORY ->
                address.name().equals("notebooks")
                        ? Optional.of("users get it when their server starts next; what they edited stays")
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Optional<String> removed(Address address) {
        return switch (address.kind()) {
            case SERVER -> Optional.of("the user's server is stopped; what was not saved is lost");
            case VOLUME -> Optional.of("the data in it is lost");
            default -> Optional.empty();
        };
    }

    private String goOn() {
        return servers == 0 ? "no server is running" : plural(servers) + (servers == 1 ? " goes on" : " go on");
    }

    private static String plural(int servers) {
        return servers == 1 ? "the running server" : "the " + servers + " running servers";
    }
}
