package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.plan.PlanFile;
import io.rlmprov.plan.PlanJson;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plan files on a disk, and what show makes of them. */
class PlanStoreTest {
    private static final Path GOLDEN = Path.of("src/test/resources/plans/new-key");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void isReadableByItsOwnerOnlyAndTheOnlyFileThere() throws IOException {
        Path file = saved("plan");
        PlanStore.write(file, plan());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aLinkStaysOne() throws IOException {
        Path file = saved("plan");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        PlanStore.check(link);
        PlanStore.write(link, plan());
        assertThat(link).isSymbolicLink();
        assertThat(PlanStore.find(link)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "/dev/stdout", "hub.yaml", "."})
    void nothingButAPlanIsReplaced(String out) throws IOException {
        Files.writeString(folder.resolve("hub.yaml"), "apiVersion: rlmprov/v1\n");
        assertThatThrownBy(() -> PlanStore.check(folder.resolve(out)))
                .isInstanceOf(RlmprovException.class)
                .hasMessageContaining("exists and is not a plan file");
    }

    @Test
    void aFolderThatIsMissingIsToldBeforeAnyHostIsContacted() {
        assertThatThrownBy(() -> PlanStore.check(folder.resolve("no/plan")))
                .isInstanceOf(RlmprovException.class)
                .hasMessageContaining("there is no folder " + folder.resolve("no"));
    }

    @Test
    void showRendersWhatWasSaved() throws IOException {
        Path file = saved("plan");
        assertThat(run("show", file.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .startsWith("Saved plan " + plan().plan().id() + " to apply: hub rlm-class on hub1\n"
                        + "Made by ann@laptop at 2026-11-23T10:00:00Z with rlmprov 0.1.0+1 from hub.yaml\n\n")
                .endsWith(Files.readString(GOLDEN.resolve("expected.txt")));
    }

    @Test
    void showPrintsTheDocument() throws IOException {
        assertThat(run("show", "--json", saved("plan").toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo(Files.readString(GOLDEN.resolve("expected.json")));
    }

    @Test
    void showRefusesWhatIsNoPlan() throws IOException {
        Path file = Files.writeString(folder.resolve("hub.yaml"), "apiVersion: rlmprov/v1\n");
        assertThat(run("show", file.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(run("show", folder.resolve("none").toString())).isEqualTo(ExitCode.FAILED);
        assertThat(run("show")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains(file + " is not a plan file", folder.resolve("none") + ": there is no such file");
    }

    @Test
    void applyKnowsAPlanByItsContentAndADamagedOneIsNoHubYaml() throws IOException {
        Path file = saved("hub.yaml");
        byte[] bytes = Files.readAllBytes(file);
        bytes[100] ^= 1;
        Files.write(file, bytes);
        assertThat(run("apply", file.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).startsWith("Error: " + file + " is a plan file that was damaged");
    }

    @Test
    void aPlanWhoseHubYamlIsElsewhereSaysWhereItLooked() throws IOException {
        Path file = saved("plan");
        assertThat(run("apply", file.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains(folder.resolve("hub.yaml") + ": there is no such file");
        Path named = folder.resolve("other.yaml");
        assertThat(run("apply", "--config", named.toString(), file.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains(named + ": there is no such file");
    }

    @Test
    void theBuildIsNamedByWhatItConsistsOf() throws IOException {
        Path scripts = Files.createDirectories(folder.resolve("ansible-free-scripts"));
        Files.writeString(scripts.resolve("a.sh"), "true\n");
        String one = Build.name(folder);
        assertThat(one).matches("\\d+\\.\\d+\\.\\d+\\+[0-9a-f]{16}").isEqualTo(Build.name(folder));
        Files.writeString(scripts.resolve("a.sh"), "false\n");
        assertThat(Build.name(folder)).isNotEqualTo(one);
    }

    private Path saved(String name) throws IOException {
        Path file = folder.resolve(name);
        PlanStore.write(file, plan());
        return file;
    }

    private static PlanFile plan() throws IOException {
        return new PlanFile(
                PlanFile.FORMAT,
                new PlanFile.Made("0.1.0+1", "2026-11-23T10:00:00Z", "ann@laptop"),
                new PlanFile.Config("hub.yaml", null, null),
                false,
                List.of(),
                PlanJson.read(Files.readString(GOLDEN.resolve("expected.json"))));
    }

    private int run(String... arguments) {
        return Main.run(StillSurroundings.of(Map.of(), folder, out, err), arguments);
    }
}
