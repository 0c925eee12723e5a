package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Random configurations: the own reader answers as the real {@code ssh -G} does, or refuses. */
class SshConfigGeneratedTest {
    private static final int CONFIGURATIONS = Integer.getInteger("ssh.configurations", 400);

    @TempDir
    Path directory;

    @Test
    void theOwnReaderAnswersAsSshDoesOrRefuses(TestReporter reporter) {
        long seed = Long.getLong("ssh.seed", ThreadLocalRandom.current().nextLong(1_000_000));
        reporter.publishEntry("seed", Long.toString(seed));
        SshConfigGenerator generator = new SshConfigGenerator(seed);
        SshComparison comparison = new SshComparison(directory);
        int answered = 0;
        int refused = 0;
        for (int i = 0; i < CONFIGURATIONS; i++) {
            SshConfigGenerator.Generated generated = generator.next();
            Shell.write(directory.resolve("config"), generated.config().replace("@DIR@", directory.toString()));
            Shell.write(directory.resolve("included"), generated.included());

            SshComparison.Outcome outcome = comparison.compare(generated.spec());

            outcome.assertSameOrRefused("-Dssh.seed=" + seed + ", number " + i + ", " + generated.spec() + "\n"
                    + generated.config() + "--- included\n" + generated.included());
            answered += outcome.own().refused() ? 0 : 1;
            refused += outcome.own().refused() && !outcome.ssh().refused() ? 1 : 0;
        }
        reporter.publishEntry(
                Map.of("both answered", Integer.toString(answered), "only ssh answered", Integer.toString(refused)));
        assertThat(answered)
                .as("the own reader answers often enough to be of use")
                .isGreaterThan(CONFIGURATIONS / 3);
        assertThat(refused).as("it refuses what it need not").isLessThan(CONFIGURATIONS / 3);
    }
}
