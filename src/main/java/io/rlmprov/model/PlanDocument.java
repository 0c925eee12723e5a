package io.rlmprov.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan as it is printed by {@code --json}, rendered as text, and saved. It holds no secret: of sensitive values only that
 * they differ. {@code docs/plan.schema.json} describes it.
 *
 * <pre>{@code
 * { "format": 2, "id": "3a97c0ffee12", "action": "apply", "hub": "rlm-class",
 *   "hosts": [ { "name": "hub1", "fingerprint": "9f2c...", "desired": "77ab...",
 *                "sizing": ["concurrent users: 100% of 20 = 20"], "notes": [] } ],
 *   "changes": [ {
 *       "address": "hub1/file/settings.json", "kind": "file", "name": "settings.json", "action": "update",
 *       "reasons": [], "causes": [],
 *       "fields": [ { "path": "idle.timeout", "before": 3600, "after": 1800, "unit": "seconds",
 *                     "sensitive": false, "forcesReplace": false, "origin": "config" } ] } ],
 *   "operations": [ {
 *       "id": "hub1/write-files", "host": "hub1", "resources": ["hub1/file/settings.json"],
 *       "doing": "Writing settings", "after": ["hub1/prepare"], "impact": [], "ephemeral": false } ],
 *   "summary": { "create": 0, "update": 1, "replace": 0, "delete": 0, "adopt": 0, "keep": 0 } }
 * }</pre>
 *
 * @param format version of this document
 * @param id names the plan: a digest of what is done and of what it is done to
 * @param action {@code apply} or {@code destroy}
 * @param hub name of the hub
 * @param hosts in the order of hub.yaml
 * @param changes by host, kind and name
 * @param operations in an order in which they can run one after the other
 * @param summary how many changes there are of each action
 * @param selection the part of the plan that the operator asked for; absent: the whole plan
 */
public record PlanDocument(
        int format,
        String id,
        String action,
        String hub,
        List<Host> hosts,
        List<ChangeDocument> changes,
        List<OperationDocument> operations,
        Map<String, Integer> summary,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SelectionDocument selection) {
    /** The version that this program writes. */
    public static final int FORMAT = 2;

    /**
     * What is about one host.
     *
     * @param fingerprint of the facts that the plan was made from
     * @param desired digest of what should exist
     * @param sizing the calculation behind the limits, line by line
     * @param notes what the operator should know beside the changes
     */
    public record Host(String name, String fingerprint, String desired, List<String> sizing, List<String> notes) {}

    /**
     * A part of a plan.
     *
     * @param targets addresses that were asked for, as the operator wrote them
     * @param excludes addresses that were left out
     * @param replaces addresses that are replaced although nothing of them differs
     * @param along changes that come along; each address with the address of one that needs it
     * @param leftOut addresses of the changes that are not part of the plan
     */
    public record SelectionDocument(
            List<String> targets,
            List<String> excludes,
            List<String> replaces,
            Map<String, String> along,
            List<String> leftOut) {}

    /**
     * What is to happen to one resource.
     *
     * @param action {@code create}, {@code update}, {@code replace}, {@code delete}, {@code adopt} or {@code keep}
     * @param reasons {@code sick}, {@code stuck}, {@code drifted_input}, {@code unproven}
     * @param causes addresses of the changes that it follows from
     * @param impact what it costs the people who are logged in
     * @param remark why it stays
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ChangeDocument(
            String address,
            String kind,
            String name,
            String action,
            List<String> reasons,
            List<String> causes,
            @Nullable String impact,
            @Nullable String remark,
            List<FieldDocument> fields) {}

    /**
     * A field that differs.
     *
     * @param before null if it is not there yet; a text "(sensitive)" of a secret
     * @param after null if it goes
     * @param unit {@code none}, {@code bytes}, {@code seconds}, {@code content}, {@code file} or {@code inputs}
     * @param origin {@code config}, {@code drift}, {@code sizing}, {@code consequence} or {@code upgrade}
     */
    public record FieldDocument(
            String path,
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            String unit,
            boolean sensitive,
            boolean forcesReplace,
            String origin) {}

    /**
     * An operation.
     *
     * @param resources addresses of those whose changes ask for it
     * @param doing what it does
     * @param after ids of the operations that must be done before
     * @param rule what it works out on the host
     * @param impact what it costs the people who are logged in
     * @param ephemeral whether it is about resources that come and go with users
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OperationDocument(
            String id,
            String host,
            List<String> resources,
            String doing,
            List<String> after,
            @Nullable String rule,
            List<String> impact,
            boolean ephemeral) {}

    /** Whether there is nothing to do: what merely stays does not count. */
    public boolean nothing() {
        return changes.stream().allMatch(change -> change.action().equals("keep"));
    }
}
