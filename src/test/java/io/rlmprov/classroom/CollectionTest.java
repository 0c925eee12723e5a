package io.rlmprov.classroom;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.classroom.Collection.Copy;
import io.rlmprov.config.RlmprovException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes from users' homes is unpacked into one folder, whatever the archive says. */
class CollectionTest {
    private static final String REPORT = """
            {"users": [{"name": "ann", "files": 2, "bytes": 9, "leftOut": ["b: a symbolic link"]},
                       {"name": "zoe", "files": 0, "bytes": 0, "leftOut": []}]}""";

    @TempDir
    Path root;

    private Path folder;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    @BeforeEach
    void anEmptyFolder() throws IOException {
        folder = Files.createDirectory(root.resolve("to"));
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    @Test
    void aFolderForEachUserAndTheReport() throws IOException {
        add("ann/week 2/sheet.ipynb", "ann's");
        add("report.json", REPORT);
        Collection collection = unpack();
        assertThat(folder.resolve("ann/week 2/sheet.ipynb")).hasContent("ann's");
        assertThat(folder.resolve("report.json")).doesNotExist();
        assertThat(collection.copies())
                .containsEntry("ann", new Copy(2, 9, List.of("b: a symbolic link")))
                .containsEntry("zoe", new Copy(0, 0, List.of()));
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        collection.writeTo(node);
        assertThat(node.at("/users/0/leftOut/0").asText()).isEqualTo("b: a symbolic link");
        assertThat(node.at("/users/1/name").asText()).isEqualTo("zoe");
    }

    @Test
    void nothingIsWrittenOutsideOfTheFolder() throws IOException {
        add("ann/../../escaped", "x");
        add("../escaped", "x");
        add("ann/..", "x");
        TarArchiveEntry link = new TarArchiveEntry("ann/link", TarConstants.LF_SYMLINK);
        link.setLinkName("/etc");
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
        add("ann/link/passwd", "x");
        add("report.json", REPORT);
        assertThat(unpack().copies())
                .hasEntrySatisfying("ann", copy -> assertThat(copy.leftOut()).hasSizeGreaterThan(1));
        try (var all = Files.walk(root)) {
            assertThat(all.filter(Files::isRegularFile)).containsExactly(folder.resolve("ann/link/passwd"));
        }
    }

    @Test
    void nothingIsReplaced() throws IOException {
        add("ann/a", "first");
        add("ann/a", "second");
        add("report.json", REPORT);
        assertThat(unpack().copies())
                .containsEntry(
                        "ann",
                        new Copy(1, 9, List.of("b: a symbolic link", "ann/a: a name that this machine does not take")));
        assertThat(folder.resolve("ann/a")).hasContent("first");
    }

    @Test
    void anArchiveThatWasCutOffIsAnError() throws IOException {
        add("ann/a", "x".repeat(5000));
        add("report.json", REPORT);
        tar.finish();
        byte[] whole = bytes.toByteArray();
        for (int length : new int[] {0, 600, 3000, 6000}) {
            assertThatThrownBy(() -> Collection.unpack(new ByteArrayInputStream(Arrays.copyOf(whole, length)), folder))
                    .as("after " + length + " bytes")
                    .isInstanceOf(RlmprovException.class);
            Files.deleteIfExists(folder.resolve("ann/a"));
        }
    }

    private void add(String name, String content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.getBytes(UTF_8).length);
        tar.putArchiveEntry(entry);
        tar.write(content.getBytes(UTF_8));
        tar.closeArchiveEntry();
    }

    private Collection unpack() throws IOException {
        tar.finish();
        return Collection.unpack(new ByteArrayInputStream(bytes.toByteArray()), folder);
    }
}
