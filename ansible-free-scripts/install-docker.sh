#!/bin/sh
# Gives the host a usable container engine: Docker 20.10 or newer with compose 2.20 or newer.
#
# What works is adopted and left as it is. What is missing is added. Nothing that is installed is replaced: going from
# docker.io to docker-ce or back would stop every container of the host.
#
# Variables: INSTALL     auto: the distribution's packages where they bring compose v2, else Docker's own
#                        distro: the distribution's packages only; upstream: Docker's own
#            REPOSITORY  optional, for upstream: what stands before /linux/debian, as https://mirror.example.edu/docker-ce
#            FINGERPRINT optional, for upstream: fingerprint of the key that signs REPOSITORY, if not Docker's
#            PATIENCE    optional: see apt.sh
# Input:     none
# Output:    lines "==> what is being done", and what apt says
# Exit:      0 the engine is usable; 1 something failed, run it again; 3 not possible here, nothing was changed
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
# Over stdin it comes before this.
command -v ready_apt >/dev/null || . "$(dirname "$0")/apt.sh"
KEYRING=/etc/apt/keyrings/docker.gpg
SOURCE=/etc/apt/sources.list.d/docker.sources
# Docker Release (CE deb), as docs.docker.com and a dozen distributions' recipes have it.
FINGERPRINT=${FINGERPRINT:-9DC858229FC7DD38854AE2D88D81803C0EBFCD88}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

refuse() { echo "$*" >&2 && exit 3; }
installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# at_least VERSION MAJOR MINOR
at_least() {
    major=${1#v}
    major=${major%%.*}
    minor=${1#*.}
    minor=${minor%%[!0-9]*}
    case $major$minor in '' | *[!0-9]*) return 1 ;; esac
    [ "$major" -gt "$2" ] || { [ "$major" -eq "$2" ] && [ "$minor" -ge "$3" ]; }
}

server_version() { timeout 20 docker version --format '{{.Server.Version}}' 2>/dev/null; }
compose_version() { timeout 20 docker compose version --short 2>/dev/null; }
# podman's shim answers too, and says so.
is_docker() { has docker && docker --version 2>/dev/null | grep -q '^Docker version'; }
has_server() { is_docker && version=$(server_version) && at_least "$version" 20 10; }
has_compose() { is_docker && version=$(compose_version) && at_least "$version" 2 20; }

require_supported_host() {
    [ "$(id -u)" = 0 ] || refuse "Docker can be installed by root only."
    [ ! -e /snap/bin/docker ] || refuse "Docker is installed as a snap, which sees no files outside of home" \
        "directories. Remove it (snap remove docker) and try again."
    if has docker && ! is_docker; then
        refuse "The command docker on this host is not Docker but $(docker --version 2>&1 | head -n 1)." \
            "Remove the package that brings it (podman-docker) and try again."
    fi
    # shellcheck disable=SC1091 # there is one on every supported host
    [ -r /etc/os-release ] && . /etc/os-release
    case ${ID:-}-${VERSION_ID:-} in
        debian-12 | debian-13) ;;
        ubuntu-*) at_least "$VERSION_ID" 22 4 || unsupported ;;
        *) unsupported ;;
    esac
    [ -d /run/systemd/system ] || refuse "This host was not started by systemd, so nothing would start Docker at" \
        "boot. Install and start Docker yourself; it is then used as it is."
}

unsupported() {
    refuse "Docker is installed on Debian 12 and 13 and on Ubuntu 22.04 and newer only; this is" \
        "${PRETTY_NAME:-an unknown system}. Install Docker and its compose plugin yourself; they are then used as they are."
}

available() { apt-cache policy "$1" 2>/dev/null | grep -q '^  Candidate: [^(]'; }

# Without recommended packages the parser is missing, and then no container starts on a kernel with AppArmor
# (moby/moby#44900).
with_apparmor() {
    if [ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ]; then echo apparmor; fi
}

# Names of the distribution's packages that are still missing; nothing if it has no compose v2.
distro_packages() {
    compose=docker-compose-v2
    if [ "$ID" = debian ]; then
        compose=docker-compose
        # Debian 12 has only compose v1 under this name.
        [ "$VERSION_ID" -ge 13 ] || return 0
    fi
    available "$compose" || has_compose || return 0
    for package in docker.io docker-cli "$compose" docker-buildx; do
        if available "$package" && ! installed "$package"; then echo "$package"; fi
    done
    echo ca-certificates
    with_apparmor
}

