package io.rlmprov.e2e;

import static java.util.Map.entry;

import io.rlmprov.e2e.Browser.Page;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A person at the hub: logs in by the real form, waits for the server, runs code, saves files. Knows no API token.
 *
 * <p>Whatever the hub answers against expectation is an {@link IllegalStateException} that shows the answer.
 */
final class HubVisitor implements AutoCloseable {
    private static final Duration GLANCE = Duration.ofMillis(200);

    private final Browser browser;
    private final String user;

    private HubVisitor(Browser browser, String user) {
        this.browser = browser;
        this.user = user;
    }

    /**
     * Logs in by the form.
     *
     * @param hub the hub's address, as {@code http://127.0.0.1:8000}
     * @throws LoginRefused if the hub does not let this user in
     */
    static HubVisitor login(URI hub, String user, String password) {
        return login(new Browser(hub), user, password);
    }

    /** The same with this browser, which is closed with the visitor. */
    static HubVisitor login(Browser browser, String user, String password) {
        var form = browser.open("/hub/login");
        expect(form, 200);
        var xsrf = browser.xsrf("/hub/login").orElseThrow(() -> new IllegalStateException("no XSRF cookie: " + form));
        var answer = browser.submit(
                "/hub/login",
                Map.ofEntries(entry("username", user), entry("password", password), entry("_xsrf", xsrf)));
        if (answer.status() == 403) {
            browser.close();
            throw new LoginRefused(user);
        }
        expect(answer, 302);
        return new HubVisitor(browser, user);
    }

    /** Waits until the hub answers, as after a reboot of its host. */
    static void awaitHub(URI hub, Duration patience) {
        var end = Instant.now().plus(patience);
        try (var browser = new Browser(hub)) {
            while (!answers(browser)) {
                if (Instant.now().isAfter(end)) {
                    throw new IllegalStateException(hub + " did not answer within " + patience);
                }
                pause(GLANCE);
            }
        }
    }

    private static boolean answers(Browser browser) {
        try {
            return browser.peek("/hub/health").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** The hub answered 403 to name and password. */
    static final class LoginRefused extends RuntimeException {
        private static final long serialVersionUID = 1;

        LoginRefused(String user) {
            super("the hub refused the login of " + user);
        }
    }

    /**
     * Starts the server if it does not run, and opens JupyterLab in it.
     *
     * @return how long that took
     * @throws IllegalStateException if it is not there in time, or the start failed
     */
    Duration openServer(Duration patience) {
        var begin = Instant.now();
        var end = begin.plus(patience);
        var next = "/hub/spawn/" + encoded(user);
        while (true) {
            var page = browser.peek(next);
            var wait = GLANCE;
            if (page.status() == 302) {
                var target = page.uri().resolve(page.header("location").orElseThrow());
                if (target.getPath().startsWith("/user/")) {
                    break;
                }
                next = target.getRawPath();
                continue;
            } else if (page.status() == 429) {
                // The hub is full or busy and says when to come again.
                wait = page.header("retry-after")
                        .map(Long::valueOf)
                        .map(Duration::ofSeconds)
                        .orElse(GLANCE);
            } else if (page.status() != 200) {
                throw new IllegalStateException("the server of " + user + " did not start: " + page);
            }
            if (Instant.now().plus(wait).isAfter(end)) {
                throw new IllegalStateException("no server for " + user + " within " + patience + ": " + page);
            }
            pause(wait);
        }
        expect(browser.open(path("lab")), 200);
        return Duration.between(begin, Instant.now());
    }

    /** Waits until the server that runs is reached again: the hub sends its routes to a proxy that was restarted. */
    void awaitRoute(Duration patience) {
        var end = Instant.now().plus(patience);
        while (browser.peek(path("api/status")).status() != 200) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("no way to the server of " + user + " within " + patience);
            }
            pause(GLANCE);
        }
    }

    /** Starts a Python kernel; closing it shuts it down. */
    Kernel startKernel() {
        var page = browser.rest("POST", path("api/kernels"), Map.of("name", "python3"));
        expect(page, 201);
        return Kernel.attach(
                browser, path("api/kernels/" + page.json().path("id").asText()));
    }

    /** Runs code in a kernel of its own. */
    Execution run(String code) {
        try (var kernel = startKernel()) {
            return kernel.execute(code);
        }
    }

    /** Saves a text file in the user's home, as JupyterLab does. */
    void save(String file, String content) {
        var page = browser.rest(
                "PUT",
                path("api/contents/" + encoded(file)),
                Map.of("type", "file", "format", "text", "content", content));
        if (page.status() != 200) {
            expect(page, 201);
        }
    }

    /** The content of a text file in the user's home. */
    String read(String file) {
        var page = browser.rest("GET", path("api/contents/" + encoded(file) + "?content=1&type=file&format=text"));
        expect(page, 200);
        return page.json().path("content").asText();
    }

    /** The text of a page of the hub, as {@code /hub/home}. */
    String page(String path) {
        var page = browser.open(path);
        expect(page, 200);
        return page.body();
    }

    /** Whether the hub says that the user's server runs. */
    boolean hasServer() {
        var page = browser.rest("GET", "/hub/api/users/" + encoded(user));
        expect(page, 200);
        return page.json().path("servers").path("").path("ready").asBoolean();
    }

    /** Whether the hub says that the user is an admin. */
    boolean isAdmin() {
        var page = browser.rest("GET", "/hub/api/users/" + encoded(user));
        expect(page, 200);
        return page.json().path("admin").asBoolean();
    }

    /** Stops the server and waits for its end. */
    void stopServer() {
        var page = browser.rest("DELETE", "/hub/api/users/" + encoded(user) + "/server");
        if (page.status() == 202) {
            while (browser.rest("GET", "/hub/api/users/" + encoded(user))
                    .json()
                    .path("servers")
                    .has("")) {
                pause(GLANCE);
            }
        } else {
            expect(page, 204);
        }
    }

    /** Ends the session; the server goes on. */
    void logout() {
        expect(browser.open("/hub/logout"), 200);
    }

    /** The path of something on the user's server. */
    private String path(String rest) {
        return "/user/" + encoded(user) + "/" + rest;
    }

    private static String encoded(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    static void expect(Page page, int status) {
        if (page.status() != status) {
            throw new IllegalStateException("expected " + status + ", but " + page);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        browser.close();
    }
}
