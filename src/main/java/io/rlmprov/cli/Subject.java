package io.rlmprov.cli;

import io.rlmprov.config.Hub;
import io.rlmprov.kinds.folder.Folder;
import io.rlmprov.kinds.image.Image;
import io.rlmprov.kinds.service.Service;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What an argument names, so that completion can offer what the operator's hub.yaml has. */
enum Subject implements Iterable<String> {
    /** A resource, for {@code --target} and {@code --exclude}. */
    RESOURCE {
        @Override
        Stream<String> of(Optional<Hub> hub) {
            return Stream.of(SERVICE.of(hub), images(hub), OF_EACH_HUB.stream()).flatMap(names -> names);
        }
    },
    /** A service of the stack. */
    SERVICE {
        @Override
        Stream<String> of(Optional<Hub> hub) {
            return Stream.concat(
                            Stream.of("docker-proxy", "hub", "proxy"),
                            hub.stream().flatMap(known -> Service.profiles(known).stream()))
                    .map(name -> Service.NAME + "/" + name);
        }
    },
    /** What has a log: a service, or the server of a user. */
    LOG {
        @Override
        Stream<String> of(Optional<Hub> hub) {
            return Stream.concat(SERVICE.of(hub), USER.of(hub).map(name -> "server/" + name));
        }
    },
    /** A user whom hub.yaml names. */
    USER {
        @Override
        Stream<String> of(Optional<Hub> hub) {
            NavigableSet<String> names = new TreeSet<>();
            hub.map(Hub::users).ifPresent(users -> {
                names.addAll(users.admins());
                users.roster().ifPresent(names::addAll);
            });
            return names.stream();
        }
    };

    private static final List<String> OF_EACH_HUB = List.of(
            Folder.NAME + "/" + Folder.NOTEBOOKS,
            "engine/docker",
            "file/secrets.env",
            "file/settings.json",
            "firewall/servers");

    /**
     * Returns what can be named.
     *
     * @param hub empty if there is no hub.yaml that can be read: then what every hub has
     */
    abstract Stream<String> of(Optional<Hub> hub);

    private static Stream<String> images(Optional<Hub> hub) {
        Stream<String> tls = hub.flatMap(Hub::https).stream().map(https -> Image.TLS);
        return Stream.concat(Stream.of(Image.HUB, Image.USER), tls).map(name -> Image.NAME + "/" + name);
    }

    /** Iterates over what every hub has. */
    @Override
    public Iterator<String> iterator() {
        return of(Optional.empty()).iterator();
    }
}
