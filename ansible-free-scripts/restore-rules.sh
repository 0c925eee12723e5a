#!/bin/sh
# Brings back what the engine told the kernel and somebody took away: IP forwarding, and the rules by which containers reach
# others and ports are published. Only a start of the engine recreates those rules, so it is restarted with live-restore,
# which lets all containers run on (it can be turned on without a start). Its configuration is as before then.
#
# Variables: ALL   optional: 1 recreates the rules even if some are there
# Input:     none
# Output:    what was done, one line each
# Exit:      0, 1 failed: the engine runs as before
set -eu
umask 022
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
config=/etc/docker/daemon.json

if [ "$(cat /proc/sys/net/ipv4/ip_forward)" = 0 ]; then
    echo 1 >/proc/sys/net/ipv4/ip_forward
    echo "turned IP forwarding on; a file in /etc/sysctl.d may turn it off again"
fi
if iptables -t nat -S DOCKER >/dev/null 2>&1 && [ "${ALL:-}" != 1 ]; then exit 0; fi

live() { [ "$(docker info --format '{{.LiveRestoreEnabled}}')" = true ]; }
# reload yes|no: with live-restore on or off, and all else as it is.
reload() {
    if grep -q '[^[:space:]{}]' "$config.rlmprov"; then more=,; else more=; fi
    sed 's/"live-restore" *: *[a-z]* *,\{0,1\}//' "$config.rlmprov" | tr '\n' ' ' |
        sed "s/{/{\"live-restore\": $1$more/" >"$config.new"
    mv -f "$config.new" "$config"
    systemctl reload docker
    sleep 1
}
# A socket that was masked while it ran has lost its descriptors, and systemd passes none to the engine. It must come back while
# live-restore is on: a later start would end all containers. What is between hub and engine knows the old socket alone.
start_again() {
    systemctl restart docker.service && return
    systemctl stop docker.service docker.socket || true
    systemctl unmask docker.service docker.socket 2>/dev/null || true
    systemctl reset-failed docker.service docker.socket 2>/dev/null || true
    systemctl start docker.service
    docker ps --quiet --filter label=io.rlmprov.hub --filter name=-docker-proxy | while read -r door; do
        docker restart "$door" >/dev/null
    done
}
put_back() {
    if [ -n "$there" ]; then mv -f "$config.rlmprov" "$config"; else rm -f "$config" "$config.rlmprov"; fi
}

# That it is on now says nothing of the engine's next start, which re-reads its configuration.
stays_live() {
    tr '\0' ' ' <"/proc/$(cat /run/docker.pid)/cmdline" | grep -Eq -- '--live-restore( |=true)' ||
        grep -Eqs '"live-restore" *: *true' "$config"
}

there=
if stays_live; then
    start_again
else
    mkdir -p /etc/docker
    if [ -e "$config" ]; then
        there=1
        cp -p "$config" "$config.rlmprov"
    else
        echo '{}' >"$config.rlmprov"
    fi
    trap put_back EXIT
    trap 'exit 1' HUP INT TERM
    reload true
    if ! live || ! stays_live; then
        echo "The engine does not turn on live-restore, without which a start of it ends all containers." >&2
        echo "On the host, when users have saved: systemctl restart docker" >&2
        exit 1
    fi
    start_again
    reload false
fi
echo "started the engine again; all containers run on"
