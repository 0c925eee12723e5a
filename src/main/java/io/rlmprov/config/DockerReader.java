package io.rlmprov.config;

import io.rlmprov.config.Hub.DockerSpec;
import io.rlmprov.config.Hub.Install;

/** The section {@code docker}. */
final class DockerReader {
    private static final Format<String> REPOSITORY = Formats.matching(
            "https?://[^\\s/?#'\"]+[^\\s?#'\"]*",
            "is not the address of a package repository",
            "write it as https://mirror.example.org/docker");

    private DockerReader() {}

    static DockerSpec read(Section docker) {
        DockerSpec spec = new DockerSpec(
                docker.value("install", Formats.oneOf(Install.class)).orElse(Install.AUTO),
                docker.value("repository", REPOSITORY).map(url -> url.replaceFirst("/+$", "")));
        boolean used = switch (spec.install()) {
            case AUTO, UPSTREAM -> true;
            case DISTRO, NEVER -> false;
        };
        if (spec.repository().isPresent() && !used) {
            docker.warning("repository", "is not used with this docker.install", "write install: upstream");
        }
        return spec;
    }
}
