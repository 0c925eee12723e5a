package io.rlmprov.desired;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.Hub;
import io.rlmprov.desired.Attribute.Source;
import io.rlmprov.sizing.Sizes;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code settings.json}: all that the hub reads. Settings are data and the hub's code is static, so that a change of
 * hub.yaml is a changed field and not a changed program.
 */
final class Settings {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final Set<String> SIZED =
            Set.of("server.active", "server.spawns", "server.startTimeout", "server.httpTimeout");

    private final Hub hub;
    private final ObjectNode document;

    Settings(Hub hub, Sizes sizes, Names names, String singleuserImage, Set<String> certificates) {
        this.hub = hub;
        this.document = JSON.createObjectNode();
        document.put("name", hub.name()).put("hubDir", names.directory()).put("network", names.project());
        new AuthSettings(document.putObject("auth")).write(hub.auth());
        texts(document.putArray("admins"), hub.users().admins());
        document.putObject("users")
                .put("count", hub.users().count())
                .put("peak", hub.users().peak());
        document.putObject("idle")
                .put("timeout", hub.idle().timeout().toSeconds())
                .put("checkEvery", hub.idle().checkEvery().toSeconds())
                .put("maxAge", hub.idle().maxAge().toSeconds())
                .put("kernelTimeout", hub.idle().kernelTimeout().toSeconds());
        document.putObject("server")
                .put("image", singleuserImage)
                .put("memory", sizes.memory())
                .put("cpu", sizes.cpu())
                .put("active", sizes.active())
                .put("spawns", sizes.spawns())
                .put("startTimeout", sizes.startTimeout().toSeconds())
                .put("httpTimeout", sizes.httpTimeout().toSeconds());
        texts(document.putArray("trust"), certificates);
        // Only if there is one: hubs without it need not be restarted for it.
        hub.welcome().ifPresent(text -> document.put("welcome", text));
    }

    private static void texts(ArrayNode array, Iterable<String> texts) {
        texts.forEach(array::add);
    }

    FileContent content() {
        try {
            return FileContent.of(JSON.writeValueAsString(document) + "\n");
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts and numbers is always JSON", e);
        }
    }

    SortedMap<String, Attribute> fields() {
        SortedMap<String, Attribute> fields = new TreeMap<>();
        Leaves.of(document)
                .forEach((path, value) -> fields.put(path, new Attribute(Value.of(value), source(path), false)));
        return fields;
    }

    private Source source(String path) {
        if (path.equals("server.image")) {
            return Source.CONSEQUENCE;
        }
        boolean fitted = (path.equals("server.memory") && hub.server().memory().isEmpty())
                || (path.equals("server.cpu") && hub.server().cpu().isEmpty());
        return fitted || SIZED.contains(path) ? Source.SIZING : Source.CONFIG;
    }
}
