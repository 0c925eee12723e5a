package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.host.SshSettings.Setting;
import java.util.List;
import java.util.function.Predicate;

/**
 * A setting that decides whom ssh trusts or how it logs in, and that rlmprov cannot follow; docs/SSH.md lists them.
 *
 * @param asked whether the settings of a host ask for it
 */
record Unsupported(String keyword, Predicate<SshSettings> asked, String remedy) {
    private static final List<Unsupported> ALL = List.of(
            unlessNone("pkcs11provider", "Add the key to ssh-agent: ssh-add -s PROVIDER."),
            unlessNone("knownhostscommand", "Write the lines that the command prints into a known_hosts file."),
            unlessNone("revokedhostkeys", "Write each key as \"@revoked * TYPE KEY\" into a known_hosts file."),
            unlessNone("bindinterface", "Use BindAddress with the address of the interface."),
            new Unsupported(
                    "proxyusefdpass",
                    settings -> settings.first("proxyusefdpass")
                                    .filter(Setting::isYes)
                                    .isPresent()
                            && settings.some("proxycommand").isPresent(),
                    "Use a ProxyCommand that carries the connection itself."),
            new Unsupported(
                    "pubkeyauthentication",
                    settings -> settings.first("pubkeyauthentication")
                            .filter(Setting::isNo)
                            .isPresent(),
                    "Allow keys: rlmprov logs in with nothing else."),
            new Unsupported(
                    "preferredauthentications",
                    settings -> settings.first("preferredauthentications")
                            .filter(it -> !List.of(it.word().split(",", -1)).contains("publickey"))
                            .isPresent(),
                    "Add publickey: rlmprov logs in with nothing else."));

    private static Unsupported unlessNone(String keyword, String remedy) {
        return new Unsupported(keyword, settings -> settings.some(keyword).isPresent(), remedy);
    }

    /**
     * Refuses what cannot be followed.
     *
     * @throws RlmprovException if the settings ask for one of them
     */
    static void refuse(String address, SshSettings settings) {
        for (Unsupported unsupported : ALL) {
            if (unsupported.asked().test(settings)) {
                Setting setting = settings.first(unsupported.keyword()).orElseThrow();
                throw new RlmprovException(
                        setting.where() + ": " + setting.keyword() + " " + setting.value() + ", which applies to "
                                + address + ", is not supported",
                        unsupported.remedy() + " Or switch it off for this host in a block \"Host " + address + "\".");
            }
        }
    }
}
