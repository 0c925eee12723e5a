package io.rlmprov.desired;

import io.rlmprov.config.Hub;
import io.rlmprov.config.Secret;
import io.rlmprov.desired.Address.Kind;
import io.rlmprov.sizing.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns hub.yaml, sizes and files into the resources of one host: the whole house on one page. */
public final class DesireHub {
    private final String host;
    private final Hub hub;
    private final Sizes sizes;
    private final Names names;

    /**
     * For one host.
     *
     * @param host how addresses name it
     */
    public DesireHub(String host, Hub hub, Sizes sizes) {
        this.host = host;
        this.hub = hub;
        this.sizes = sizes;
        this.names = new Names(hub.name());
    }

    /**
     * All resources.
     *
     * @param secrets lines of {@code secrets.env}, name to value
     * @param key under which secrets are compared
     * @param running servers of users that run now
     */
    public Desired desired(
            Contents contents, SortedMap<String, Secret> secrets, HmacKey key, List<RunningServer> running) {
        List<Resource> resources = new ArrayList<>();
        if (!contents.certificates().isEmpty()) {
            resources.add(new Resource.TrustStore(address(Kind.TRUST, "host"), contents.certificates()));
        }
        resources.add(new Resource.DockerEngine(address(Kind.ENGINE, "docker"), hub.docker()));

        Resource.Directory hubContext = context("images/hub", contents.hub(), contents);
        Resource.Directory userContext = context("images/singleuser", contents.singleuser(), contents);
        resources.add(hubContext);
        resources.add(userContext);
        resources.add(new Resource.Directory(address(Kind.DIRECTORY, "notebooks"), contents.notebooks()));

        Resource.Image hubImage = image("rlm-hub", hubContext);
        Resource.Image userImage = image("rlm-singleuser", userContext);
        resources.add(hubImage);
        resources.add(userImage);

        Settings settings = new Settings(
                hub,
                sizes,
                names,
                userImage.reference(),
                contents.certificates().keySet());
        resources.add(plainFile("compose.yaml", contents.compose()));
        resources.add(plainFile("firewall.nft", contents.firewall()));
        resources.add(new Resource.ManagedFile(
                address(Kind.FILE, "settings.json"), "0644", settings.content(), settings.fields()));
        resources.add(secretsFile(secrets, key));
        resources.add(new Resource.ProxyToken(address(Kind.FILE, "proxy.env")));
        resources.add(new Resource.HostKey(address(Kind.FILE, "key")));

        resources.add(new Resource.Network(address(Kind.NETWORK, names.project())));
        resources.add(new Resource.Volume(address(Kind.VOLUME, names.hubVolume())));
        resources.add(new Resource.Firewall(address(Kind.FIREWALL, "servers"), contents.firewall()));
        List<Resource.Service> services = services(hubImage, contents.compose(), settings, secrets, key);
        resources.addAll(services);
        resources.add(stackEnv(services));

        List<String> notes = new ArrayList<>();
        running.forEach(server -> fit(server, notes).ifPresent(resources::add));
        return Desired.of(resources, notes);
    }

    private List<Resource.Service> services(
            Resource.Image image, FileContent compose, Settings settings, Map<String, Secret> secrets, HmacKey key) {
        StringBuilder inputs = new StringBuilder()
                .append(image.reference())
                .append('\n')
                .append(compose.sha256())
                .append('\n');
        String engineSpec = spec(inputs + "engine");
        String proxySpec = spec(inputs + "port " + hub.http().port());
        inputs.append(settings.content().sha256()).append('\n');
        secrets.forEach((name, value) ->
                inputs.append(name).append(' ').append(key.mac(value.reveal())).append('\n'));
        String hubSpec = spec(inputs.toString());
        return List.of(
                new Resource.Service(address(Kind.SERVICE, "engine"), image.reference(), Optional.empty(), engineSpec),
                new Resource.Service(
                        address(Kind.SERVICE, "proxy"),
                        image.reference(),
                        Optional.of(hub.http().port()),
                        proxySpec),
                new Resource.Service(address(Kind.SERVICE, "hub"), image.reference(), Optional.empty(), hubSpec));
    }

    private static String spec(String inputs) {
        return Sha256.of(inputs).substring(0, 16);
    }

    private Optional<Resource> fit(RunningServer server, List<String> notes) {
        if (server.tooFullFor(sizes.memory())) {
            String keeps = server.memory() == 0 ? "keeps going without a limit" : "keeps its %d MiB";
            notes.add(String.format(
                    Locale.ROOT,
                    "%s's server uses %d MiB, too near to the new limit of %d MiB: it " + keeps
                            + " until its next start",
                    server.user(),
                    server.used() >> 20,
                    sizes.memory() >> 20,
                    server.memory() >> 20));
            return Optional.empty();
        }
        return Optional.of(new Resource.UserServer(
                address(Kind.SERVER, server.user()), server.container(), sizes.memory(), sizes.cpu(), hub.server()));
    }

    private Resource.Directory context(String name, SortedMap<String, FileContent> files, Contents contents) {
        SortedMap<String, FileContent> all = new TreeMap<>(files);
        contents.certificates().forEach((file, pem) -> all.put("trust/" + file, pem));
        return new Resource.Directory(address(Kind.DIRECTORY, name), all);
    }

    private Resource.Image image(String name, Resource.Directory context) {
        return new Resource.Image(
                address(Kind.IMAGE, name),
                context.address().name(),
                context.imageTag(hub.images().base()),
                hub.images().base(),
                hub.images().baseArchive());
    }

    private Resource.ManagedFile plainFile(String name, FileContent content) {
        SortedMap<String, Attribute> fields = new TreeMap<>();
        fields.put("content", Attribute.config(content.mark()));
        return new Resource.ManagedFile(address(Kind.FILE, name), "0644", content, fields);
    }

    private Resource.ManagedFile stackEnv(List<Resource.Service> services) {
        FileContent content = StackEnv.of(names, services);
        SortedMap<String, Attribute> fields = new TreeMap<>();
        fields.put("content", Attribute.consequence(content.mark()));
        return new Resource.ManagedFile(address(Kind.FILE, StackEnv.NAME), "0644", content, fields);
    }

    private Resource.ManagedFile secretsFile(Map<String, Secret> secrets, HmacKey key) {
        SortedMap<String, Attribute> fields = new TreeMap<>();
        StringBuilder lines = new StringBuilder();
        secrets.forEach((name, value) -> {
            fields.put(name, Attribute.secret(key.mac(value.reveal())));
            lines.append(name).append('=').append(value.reveal()).append('\n');
        });
        return new Resource.ManagedFile(
                address(Kind.FILE, "secrets.env"), "0600", FileContent.of(lines.toString()), fields);
    }

    private Address address(Kind kind, String name) {
        return new Address(host, kind, name);
    }
}
