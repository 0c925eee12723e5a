package io.rlmprov.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.RoundingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and durations come back as they were written. */
class UnitsTest {
    @ParameterizedTest
    @CsvSource({"512M, 536870912", "1G, 1073741824", "1.5G, 1610612736", "64K, 65536", "2T, 2199023255552"})
    void sizesArePowersOf1024(String text, long bytes) throws BadValue {
        assertThat(ByteSize.read(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"16777216T", "16777217T", "999999999T", "1025T", "1048577G"})
    void aSizeThatNoHostHasIsRefusedAndNotCutOff(String text) {
        BadValue bad = catchThrowableOfType(BadValue.class, () -> ByteSize.read(text));
        assertThat(bad.problem() + "; " + bad.remedy()).isEqualTo("is larger than any host; write at most 1024T");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3651d", "99999d", "99999d999999h9999999m999999999s", "315360001s"})
    void aDurationOfMoreThanTenYearsIsRefused(String text) {
        BadValue bad = catchThrowableOfType(BadValue.class, () -> Durations.read(text));
        assertThat(bad.problem() + "; " + bad.remedy()).isEqualTo("is too long; write at most 3650d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"512M", "1G", "1536M", "64K", "2T"})
    void sizesAreWrittenInTheirShortestForm(String text) throws BadValue {
        assertThat(ByteSize.text(ByteSize.read(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"16777216000, 15.6 GB, 15.7 GB", "27917287424, 26.0 GB, 26.0 GB"})
    void gigabytesAreRoundedForWhatIsThereAndForWhatIsNeeded(long bytes, String there, String needed) {
        assertThat(ByteSize.gigabytes(bytes, RoundingMode.DOWN)).isEqualTo(there);
        assertThat(ByteSize.gigabytes(bytes, RoundingMode.UP)).isEqualTo(needed);
    }

    @ParameterizedTest
    @CsvSource({"30s, 30", "5m, 300", "1h30m, 5400", "7d, 604800", "0, 0", "1d1h1m1s, 90061"})
    void durationsAreSumsOfTheirParts(String text, long seconds) throws BadValue {
        assertThat(Durations.read(text)).hasSeconds(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30s", "5m", "1h30m", "168h", "0", "25h1m1s"})
    void durationsAreWrittenAsTheyAreRead(String text) throws BadValue {
        assertThat(Durations.text(Durations.read(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"memory, memroy, 1", "count, cuont, 1", "idle, idel, 1", "keys, key, 1", "http, https, 1", "abc, xyz, 3"
    })
    void distanceCountsEditsAndSwaps(String a, String b, int distance) {
        assertThat(DidYouMean.distance(a, b)).isEqualTo(distance);
    }
}
