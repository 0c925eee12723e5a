package io.rlmprov.kinds.file;

import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Survey;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.FileContent;
import io.rlmprov.model.Unit;
import io.rlmprov.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of the service {@code tls}, in a folder of their own: it reads no other secret of the hub. */
public final class TlsFiles {
    /** What Caddy is to do. */
    public static final String CADDYFILE = "Caddyfile";

    /** The operator's certificate, and those above it. */
    public static final String CERTIFICATE = "certificate.pem";

    /** Its private key, which is compared by HMAC. */
    public static final String KEY = "key.pem";

    /** The CA of an ACME directory's own address. */
    public static final String CA = "ca.pem";

    /** Their folder, relative to the hub's. */
    static final String FOLDER = "tls/";

    /** All that there may be. */
    static final List<String> ALL = List.of(CADDYFILE, CERTIFICATE, KEY, CA);

    private static final String KEY_SECTION = "httpskey";

    private TlsFiles() {}

    static List<ManagedFile> desired(Blueprint blueprint) {
        List<ManagedFile> files = new ArrayList<>();
        blueprint.contents().https().forEach((name, content) -> files.add(file(blueprint, name, content)));
        return files;
    }

    private static ManagedFile file(Blueprint blueprint, String name, FileContent content) {
        boolean key = name.equals(KEY);
        Attribute attribute = key
                ? Attribute.secret(blueprint.key().mac(withoutLineEnds(content.text())))
                : (name.equals(CADDYFILE) ? Attribute.shipped(content.mark()) : Attribute.config(content.mark()))
                        .in(Unit.CONTENT);
        return new ManagedFile(
                blueprint.address(HubFile.NAME, FOLDER + name),
                key ? "0600" : "0644",
                content,
                new TreeMap<>(Map.of("content", attribute)),
                List.of());
    }

    /** As the probe's shell reads it. */
    private static String withoutLineEnds(String text) {
        return text.replaceFirst("\n+$", "");
    }

    static void observe(Survey survey, ObservedFiles files) {
        for (String name : ALL) {
            if (!survey.facts().files().containsKey(FOLDER + name)) {
                continue;
            }
            if (name.equals(KEY)) {
                String mac = String.join("", survey.facts().probe().lines(KEY_SECTION));
                files.secret(FOLDER + name, Value.secret(mac));
            } else {
                files.plain(FOLDER + name);
            }
        }
    }
}
