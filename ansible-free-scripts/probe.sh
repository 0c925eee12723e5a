#!/bin/sh
# Tells everything that a plan needs to know of a host, in one run. Changes nothing.
#
# Variables: HUB         name of the hub
#            NONCE       random word that frames the sections, so that no content can look like a frame
#            BASE        optional: name of the base image, to tell whether the engine has it
#            WITH_USAGE  optional: 1 adds the bytes of each volume (reads all of users' files: slow)
#            ROOT        optional: prefix of /opt and /var/lib, for tests
#            parts       optional: set by the parts in probe/ that stand before this script
# Output:    "@@NONCE section" and its lines, for every section; "@@NONCE end" proves that nothing was cut off.
#            A section that could not be read has a line "error: ..." and does not stop the others.
#            Values of secrets never leave the host: secrets.env is told as HMACs, no environment is printed.
# Exit:      0, or 70 if the probe itself could not work
set -u
umask 077
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Not what a context or a variable of root's login points at: the engine of this host.
export DOCKER_HOST=unix:///var/run/docker.sock

# The parts read these.
# shellcheck disable=SC2034
files=${ROOT:-}/opt/rlmprov/$HUB
state=${ROOT:-}/var/lib/rlmprov/$HUB
sections='os hardware preflight engine key record others'

# In memory where possible: the key passes through here.
room_in() {
    tmp=$(mktemp -d "$1/rlmprov-probe.XXXXXX" 2>/dev/null) || return 1
    # What does not fit would look as if there were nothing.
    if head -c 1048576 /dev/zero 2>/dev/null >"$tmp/room"; then rm "$tmp/room" && return 0; fi
    rm -rf "$tmp"
    return 1
}
room_in /run || room_in /tmp || room_in /var/tmp || {
    echo "Neither /run nor /tmp nor /var/tmp can be written to, with 1 MiB left." >&2
    exit 70
}
trap 'rm -rf "$tmp"' EXIT
trap 'exit 70' HUP INT TERM PIPE

has() { command -v "$1" >/dev/null 2>&1; }
yes_or_no() { if "$@" >/dev/null 2>&1; then echo yes; else echo no; fi; }
# A daemon that hangs must not hang the plan, nor make it look as if there were nothing: most callers sort out other errors,
# and the status of one in a pipeline is lost.
engine() {
    status=0
    timeout 20 docker "$@" || status=$?
    [ $status -ne 124 ] || echo "docker $1 did not answer within 20 seconds" >>"$tmp/late"
    return $status
}

section_os() {
    # shellcheck disable=SC1091 # there is one on every supported host
    [ -r /etc/os-release ] && . /etc/os-release
    init=systemd
    [ -d /run/systemd/system ] || read -r init </proc/1/comm || init=unknown
    # systemd's name of this installation; no two machines share it.
    machine=
    [ ! -r /etc/machine-id ] || read -r machine </etc/machine-id || true
    printf '%s\n' "machine=$machine" "id=${ID:-unknown}" "version=${VERSION_ID:-}" "title=${PRETTY_NAME:-}" "init=$init"
}

section_hardware() {
    read -r _ kilobytes _ </proc/meminfo
    data=
    if has docker; then data=$(engine info --format '{{.DockerRootDir}}' 2>/dev/null); fi
    [ -d "${data:-/none}" ] || data=/var/lib/docker
    [ -d "$data" ] || data=/var/lib
    df -Pk "$data" | {
        read -r _
        read -r _ size _ free _
        printf '%s\n' "memory=$((kilobytes * 1024))" "cores=$(getconf _NPROCESSORS_ONLN)" "disk.path=$data" \
            "disk.size=$((size * 1024))" "disk.free=$((free * 1024))"
    }
}

section_preflight() {
    echo "uid=$(id -u)"
    echo "apt=$(yes_or_no has apt-get)"
    echo "nft=$(yes_or_no has nft)"
    echo "flock=$(yes_or_no has flock)"
    has dpkg && dpkg --audit 2>&1 | sed -n 's/^ \([^ ].*\)/dpkg.broken=\1/p'
    echo "cloudinit=$(cloud_init)"
    apparmor=N
    [ -r /sys/module/apparmor/parameters/enabled ] && read -r apparmor </sys/module/apparmor/parameters/enabled
    echo "apparmor.kernel=$apparmor"
    echo "apparmor.parser=$(yes_or_no has apparmor_parser)"
    echo "docker.snap=$(yes_or_no test -e /snap/bin/docker)"
    echo "docker.volumes=$(yes_or_no volumes_left)"
    listening
}

# Whether Docker has left data, even where nobody can list it any more: in the folder that its configuration names, too.
volumes_left() {
    root=$(sed -n 's/.*"data-root" *: *"\([^"]*\)".*/\1/p' "${ROOT:-}/etc/docker/daemon.json" 2>/dev/null | head -n 1)
    for volume in "${ROOT:-}"/var/lib/docker/volumes/*/ ${root:+"${ROOT:-}$root"/volumes/*/}; do
        [ ! -d "$volume" ] || return 0
    done
    return 1
}

