# What a cloud gives: systemd, sshd, sudo, apt; nothing else. Keys come at start, so the image can be cached.
ARG BASE
FROM ${BASE}
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates dbus iproute2 openssh-server procps sudo systemd systemd-sysv \
    && rm -rf /var/lib/apt/lists/* /etc/ssh/ssh_host_*
# debian may sudo, plain may not: for the tests of what a user is told then.
RUN useradd --uid 1000 --create-home --shell /bin/bash debian \
    && useradd --uid 1001 --create-home --shell /bin/bash plain \
    && echo 'debian ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/debian \
    && for home in /home/debian /home/plain /root; do mkdir -p -m 700 "$home/.ssh"; done \
    && chown debian: /home/debian/.ssh && chown plain: /home/plain/.ssh
# No console, no kernel modules to load, and no updates in the middle of a test.
RUN systemctl set-default multi-user.target \
    && systemctl mask console-getty.service getty.target systemd-logind.service apt-daily.timer apt-daily-upgrade.timer \
        systemd-modules-load.service
STOPSIGNAL SIGRTMIN+3
EXPOSE 22 8000
CMD ["/lib/systemd/systemd"]
