package io.rlmprov.cli;

import io.rlmprov.classroom.Announcement;
import io.rlmprov.config.Printable;
import io.rlmprov.model.Payload;
import java.util.Map;
import java.util.Optional;

/**
 * {@code rlmprov announce}: shows, sets or takes away what the hub tells everybody.
 *
 * @param text what to announce; empty shows what is announced
 * @param clear whether to take the announcement away
 */
record AnnounceCommand(Surroundings around, HubOptions options, Optional<String> text, boolean clear) {
    private static final String SCRIPT = "announce.sh";
    private static final String ACTION = "announce";

    /** Returns the exit code. */
    int run() {
        if (clear && text.isPresent()) {
            throw options.misuse("--clear takes the announcement away; leave out the text");
        }
        Optional<Announcement> announcement = text.map(Announcement::of);
        return ClassSession.of(around, options, session -> {
            if (announcement.isPresent()) {
                return set(session, announcement.get());
            }
            return clear ? clear(session) : show(session);
        });
    }

    private int set(ClassSession session, Announcement announcement) {
        session.intend("tells everybody: " + announcement.text());
        String bytes = String.valueOf(announcement.bytes().length);
        session.run()
                .locked(
                        ACTION,
                        announcement.text(),
                        () -> session.run()
                                .run(
                                        SCRIPT,
                                        "announcing",
                                        Map.of("DO", "set", "BYTES", bytes),
                                        announcement.payload(),
                                        _ -> {}));
        return session.done(
                "Announced: all pages of the hub show it at once, and open JupyterLabs within 30 s.\n",
                node -> node.put("announcement", announcement.text()));
    }

    private int clear(ClassSession session) {
        session.intend("takes the announcement away.");
        session.run()
                .locked(
                        ACTION,
                        "--clear",
                        () -> session.run()
                                .run(
                                        SCRIPT,
                                        "taking the announcement away",
                                        Map.of("DO", "clear"),
                                        Payload.NONE,
                                        _ -> {}));
        return session.done("Nothing is announced any more.\n", node -> node.put("announcement", ""));
    }

    private int show(ClassSession session) {
        String shown = session.run()
                .read(SCRIPT, "reading the announcement", Map.of("DO", "show"))
                .strip();
        return session.done(
                (shown.isEmpty() ? "Nothing is announced." : Printable.lines(shown)) + "\n",
                node -> node.put("announcement", shown));
    }
}
