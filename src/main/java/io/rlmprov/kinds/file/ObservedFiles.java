package io.rlmprov.kinds.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.facts.HostFacts.FileFact;
import io.rlmprov.facts.SecretLines;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.folder.Folder;
import io.rlmprov.kinds.folder.ObservedFolder;
import io.rlmprov.model.FileContent;
import io.rlmprov.model.Unit;
import io.rlmprov.model.Value;
import java.util.Optional;
import java.util.function.Function;

/** Reads the hub's files from the facts of a host. */
record ObservedFiles(Survey survey) {
    /** As strict as the hub, which reads no settings with something behind them. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private HostFacts facts() {
        return survey.facts();
    }

    private Optional<FileFact> find(String name) {
        return Optional.ofNullable(facts().files().get(name));
    }

    private void put(String name, String path, Value value) {
        survey.put(HubFile.NAME, name, path, value);
    }

    private void put(String name, String path, Object value) {
        put(name, path, Value.of(value));
    }

    void plain(String name) {
        find(name).ifPresent(file -> {
            String mark = file.sha256().map(sha -> FileContent.mark(sha, false)).orElse("?");
            put(name, "content", Value.of(mark).in(Unit.CONTENT));
            access(name);
        });
    }

    void secret(String name, Value content) {
        if (find(name).isPresent()) {
            put(name, "content", content);
            access(name);
        }
    }

    void settings() {
        facts().settings().ifPresent(text -> json(HubFile.SETTINGS, text, Settings::unit));
    }

    void gateway() {
        secrets(HubFile.GATEWAY_KEYS, SecretLines.parse(facts().probe().lines("gatewaykeys")));
        facts().probe().content("gateway").ifPresent(text -> json(HubFile.GATEWAY, text, _ -> Unit.NONE));
    }

    private void json(String name, String text, Function<String, Unit> unit) {
        try {
            Leaves.of(JSON.readTree(text)).forEach((path, leaf) -> put(name, path, leaf.in(unit.apply(path))));
        } catch (JsonProcessingException e) {
            put(name, "content", "not JSON");
        }
        access(name);
    }

    void secrets() {
        secrets(HubFile.SECRETS, new SecretLines(facts().secrets(), facts().malformedSecrets()));
    }

    private void secrets(String name, SecretLines lines) {
        if (find(name).isPresent()) {
            access(name);
            lines.macs().forEach((secret, mac) -> put(name, secret, Value.secret(mac.orElse("unknown"))));
            lines.malformed().forEach(line -> put(name, "line " + line, "malformed"));
        }
    }

    /** The variables of the stack, which are its services'. */
    void environment() {
        if (find(HubFile.ENV).isPresent()) {
            access(HubFile.ENV);
            facts().environment().forEach((variable, value) -> put(HubFile.ENV, variable, value));
        }
    }

    void token() {
        if (find(HubFile.TOKEN).isPresent()) {
            access(HubFile.TOKEN);
            put(
                    HubFile.TOKEN,
                    "token",
                    switch (facts().proxyToken()) {
                        case GOOD -> GeneratedFile.GENERATED;
                        case WITH_MORE -> "generated, with other lines";
                        case BAD, ABSENT -> "malformed";
                    });
        }
    }

    void key() {
        Optional.ofNullable(facts().stateFiles().get(HubFile.KEY)).ifPresent(file -> {
            access(HubFile.KEY, file);
            put(HubFile.KEY, "key", facts().key().isPresent() ? GeneratedFile.GENERATED : "malformed");
            put(
                    HubFile.KEY,
                    "folder",
                    ObservedFolder.replaceable(
                                    facts().stateFiles(), survey.names().state())
                            .orElseGet(() -> ObservedFolder.modes(facts().stateFiles(), ".")));
        });
    }

    /** What lies in our folders and no resource has. */
    void unknown() {
        new UnknownFiles(survey.names(), facts(), Folder.ALL)
                .byPath()
                .forEach((path, type) -> put(path, "not rlmprov's", type));
    }

    private void access(String name) {
        find(name).ifPresent(file -> access(name, file));
    }

    private void access(String name, FileFact file) {
        put(name, "mode", file.type() == FileFact.Type.FILE ? file.mode() : "not a regular file");
        put(name, "owner", file.owner());
    }
}
