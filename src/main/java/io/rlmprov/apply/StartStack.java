package io.rlmprov.apply;

import io.rlmprov.desired.Resource;
import io.rlmprov.facts.Script;
import java.util.Map;

/** Starts what does not run or was started from something else, and waits until the hub answers. */
record StartStack(
        ScriptFiles scripts, String hub, Resource.Service engine, Resource.Service proxy, Resource.Service service)
        implements ScriptStep {
    @Override
    public String doing() {
        return "Starting proxy and hub";
    }

    @Override
    public String done() {
        return "Started proxy and hub; the hub answers";
    }

    @Override
    public Script script() {
        return scripts.script(
                "start-stack.sh",
                Map.of(
                        "HUB", hub,
                        "HUB_IMAGE", service.image(),
                        "HUB_SPEC", service.spec(),
                        "PROXY_SPEC", proxy.spec(),
                        "ENGINE_SPEC", engine.spec(),
                        "HTTP_PORT", proxy.port().map(String::valueOf).orElse("8000")));
    }

    @Override
    public String remedy() {
        return "On the host, \"docker compose -p rlmprov-" + hub + " logs\" shows more.";
    }
}
