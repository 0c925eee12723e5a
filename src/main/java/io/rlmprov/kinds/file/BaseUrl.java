package io.rlmprov.kinds.file;

import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.Value;
import java.util.Optional;

/** A change of the path below which the hub is: all addresses change, and a running server keeps its old one. */
final class BaseUrl {
    private BaseUrl() {}

    /** What the move means for users; empty if the change of settings.json moves nothing. */
    static Optional<String> impact(Change change, int servers) {
        return change.fields().stream()
                .filter(field -> change.verb() == Verb.UPDATE && field.path().equals(Settings.BASE_URL))
                .findFirst()
                .map(field -> "all addresses of the hub move from " + path(field.before()) + " to "
                        + path(field.after()) + "; " + lost(servers));
    }

    private static String path(Optional<Value> value) {
        return value.map(Value::text).orElse("/");
    }

    private static String lost(int servers) {
        return switch (servers) {
            case 0 -> "no server is running";
            case 1 ->
                "nobody reaches the running server at its new address: save first, then stop and start it on the"
                        + " page Home";
            default ->
                "nobody reaches the " + servers + " running servers at their new addresses: save first, then stop and"
                        + " start each on its user's page Home";
        };
    }
}
