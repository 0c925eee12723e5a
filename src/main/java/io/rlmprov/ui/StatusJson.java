package io.rlmprov.ui;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.apply.HubStatus;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.HostFacts.Hardware;
import java.util.List;

/** The status of a hub for programs. */
public final class StatusJson {
    private StatusJson() {}

    /** A host that could not be reached. */
    public static ObjectNode unreachable(String hub, String host, RlmprovException why) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("hub", hub)
                .put("host", host)
                .put("reachable", false)
                .put("message", why.getMessage())
                .put("remedy", why.remedy());
    }

    /** A host that answered. Sizes are in bytes. */
    public static ObjectNode of(HubStatus status) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("hub", status.hub())
                .put("host", status.host())
                .put("reachable", true)
                .put("present", status.present())
                .put("healthy", status.well());
        status.history().holder().ifPresent(holder -> node.put("lockedBy", holder));
        ObjectNode versions = node.putObject("versions");
        versions.put("os", status.facts().os().title());
        status.facts().engine().server().ifPresent(version -> versions.put("docker", version));
        status.facts().engine().compose().ifPresent(version -> versions.put("compose", version));
        ArrayNode services = node.putArray("services");
        status.services().forEach(service -> {
            ObjectNode one = services.addObject().put("name", service.name()).put("state", service.state());
            service.health().ifPresent(health -> one.put("health", health));
            service.started().ifPresent(started -> one.put("started", started));
        });
        ArrayNode servers = node.putArray("servers");
        status.servers()
                .forEach(server -> servers.addObject()
                        .put("user", server.user())
                        .put("memoryLimit", server.memory())
                        .put("memoryUsed", server.used()));
        Hardware hardware = status.facts().hardware();
        node.putObject("memory")
                .put("total", hardware.memory())
                .put("promised", status.promised())
                .put("used", status.used());
        node.putObject("disk")
                .put("path", hardware.diskPath())
                .put("total", hardware.diskSize())
                .put("free", hardware.diskFree());
        status.spending().ifPresent(total -> node.set("spending", total.report()));
        status.history().last().ifPresent(run -> HistoryJson.put(run, node.putObject("lastRun")));
        status.lastProof()
                .ifPresent(proof -> node.put("lastProof", proof.at().toString()).put("proofStale", proof.stale()));
        node.put("proven", status.proven());
        put(status.drift(), node);
        ArrayNode unread = node.putArray("unread");
        status.unread().forEach(unread::add);
        return node;
    }

    private static void put(HubStatus.Drift drift, ObjectNode node) {
        switch (drift) {
            case HubStatus.Drift.Unknown(String why) -> node.put("driftUnknown", why);
            case HubStatus.Drift.Of(List<HubStatus.Resource> resources) -> {
                ArrayNode all = node.putArray("drift");
                resources.forEach(resource -> {
                    ObjectNode one = all.addObject()
                            .put("address", resource.address().toString())
                            .put("missing", resource.missing());
                    ArrayNode fields = one.putArray("fields");
                    resource.fields().forEach(fields::add);
                });
            }
        }
    }
}