# Read from its files: "cloud-init status" starts Python, which costs more than all the rest.
cloud_init() {
    if ! has cloud-init; then
        echo absent
    elif [ -e /etc/cloud/cloud-init.disabled ] || [ -e /run/cloud-init/disabled ]; then
        echo disabled
    elif [ ! -e /run/cloud-init/result.json ]; then
        echo running
    elif grep -q '"errors": \[\]' /run/cloud-init/result.json; then
        echo 'done'
    else
        echo error
    fi
}

# port=8000 0.0.0.0 docker-proxy
listening() {
    if has ss; then
        ss -H -ltnp | awk '{
            port = address = $4; sub(/.*:/, "", port); sub(/:[^:]*$/, "", address)
            who = "?"; if (match($0, /\(\("[^"]*"/)) who = substr($0, RSTART + 3, RLENGTH - 4)
            print "port=" port " " address " " who }'
        return
    fi
    for table in /proc/net/tcp /proc/net/tcp6; do
        [ -r $table ] || continue
        while read -r _ local _ tcp_state _; do
            [ "$tcp_state" = 0A ] && echo "port=$((0x${local##*:})) * ?"
        done <$table
    done
    return 0
}

section_engine() {
    has dpkg-query && dpkg-query -W -f '${db:Status-Status} package=${Package} ${Version}\n' \
        docker.io docker-ce docker-ce-cli docker-cli containerd containerd.io docker-compose docker-compose-v2 \
        docker-compose-plugin docker-buildx docker-buildx-plugin podman-docker moby-engine 2>/dev/null |
        sed -n 's/^installed //p'
    if [ -d /run/systemd/system ]; then
        systemctl show docker.service --property UnitFileState,ActiveState 2>/dev/null | sed 's/^/unit./'
        # Without these it does not start either.
        for unit in docker.socket containerd.service; do
            case $(systemctl is-enabled $unit 2>/dev/null) in masked*) echo "unit.masked=$unit" ;; esac
        done
    fi
    has docker || return 0
    echo "client=$(docker --version 2>&1 | head -n 1)"
    # One call gives the daemon's facts and, with the client's plugins, the version of compose.
    engine info --format '{{range .ClientInfo.Plugins}}{{if eq .Name "compose"}}compose={{.Version}}
{{end}}{{if eq .Name "buildx"}}buildx={{.Version}}
{{end}}{{end}}server={{.ServerVersion}}
driver={{.Driver}}{{range .Warnings}}
warning={{.}}{{end}}{{range .ServerErrors}}
problem={{.}}{{end}}' 2>"$tmp/engine.why"
    sed -n 's/^/problem=/p' "$tmp/engine.why"
}

# Each ends with a line end of ours, lest a file without one swallows the next frame. Only regular files: reading a fifo
# that somebody put there would never end.
content() { [ ! -f "$1" ] || { cat "$1" && echo; }; }
section_record() { content "$state/record.json"; }
section_key() { content "$state/key"; }

section_others() {
    for other in "${ROOT:-}"/opt/rlmprov/*/; do
        other=${other%/}
        other=${other##*/}
        [ "$other" = '*' ] || [ "$other" = "$HUB" ] || echo "hub $other"
    done
}

# What went away between two calls is no error.
unless_gone() { grep -iv 'no such' | sed 's/^/error: /'; }

# A daemon that does not answer is told once: by section engine, or at the end if it hangs.
daemon_says() {
    case $1 in
        '' | *'annot connect to the Docker daemon'* | *'failed to connect to the docker API'* | *'error during connect'*) ;;
        *) printf 'error: %s\n' "$1" | head -n 1 ;;
    esac
}

run() {
    echo "@@$NONCE $1" >"$tmp/$1"
    "section_$1" >>"$tmp/$1" 2>"$tmp/$1.err" || sed 's/^/error: /' "$tmp/$1.err" >>"$tmp/$1"
}

# The parts of the kinds, with a function for each section. rlmprov sends them before this script, and so tells here which
# there are; by itself the script reads all that lie beside it.
[ -n "${parts:-}" ] || for part in "$(dirname "$0")"/probe/*.sh; do
    # shellcheck source=/dev/null
    . "$part"
done
sections="$sections $parts"
for one in $sections; do
    run "$one" &
done
wait
cd "$tmp" || exit 70
# What one section found for another one.
for found in *.lines; do [ ! -e "$found" ] || cat "$found" >>"${found%.lines}"; done
[ ! -e late ] || sort -u late | sed 's/^/error: /' >>engine
# shellcheck disable=SC2086 # one word per section
cat $sections
echo "@@$NONCE end"
