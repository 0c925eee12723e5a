package io.rlmprov.host;

import java.util.Optional;

/** The sentences for a host key that is not trusted: what was seen, where the other one stands, what to do. */
record HostKeyRefusal(Target target, String type, KnownHosts.Key key) {
    HostKeyException unknown() {
        String despite = despite()
                .map(word ->
                        " (\"StrictHostKeyChecking " + word + "\" of ssh_config is not followed: the hub's keys and"
                                + " its users' work would go to whoever answers)")
                .orElse("");
        return new HostKeyException(
                target.alias() + ": the key of " + target.hostName() + " port " + target.port() + " is not known: "
                        + type + " " + key.fingerprint() + despite,
                "Compare this fingerprint with the one that your provider or the host's console shows"
                        + " (ssh-keygen -lf /etc/ssh/ssh_host_" + family() + "_key.pub), then " + remembering()
                        + "run\n  "
                        + keyscan());
    }

    /** To accept what is new and forget it at once is to accept anything. */
    private Optional<String> despite() {
        return switch (target.unknownKeys()) {
            case REFUSE -> Optional.empty();
            case ACCEPT_NEW -> Optional.of("accept-new");
            case REFUSE_DESPITE_CONFIG -> Optional.of("no");
        };
    }

    HostKeyException changed(KnownHosts.Entry known) {
        return new HostKeyException(
                target.alias() + ": THE KEY OF " + target.hostName() + " port " + target.port() + " HAS CHANGED."
                        + " It shows " + type + " " + key.fingerprint() + ", but " + known.where() + " has "
                        + known.type() + " "
                        + known.key().fingerprint()
                        + ". Either the host was made anew, or somebody stands in between.",
                "Only if you know why: check the new fingerprint on the host's console, then " + remembering()
                        + "run\n  ssh-keygen -R '" + target.knownHostsName() + "' -f " + file(known) + "\n  "
                        + keyscan());
    }

    HostKeyException revoked(KnownHosts.Entry by) {
        return new HostKeyException(
                target.alias() + ": the key of " + target.hostName() + " port " + target.port() + " is revoked by "
                        + by.where() + ": " + type + " " + key.fingerprint(),
                "Somebody declared this key as stolen. Give the host a new key; do not remove the line.");
    }

    private String remembering() {
        return target.knownHosts()
                .forgets()
                .map(where -> "remove UserKnownHostsFile in " + where + " (with it, no key is remembered), and ")
                .orElse("");
    }

    /** ssh-keyscan knows no jump hosts and no ProxyCommand. */
    private String keyscan() {
        String login = "ssh " + (target.port() == 22 ? "" : "-p " + target.port() + " ") + target.user() + "@"
                + target.alias();
        KnownHostsFiles files = target.knownHosts();
        if (!target.direct()) {
            return login;
        }
        String port = target.port() == 22 ? "" : "-p " + target.port() + " ";
        String scan = "ssh-keyscan -t " + family() + " " + port + target.hostName();
        return (files.endsWithinALine() ? "(echo; " + scan + ")" : scan) + " >> " + files.remembers()
                + "\nor log in once with\n  " + login;
    }

    private String family() {
        if (type.startsWith("ecdsa")) {
            return "ecdsa";
        }
        return type.equals("ssh-rsa") ? "rsa" : "ed25519";
    }

    private static String file(KnownHosts.Entry entry) {
        return entry.where().substring(0, entry.where().lastIndexOf(':'));
    }
}
