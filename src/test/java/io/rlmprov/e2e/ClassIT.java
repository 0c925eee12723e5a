package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlmprov.e2e.Command.Ended;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A teacher with two students, one of whom does not want to be collected. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClassIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static LabHost host;
    private static Rlmprov rlmprov;
    private static HubYaml yaml;
    private static HubVisitor ann;
    private static HubVisitor ben;

    @BeforeAll
    static void aHubWithARoster() throws IOException {
        host = LabHost.named("class")
                .withDocker()
                .withImagesOf(BareHostIT.BUILT)
                .up();
        rlmprov = Rlmprov.on(host);
        yaml = new HubYaml(folder.resolve("hub.yaml"), host.hubYaml("--name", "klasse"));
        Files.writeString(folder.resolve("roster.txt"), "# 2026\nann\nBen\nAnna Maria\nzoe\n");
        yaml.set("users", "count: 4", "roster: roster.txt");
        Ended applied = rlmprov.apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        assertThat(applied.err()).contains("roster.txt:4: \"Anna Maria\" is not a user name and is left out");
        ann = HubVisitor.login(host.url(), "ann", "");
        ben = HubVisitor.login(host.url(), "ben", "");
        ann.openServer(PATIENCE);
        ben.openServer(PATIENCE);
    }

    @AfterAll
    static void removeHost() {
        ann.close();
        ben.close();
        host.close();
    }

    @Test
    @Order(10)
    void whoIsInAndWhoNeverCame() {
        assertThatThrownBy(() -> HubVisitor.login(host.url(), "eve", "")).isInstanceOf(HubVisitor.LoginRefused.class);
        JsonNode users = json("users").path("users");
        // Those who came last are first.
        assertThat(users.findValuesAsText("name").subList(0, 2)).containsExactlyInAnyOrder("ann", "ben");
        assertThat(users.path(2).path("name").asText()).isEqualTo("zoe");
        assertThat(users.findValuesAsText("running")).containsExactly("true", "true", "false");
        assertThat(users.findValuesAsText("neverCame")).containsExactly("false", "false", "true");
        assertThat(teacher("users").out()).contains("zoe", "3 users: 2 have a server, 1 never came.");
    }

    @Test
    @Order(20)
    void everybodyIsToldWithoutARestart() throws Exception {
        String said = teacher("announce", "Break until", "11:15").out();
        assertThat(said).contains("hub klasse: tells everybody: Break until 11:15", "Announced");
        assertThat(announced().path("text").asText()).isEqualTo("Break until 11:15");
        assertThat(teacher("announce").out()).isEqualTo("Break until 11:15\n");
        teacher("announce", "--clear");
        assertThat(announced().path("text").asText()).isEmpty();
    }

    @Test
    @Order(30)
    void whatIsSharedIsThereAtOnceAndAnEditedCopyStays() throws Exception {
        Path week = Files.createDirectory(folder.resolve("week 2"));
        Path sheet = Files.writeString(week.resolve("sheet.txt"), "question 1");
        Files.writeString(week.resolve(".solution.txt"), "42");
        assertThat(json("share", "--yes", week.toString()).path("servers").toString())
                .isEqualTo("{\"ann\":\"brought\",\"ben\":\"brought\"}");
        assertThat(ann.read("week 2/sheet.txt")).isEqualTo("question 1");
        assertThat(ann.run("import os; print(os.listdir('week 2'))").shown()).isEqualTo("['sheet.txt']");
        assertThat(announced().path("news").path("text").asText())
                .isEqualTo("Your teacher shared week 2/sheet.txt. It is in your files.");

        ben.save("week 2/sheet.txt", "ben's answer");
        Files.writeString(sheet, "question 2");
        Ended shared = teacherTyping("yes", "share", week.toString());
        assertThat(shared.out()).contains("gives week 2/sheet.txt to everybody: to 2 running servers now");
        assertThat(shared.out()).contains("Had an edited copy, which is kept; the new file is beside it: ben");
        assertThat(ann.read("week 2/sheet.txt")).isEqualTo("question 2");
        assertThat(ben.read("week 2/sheet.txt")).isEqualTo("ben's answer");
        assertThat(ben.run("import glob; print(len(glob.glob('week 2/sheet.new-*')))")
                        .shown())
                .isEqualTo("1");
    }

    @Test
    @Order(40)
    void everybodysCopyIsCollectedAndNoLinkIsFollowed() throws IOException {
        ben.run("""
                import os
                os.symlink('/etc', 'week 2/etc'); os.symlink('/etc/passwd', 'week 2/passwd')
                os.mkfifo('week 2/pipe'); open('week 2/huge', 'wb').truncate(1 << 40)
                open('week 2/evil\\nname', 'w').close(); os.symlink('week 2', 'again')
                """);
        ben.stopServer();
        JsonNode users = json(
                        "collect", "week 2", "--to", folder.resolve("copies").toString())
                .path("users");
        assertThat(folder.resolve("copies/ann/week 2/sheet.txt")).hasContent("question 2");
        assertThat(folder.resolve("copies/ben/week 2/sheet.txt")).hasContent("ben's answer");
        List<String> leftOut = new ArrayList<>();
        users.path(1).path("leftOut").forEach(reason -> leftOut.add(reason.asText()));
        assertThat(leftOut)
                .containsExactlyInAnyOrder(
                        "week 2/etc: a symbolic link",
                        "week 2/passwd: a symbolic link",
                        "week 2/pipe: no regular file",
                        "week 2/huge: too large (1048576 MiB)",
                        "week 2/evil\\nname: a name that other systems do not take");
        try (var copies = Files.walk(folder.resolve("copies"))) {
            assertThat(copies.filter(Files::isRegularFile)).hasSize(3);
        }
        Ended through = teacher(
                "collect", "again/sheet.txt", "--to", folder.resolve("through").toString());
        assertThat(through.out())
                .contains("Left out of ben: again/sheet.txt: not a directory", "Without again/sheet.txt: ann, ben");
        Ended twice = rlmprov.run(
                "collect",
                "week 2",
                "--to",
                folder.resolve("copies").toString(),
                "--config",
                yaml.file().toString());
        assertThat(twice.exit()).isEqualTo(1);
        assertThat(twice.err()).contains("collect replaces nothing");
    }

    @Test
    @Order(50)
    void aHomeIsResetIfItsUserIsTypedAndNothingIsLost() {
        Ended refused = rlmprov.typing("ann")
                .run("reset", "ben", "--config", yaml.file().toString());
        assertThat(refused.exit()).as(refused.out()).isEqualTo(1);
        assertThat(refused.err()).contains("Not confirmed; nothing was changed.");
        Ended reset = teacherTyping("ben", "reset", "ben");
        assertThat(reset.out()).contains("moves all of their files into the folder before-reset-", "Reset.");
        ben.openServer(PATIENCE);
        assertThat(ben.run("""
                import glob, os
                old, = glob.glob('before-reset-*')
                print(os.path.exists('.rlmprov/shared'), open(old + '/week 2/sheet.txt').read(),
                      open('week 2/sheet.txt').read(), os.path.islink(old + '/again'), os.access(old, os.W_OK))
                """).shown()).isEqualTo("True ben's answer question 2 True True");
        assertThat(ann.read("week 2/sheet.txt")).isEqualTo("question 2");
        Ended nobody = rlmprov.typing("zoe")
                .run("reset", "zoe", "--config", yaml.file().toString());
        assertThat(nobody.err()).contains("zoe has no files on this host");
    }

    @Test
    @Order(60)
    void allOfItIsInTheJournalAndNothingOfItIsDrift() {
        String journal = host.root("cat /var/lib/rlmprov/klasse/journal.jsonl").out();
        for (String action : List.of("announce", "share", "collect", "reset")) {
            assertThat(journal).contains("\"action\":\"" + action + "\",\"subject\":");
        }
        assertThat(rlmprov.plan(yaml.file()).out()).contains("No changes.");
    }

    private static Ended teacher(String... words) {
        return teacherTyping("", words);
    }

    private static Ended teacherTyping(String answer, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", yaml.file().toString()));
        Ended ended = rlmprov.typing(answer).run(all.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
        return ended;
    }

    private static JsonNode json(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--json");
        try {
            return new ObjectMapper()
                    .readTree(teacher(all.toArray(String[]::new)).out());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode announced() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(host.url() + "/hub/announcement"))
                    // The proxy refuses the upgrade to HTTP/2 that Java would ask for.
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            return new ObjectMapper()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
        }
    }
}
