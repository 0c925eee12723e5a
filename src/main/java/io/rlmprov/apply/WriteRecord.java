package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes what was applied and adds a line to the journal.
 *
 * @param record content of record.json
 * @param journal one line of JSON
 */
record WriteRecord(ScriptFiles scripts, String hub, String record, String journal) implements ScriptStep {
    @Override
    public String doing() {
        return "Recording what was applied";
    }

    @Override
    public String done() {
        return "Recorded what was applied";
    }

    @Override
    public Script script() {
        byte[] content = record.getBytes(StandardCharsets.UTF_8);
        return scripts.script(
                        "record.sh", Map.of("HUB", hub, "BYTES", String.valueOf(content.length), "JOURNAL", journal))
                .withInput(out -> out.write(content));
    }

    @Override
    public String remedy() {
        return "See whether the disk of the host is full.";
    }
}
