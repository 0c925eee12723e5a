package io.rlmprov.desired;

import java.util.SortedMap;

/**
 * The files that go to the host, as they are on the operator's machine, by path relative to their folder.
 *
 * @param compose the stack, {@code compose.yaml}
 * @param firewall rules for users' servers, {@code firewall.nft}
 * @param hub build context of the hub's image
 * @param singleuser build context of the users' image
 * @param notebooks what every user gets
 * @param certificates certificate authorities, by file name
 */
public record Contents(
        FileContent compose,
        FileContent firewall,
        SortedMap<String, FileContent> hub,
        SortedMap<String, FileContent> singleuser,
        SortedMap<String, FileContent> notebooks,
        SortedMap<String, FileContent> certificates) {}
