package io.rlmprov.cli;

import io.rlmprov.classroom.ClassList;
import io.rlmprov.ui.ClassListText;
import java.util.Map;

/** {@code rlmprov users}: who is in, who was, and who never came. Changes nothing. */
record UsersCommand(Surroundings around, HubOptions options) {
    /** Returns the exit code. */
    int run() {
        return ClassSession.of(around, options, session -> {
            ClassList list = ClassList.parse(
                    session.run().read("class-users.sh", "reading the users of hub " + session.hub(), Map.of()));
            ClassListText text =
                    new ClassListText(around.style(), around.clock().instant());
            return session.done(text.render(list), list::writeTo);
        });
    }
}
