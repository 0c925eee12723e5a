package io.rlmprov.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.ByteSize;
import io.rlmprov.config.Hub;
import io.rlmprov.config.Profile;
import io.rlmprov.config.RlmprovException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class ProfileSizingTest {
    private static final Capacity HOST = new Capacity(15980L << 20, 4, 1000L << 30);

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(files = "src/test/resources/sizing/profiles.csv", delimiter = '|')
    void theWorstCaseCounts(
            String name,
            int users,
            int concurrency,
            String memory,
            String profiles,
            String expected,
            int active,
            String needed) {
        Sizes sizes = Sizer.size(hub(users, concurrency, memory, profiles), HOST);

        assertThat(ByteSize.text(sizes.memory())).isEqualTo(expected);
        assertThat(sizes.active()).isEqualTo(active);
        assertThat(line(sizes, "memory needed")).isEqualTo("memory needed: " + needed);
    }

    @Test
    void arithmeticWithProfilesCanBeReadAloud() {
        Sizes sizes = Sizer.size(hub(20, 100, "auto", "large 2G ann ben; small 256M zoe"), HOST);

        assertThat(line(sizes, "memory per user"))
                .isEqualTo(
                        "memory per user: (15.6 GB - 1 GB - 2 x 2G (large)) / 18, in steps of 64M, at most 2G = 576M");
        assertThat(line(sizes, "servers that fit"))
                .isEqualTo("servers that fit: 2 + (15.6 GB - 1 GB - 2 x 2G (large)) / 576M = 20");
    }

    @Test
    void whereSmallProfilesMakeRoomTheExpectedServersFit() {
        Sizes sizes = Sizer.size(hub(32, 100, "512M", "small 256M a b c d e f g h i j"), HOST);

        assertThat(line(sizes, "servers that fit"))
                .isEqualTo("servers that fit: the expected ones, by their profiles = 32");
    }

    @Test
    void aProfileLargerThanTheHostIsRefusedByItsName() {
        assertThatThrownBy(() -> Sizer.size(hub(20, 100, "512M", "huge 64G ann"), HOST))
                .isInstanceOf(DoesNotFit.class)
                .hasMessage("20 users at 512M, with 1 x 64G (huge) among them, need 74.5 GB; this host has 15.6 GB")
                .satisfies(
                        e -> assertThat(((RlmprovException) e).remedy())
                                .isEqualTo(
                                        "Give huge in profiles a smaller memory or count, or take a host with 74.5 GB or more."));
    }

    @Test
    void aSmallerMemoryOfAllIsNamedOnlyIfItFits() {
        assertThatThrownBy(() -> Sizer.size(hub(30, 100, "512M", "large 2G ann ben"), HOST))
                .isInstanceOf(DoesNotFit.class)
                .satisfies(e -> assertThat(((RlmprovException) e).remedy())
                        .isEqualTo("Give large in profiles a smaller memory or count, or set server.memory to 384M, or"
                                + " take a host with 19.0 GB or more."));
        assertThat(Sizer.size(hub(30, 100, "384M", "large 2G ann ben"), HOST).active())
                .isEqualTo(30);
    }

    @Test
    void profilesHaveTheirOwnLimitsTheSmallestFirst() {
        Sizes sizes = Sizer.size(hub(10, 100, "512M", "large 2G ann; plain - ben"), HOST);

        assertThat(sizes.profiles())
                .extracting(profile ->
                        profile.slug() + " " + ByteSize.text(profile.size().memory()))
                .containsExactly("plain 512M", "large 2G");
        assertThat(sizes.limits().of("ann", Optional.empty()).memory()).isEqualTo(2L << 30);
        assertThat(sizes.limits().of("zoe", Optional.of("large")).memory()).isEqualTo(512L << 20);
    }

    private static String line(Sizes sizes, String quantity) {
        return sizes.arithmetic().stream()
                .filter(line -> line.quantity().equals(quantity))
                .findFirst()
                .orElseThrow()
                .toString();
    }

    private static Hub hub(int users, int concurrency, String memory, String profiles) {
        return SizerTest.hub(
                users,
                concurrency,
                memory,
                "auto",
                Arrays.stream(profiles.split("; "))
                        .map(ProfileSizingTest::profile)
                        .toList());
    }

    /** {@code SLUG MEMORY [x COUNT] NAMES}. */
    private static Profile profile(String text) {
        List<String> words = List.of(text.split(" "));
        boolean counted = words.get(2).equals("x");
        List<String> names = words.subList(counted ? 4 : 2, words.size());
        return new Profile(
                words.getFirst(),
                words.getFirst(),
                Optional.empty(),
                false,
                Optional.of(words.get(1)).filter(size -> !size.equals("-")).map(SizerTest::bytes),
                Optional.empty(),
                counted ? Optional.of(Integer.valueOf(words.get(3))) : Optional.empty(),
                names(names.stream().filter(name -> !name.startsWith("@"))),
                names(names.stream().filter(name -> name.startsWith("@"))));
    }

    private static TreeSet<String> names(Stream<String> names) {
        return names.collect(Collectors.toCollection(TreeSet::new));
    }
}
