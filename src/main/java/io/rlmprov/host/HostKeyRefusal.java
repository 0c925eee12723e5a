package io.rlmprov.host;

import java.time.Instant;
import java.util.List;
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
                        + ". Either the host was reinstalled, or an attacker intercepts the connection.",
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

    /** A certificate of a known authority that does not count, and the key in it is not known by itself. */
    HostKeyException certificate(HostCertificate.Flaw flaw) {
        String certificate = target.alias() + ": the certificate of " + target.hostName() + " port " + target.port();
        String sign = "ssh-keygen -s CA_KEY -h -I " + target.keyName() + " -n " + target.keyName()
                + " -V +52w ssh_host_" + family() + "_key.pub";
        String renew =
                "Sign the host key with the authority's key, put the certificate beside it on the host, and reload"
                        + " sshd there:\n  " + sign;
        return switch (flaw) {
            case HostCertificate.Flaw.Expired(Instant since) ->
                new HostKeyException(certificate + " expired at " + since + ".", renew);
            case HostCertificate.Flaw.NotYetValid(Instant from) ->
                new HostKeyException(
                        certificate + " is not valid before " + from + ".",
                        "Check the clock of this computer; if it is right, wait, or sign the host key again:\n  "
                                + sign);
            case HostCertificate.Flaw.OtherNames(List<String> names) ->
                new HostKeyException(
                        certificate + " is for " + String.join(", ", names) + ", not for " + target.keyName() + ".",
                        "Set hosts[].address to a name of the certificate, or set HostKeyAlias to it in ssh_config. To"
                                + " certify this name too:\n  " + sign);
            case HostCertificate.Flaw.NotOfAHost _ ->
                new HostKeyException(certificate + " is a user certificate.", renew);
            case HostCertificate.Flaw.CriticalOption(String name) ->
                new HostKeyException(
                        certificate + " has the critical option " + name + ", and none is defined for hosts.", renew);
            case HostCertificate.Flaw.WeakSignature(String algorithm) ->
                new HostKeyException(
                        certificate + " is signed with " + algorithm
                                + "; rlmprov accepts ssh-ed25519, ecdsa-sha2-nistp*,"
                                + " rsa-sha2-512 and rsa-sha2-256.",
                        renew);
            case HostCertificate.Flaw.Forged _ ->
                new HostKeyException(
                        certificate + " does not have the signature of the authority that it names.",
                        "Check who answers at this address before you connect again.");
        };
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
