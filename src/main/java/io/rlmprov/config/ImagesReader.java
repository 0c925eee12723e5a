package io.rlmprov.config;

import io.rlmprov.config.Hub.Images;
import java.nio.file.Path;
import java.util.Optional;

/** The section {@code images}. */
final class ImagesReader {
    private static final Format<String> IMAGE = Formats.matching(
            "[a-z0-9][A-Za-z0-9._:/@-]*", "is not an image name", "write it as docker takes it, as debian:trixie-slim");

    private ImagesReader() {}

    static Images read(Section images, boolean https) {
        if (images.hasKnown("tls") && !https) {
            images.error("tls", "has no effect without https", "remove it, or write https");
        }
        return new Images(
                images.value("base", IMAGE).orElse("debian:trixie-slim"),
                images.existing("base-archive", Sources.Kind.FILE),
                context(images, "hub"),
                context(images, "singleuser"),
                context(images, "tls"));
    }

    private static Optional<Path> context(Section images, String key) {
        Optional<Path> folder = images.existing(key, Sources.Kind.DIRECTORY);
        Sources sources = images.reading().references().sources();
        folder.map(path -> path.resolve("Dockerfile"))
                .filter(file -> sources.kind(file) != Sources.Kind.FILE)
                .ifPresent(file -> images.error(key, "has no Dockerfile", "looked for " + file));
        return folder;
    }
}
