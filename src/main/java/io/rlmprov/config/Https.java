package io.rlmprov.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * HTTPS by a service of the hub's own.
 *
 * @param domains names at which the hub answers, one or more; links name the first
 * @param certificates where their certificates come from
 */
public record Https(List<String> domains, Certificates certificates) {
    /** Where certificates come from. */
    public sealed interface Certificates {
        /**
         * An ACME authority (RFC 8555), which gives them for names that it finds to be the hub's.
         *
         * @param email where the authority writes if something is wrong
         * @param directory address of another authority than Let's Encrypt
         * @param ca PEM file of the CA that this other one's own certificate is from, if it is none of the usual ones
         */
        record Acme(Optional<String> email, Optional<String> directory, Optional<Path> ca) implements Certificates {}

        /**
         * Files of the operator's.
         *
         * @param chain PEM file: the certificate of the names, then those between it and its authority's
         * @param key PEM file (PKCS #8) with the key of the first one
         */
        record Own(Path chain, Path key) implements Certificates {}

        /** A CA of the hub's own, whose root certificate people's machines have to be given. */
        record Internal() implements Certificates {}
    }

    /** Where browsers find the hub, with a slash at the end. */
    public String url() {
        return "https://" + domains.getFirst() + "/";
    }
}
