package io.rlmprov.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.model.Operation;
import io.rlmprov.model.PlanDocument;
import io.rlmprov.model.PlanDocument.ChangeDocument;
import io.rlmprov.model.PlanDocument.FieldDocument;
import io.rlmprov.model.PlanDocument.OperationDocument;
import io.rlmprov.model.PlanDocument.SelectionDocument;
import io.rlmprov.model.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns plans into documents, and documents into JSON and back. */
public final class PlanJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private PlanJson() {}

    /** The whole plan. Sensitive values are not in it, only that they differ. */
    public static PlanDocument of(Plan plan) {
        List<ChangeDocument> changes = new ArrayList<>();
        plan.hosts().forEach(host -> {
            for (int i = 0; i < host.changes().size(); i++) {
                changes.add(change(host.changes().get(i), host.impacts().get(i)));
            }
        });
        return new PlanDocument(
                PlanDocument.FORMAT,
                plan.id(),
                lower(plan.action()),
                plan.hub(),
                plan.hosts().stream().map(PlanJson::host).toList(),
                changes,
                plan.operations().stream().map(PlanJson::operation).toList(),
                summary(changes),
                plan.selection().isAll() ? null : selection(plan));
    }

    private static SelectionDocument selection(Plan plan) {
        Map<String, String> along = new TreeMap<>();
        plan.hosts().forEach(host -> host.along().forEach((one, by) -> along.put(one.toString(), by.toString())));
        return new SelectionDocument(
                plan.selection().targets(),
                plan.selection().excludes(),
                plan.selection().replaces(),
                along,
                texts(plan.leftOut().stream().map(Change::address).toList()));
    }

    /** One line of JSON. */
    public static String line(PlanDocument document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new AssertionError("records of texts are always JSON", e);
        }
    }

    /** JSON for people. */
    public static String pretty(PlanDocument document) {
        return JSON.<JsonNode>valueToTree(document).toPrettyString();
    }

    /**
     * The document that was written so.
     *
     * @throws RlmprovException if the text is none, or of another version
     */
    public static PlanDocument read(String text) {
        try {
            PlanDocument document = JSON.readValue(text, PlanDocument.class);
            if (document.format() != PlanDocument.FORMAT) {
                throw new RlmprovException(
                        "the plan has format " + document.format() + ", and this version of rlmprov reads format "
                                + PlanDocument.FORMAT,
                        "Create a new plan.");
            }
            return document;
        } catch (JsonProcessingException e) {
            throw new RlmprovException("this is no plan of rlmprov", "Create a new plan.", e);
        }
    }

    private static PlanDocument.Host host(HostPlan host) {
        return new PlanDocument.Host(
                host.host(), host.fingerprint().sha256(), host.desiredDigest(), host.sizing(), host.notes());
    }

    private static ChangeDocument change(Change change, String impact) {
        Address address = change.address();
        return new ChangeDocument(
                address.toString(),
                address.kind(),
                address.name(),
                lower(change.verb()),
                change.reasons().stream().map(PlanJson::lower).toList(),
                texts(change.causes()),
                impact.isEmpty() ? null : impact,
                change.remark().orElse(null),
                change.fields().stream().map(PlanJson::field).toList());
    }

    private static FieldDocument field(FieldDiff field) {
        return new FieldDocument(
                field.path(),
                side(field.before()),
                side(field.after()),
                lower(field.unit()),
                field.sensitive(),
                field.forcesReplace(),
                lower(field.origin()));
    }

    private static @Nullable JsonNode side(Optional<Value> value) {
        return value.map(it -> it.sensitive() ? JsonNodeFactory.instance.textNode("(sensitive)") : it.toJson())
                .orElse(null);
    }

    private static OperationDocument operation(Operation operation) {
        return new OperationDocument(
                operation.id(),
                operation.host(),
                texts(operation.resources()),
                operation.doing(),
                List.copyOf(operation.after()),
                operation.rule().orElse(null),
                operation.impact(),
                operation.ephemeral());
    }

    private static Map<String, Integer> summary(List<ChangeDocument> changes) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Change.Verb verb : Change.Verb.values()) {
            counts.put(lower(verb), 0);
        }
        changes.forEach(change -> counts.merge(change.action(), 1, Integer::sum));
        return counts;
    }

    private static List<String> texts(Collection<Address> addresses) {
        return addresses.stream().map(Address::toString).toList();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
