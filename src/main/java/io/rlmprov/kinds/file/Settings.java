package io.rlmprov.kinds.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.Hub;
import io.rlmprov.config.Profile;
import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Resource.Dependency;
import io.rlmprov.kinds.image.BuiltImage;
import io.rlmprov.kinds.image.Image;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Attribute.Source;
import io.rlmprov.model.FileContent;
import io.rlmprov.model.Limits;
import io.rlmprov.model.Unit;
import io.rlmprov.sizing.Sizes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * {@code settings.json}: all that the hub reads. Settings are data and the hub's code is static, so that a change of
 * hub.yaml is a changed field and not a changed program.
 */
final class Settings {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final Set<String> SIZED =
            Set.of("server.active", "server.spawns", "server.startTimeout", "server.httpTimeout");

    /** The path below which the hub is; running servers keep the one that they were started with. */
    static final String BASE_URL = "baseUrl";

    /** What running servers get, too. */
    private static final Pattern LIMITS =
            Pattern.compile("server\\.(memory|cpu)|profiles\\..*\\.(memory|cpu|users|groups|default)");

    /** What the numbers measure. */
    private static final Map<String, Unit> UNITS = Map.of(
            "idle.timeout", Unit.SECONDS,
            "idle.checkEvery", Unit.SECONDS,
            "idle.maxAge", Unit.SECONDS,
            "idle.kernelTimeout", Unit.SECONDS,
            "server.startTimeout", Unit.SECONDS,
            "server.httpTimeout", Unit.SECONDS,
            "server.memory", Unit.BYTES);

    private final Blueprint blueprint;
    private final ObjectNode document = JSON.createObjectNode();

    Settings(Blueprint blueprint) {
        this.blueprint = blueprint;
        Hub hub = blueprint.hub();
        Sizes sizes = blueprint.sizes();
        document.put("name", hub.name())
                .put("hubDir", blueprint.names().directory())
                .put("network", blueprint.names().project());
        new AuthSettings(document.putObject("auth")).write(hub.auth());
        texts(document.putArray("admins"), hub.users().admins());
        document.putObject("idle")
                .put("timeout", hub.idle().timeout().toSeconds())
                .put("checkEvery", hub.idle().checkEvery().toSeconds())
                .put("maxAge", hub.idle().maxAge().toSeconds())
                .put("kernelTimeout", hub.idle().kernelTimeout().toSeconds());
        document.putObject("server")
                .put("image", userImage().reference())
                .put("memory", sizes.memory())
                .put("cpu", sizes.cpu())
                .put("active", sizes.active())
                .put("spawns", sizes.spawns())
                .put("startTimeout", sizes.startTimeout().toSeconds())
                .put("httpTimeout", sizes.httpTimeout().toSeconds());
        texts(document.putArray("trust"), blueprint.contents().certificates().keySet());
        // Only if there is one: hubs without it need not be restarted for it.
        if (hub.llm().gateway()) {
            document.put("gateway", "http://gateway-api:4001");
        }
        hub.https().ifPresent(https -> document.put("publicUrl", https.url()));
        if (!hub.http().baseUrl().equals("/")) {
            document.put(BASE_URL, hub.http().baseUrl());
        }
        if (!hub.http().trustedProxies().isEmpty()) {
            texts(document.putArray("trustedProxies"), hub.http().trustedProxies());
        }
        hub.welcome().ifPresent(text -> document.put("welcome", text));
        profiles(hub, sizes);
        hub.users().roster().ifPresent(names -> texts(document.putArray("roster"), names));
    }

    private BuiltImage userImage() {
        return blueprint.require(Image.NAME, Image.USER, BuiltImage.class);
    }

    private static void texts(ArrayNode array, Iterable<String> texts) {
        texts.forEach(array::add);
    }

    /** What the field at this path measures, wherever it is read. */
    static Unit unit(String path) {
        String section = path.replaceFirst("^profiles\\.[^.]+\\.", "server.");
        return UNITS.getOrDefault(section, Unit.NONE);
    }

    /** Whether running servers get what the field at this path says. */
    static boolean limits(String path) {
        return LIMITS.matcher(path).matches();
    }

    /** By slug, so that a plan tells what changes of which profile. */
    private void profiles(Hub hub, Sizes sizes) {
        if (hub.profiles().isEmpty()) {
            return;
        }
        ObjectNode profiles = document.putObject("profiles");
        for (Profile profile : hub.profiles()) {
            Limits.Size size = sizes.limits().of(profile.slug());
            ObjectNode node = profiles.putObject(profile.slug())
                    .put("displayName", profile.displayName())
                    .put("default", profile.byDefault())
                    .put("memory", size.memory())
                    .put("cpu", size.cpu())
                    .put("count", profile.servers(hub.users()));
            profile.description().ifPresent(text -> node.put("description", text));
            texts(node.putArray("users"), profile.users());
            texts(node.putArray("groups"), profile.groups());
        }
    }

    ManagedFile file() {
        return new ManagedFile(
                blueprint.address(HubFile.NAME, HubFile.SETTINGS),
                "0644",
                content(),
                fields(),
                List.of(
                        Dependency.input(userImage().address()),
                        Dependency.order(blueprint.address(Image.NAME, Image.HUB))));
    }

    private FileContent content() {
        try {
            return FileContent.of(JSON.writeValueAsString(document) + "\n");
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts and numbers is always JSON", e);
        }
    }

    private SortedMap<String, Attribute> fields() {
        SortedMap<String, Attribute> fields = new TreeMap<>();
        Leaves.of(document)
                .forEach((path, value) -> fields.put(path, new Attribute(value.in(unit(path)), source(path), false)));
        return fields;
    }

    private Source source(String path) {
        if (path.equals("server.image")) {
            return Source.CONSEQUENCE;
        }
        Hub.ServerSpec server = blueprint.hub().server();
        boolean fitted = (path.equals("server.memory") && server.memory().isEmpty())
                || (path.equals("server.cpu") && server.cpu().isEmpty())
                || blueprint.hub().profiles().stream().anyMatch(profile -> fitted(path, profile, server));
        return fitted || SIZED.contains(path) ? Source.SIZING : Source.CONFIG;
    }

    private static boolean fitted(String path, Profile profile, Hub.ServerSpec server) {
        String section = "profiles." + profile.slug();
        return (path.equals(section + ".memory")
                        && profile.memory().or(server::memory).isEmpty())
                || (path.equals(section + ".cpu")
                        && profile.cpu().or(server::cpu).isEmpty());
    }
}
