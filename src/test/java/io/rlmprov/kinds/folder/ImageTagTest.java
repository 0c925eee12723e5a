package io.rlmprov.kinds.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.FileContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that {@code setup.sh} has built is not built again by rlmprov: both give one context one tag. */
class ImageTagTest {
    private static final String BASE = "debian:trixie-slim";

    @TempDir
    Path work;

    private final SortedMap<String, FileContent> files = new TreeMap<>();

    @BeforeEach
    void aContextWithAllThatCouldBeSortedOrReadInTwoWays() throws IOException {
        add("Dockerfile", "FROM ${BASE}\n", false);
        add("trust/README", "", false);
        add("trust.crt", "between trust and trust/, if one sorts by words", false);
        add("a b/c d", "blanks", false);
        add("bin/run", "#!/bin/sh\n", true);
        add("binary", "ä\0ö", false);
        add("Z", "before a, where bytes are sorted", false);
    }

    @Test
    void theShellAndJavaAgree() throws Exception {
        assertThat(shellTag()).matches("[0-9a-f]{12}").isEqualTo(javaTag());
    }

    @Test
    void andTheySeeTheSameChanges() throws Exception {
        String before = javaTag();
        add("bin/run", "#!/bin/sh\n", false);
        assertThat(shellTag()).isNotEqualTo(before).isEqualTo(javaTag());
    }

    private void add(String path, String content, boolean executable) throws IOException {
        Path file = work.resolve("files/images/hub").resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(executable)).isTrue();
        files.put(path, FileContent.of(content.getBytes(StandardCharsets.UTF_8), executable));
    }

    private String javaTag() {
        return new Directory(new Address("h", "directory", "images/hub"), files, Attribute.Source.SHIPPED)
                .imageTag(BASE);
    }

    /** Runs the function as it stands in setup.sh. */
    private String shellTag() throws IOException, InterruptedException {
        var setup = Files.readString(Path.of("ansible-free-scripts/setup.sh"));
        var function = Pattern.compile("(?ms)^tag_of\\(\\) \\(.*?^\\)$").matcher(setup);
        assertThat(function.find()).isTrue();
        var script = "set -eu; export LC_ALL=C\n" + function.group() + "\ntag_of hub\n";
        var builder = new ProcessBuilder("sh", "-c", script).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("work", work.toString());
        builder.environment().put("BASE_IMAGE", BASE);
        var process = builder.start();
        var tag = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return tag.strip();
    }
}