# Prints the fingerprint of the one OpenPGP key in a file, armored or not; of nothing else, lest a second key slip in.
# Bare hosts have no gpg. RFC 9580 5.5.4.1: SHA-1 over 0x99, two bytes of length and the public key packet.
fingerprint_of() {
    if grep -q 'BEGIN PGP PUBLIC KEY' "$1"; then
        sed -e '1,/^[[:space:]]*$/d' -e '/^=/d' -e '/^-----/,$d' "$1" | base64 -d >"$tmp/key.bin"
    else
        cp "$1" "$tmp/key.bin"
    fi
    packet=$(od -An -v -tu1 "$tmp/key.bin" | awk '
        { for (i = 1; i <= NF; i++) byte[n++] = $i }
        END {
            for (at = 0; at < n; at += head + size) {
                if (byte[at] >= 192) {
                    tag = byte[at] - 192; head = 2; size = byte[at + 1]
                    if (size >= 224 && size < 255) exit 1
                    if (size == 255) {
                        head = 6; size = ((byte[at + 2] * 256 + byte[at + 3]) * 256 + byte[at + 4]) * 256 + byte[at + 5]
                    } else if (size >= 192) { head = 3; size = (size - 192) * 256 + byte[at + 2] + 192 }
                } else if (byte[at] >= 128) {
                    tag = int((byte[at] - 128) / 4); kind = byte[at] % 4
                    if (kind == 3) exit 1
                    head = 2 ^ kind + 1; size = 0
                    for (i = 1; i < head; i++) size = size * 256 + byte[at + i]
                } else exit 1
                if (tag == 6) { keys++; start = at + head; length_ = size }
            }
            if (keys != 1) exit 1
            print start, length_
        }') || return 1
    start=${packet% *}
    size=${packet#* }
    {
        printf '\231%b' "\\0$(printf %o $((size / 256)))\\0$(printf %o $((size % 256)))"
        tail -c +$((start + 1)) "$tmp/key.bin" | head -c "$size"
    } | sha1sum | cut -d' ' -f1 | tr a-f A-F
}

# Adds Docker's repository: only after it was seen to have this release, and with its key checked and bound to it alone.
add_repository() {
    base=${REPOSITORY:-https://download.docker.com}/linux/$ID
    say "Adding Docker's package repository $base"
    [ -e /etc/ssl/certs/ca-certificates.crt ] || install ca-certificates
    fetch "$base/dists/$VERSION_CODENAME/Release" "$tmp/Release" ||
        fail "$base has no packages for $VERSION_CODENAME, or cannot be reached from this host (docker.repository can" \
            "name a mirror)."
    fetch "$base/gpg" "$tmp/gpg" || fail "$base/gpg cannot be read."
    found=$(fingerprint_of "$tmp/gpg") || fail "$base/gpg is not one OpenPGP key."
    [ "$found" = "$FINGERPRINT" ] || fail "$base/gpg is the key $found, not $FINGERPRINT: not used."
    mkdir -p "${KEYRING%/*}"
    # The very bytes that were checked, not the file: it could hold a second key behind the first.
    cp "$tmp/key.bin" "$KEYRING" && chmod 644 "$KEYRING"
    printf '%s\n' 'Types: deb' "URIs: $base" "Suites: $VERSION_CODENAME" 'Components: stable' \
        "Architectures: $(dpkg --print-architecture)" "Signed-By: $KEYRING" >"$tmp/source"
    cp "$tmp/source" "$SOURCE" && chmod 644 "$SOURCE"
    update_lists
}

# apt's own downloader: it is on every host that has apt, unlike curl and wget. It may not write where _apt cannot.
fetch() {
    say "Fetching $1"
    chmod 711 "$tmp"
    /usr/lib/apt/apt-helper --option APT::Sandbox::User=root download-file "$1" "$2"
}

install_from_distro() {
    packages=$(distro_packages)
    [ -n "$packages" ] || return 1
    # shellcheck disable=SC2086 # one word per package
    install $packages
}

install_from_upstream() {
    # A source that someone has set up is used as it is: two for one repository with different keys break apt.
    grep -rqs 'download\.docker\.com\|docker-ce' /etc/apt/sources.list /etc/apt/sources.list.d || add_repository
    if has_server || installed docker.io; then
        say "Docker is there and stays; only the missing plugins are added"
        set -- docker-compose-plugin
    else
        set -- docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin ca-certificates
    fi
    # shellcheck disable=SC2046 # a word or none
    install "$@" $(with_apparmor)
}

masked() { case $(systemctl is-enabled "$1" 2>/dev/null) in masked*) ;; *) return 1 ;; esac }

start() {
    say "Starting Docker"
    # Somebody may have masked what it needs.
    systemctl unmask --quiet docker.service docker.socket containerd.service 2>/dev/null || true
    systemctl enable --now docker.service >"$tmp/start" 2>&1 || { cat "$tmp/start" && explain; }
    waited=0
    until has_server; do
        [ "$waited" -lt 60 ] || explain
        sleep 1
        waited=$((waited + 1))
    done
}

explain() {
    journalctl --unit docker.service --lines 20 --no-pager --output cat 2>/dev/null || true
    fail "Docker is installed but does not answer. Its last lines stand above; more: journalctl -u docker.service"
}

verify() {
    has_compose || fail "docker compose is $(compose_version || echo missing); 2.20 or newer is needed. Install a newer" \
        "compose plugin and try again."
    if [ -n "$(with_apparmor)" ] && ! has apparmor_parser; then
        # The engine looks for it at each start of a container: it need not be started again.
        ready_apt
        install apparmor
    fi
    image=$(docker image ls --quiet | head -n 1)
    if [ -n "$image" ]; then
        container=$(docker create --network none "$image" true) || fail "Docker answers but creates no containers."
        docker rm "$container" >/dev/null
    fi
    say "Docker $(server_version) with compose $(compose_version) is ready"
}

if has_server && has_compose && [ ! -e /snap/bin/docker ]; then
    # An engine that was not installed as a unit is started by other means.
    if [ -d /run/systemd/system ] && systemctl cat docker.service >/dev/null 2>&1 &&
        { ! systemctl is-enabled --quiet docker.service || masked docker.socket || masked containerd.service; }; then start; fi
    verify
    exit 0
fi
require_supported_host
wait_for_cloud_init
mend_dpkg
# Installed, but not running: nothing has to be installed.
if has docker && ! has_server && systemctl cat docker.service >/dev/null 2>&1; then start; fi
if ! has_server || ! has_compose; then
    update_lists
    case ${INSTALL:-auto} in
        distro)
            install_from_distro ||
                refuse "$PRETTY_NAME has no package of compose v2. Set docker.install to auto or upstream."
            ;;
        upstream) install_from_upstream ;;
        auto)
            # Docker's own packages stay Docker's own.
            if installed docker-ce || ! install_from_distro; then install_from_upstream; fi
            ;;
        *) refuse "INSTALL is \"$INSTALL\"; write auto, distro or upstream." ;;
    esac
    start
fi
verify
