package io.rlmprov.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetTest {
    @ParameterizedTest
    @CsvSource({"10.210.0.0/22, 1024", "0.0.0.0/0, 4294967296", "172.17.0.1/32, 1", "255.255.255.240/28, 16"})
    void isReadAndWrittenAlike(String text, long size) {
        assertThat(Subnet.parse(text)).hasValueSatisfying(subnet -> {
            assertThat(subnet).hasToString(text);
            assertThat(subnet.size()).isEqualTo(size);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0", "10.0.0.1/24", "256.0.0.0/8", "10.0.0.0/33", "fd00::/64", "10.0.0.0/24 "})
    void nothingElseIsOne(String text) {
        assertThat(Subnet.parse(text)).isEmpty();
    }

    @Test
    void twoOverlapIfOneIsInTheOther() {
        assertThat(overlap("10.0.0.0/8", "10.1.2.0/24")).isTrue();
        assertThat(overlap("10.1.2.0/24", "10.0.0.0/8")).isTrue();
        assertThat(overlap("10.1.2.0/24", "10.1.3.0/24")).isFalse();
        assertThat(overlap("0.0.0.0/0", "255.255.255.255/32")).isTrue();
    }

    private static boolean overlap(String one, String other) {
        return Subnet.parse(one).orElseThrow().overlaps(Subnet.parse(other).orElseThrow());
    }
}
