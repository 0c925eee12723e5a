package io.rlmprov.apply;

import java.util.List;

record StepCatalog(ScriptFiles scripts, String hub) {
    List<Step> apply(Planned planned) {
        return List.of();
    }

    List<Step> destroy(Planned planned, boolean purge) {
        return List.of();
    }
}
