package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.Hub;
import io.rlmprov.config.HubReader;
import io.rlmprov.config.OperatorSources;
import io.rlmprov.model.Contents;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the operator's folders goes to the host. */
class ContentFilesTest {
    @TempDir
    Path folder;

    private Path notebooks;

    @BeforeEach
    void anInstallationAndAClass() throws IOException {
        for (String file : new String[] {"compose.yaml", "firewall.nft", "hub/Dockerfile", "singleuser/Dockerfile"}) {
            write(folder.resolve("installation/images").resolve(file), file);
        }
        write(folder.resolve("installation/notebooks/Tutorial.ipynb"), "{}");
        notebooks = folder.resolve("class");
        write(notebooks.resolve("Hello.ipynb"), "{}");
    }

    @Test
    void withoutFoldersInHubYamlTheInstallationsAreTaken() {
        Contents contents = contents("");

        assertThat(contents.notebooks()).containsOnlyKeys("Tutorial.ipynb");
        assertThat(contents.hub()).containsOnlyKeys("Dockerfile");
        assertThat(contents.certificates()).isEmpty();
    }

    @Test
    void whatProgramsLeaveBehindIsNotSent() throws IOException {
        write(notebooks.resolve("sub/.ipynb_checkpoints/Hello-checkpoint.ipynb"), "{}");
        write(notebooks.resolve("__pycache__/x.pyc"), "");
        write(notebooks.resolve(".git/HEAD"), "");
        write(notebooks.resolve("sub/.DS_Store"), "");
        write(notebooks.resolve("sub/data.csv"), "1");

        assertThat(contents("notebooks: class\n").notebooks()).containsOnlyKeys("Hello.ipynb", "sub/data.csv");
    }

    @Test
    void aFolderMayBeALinkAndSoMayAFileInIt() throws IOException {
        write(folder.resolve("elsewhere.csv"), "1");
        Files.createSymbolicLink(notebooks.resolve("data.csv"), folder.resolve("elsewhere.csv"));
        Files.createSymbolicLink(folder.resolve("current"), notebooks);

        assertThat(contents("notebooks: current\n").notebooks()).containsOnlyKeys("Hello.ipynb", "data.csv");
    }

    @Test
    void aLinkToAFolderWithinAFolderIsRefused() throws IOException {
        Files.createDirectory(folder.resolve("big"));
        Files.createSymbolicLink(notebooks.resolve("data"), folder.resolve("big"));

        assertThatThrownBy(() -> contents("notebooks: class\n"))
                .hasMessageStartingWith("notebooks: ")
                .hasMessageEndingWith("/class/data is not a regular file");
    }

    @Test
    void aFolderThatIsTooLargeIsRefusedBeforeItIsRead() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(notebooks.resolve("model.bin").toFile(), "rw")) {
            sparse.setLength((256L << 20) + 1);
        }

        assertThatThrownBy(() -> contents("notebooks: class\n")).hasMessageEndingWith(" holds more than 256 MiB");
    }

    @Test
    void anEmptyFolderWasNamedByMistake() throws IOException {
        Files.delete(notebooks.resolve("Hello.ipynb"));

        assertThatThrownBy(() -> contents("notebooks: class\n")).hasMessageEndingWith("/class holds no file");
    }

    @Test
    void certificatesHaveTheNamesThatHubYamlGivesThem() throws IOException {
        Files.copy(Path.of("src/test/resources/certificates/lab.pem"), folder.resolve("gateway.of.all.pem"));

        assertThat(contents("trust: {certificates: [gateway.of.all.pem]}\n").certificates())
                .containsOnlyKeys("gateway.of.all.crt");
    }

    private Contents contents(String lines) {
        try {
            write(
                    folder.resolve("hub.yaml"),
                    "apiVersion: rlmprov/v1\nname: class\nhosts: [{address: hub1}]\nusers: {count: 1}\n" + lines);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Hub hub = new HubReader(new OperatorSources(Map.of(), folder, Duration.ofSeconds(1), InstantSource.system()))
                .read(folder.resolve("hub.yaml"))
                .hub();
        return new ContentFiles(folder.resolve("installation")).of(hub);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
