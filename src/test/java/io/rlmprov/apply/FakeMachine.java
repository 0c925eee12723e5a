package io.rlmprov.apply;

import io.rlmprov.model.Names;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A virtual machine with Debian 13, in memory: its files, its engine, its size, and what listens on it. */
final class FakeMachine {
    static final String STORE = "/usr/local/share/ca-certificates";
    static final String BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

    final Fuse fuse = new Fuse();
    final FileTree files = new FileTree(fuse);
    final FakeDocker docker = new FakeDocker(fuse);
    final SortedMap<Integer, String> listening = new TreeMap<>();
    final Names names;

    long memory = 16L << 30;
    int cores = 4;
    boolean reachesRegistry = true;
    /** Whether the service tls has certificates. */
    boolean certified;

    /** Whether the authority gives certificates. */
    boolean certificates = true;
    /** Whether those that it gave have ended since. */
    boolean expired;
    /** The certificate in the volume, a file of the tests' folder certificates. */
    String kept = "issued.pem";
    /** Where Caddy keeps it. */
    String folder = "acme-v02.api.letsencrypt.org-directory";
    /** Whether its key lies beside it. */
    boolean paired = true;
    /** Where names lead: lines of the probe. */
    String leads = "";

    String os = "id=debian\nversion=13\ntitle=Debian GNU/Linux 13 (trixie)\ninit=systemd"
            + "\nmachine=6bbf9cd4a2d94f2fa6d0c2f4b1c3e5d7";
    boolean apt = true;
    String ground = "root /var/lib/docker\ndisk / 83886080 1000000 rw\ndisk /var/lib/docker 83886080 1000000 rw";
    boolean nft;
    boolean forwarding = true;
    boolean engineRules = true;
    /** What else the probe tells of the traffic: lines of its section networks. */
    String traffic = "";
    /** What the hub's volume holds that is not as the hub makes it: lines of the section volumes. */
    String hubData = "";
    /** Ids of the containers that start-stack.sh has made, by service; empty as on a host of an older version. */
    final SortedMap<String, String> made = new TreeMap<>();

    boolean apparmor;
    boolean apparmorParser;
    Optional<String> lockedBy = Optional.empty();
    /** Whether scripts whose connection is cut still clean up behind them: they do not when the power goes. */
    boolean powered;

    /** Made for a hub of this name, of which nothing is there yet. */
    FakeMachine(String hub) {
        this.names = new Names(hub);
        files.makeDirectory("/opt", "0755");
        files.makeDirectory("/var/lib", "0755");
        files.makeDirectory(STORE, "0755");
        files.makeDirectory("/etc/ssl/certs", "0755");
        files.write(BUNDLE, "the distribution's certificates\n", "0644");
        listening.put(22, "sshd");
    }

    /** Fills the disk, or frees it. */
    void fillDisk(boolean full) {
        files.full = full;
        docker.full = full;
    }

    /** A file of the hub, by path relative to its directory. */
    String file(String path) {
        return names.directory() + "/" + path;
    }

    /** A file of the hub's state. */
    String state(String path) {
        return names.state() + "/" + path;
    }
}
