package io.rlmprov.apply;

import io.rlmprov.desired.Names;
import io.rlmprov.desired.Resource;
import io.rlmprov.facts.Script;
import java.util.Map;

/** Builds an image on the host from the context that lies there, unless its tag exists. */
record BuildImage(ScriptFiles scripts, String hub, Resource.Image image) implements ScriptStep {
    @Override
    public String doing() {
        return "Building image " + image.reference();
    }

    @Override
    public String done() {
        return "Built image " + image.reference();
    }

    @Override
    public Script script() {
        return scripts.script(
                "build-image.sh",
                Map.of(
                        "KIND", image.address().name().substring("rlm-".length()),
                        "TAG", image.tag(),
                        "BASE", image.base(),
                        "DIR", new Names(hub).directory() + "/" + image.context()));
    }

    @Override
    public String remedy() {
        return "If packages cannot be fetched, look at the host's network; behind a gateway that inspects TLS, name its"
                + " certificate in trust.certificates. If the base image cannot be pulled, give images.base-archive.";
    }
}
