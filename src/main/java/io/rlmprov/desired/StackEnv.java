package io.rlmprov.desired;

import java.util.List;

/**
 * The file {@code .env}, with all that varies in {@code compose.yaml}. {@code start-stack.sh} writes the same bytes each
 * time it starts the stack; a file with other bytes was edited by somebody, and {@code docker compose} run by hand in that
 * folder would obey it.
 */
public final class StackEnv {
    /** Its name in the hub's folder. */
    public static final String NAME = ".env";

    private StackEnv() {}

    /** Its content for these services. */
    static FileContent of(Names names, List<Resource.Service> services) {
        StringBuilder lines = new StringBuilder();
        line(lines, "HUB_NAME", names.hub());
        line(lines, "HUB_DIR", names.directory());
        line(lines, "HUB_IMAGE", find(services, "hub").image());
        line(lines, "HTTP_PORT", String.valueOf(find(services, "proxy").port().orElseThrow()));
        line(lines, "HUB_SPEC", find(services, "hub").spec());
        line(lines, "PROXY_SPEC", find(services, "proxy").spec());
        line(lines, "ENGINE_SPEC", find(services, "engine").spec());
        return FileContent.of(lines.toString());
    }

    private static void line(StringBuilder lines, String name, String value) {
        lines.append(name).append('=').append(value).append('\n');
    }

    private static Resource.Service find(List<Resource.Service> services, String name) {
        return services.stream()
                .filter(service -> service.address().name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
