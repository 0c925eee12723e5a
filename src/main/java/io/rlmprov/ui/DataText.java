package io.rlmprov.ui;

import io.rlmprov.config.ByteSize;
import io.rlmprov.config.Printable;
import io.rlmprov.facts.DockerObjects.Volume;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Whose data is about to go, and how much of it. */
public final class DataText {
    /** Beyond this many the list scrolls away what matters. */
    private static final int SHOWN = 20;

    private final Style style;

    /** In this style. */
    public DataText(Style style) {
        this.style = style;
    }

    /** The largest volumes and the sum of all. */
    public String render(Collection<Volume> going) {
        List<Volume> users = going.stream()
                .filter(Volume::ofUser)
                .sorted(Comparator.comparingLong(DataText::bytes).reversed())
                .toList();
        long sum = users.stream().mapToLong(DataText::bytes).sum();
        StringBuilder text = new StringBuilder("\n")
                .append(style.bold(String.format(
                        Locale.ROOT,
                        "Data of %d %s, %s in all, will be lost:",
                        users.size(),
                        users.size() == 1 ? "user" : "users",
                        size(sum))))
                .append('\n');
        users.stream()
                .limit(SHOWN)
                .forEach(volume -> text.append("  ")
                        .append(size(bytes(volume)))
                        .append("  ")
                        .append(Printable.line(volume.name()))
                        .append(volume.hub().isEmpty() ? "  (no label: adopted from an unmanaged hub)" : "")
                        .append('\n'));
        if (users.size() > SHOWN) {
            text.append("  and ").append(users.size() - SHOWN).append(" more\n");
        }
        return text.toString();
    }

    private static long bytes(Volume volume) {
        return volume.bytes().orElse(0L);
    }

    private static String size(long bytes) {
        return bytes >= 100_000_000
                ? ByteSize.gigabytes(bytes, RoundingMode.HALF_UP)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
