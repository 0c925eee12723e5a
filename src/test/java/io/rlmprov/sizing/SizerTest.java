package io.rlmprov.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rlmprov.config.ByteSize;
import io.rlmprov.config.Durations;
import io.rlmprov.config.Hub;
import io.rlmprov.config.Llm;
import io.rlmprov.config.Profile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class SizerTest {
    private static final long MEGABYTE = 1L << 20;
    private static final long ROOMY_DISK = 1000L * 1024 * MEGABYTE;

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(files = "src/test/resources/sizing/fits.csv", delimiter = '|')
    void hostAndUsersGiveSizes(
            String name,
            long ram,
            int cores,
            int users,
            int concurrency,
            String memory,
            String cpu,
            String expectedMemory,
            double expectedCpu,
            int active,
            int spawns,
            String timeout) {
        Sizes sizes = Sizer.size(hub(users, concurrency, memory, cpu), new Capacity(ram * MEGABYTE, cores, ROOMY_DISK));

        assertThat(ByteSize.text(sizes.memory())).isEqualTo(expectedMemory);
        assertThat(sizes.cpu()).isEqualTo(expectedCpu);
        assertThat(sizes.active()).isEqualTo(active);
        assertThat(sizes.spawns()).isEqualTo(spawns);
        assertThat(Durations.text(sizes.startTimeout())).isEqualTo(timeout);
        assertThat(Durations.text(sizes.httpTimeout())).isEqualTo(timeout);
    }

    @ParameterizedTest
    @CsvFileSource(files = "src/test/resources/sizing/rlm-jupyter.csv", delimiter = '|')
    void sizingGuideOfRlmJupyterComesOut(int users, String memory, long hostGigabytes) {
        Hub hub = hub(users, 100, memory, "1");

        assertThat(Sizer.size(hub, host(hostGigabytes * 1024)).active()).isGreaterThanOrEqualTo(users);
        assertThatThrownBy(() -> Sizer.size(hub, host((hostGigabytes - 1) * 1024 - 1)))
                .isInstanceOf(DoesNotFit.class);
    }

    @ParameterizedTest
    @CsvFileSource(files = "src/test/resources/sizing/refused.csv", delimiter = '|', maxCharsPerColumn = 1000)
    void whatDoesNotFitIsRefusedWithFiguresThatDo(
            long ram, int users, int concurrency, String memory, String message, String remedy) {
        DoesNotFit refusal = catchThrowableOfType(
                DoesNotFit.class, () -> Sizer.size(hub(users, concurrency, memory, "auto"), host(ram)));

        assertThat(refusal).hasMessage(message);
        assertThat(refusal.remedy()).isEqualTo(remedy);
    }

    @Test
    void whatTheRemedyNamesFits() {
        for (int ram = 1500; ram < 40_000; ram += 731) {
            for (int users = 1; users < 120; users += 7) {
                for (int concurrency : List.of(33, 60, 100)) {
                    remedyHolds(host(ram), users, concurrency);
                }
            }
        }
    }

    private static void remedyHolds(Capacity host, int users, int concurrency) {
        try {
            Sizer.size(hub(users, concurrency, "512M", "1"), host);
        } catch (DoesNotFit e) {
            Matcher fewer = Pattern.compile("(?i)at most (\\d+) users").matcher(e.remedy());
            if (fewer.find()) {
                int count = Integer.parseInt(fewer.group(1));
                assertThat(Sizer.size(hub(count, concurrency, "512M", "1"), host)
                                .active())
                        .isPositive();
                assertThatThrownBy(() -> Sizer.size(hub(count + 1, concurrency, "512M", "1"), host))
                        .isInstanceOf(DoesNotFit.class);
            }
            Matcher smaller = Pattern.compile("(?i)set server.memory to (\\w+)").matcher(e.remedy());
            if (smaller.find()) {
                assertThat(Sizer.size(hub(users, concurrency, smaller.group(1), "1"), host)
                                .active())
                        .isPositive();
            }
        }
    }

    @ParameterizedTest
    @CsvFileSource(files = "src/test/resources/sizing/notes.csv", delimiter = '|', maxCharsPerColumn = 1000)
    void whatHardlyMakesSenseIsNoted(
            long ram, int cores, long diskGigabytes, int users, String memory, String cpu, @Nullable String note) {
        Capacity host = new Capacity(ram * MEGABYTE, cores, diskGigabytes * 1024 * MEGABYTE);

        List<String> notes = Sizer.size(hub(users, 100, memory, cpu), host).notes();

        assertThat(notes).isEqualTo(note == null ? List.of() : List.of(note));
    }

    @Test
    void arithmeticCanBeReadAloud() {
        Sizes sizes = Sizer.size(hub(50, 40, "auto", "auto"), host(15980));

        assertThat(sizes.arithmetic())
                .extracting(Sizes.Line::toString)
                .containsExactly(
                        "concurrent users: 40% of 50 = 20",
                        "memory per user: (15.6 GB - 1 GB) / 20, in steps of 64M, at most 2G = 704M",
                        "memory needed: 20 x 704M + 1 GB = 14.8 GB of 15.6 GB",
                        "servers that fit: (15.6 GB - 1 GB) / 704M = 21",
                        "concurrent starts: 3 x 4 cores = 12",
                        "start timeout: 4 x 12 x 5.5 s / 4, 2m to 5m in steps of 30s = 2m");
    }

    private static Capacity host(long megabytes) {
        return new Capacity(megabytes * MEGABYTE, 4, ROOMY_DISK);
    }

    private static Hub hub(int users, int concurrency, String memory, String cpu) {
        return hub(users, concurrency, memory, cpu, List.of());
    }

    static Hub hub(int users, int concurrency, String memory, String cpu, List<Profile> profiles) {
        return new Hub(
                "rlm-class",
                List.of(),
                new Hub.Users(users, concurrency, new TreeSet<>(), Optional.empty()),
                new Hub.ServerSpec(
                        memory.equals("auto") ? Optional.empty() : Optional.of(bytes(memory)),
                        cpu.equals("auto") ? Optional.empty() : Optional.of(Double.valueOf(cpu))),
                profiles,
                new Hub.Idle(Duration.ofHours(1), Duration.ofMinutes(5), Duration.ZERO, Duration.ZERO),
                new TreeMap<>(),
                new Llm(
                        Llm.Mode.DIRECT,
                        new Llm.Budget(Optional.empty(), Optional.empty(), Llm.Every.COURSE, "UTC"),
                        new TreeSet<>(),
                        Optional.empty(),
                        new TreeMap<>()),
                new Hub.Auth.Open(),
                Optional.empty(),
                new Hub.Images(
                        "debian:trixie-slim", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                new Hub.Http(8000, Optional.empty(), Optional.empty(), "/", List.of()),
                Optional.empty(),
                new Hub.DockerSpec(Hub.Install.AUTO, Optional.empty(), Optional.empty(), Optional.empty()),
                new Hub.Trust(new TreeMap<>()));
    }

    /** Bytes of {@code 512M} or {@code 2G}. */
    static long bytes(String size) {
        long number = Long.parseLong(size.substring(0, size.length() - 1));
        return number << (size.endsWith("G") ? 30 : 20);
    }
}
