package io.rlmprov.ui;

import io.rlmprov.apply.History;
import io.rlmprov.apply.HubStatus;
import io.rlmprov.apply.LockHolder;
import io.rlmprov.classroom.Spending;
import io.rlmprov.config.Printable;
import io.rlmprov.config.UtcTime;
import io.rlmprov.facts.EngineFacts;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.facts.HostFacts.Hardware;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The status of a hub for people. */
public record StatusText(Style style) {
    /** One page of text. */
    public String render(HubStatus status) {
        StringBuilder text = new StringBuilder();
        HostFacts facts = status.facts();
        if (status.present()) {
            text.append("The hub ")
                    .append(status.hub())
                    .append(" on ")
                    .append(status.host())
                    .append(": ");
            text.append(status.well() ? style.done("all is well") : style.error("needs attention"))
                    .append('\n');
        } else {
            text.append(absent(status)).append('\n');
        }
        status.history()
                .holder()
                .ifPresent(holder -> text.append(
                                style.yellow("Another run of rlmprov is at work: " + LockHolder.parse(holder)))
                        .append('\n'));
        text.append("Host: ")
                .append(Printable.line(facts.os().title()))
                .append(engine(facts.engine()))
                .append('\n');
        if (status.present()) {
            services(status, text);
            servers(status, text);
        }
        Hardware hardware = facts.hardware();
        text.append(String.format(
                Locale.ROOT,
                "Memory: %s promised to %d user servers, %s used by them, of %s.\n",
                size(status.promised()),
                status.servers().size(),
                size(status.used()),
                size(hardware.memory())));
        text.append(String.format(
                Locale.ROOT,
                "Disk: %s of %s free (%s).\n",
                size(hardware.diskFree()),
                size(hardware.diskSize()),
                hardware.diskPath()));
        status.spending().ifPresent(total -> text.append(spent(total)));
        history(status, text);
        if (status.present()) {
            text.append(drift(status.drift()));
        }
        status.unread()
                .forEach(error -> text.append(style.error("Not read: "))
                        .append(Printable.line(error))
                        .append('\n'));
        return text.toString();
    }

    private static String absent(HubStatus status) {
        long users = status.facts().docker().volumes().values().stream()
                .filter(volume -> volume.ofUser()
                        && volume.hub().filter(status.hub()::equals).isPresent())
                .count();
        String kept = users == 0
                ? ""
                : " The files of " + (users == 1 ? "one user" : users + " users")
                        + " are there; apply uses them again.";
        return "There is no hub " + status.hub() + " on " + status.host() + "." + kept;
    }

    private static String engine(EngineFacts engine) {
        String compose = engine.compose().map(version -> ", Compose " + version).orElse("");
        return engine.server().map(version -> ", Docker " + version + compose).orElseGet(() -> switch (engine.state()) {
            case ABSENT -> ", no Docker";
            default -> ", Docker does not answer";
        });
    }

    private void services(HubStatus status, StringBuilder text) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SERVICE", "STATE", "STARTED (UTC)"));
        status.services()
                .forEach(service -> rows.add(List.of(
                        Printable.line(service.name()),
                        service.state()
                                + service.health().map(health -> ", " + health).orElse("")
                                + (service.well() ? "" : "  <- not well"),
                        service.started().map(StatusText::minute).orElse("-"))));
        text.append(Table.of(rows));
    }

    private String spent(Spending.Total total) {
        String alarm = total.alarm()
                .map(percent -> " " + style.yellow(percent + " % of the class's budget is spent."))
                .orElse("");
        String stopped = total.stopped() ? " " + style.yellow("The calls of everybody are stopped.") : "";
        return "Models: " + SpendingText.spent(total.account()) + "." + alarm + stopped + "\n";
    }

    private static String minute(String rfc3339) {
        return Printable.line(rfc3339).replaceFirst("T", " ").replaceFirst("(\\.\\d+)?Z$", "");
    }

    private static void servers(HubStatus status, StringBuilder text) {
        if (status.servers().isEmpty()) {
            text.append("No user server runs.\n");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("USER", "MEMORY USED", "LIMIT"));
        status.servers()
                .forEach(server -> rows.add(List.of(
                        Printable.line(server.user()),
                        size(server.used()),
                        server.memory() == 0 ? "none" : size(server.memory()))));
        text.append(Table.of(rows));
    }

    private static void history(HubStatus status, StringBuilder text) {
        History history = status.history();
        text.append("Last run: ")
                .append(history.last()
                        .map(run -> Printable.line(run.action()) + " by " + Printable.line(run.by()) + " at "
                                + UtcTime.second(run.at()) + " UTC"
                                + (run.plan().isEmpty() ? "" : ", plan " + Printable.line(run.plan())) + ": "
                                + HistoryText.result(run))
                        .orElse("none in the journal"))
                .append(".\n");
        if (status.present()) {
            text.append("Proof: ")
                    .append(status.lastProof().map(HubStatus.Proof::text).orElse("none"))
                    .append(
                            status.proven()
                                    ? ".\n"
                                    : ". The last apply did not come to its end; run rlmprov apply again.\n");
        }
    }

    private String drift(HubStatus.Drift drift) {
        return switch (drift) {
            case HubStatus.Drift.Unknown(String why) -> "Drift: not known, because " + Printable.line(why) + ".\n";
            case HubStatus.Drift.Of(List<HubStatus.Resource> resources) ->
                resources.isEmpty() ? "Drift: none; the host is as the last apply left it.\n" : drifted(resources);
        };
    }

    private String drifted(List<HubStatus.Resource> resources) {
        StringBuilder text = new StringBuilder(
                        style.yellow("Drift: these differ from what the last apply left; " + "rlmprov plan shows how."))
                .append('\n');
        resources.forEach(resource -> {
            String fields = Printable.line(String.join(", ", resource.fields()));
            text.append("  ").append(Printable.line(resource.address().local()));
            text.append(resource.missing() ? " is missing" : fields.isEmpty() ? " was added" : ": " + fields);
            text.append('\n');
        });
        return text.toString();
    }

    private static String size(long bytes) {
        return bytes >= 1L << 30
                ? String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1 << 30))
                : String.format(Locale.ROOT, "%.0f MiB", bytes / (double) (1 << 20));
    }
}
