package io.rlmprov.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.model.PlanDocument;
import io.rlmprov.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Plan files as bytes: one line of JSON whose last member is a SHA-256 of all bytes before it, so that damage at any place is
 * seen. The digest protects against damage and not against forgery; apply compares every statement of the file with the host.
 */
public final class PlanFileJson {
    private static final String BEGIN = "{\"planFile\":";
    private static final String SEAL = ",\"seal\":\"";
    private static final Pattern END = Pattern.compile(Pattern.quote(SEAL) + "([0-9a-f]{64})\"}\n");
    private static final int END_LENGTH = SEAL.length() + 64 + "\"}\n".length();

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private PlanFileJson() {}

    /** The bytes of a plan file. */
    public static byte[] write(PlanFile file) {
        try {
            String json = JSON.writeValueAsString(file);
            String sealed = json.substring(0, json.length() - 1);
            return (sealed + SEAL + Sha256.of(sealed) + "\"}\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new AssertionError("records of texts are always JSON", e);
        }
    }

    /** Whether these are the bytes of a plan file, even of a damaged one: its beginning or its end is enough. */
    public static boolean isPlan(byte[] bytes) {
        return text(bytes, 0, BEGIN.length()).equals(BEGIN)
                || text(bytes, bytes.length - END_LENGTH - 1, bytes.length).contains("\"seal\":\"");
    }

    /**
     * The plan file of these bytes.
     *
     * @param name of the file, for errors
     * @throws RlmprovException if it is damaged, or of another version
     */
    public static PlanFile read(String name, byte[] bytes) {
        int end = bytes.length - END_LENGTH;
        var tail = END.matcher(text(bytes, end, bytes.length));
        if (end < 0 || !tail.matches() || !Sha256.of(Arrays.copyOf(bytes, end)).equals(tail.group(1))) {
            throw damaged(name);
        }
        try {
            JsonNode tree = JSON.readTree(text(bytes, 0, end) + "}");
            int format = tree.path("planFile").asInt();
            int document = tree.path("plan").path("format").asInt();
            if (format != PlanFile.FORMAT || document != PlanDocument.FORMAT) {
                throw new RlmprovException(
                        name + " is a plan of another version of rlmprov (format " + format + "." + document
                                + "; this version reads " + PlanFile.FORMAT + "." + PlanDocument.FORMAT + ")",
                        "Make a new plan with \"rlmprov plan --out " + name + "\".");
            }
            return JSON.treeToValue(tree, PlanFile.class);
        } catch (JsonProcessingException e) {
            throw damaged(name);
        }
    }

    private static RlmprovException damaged(String name) {
        return new RlmprovException(
                name + " is a plan file that was damaged or changed after it was saved; nothing was done.",
                "Copy it again from its source, as a binary file, or make a new plan with \"rlmprov plan --out\".");
    }

    private static String text(byte[] bytes, int from, int to) {
        int start = Math.clamp(from, 0, bytes.length);
        return new String(bytes, start, Math.clamp(to, start, bytes.length) - start, StandardCharsets.UTF_8);
    }
}
