package io.rlmprov.e2e;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/** {@code Visit URL USER [PASSWORD] CODE}: one visit from the command line, for {@code ./demo}. */
final class Visit {
    private Visit() {}

    public static void main(String... args) {
        if (args.length < 3 || args.length > 4) {
            System.err.println("usage: Visit URL USER [PASSWORD] CODE");
            System.exit(64);
        }
        var password = args.length == 4 ? args[2] : "";
        try (var visitor = HubVisitor.login(URI.create(args[0]), args[1], password)) {
            var time = visitor.openServer(Duration.ofMinutes(3));
            System.err.printf(Locale.ROOT, "JupyterLab was there %.1f s after the login%n", time.toMillis() / 1000.0);
            var execution = visitor.run(args[args.length - 1]);
            System.out.println(execution.shown());
            execution.error().ifPresent(error -> {
                System.err.println(error);
                System.exit(1);
            });
        }
    }
}
