package io.rlmprov.apply;

import io.rlmprov.desired.Address;
import io.rlmprov.desired.Address.Kind;
import io.rlmprov.desired.Desired;
import io.rlmprov.desired.Resource;
import io.rlmprov.plan.Change;
import io.rlmprov.plan.FieldDiff;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What the changes of a plan ask for. Adopting needs no step: the record is written in any case. */
final class AskedChanges {
    /** States from which compose starts a container by itself. */
    private static final Set<String> STARTABLE = Set.of("exited", "created");

    private static final Set<String> LIMITS = Set.of("server.memory", "server.cpu");

    private final List<Change> changes;

    AskedChanges(List<Change> all) {
        this.changes = all.stream()
                .filter(change -> !(change instanceof Change.Keep) && !(change instanceof Change.Adopt))
                .toList();
    }

    /** What changes of these kinds. */
    List<Address> of(Kind... kinds) {
        return changes.stream()
                .map(Change::address)
                .filter(address -> List.of(kinds).contains(address.kind()))
                .toList();
    }

    /** Whether anything of these kinds changes. */
    boolean anyOf(Kind... kinds) {
        return !of(kinds).isEmpty();
    }

    /** What should be in place of that which changes. */
    <R extends Resource> List<R> desired(Desired desired, Class<R> type) {
        return changes.stream()
                .map(change -> Optional.ofNullable(desired.resources().get(change.address())))
                .flatMap(Optional::stream)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /**
     * Files in our folders that hub.yaml no longer names, and those of folders that go. One that becomes a folder is
     * replaced by it, and must not be removed after that.
     */
    List<String> removedFiles(Desired desired) {
        Set<String> become = folders(desired);
        return changes.stream()
                .filter(change -> change.address().kind() == Kind.DIRECTORY)
                .flatMap(change -> change.fields().stream()
                        .filter(field -> field.after().isEmpty())
                        .map(field -> change.address().name() + "/" + field.path()))
                .filter(path -> !become.contains(path))
                .toList();
    }

    /** Every path below which a file should be. */
    private static Set<String> folders(Desired desired) {
        Set<String> folders = new HashSet<>();
        desired.resources().forEach((address, resource) -> {
            if (resource instanceof Resource.Directory directory) {
                for (String file : directory.files().keySet()) {
                    String path = address.name() + "/" + file;
                    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
                        folders.add(path.substring(0, slash));
                    }
                }
            }
        });
        return folders;
    }

    /** What goes. */
    List<Address> deleted(Kind... kinds) {
        return changes.stream()
                .filter(Change.Delete.class::isInstance)
                .map(Change::address)
                .filter(address -> List.of(kinds).contains(address.kind()))
                .toList();
    }

    /** Services whose container must go before compose makes it anew, since compose starts only what does not run. */
    List<Address> stuckServices() {
        return services(AskedChanges::stuck);
    }

    /** Services that ran and did not answer. */
    List<Address> sickServices() {
        return services(AskedChanges::sick);
    }

    private List<Address> services(Predicate<FieldDiff> with) {
        return changes.stream()
                .filter(change -> change.address().kind() == Kind.SERVICE)
                .filter(change -> change.fields().stream().anyMatch(with))
                .map(Change::address)
                .toList();
    }

    /** Whether servers that run now have other limits than new ones. */
    boolean sizes() {
        return anyOf(Kind.SERVER)
                || changes.stream()
                        .filter(change -> change.address().kind() == Kind.FILE)
                        .flatMap(change -> change.fields().stream())
                        .anyMatch(field -> LIMITS.contains(field.path()));
    }

    private static boolean sick(FieldDiff field) {
        return field.path().equals("state")
                && field.before()
                        .filter(state -> state.text().equals("unhealthy"))
                        .isPresent();
    }

    private static boolean stuck(FieldDiff field) {
        return field.path().equals("state")
                && field.before()
                        .filter(state -> !STARTABLE.contains(state.text()))
                        .isPresent();
    }
}
