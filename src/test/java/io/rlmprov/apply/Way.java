package io.rlmprov.apply;

import java.util.List;
import java.util.Optional;

/** How an apply is cut short, and what that does to a host in memory. */
enum Way {
    CLIENT_KILLED("rlmprov is killed", "the host frees the lock at once", true) {
        @Override
        void strike(FakeHost host) {
            host.killClient();
        }
    },
    CONNECTION_CUT(
            "the connection is cut",
            "the host frees the lock after 90 s; until then, the next apply says who holds it",
            true) {
        @Override
        void strike(FakeHost host) {
            host.cut();
        }
    },
    SSHD_RESTARTED("sshd restarts and ends its connections", "the host frees the lock at once", true) {
        @Override
        void strike(FakeHost host) {
            host.cut();
            host.machine().lockedBy = Optional.empty();
        }
    },
    ENGINE_KILLED(
            "dockerd is killed and stays down",
            "Docker ends users' servers when it starts again; their files stay",
            false) {
        @Override
        void strike(FakeHost host) {
            host.machine().docker.stopped |= host.machine().docker.installed();
        }

        @Override
        void recover(FakeHost host) {
            endServers(host);
        }
    },
    DISK_FULL(
            "the disk is full",
            "nothing is written any more, the journal included, until there is space again",
            false) {
        @Override
        void strike(FakeHost host) {
            host.machine().fillDisk(true);
        }

        @Override
        void recover(FakeHost host) {
            host.machine().fillDisk(false);
        }
    },
    HOST_REBOOTED("the host reboots", "no script cleans up behind it; users' servers end, their files stay", true) {
        @Override
        void strike(FakeHost host) {
            host.machine().powered = false;
            host.cut();
        }

        @Override
        void recover(FakeHost host) {
            host.machine().powered = true;
            endServers(host);
        }
    };

    final String text;
    final String effect;

    /** Whether nothing runs on the host any more from this moment on. */
    final boolean ends;

    Way(String text, String effect, boolean ends) {
        this.text = text;
        this.effect = effect;
        this.ends = ends;
    }

    /** It happens. */
    abstract void strike(FakeHost host);

    /** What has become of the host when the operator comes back. */
    void recover(FakeHost host) {}

    /** Whether users' servers go on. */
    boolean keepsServers() {
        return this != ENGINE_KILLED && this != HOST_REBOOTED;
    }

    /** Whether the host takes its holder for alive for a while. */
    boolean leavesTheLock() {
        return this == CONNECTION_CUT;
    }

    /** The hub's services are started again by the engine; users' servers have no such policy. */
    private static void endServers(FakeHost host) {
        FakeDocker docker = host.machine().docker;
        List.copyOf(docker.containers().values()).stream()
                .filter(it -> it.name().startsWith("jupyter-"))
                .forEach(it -> docker.containers().put(it.name(), it.inState("exited", "")));
    }
}
