package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.rlmprov.config.Hub;
import io.rlmprov.config.HubReader;
import io.rlmprov.config.OperatorSources;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.model.Contents;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes to hosts is the same from a folder, from a jar, and on Windows: else its images would be rebuilt. */
class InstallationTest {
    private static final Path CHECKOUT = Path.of("");
    private static final Configuration WINDOWS =
            Configuration.windows().toBuilder().setRoots("C:\\", "D:\\").build();

    @TempDir
    Path folder;

    private Hub hub;
    private Contents ofTheCheckout;

    @BeforeEach
    void aHub() throws IOException {
        Path file = Files.writeString(
                folder.resolve("hub.yaml"),
                "apiVersion: rlmprov/v1\nname: class\nhosts: [{address: hub1}]\nusers: {count: 1}\n");
        hub = new HubReader(new OperatorSources(Map.of(), folder, Duration.ofSeconds(1), InstantSource.system()))
                .read(file)
                .hub();
        ofTheCheckout = new ContentFiles(CHECKOUT.toAbsolutePath()).of(hub);
    }

    @Test
    void aFolderThatIsNamedComesFirst() {
        assertThat(Installation.root(Optional.of("some/folder")))
                .isEqualTo(Path.of("some/folder").toAbsolutePath());
    }

    @Test
    void classesWithoutAJarHaveNone() {
        assertThatThrownBy(() -> Installation.root(Optional.empty()))
                .isInstanceOf(RlmprovException.class)
                .hasMessageContaining("not beside its classes");
    }

    @Test
    void theJarHoldsTheSame() throws IOException {
        Path jar = folder.resolve("rlmprov.jar");
        try (FileSystem files = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
            copyContent(files.getPath("/content"));
        }
        Path inside = Installation.inside(jar);
        assertThat(new ContentFiles(inside).of(hub)).isEqualTo(ofTheCheckout);
        assertThat(new InstalledScripts(inside.resolve("ansible-free-scripts")).text("probe.sh"))
                .startsWith("#!/bin/sh\n");
    }

    @Test
    void whatIsNoJarIsSaidSo() throws IOException {
        Path jar = Files.writeString(folder.resolve("rlmprov.jar"), "<html>404</html>");
        assertThatThrownBy(() -> Installation.inside(jar))
                .isInstanceOf(RlmprovException.class)
                .hasMessageContaining("rlmprov.jar cannot be read");
    }

    @Test
    void soDoesAFolderOnWindows() throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(WINDOWS)) {
            Path root = windows.getPath("C:\\Program Files\\rlmprov");
            copyContent(root);
            assertThat(new ContentFiles(root).of(hub)).isEqualTo(ofTheCheckout);
            assertThat(new InstalledScripts(root.resolve("ansible-free-scripts")).text("lock.sh"))
                    .contains("echo LOCKED");
        }
    }

    @Test
    void filesInWindowsFoldersHaveSlashes() throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(WINDOWS)) {
            Path root = windows.getPath("D:\\class");
            copyContent(root);
            Files.createDirectories(root.resolve("notebooks\\week 1"));
            Files.writeString(root.resolve("notebooks\\week 1\\start.sh"), "#!/bin/sh\n");
            assertThat(new ContentFiles(root).of(hub).notebooks())
                    .containsKey("week 1/start.sh")
                    .hasEntrySatisfying(
                            "week 1/start.sh",
                            file -> assertThat(file.executable()).isTrue());
        }
    }

    private static void copyContent(Path to) throws IOException {
        for (String name : List.of("ansible-free-scripts", "images", "notebooks")) {
            try (Stream<Path> tree = Files.walk(CHECKOUT.resolve(name))) {
                for (Path path : tree.filter(Files::isRegularFile).toList()) {
                    Path copy = to;
                    for (Path element : path) {
                        copy = copy.resolve(element.toString());
                    }
                    Files.createDirectories(copy.getParent());
                    Files.write(copy, Files.readAllBytes(path));
                }
            }
        }
    }
}
