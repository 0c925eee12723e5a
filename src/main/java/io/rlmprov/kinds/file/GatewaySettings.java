package io.rlmprov.kinds.file;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.Hub;
import io.rlmprov.config.Llm;
import io.rlmprov.config.LlmProvider;
import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Desired;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Change;
import io.rlmprov.model.FileContent;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code gateway.json}: all that the gateway reads but secrets, which it has by their names in {@code gateway.env}. */
final class GatewaySettings {
    /** User and group of the gateway, which no package and no person has. */
    static final String OWNER = "65521:65521";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final Blueprint blueprint;
    private final ObjectNode document = JSON.createObjectNode();

    GatewaySettings(Blueprint blueprint) {
        this.blueprint = blueprint;
        Hub hub = blueprint.hub();
        providers(document.putObject("providers"), hub.keys().keySet());
        Llm llm = hub.llm();
        llm.models().forEach(document.putArray("models")::add);
        llm.atOnce().ifPresent(most -> document.putObject("limits").put("atOnce", most));
        llm.prices()
                .forEach((model, price) -> price(document.withObject("/prices").putObject(model), price));
        budget(llm.budget());
        if (comesToUsersWithKeys()) {
            blueprint.note("The API keys move from users' servers to the new service gateway (llm.mode),"
                    + " which takes about 40 MB of memory. Servers call models through it from their next start on.");
        }
        if (llm.budget().isEmpty()) {
            blueprint.note(
                    "No budget limits what users spend on models: the gateway only counts it. Set llm.budget to limit it.");
        }
    }

    /** Says that no gateway keeps the keys from users, if they have some. */
    static void noteDirect(Blueprint blueprint) {
        if (!LlmProvider.in(blueprint.hub().keys().keySet()).isEmpty()) {
            blueprint.note(
                    "Every user can read and copy the API keys in keys. Use keys with a spending limit, or set llm.mode:"
                            + " gateway.");
        }
    }

    /** Whether the hub runs already, and has no gateway. */
    private boolean comesToUsersWithKeys() {
        Set<String> services = blueprint.facts().docker().services().keySet();
        return services.contains("hub") && !services.contains("gateway");
    }

    /** Whether API keys of providers, which users could read so far, are in the gateway alone from now on. */
    static boolean takesKeysFromUsers(Change change, Desired desired) {
        Address gateway = new Address(change.address().host(), HubFile.NAME, HubFile.GATEWAY_KEYS);
        return change.address().name().equals(HubFile.SECRETS)
                && desired.find(gateway).isPresent()
                && change.fields().stream()
                        .anyMatch(field -> field.after().isEmpty()
                                && LlmProvider.of(field.path())
                                        .filter(provider -> provider.keyName().equals(field.path()))
                                        .isPresent());
    }

    /** Says who still has them. */
    static String keysThatUsersHad(int servers) {
        String still = switch (servers) {
            case 0 -> "";
            case 1 -> "the running server keeps the API keys until it stops; ";
            default -> "the " + servers + " running servers keep the API keys until they stop; ";
        };
        return still + "replace the keys at the providers, because users could copy them";
    }

    private static void providers(ObjectNode providers, Set<String> variables) {
        for (LlmProvider provider : LlmProvider.in(variables)) {
            ObjectNode node = providers.putObject(provider.name().toLowerCase(Locale.ROOT));
            if (variables.contains(provider.keyName())) {
                node.put("key", provider.keyName());
            }
            if (variables.contains(provider.urlName())) {
                node.put("url", provider.urlName());
            }
        }
    }

    private static void price(ObjectNode node, Llm.Price price) {
        node.put("input", price.input()).put("output", price.output());
        price.cached().ifPresent(cached -> node.put("cached", cached));
    }

    private void budget(Llm.Budget budget) {
        if (!budget.isEmpty()) {
            ObjectNode node = document.putObject("budget");
            budget.user().ifPresent(amount -> amount(node.putObject("user"), amount));
            budget.everybody().ifPresent(amount -> amount(node.putObject("class"), amount));
            node.put("every", budget.every().name().toLowerCase(Locale.ROOT));
            document.put("timezone", budget.timezone());
        }
    }

    private static void amount(ObjectNode node, Llm.Amount amount) {
        switch (amount) {
            case Llm.Amount.Usd(var dollars) -> node.put("usd", dollars);
            case Llm.Amount.Tokens(long count) -> node.put("tokens", count);
        }
    }

    ManagedFile file() {
        SortedMap<String, Attribute> fields = new TreeMap<>();
        Leaves.of(document)
                .forEach((path, value) -> fields.put(path, new Attribute(value, Attribute.Source.CONFIG, false)));
        return new ManagedFile(blueprint.address(HubFile.NAME, HubFile.GATEWAY), "0644", content(), fields, List.of());
    }

    private FileContent content() {
        try {
            return FileContent.of(JSON.writeValueAsString(document) + "\n");
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts and numbers is always JSON", e);
        }
    }
}
