package io.rlmprov.model;

/**
 * What things are called on a host, all from the hub's name.
 *
 * @param hub name of the hub
 */
public record Names(String hub) {
    /** Where settings, contexts and notebooks lie. */
    public String directory() {
        return "/opt/rlmprov/" + hub;
    }

    /** Where the record, the journal, the key and the lock lie; root only. */
    public String state() {
        return "/var/lib/rlmprov/" + hub;
    }

    /** Compose project and network. */
    public String project() {
        return "rlmprov-" + hub;
    }

    /** Volume of the hub's database and cookie secret. */
    public String hubVolume() {
        return project() + "-hub";
    }

    /** Volume of the gateway's database: who spent what. */
    public String gatewayVolume() {
        return project() + "-gateway";
    }

    /** Volume of the certificates that authorities gave. */
    public String tlsVolume() {
        return project() + "-tls";
    }

    /** Container of a service. */
    public String container(String service) {
        return project() + "-" + service;
    }
}
