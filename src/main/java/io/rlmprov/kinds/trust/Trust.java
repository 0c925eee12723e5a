package io.rlmprov.kinds.trust;

import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.TarPayload;
import io.rlmprov.kinds.Work;
import io.rlmprov.model.Action;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Change;
import io.rlmprov.model.FileContent;
import io.rlmprov.model.Unit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Certificates of {@code trust.certificates} in the host's trust store. */
public final class Trust implements Kind {
    /** The kind's name. */
    public static final String NAME = "trust";

    /** The one store of a host. */
    public static final String STORE = "host";

    @Override
    public String name() {
        return NAME;
    }

    /**
     * What the host trusts beyond its distribution's certificates.
     *
     * @param certificates PEM content by file name
     */
    public record Store(Address address, SortedMap<String, FileContent> certificates) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            SortedMap<String, Attribute> all = new TreeMap<>();
            certificates.forEach(
                    (file, pem) -> all.put(file, Attribute.config(pem.mark()).in(Unit.CONTENT)));
            return all;
        }
    }

    @Override
    public List<Store> desired(Blueprint blueprint) {
        SortedMap<String, FileContent> certificates = blueprint.contents().certificates();
        return certificates.isEmpty() ? List.of() : List.of(new Store(blueprint.address(NAME, STORE), certificates));
    }

    @Override
    public void observe(Survey survey) {
        String prefix = survey.names().project() + "-";
        survey.facts().trust().forEach((file, certificate) -> {
            String name = file.startsWith(prefix) ? file.substring(prefix.length()) : file;
            String taken = certificate.taken() ? "" : " not in the bundle";
            survey.put(NAME, STORE, name, FileContent.mark(certificate.sha256(), false) + taken, Unit.CONTENT);
        });
    }

    @Override
    public void operations(Work work) {
        List<Change> changes = work.changes().of(NAME);
        if (changes.isEmpty() || work.destroys()) {
            return;
        }
        SortedMap<String, FileContent> certificates = work.desired().all(Store.class).stream()
                .map(Store::certificates)
                .findFirst()
                .orElseGet(TreeMap::new);
        String count = certificates.size() == 1 ? "1 certificate" : certificates.size() + " certificates";
        String done = certificates.isEmpty()
                ? "Removed our certificates from the host's trust store"
                : "Installed " + count + " into the host's trust store";
        TarPayload payload = new TarPayload();
        certificates.forEach((name, pem) -> payload.add(work.names().project() + "-" + name, pem, "0644"));
        work.graph()
                .add(Draft.of(
                                "install-trust",
                                "Installing " + count + " into the host's trust store",
                                done,
                                new Action.Run(
                                                "trust.sh",
                                                Map.of("HUB", work.hub().name()),
                                                "See whether the package ca-certificates can be installed on the host.")
                                        .reading(payload))
                        .making(changes));
    }
}
