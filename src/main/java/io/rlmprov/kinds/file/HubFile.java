package io.rlmprov.kinds.file;

import io.rlmprov.config.Secret;
import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Departure;
import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.Work;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.model.FieldDiff.Origin;
import io.rlmprov.model.FileContent;
import io.rlmprov.model.HmacKey;
import io.rlmprov.model.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Files of the hub: settings, secrets, the stack, the firewall's rules, and what is generated on the host. */
public final class HubFile implements Kind {
    /** The kind's name. */
    public static final String NAME = "file";

    /** The compose project. */
    public static final String COMPOSE = "compose.yaml";

    /** The variables of the compose project. */
    public static final String ENV = ".env";

    /** The rules of users' servers. */
    public static final String FIREWALL = "firewall.nft";

    /** What the hub reads. */
    public static final String SETTINGS = "settings.json";

    /** Secrets of users' servers and of the hub. */
    public static final String SECRETS = "secrets.env";

    /** What the gateway reads, only where there is one. */
    public static final String GATEWAY = "gateway.json";

    /** Secrets that the gateway alone reads. */
    public static final String GATEWAY_KEYS = "gateway.env";

    /** The token that hub and proxy share. */
    public static final String TOKEN = "proxy.env";

    /** What the token is called there. */
    public static final String TOKEN_VARIABLE = "CONFIGPROXY_AUTH_TOKEN";

    /** The key of the host, in the folder of the hub's state. */
    public static final String KEY = "key";

    /** Files that compose reads, or merges with ours, where nobody names the file. */
    private static final Pattern READ_UNASKED = Pattern.compile("(docker-)?compose(\\.override)?\\.ya?ml");

    private static final List<String> PLAIN = List.of(COMPOSE, FIREWALL);

    @Override
    public String name() {
        return NAME;
    }

    /** Sizes and timeouts; not who may log in, nor which image users get. */
    @Override
    public boolean acceptable(String name, FieldDiff field) {
        return name.equals(SETTINGS) && field.path().matches("idle\\..*|server\\.(?!image$).*");
    }

    @Override
    public List<Resource> desired(Blueprint blueprint) {
        List<Resource> files = new ArrayList<>();
        files.add(plain(blueprint, COMPOSE, blueprint.contents().compose()));
        files.add(plain(blueprint, FIREWALL, blueprint.contents().firewall()));
        files.addAll(TlsFiles.desired(blueprint));
        files.add(new Settings(blueprint).file());
        files.add(secrets(
                blueprint,
                SECRETS,
                "0600",
                ManagedFile.ROOT,
                blueprint.secrets().byName()));
        if (blueprint.hub().llm().gateway()) {
            files.add(new GatewaySettings(blueprint).file());
            files.add(secrets(
                    blueprint,
                    GATEWAY_KEYS,
                    "0400",
                    GatewaySettings.OWNER,
                    blueprint.secrets().gateway()));
        } else {
            GatewaySettings.noteDirect(blueprint);
        }
        files.add(new GeneratedFile(blueprint.address(NAME, TOKEN), "token", new TreeMap<>()));
        files.add(new GeneratedFile(
                blueprint.address(NAME, KEY),
                "key",
                new TreeMap<>(Map.of("folder", Attribute.config("0700 root:root")))));
        return files;
    }

    private static ManagedFile plain(Blueprint blueprint, String name, FileContent content) {
        SortedMap<String, Attribute> fields = new TreeMap<>(
                Map.of("content", Attribute.shipped(content.mark()).in(Unit.CONTENT)));
        return new ManagedFile(blueprint.address(NAME, name), "0644", content, fields, List.of());
    }

    private static ManagedFile secrets(
            Blueprint blueprint, String name, String mode, String owner, SortedMap<String, Secret> secrets) {
        HmacKey key = blueprint.key();
        SortedMap<String, Attribute> fields = new TreeMap<>();
        StringBuilder lines = new StringBuilder();
        secrets.forEach((variable, value) -> {
            fields.put(variable, Attribute.secret(key.mac(value.reveal())));
            lines.append(variable).append('=').append(value.reveal()).append('\n');
        });
        return new ManagedFile(
                blueprint.address(NAME, name), mode, owner, FileContent.of(lines.toString()), fields, List.of());
    }

    @Override
    public void observe(Survey survey) {
        ObservedFiles files = new ObservedFiles(survey);
        PLAIN.forEach(files::plain);
        TlsFiles.observe(survey, files);
        files.settings();
        files.secrets();
        files.gateway();
        files.environment();
        files.token();
        files.key();
        files.unknown();
    }

    @Override
    public Optional<String> stays(Address address, Departure departure) {
        boolean state = address.name().equals(KEY) || address.name().startsWith("/");
        return departure.destroys() && state && !departure.purge()
                ? Optional.of("stays with the journal; destroy --purge removes both")
                : Optional.empty();
    }

    @Override
    public void operations(Work work) {
        new FileOperations(work).add();
    }

    @Override
    public Optional<String> impact(Change change, Desired desired, int servers) {
        if (GatewaySettings.takesKeysFromUsers(change, desired)) {
            return Optional.of(GatewaySettings.keysThatUsersHad(servers));
        }
        if (change.address().name().equals(SETTINGS)) {
            return BaseUrl.impact(change, servers);
        }
        return change.verb() == Verb.UPDATE && change.address().name().equals(SECRETS) && servers > 0
                ? Optional.of(
                        servers == 1
                                ? "the running server gets it at its next start"
                                : "the " + servers + " running servers get it at their next start")
                : Optional.empty();
    }

    /** Whether a file on the host may have said something else than it should, beyond who may read it. */
    public static boolean drifted(Change change) {
        return change.address().kind().equals(NAME)
                && change.fields().stream()
                        .anyMatch(field -> field.origin() == Origin.DRIFT
                                && !field.path().equals("mode")
                                && !field.path().equals("owner"));
    }

    /** Whether the stack may have been started otherwise than compose.yaml says because of a file that goes. */
    public static boolean misleads(Change change) {
        return change.verb() == Verb.DELETE
                && change.address().kind().equals(NAME)
                && READ_UNASKED.matcher(change.address().name()).matches();
    }

    /** Whether new servers get other limits than those that run now. */
    public static boolean changesLimits(Change change) {
        return change.address().kind().equals(NAME)
                && change.address().name().equals(SETTINGS)
                && change.acts()
                && change.fields().stream().anyMatch(field -> Settings.limits(field.path()));
    }
}
