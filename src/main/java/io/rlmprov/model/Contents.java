package io.rlmprov.model;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The files that go to the host, as they are on the operator's machine, by path relative to their folder.
 *
 * @param compose the stack, {@code compose.yaml}
 * @param firewall rules for users' servers, {@code firewall.nft}
 * @param hub build context of the hub's image
 * @param singleuser build context of the users' image
 * @param tls build context of the image in front of the proxy; empty without https
 * @param notebooks what every user gets
 * @param https what that service reads, by file name; empty without https
 * @param certificates certificate authorities, by file name
 * @param shipped those of {@code images/hub}, {@code images/singleuser}, {@code images/tls} and {@code notebooks} that come with rlmprov and are
 *     not named in hub.yaml
 * @param baseArchive the archive of the base image, if hub.yaml names one
 */
public record Contents(
        FileContent compose,
        FileContent firewall,
        SortedMap<String, FileContent> hub,
        SortedMap<String, FileContent> singleuser,
        SortedMap<String, FileContent> tls,
        SortedMap<String, FileContent> notebooks,
        SortedMap<String, FileContent> https,
        SortedMap<String, FileContent> certificates,
        Set<String> shipped,
        Optional<Archive> baseArchive) {
    /**
     * An archive on the operator's machine.
     *
     * @param name its file name
     * @param content is read when it is sent
     */
    public record Archive(String name, Payload content) {}
}
