package io.rlmprov.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.rlmprov.config.HubFile;
import io.rlmprov.model.Address;
import io.rlmprov.model.HmacKey;
import io.rlmprov.model.PlanDocument;
import io.rlmprov.model.Sha256;
import io.rlmprov.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A plan as it is saved: the document that was shown, and all that the plan was made from. It holds no action and no secret:
 * apply makes the plan again and compares, so nothing in the file is carried out.
 *
 * @param planFile version of the file
 * @param purge whether a plan to destroy removes the data, too
 * @param hosts in the order of the document
 * @param plan the document
 */
public record PlanFile(
        int planFile, Made made, Config config, boolean purge, List<HostState> hosts, PlanDocument plan) {
    /** The part of the plan that was asked for. */
    public Selection selection() {
        PlanDocument.SelectionDocument part = plan.selection();
        return part == null ? Selection.ALL : new Selection(part.targets(), part.excludes(), part.replaces());
    }

    /** The version that this program writes. */
    public static final int FORMAT = 1;

    /**
     * The origin of a plan.
     *
     * @param build names the build of rlmprov
     * @param at time in ISO 8601
     * @param by the operator, as {@code ann@laptop}
     */
    public record Made(String build, String at, String by) {}

    /**
     * hub.yaml.
     *
     * @param path relative to the folder of the plan file where possible
     * @param digest HMAC under the first host's key, or SHA-256 where the host has none; absent if the file holds a secret and
     *     the host has no key
     * @param archive SHA-256 of the archive of the base image; absent if hub.yaml names none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Config(
            String path, @Nullable String digest, @Nullable String archive) {
        private static final String HMAC = "hmac:";

        /** hub.yaml as it is now, compared under this key. */
        public static Config of(String path, HubFile file, Optional<HmacKey> key, Optional<String> archive) {
            Optional<String> plain =
                    file.holdsSecret() ? Optional.empty() : Optional.of("sha256:" + Sha256.of(file.text()));
            return new Config(
                    path,
                    key.map(it -> HMAC + it.mac(file.text())).or(() -> plain).orElse(null),
                    archive.orElse(null));
        }

        /** Whether the digest was made with the key of the host. */
        public boolean keyed() {
            return digest != null && digest.startsWith(HMAC);
        }
    }

    /**
     * What a plan was made from on one host, as the record has it: secrets as HMACs, by the addresses on the host.
     *
     * @param machine digest of the machine-id; empty if the host has none
     * @param secretsBound whether secrets are among the values: a host without a key has nothing to compare them by
     * @param observed what existed
     * @param desired what should exist
     */
    public record HostState(
            String name,
            String machine,
            boolean secretsBound,
            Map<String, Map<String, JsonNode>> observed,
            Map<String, Map<String, JsonNode>> desired) {
        private static HostState of(HostPlan host, Plan plan) {
            SortedMap<Address, SortedMap<String, Value>> wanted = new TreeMap<>();
            host.desired().resources().forEach((address, resource) -> {
                SortedMap<String, Value> values = new TreeMap<>();
                resource.attributes().forEach((path, attribute) -> {
                    // A digest of inputs says nothing that its inputs do not say.
                    if (host.keyed()
                            ? attribute.value().named()
                            : !attribute.value().keyed()) {
                        values.put(path, attribute.value());
                    }
                });
                wanted.put(address, values);
            });
            String id = host.facts().os().machine();
            return new HostState(
                    host.host(),
                    id.isEmpty() ? "" : Sha256.of("rlmprov plan " + id),
                    host.keyed(),
                    json(host.observed().resources(), plan),
                    json(wanted, plan));
        }

        private static Map<String, Map<String, JsonNode>> json(
                SortedMap<Address, SortedMap<String, Value>> resources, Plan plan) {
            Map<String, Map<String, JsonNode>> json = new TreeMap<>();
            resources.forEach((address, values) -> {
                if (!plan.ephemeral().contains(address.kind())) {
                    Map<String, JsonNode> fields = new TreeMap<>();
                    values.forEach((path, value) -> fields.put(path, value.toJson()));
                    json.put(address.local(), fields);
                }
            });
            return json;
        }

        /** One of the two sides, as it is compared. */
        public static SortedMap<Address, SortedMap<String, Value>> values(
                String host, Map<String, Map<String, JsonNode>> side) {
            SortedMap<Address, SortedMap<String, Value>> resources = new TreeMap<>();
            side.forEach((local, fields) -> Address.parse(host + "/" + local).ifPresent(address -> {
                SortedMap<String, Value> values = new TreeMap<>();
                fields.forEach((path, value) -> values.put(path, Value.fromJson(value)));
                resources.put(address, values);
            }));
            return resources;
        }
    }

    /** The file of a plan. */
    public static PlanFile of(Plan plan, boolean purge, Made made, Config config) {
        return new PlanFile(
                FORMAT,
                made,
                config,
                purge,
                plan.hosts().stream().map(host -> HostState.of(host, plan)).toList(),
                PlanJson.of(plan));
    }

    /** Names of the hosts whose secrets the plan is not bound to. */
    public List<String> unbound() {
        return hosts.stream()
                .filter(host -> !host.secretsBound())
                .map(HostState::name)
                .toList();
    }
}
