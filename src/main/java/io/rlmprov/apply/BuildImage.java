package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.desired.Names;
import io.rlmprov.desired.Resource;
import io.rlmprov.facts.Script;
import java.util.Map;
import java.util.function.Consumer;

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

    /** Builders have said yes and left nothing (moby, containerd store): the engine itself is asked. */
    @Override
    public void run(TargetHost host, Consumer<String> lines) {
        ScriptStep.super.run(host, lines);
        if (host.engine().image(image.reference()).isEmpty()) {
            throw new StepFailed(
                    doing(), new RlmprovException("the build ended well, but the engine has no such image.", remedy()));
        }
    }

    @Override
    public String remedy() {
        return "If packages cannot be fetched, look at the host's network; behind a gateway that inspects TLS, name its"
                + " certificate in trust.certificates. If the base image cannot be pulled, give images.base-archive.";
    }
}
