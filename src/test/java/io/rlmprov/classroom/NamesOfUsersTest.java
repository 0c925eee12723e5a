package io.rlmprov.classroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.RlmprovException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users and paths that come from a command line and end up in names of containers, volumes and files. */
class NamesOfUsersTest {
    @ParameterizedTest
    @CsvSource({
        "anna, anna",
        "anna-b, anna-2db",
        "anna.maria_2, anna-2emaria-5f2",
        "anna+x@example.org, anna-2bx-40example-2eorg"
    })
    void aVolumeAndAContainerAreNamedAsDockerSpawnerNamesThem(String user, String escaped) {
        assertThat(UserServer.of(user).volume()).isEqualTo("jupyterhub-user-" + escaped);
        assertThat(UserServer.of(user).container()).isEqualTo("jupyter-" + escaped);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "a b", "a;rm", "a/b", "..", "A", "a\nb", "$(x)", "\u00e4"})
    void whatIsNoNameIsRefused(String user) {
        assertThatThrownBy(() -> UserServer.of(user))
                .isInstanceOf(RlmprovException.class)
                .hasMessageEndingWith("\" is no user name.");
    }

    @ParameterizedTest
    @CsvSource({
        "a.ipynb, a.ipynb",
        "./week 2/, week 2",
        "././w/x.csv, w/x.csv",
        "\u00dcbung/1.ipynb, \u00dcbung/1.ipynb"
    })
    void aPathInAHome(String written, String path) {
        assertThat(HomePath.of(written).text()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "/etc/passwd", "../x", "a/../b", "a//b", "a/./b", "a\nb", "a\\b", "./", "/"})
    void whatLeadsOutOfAHomeIsRefused(String written) {
        assertThatThrownBy(() -> HomePath.of(written)).isInstanceOf(RlmprovException.class);
    }

    @Test
    void aPathThatIsTooDeepIsRefused() {
        assertThatThrownBy(() -> HomePath.of("d/".repeat(17))).isInstanceOf(RlmprovException.class);
    }
}
