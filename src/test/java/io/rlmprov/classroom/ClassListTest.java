package io.rlmprov.classroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.ui.ClassListText;
import io.rlmprov.ui.Style;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From what the hub prints to what a teacher reads. */
class ClassListTest {
    private static final String USERS = """
            "admins": ["teacher"], "users": [
              {"name": "ann", "running": true, "started": "2026-11-26T08:00:00Z", "lastActivity": "2026-11-26T09:58:00Z",
               "profile": "large"},
              {"name": "ben", "running": false, "started": null, "lastActivity": "2026-11-25T16:40:00Z"},
              {"name": "eve", "running": false, "started": null, "lastActivity": "2026-11-26T09:00:00Z"},
              {"name": "teacher", "running": false, "started": null, "lastActivity": null}]""";
    private static final String WITH_ROSTER = "{\"roster\": [\"ann\", \"ben\", \"zoe\"], " + USERS + "}";

    @Test
    void whoIsInWhoWasAndWhoNeverCame() {
        ClassListText text = new ClassListText(Style.PLAIN, Instant.parse("2026-11-26T10:00:00Z"));
        assertThat(text.render(ClassList.parse(WITH_ROSTER))).isEqualTo("""
                USER     SERVER                      LAST ACTIVITY
                ann      since 2026-11-26 08:00 UTC  2 min ago             profile large
                eve      -                           2026-11-26 09:00 UTC  not on the roster
                ben      -                           2026-11-25 16:40 UTC
                teacher  -                           never came            admin
                zoe      -                           never came

                5 users: 1 has a server, 2 never came.
                """);
        assertThat(text.render(ClassList.parse("{\"roster\": null, " + USERS + "}")))
                .doesNotContain("zoe", "not on the roster")
                .endsWith("4 users: 1 has a server, 1 never came. No roster limits who may log in.\n");
        assertThat(text.render(ClassList.parse("{\"roster\": [], \"admins\": [], \"users\": []}")))
                .isEqualTo("0 users: 0 have a server, 0 never came.\n");
    }

    @Test
    void theSameForPrograms() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ClassList.parse(WITH_ROSTER).writeTo(node);
        assertThat(node.path("roster").asBoolean()).isTrue();
        assertThat(node.at("/users/0").toString())
                .isEqualTo(
                        "{\"name\":\"ann\",\"admin\":false,\"listed\":true,\"running\":true,\"neverCame\":false,"
                                + "\"started\":\"2026-11-26T08:00:00Z\",\"lastActivity\":\"2026-11-26T09:58:00Z\",\"profile\":\"large\"}");
        assertThat(node.at("/users/4").toString())
                .isEqualTo("{\"name\":\"zoe\",\"admin\":false,\"listed\":true,\"running\":false,\"neverCame\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Traceback", "{\"users\": [{\"lastActivity\": \"yesterday\"}]}"})
    void somethingElseIsAnError(String printed) {
        assertThatThrownBy(() -> ClassList.parse(printed)).isInstanceOf(RlmprovException.class);
    }
}
