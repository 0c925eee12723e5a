package io.rlmprov.cli;

import io.rlmprov.classroom.UserServer;
import io.rlmprov.model.Payload;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * {@code rlmprov reset}: gives a user an empty home and keeps the old one in it.
 *
 * @param name the user, who must be typed once more
 */
record ResetCommand(Surroundings around, HubOptions options, String name) {
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Returns the exit code. */
    int run() {
        UserServer server = UserServer.of(name);
        String time = FOLDER.format(around.clock().instant());
        return ClassSession.of(around, options, session -> {
            session.intend("stops the server of " + name + " and moves all of their files into the folder before-reset-"
                    + time + " of their home. Nothing is deleted; what runs in their notebooks ends.");
            new Prompt(options.json() ? around.questionsOnErr() : around, false)
                    .typed("Type the name of the user (" + name + ") to reset their home: ", name);
            String said = session.run()
                    .locked(
                            "reset",
                            name,
                            () -> session.run()
                                    .run(
                                            "class-reset.sh",
                                            "resetting the home of " + name,
                                            Map.of(
                                                    "WHO",
                                                    name,
                                                    "VOLUME",
                                                    server.volume(),
                                                    "CONTAINER",
                                                    server.container(),
                                                    "TIME",
                                                    time),
                                            Payload.NONE,
                                            _ -> {})
                                    .out());
            boolean empty = said.contains("nothing");
            String kept = empty ? "" : "before-reset-" + time;
            return session.done(
                    empty
                            ? "The home of " + name + " was empty already.\n"
                            : "Reset. The old files of " + name + " are in " + kept
                                    + " of their home; the next start brings the notebooks again.\n",
                    node -> node.put("user", name).put("kept", kept));
        });
    }
}
