package io.rlmprov.plan;

import io.rlmprov.desired.Address;
import io.rlmprov.desired.Address.Kind;
import io.rlmprov.desired.StackEnv;
import io.rlmprov.plan.FieldDiff.Origin;
import java.util.List;
import java.util.regex.Pattern;

/** The files that {@code docker compose} reads by their names. */
final class StackFiles {
    /** Those that compose reads, or merges with ours, where nobody names the file. */
    private static final Pattern READ_UNASKED = Pattern.compile("(docker-)?compose(\\.override)?\\.ya?ml");

    private StackFiles() {}

    /** Without .env where it only follows from services that change: they are shown, and to start them writes it. */
    static List<Change> withoutImpliedEnv(List<Change> changes) {
        boolean starts = changes.stream()
                .anyMatch(change -> change.address().kind() == Kind.SERVICE && changesSomething(change));
        return starts ? changes.stream().filter(change -> !impliedEnv(change)).toList() : changes;
    }

    private static boolean impliedEnv(Change change) {
        return isEnv(change.address())
                && changesSomething(change)
                && change.fields().stream().noneMatch(field -> field.origin() == Origin.DRIFT);
    }

    /** Whether services may run otherwise than compose.yaml says because of what this change mends. */
    static boolean misled(Change change) {
        return change instanceof Change.Delete
                && change.address().kind() == Kind.FILE
                && READ_UNASKED.matcher(change.address().name()).matches();
    }

    static boolean isEnv(Address address) {
        return address.kind() == Kind.FILE && address.name().equals(StackEnv.NAME);
    }

    private static boolean changesSomething(Change change) {
        return !(change instanceof Change.Adopt) && !(change instanceof Change.Keep);
    }
}
