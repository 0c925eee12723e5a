#!/bin/sh
# Makes a hub on this machine itself, for people without Java: the same images, files and scripts that "rlmprov apply"
# uses, so that rlmprov can take it over later with all users' work. Run it again after a change of .env.
#
# Usage:  ansible-free-scripts/setup.sh [ENV_FILE]      as root, from a clone; ENV_FILE is .env beside this script
# Exit:   0 the hub answers, 1 failed, 64 .env is wrong, 75 another one is at work on this hub
set -eu
umask 022
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
clone=${here%/*}
env_file=${1:-$here/.env}

. "$here/env-file.sh"
[ "$(id -u)" = 0 ] || { echo "setup.sh must run as root: sudo $0" >&2 && exit 1; }
[ -r "$env_file" ] || wrong "there is no such file; copy $here/.env.example to it and set a key"

# What runs below gets it as shell variables, as over SSH.
step() { script=$1 && shift && env "$@" sh "$here/$script"; }

# A hub that other scripts have made, as those of RLM-jupyter: it holds the port, or its users' servers hold their names.
require_free_port() {
    others=$({
        docker ps --all --no-trunc --filter 'name=^jupyter-' --format '{{.Label "io.rlmprov.hub"}}|{{.Names}}|{{.Mounts}}' |
            sed -n '/|.*|.*jupyterhub-user-/p' | sort
        docker ps --filter "publish=$HTTP_PORT" --format '{{.Label "io.rlmprov.hub"}}|{{.Names}}'
    } | awk -F '|' -v hub="$HUB_NAME" '$1 != hub { print $2 }' | paste -s -d ' ' -)
    [ -z "$others" ] && return
    echo "Port $HTTP_PORT and the names of users' servers must be free, but there are these containers: $others" >&2
    echo "If they are of another hub, its users' files (volumes jupyterhub-user-*) stay and are found by this one. When" \
        "its users have saved, run its teardown.sh (without --purge), or: docker stop $others && docker rm $others" >&2
    exit 1
}

# A hub that rlmprov made, with what this script has not: without passwords it would stand open to everybody.
require_open() {
    auth=$(grep -Eos '"type" *: *"[^"]*"' "$files/settings.json" | sed -n '1s/.*"\(.*\)"/\1/p')
    if grep -Eqs '^COMPOSE_PROFILES=(.*,)?tls(,|$)' "$files/.env"; then
        how="https"
    elif [ "${auth:-open}" != open ]; then
        how="auth: $auth"
    elif grep -qs '^RLMPROV_' "$files/secrets.env"; then
        how="passwords of its own"
    elif grep -Eqs '"profiles" *:' "$files/settings.json"; then
        how="profiles"
    else
        return 0
    fi
    echo "The hub $HUB_NAME is here already, with $how, and setup.sh makes only hubs that anybody may enter, over plain HTTP," \
        "with the same limits for all. Change it with \"rlmprov apply\", or choose another HUB_NAME; if it is to be such a hub from now on, remove $files/settings.json and" \
        "$files/secrets.env first." >&2
    exit 1
}

# A hub whose gateway keeps the API keys: without it every user could read them.
require_no_gateway() {
    grep -Eqs '^COMPOSE_PROFILES=(.*,)?gateway(,|$)' "$files/.env" || return 0
    echo "The hub $HUB_NAME is here already, with a gateway that keeps the API keys, and setup.sh makes only hubs whose users" \
        "can read them. Change it with \"rlmprov apply\", where llm.mode: direct removes the gateway, or choose another HUB_NAME." >&2
    exit 1
}

# The hub itself refuses to start with an admin whom it would not let in.
require_names() {
    printf '%s\n' "$1" | tr ,A-Z '\na-z' | grep -v '^$' | grep -Evxq '[a-z0-9][a-z0-9._-]{0,30}' || return 0
    wrong "line $number: ADMINS is \"$1\"; write names of up to 31 of a-z, 0-9, ., _ and -, beginning with a letter or" \
        "digit, and commas between them"
}

# What users' servers get; the settings of this script are taken out of it.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
chmod 700 "$work"
mkdir -p "$work/files/images" "$work/trust"

USERS='' MEM_LIMIT=512M CPU_LIMIT=1.0 HUB_NAME=rlm-class HTTP_PORT=8000 ADMINS='' BASE_IMAGE=debian:trixie-slim TRUST_DIR=''
(umask 077 && : >"$work/files/secrets.env")
setting() {
    case $1 in
        USERS) USERS=$2 ;;
        MEM_LIMIT) MEM_LIMIT=$2 ;;
        CPU_LIMIT) CPU_LIMIT=$2 ;;
        HUB_NAME) HUB_NAME=$2 ;;
        HTTP_PORT) HTTP_PORT=$2 ;;
        ADMINS) require_names "$2" && ADMINS=$2 ;;
        BASE_IMAGE) BASE_IMAGE=$2 ;;
        TRUST_DIR) TRUST_DIR=$2 ;;
        JUPYTERHUB_* | JPY_* | NB_* | LD_* | PYTHONPATH | PYTHONHOME | PYTHONSTARTUP | PATH | HOME | USER | LOGNAME | SHELL | \
            PWD | IFS | ENV | BASH_ENV | MEM_GUARANTEE | CPU_GUARANTEE) wrong "line $number: $1 is set by JupyterHub and the image; another value breaks servers" ;;
        SSL_CERT_FILE | SSL_CERT_DIR | REQUESTS_CA_BUNDLE | CURL_CA_BUNDLE | NODE_EXTRA_CA_CERTS | PIP_CERT)
            wrong "line $number: $1 would replace what users' servers trust; give the certificates as TRUST_DIR"
            ;;
        RLMPROV_*) wrong "line $number: $1 needs rlmprov itself" ;;
        *) [ -z "$2" ] || printf '%s=%s\n' "$1" "$2" >>"$work/files/secrets.env" ;;
    esac
}
read_env "$env_file"

case $HUB_NAME in [!a-z]* | '' | *[!a-z0-9-]*) wrong "HUB_NAME is \"$HUB_NAME\"; small letters, digits and dashes" ;; esac
# As rlmprov has it, which may take this hub over.
[ ${#HUB_NAME} -le 31 ] || wrong "HUB_NAME is \"$HUB_NAME\"; up to 31 characters"
case $USERS in *[!0-9]* | 0*) wrong "USERS is \"$USERS\", which is no number of people" ;; esac
case $HTTP_PORT in '' | *[!0-9]*) wrong "HTTP_PORT is \"$HTTP_PORT\", which is no port" ;; esac
case $CPU_LIMIT in '' | *[!0-9.]* | *.*.* | .*) wrong "CPU_LIMIT is \"$CPU_LIMIT\"; write 1.0 or 0.5" ;; esac
size=${MEM_LIMIT%[KMGkmg]}
case $size in '' | *[!0-9]*) wrong "MEM_LIMIT is \"$MEM_LIMIT\", which is not a size; write 512M or 1G" ;; esac
case $MEM_LIMIT in
    *[Kk]) memory=$((size * 1024)) ;;
    *[Mm]) memory=$((size * 1024 * 1024)) ;;
    *[Gg]) memory=$((size * 1024 * 1024 * 1024)) ;;
    *) memory=$size ;;
esac
[ "$memory" -ge $((128 * 1024 * 1024)) ] || wrong "MEM_LIMIT is \"$MEM_LIMIT\"; JupyterLab needs 128M at the very least"
[ -z "$ADMINS" ] || echo "Mind: there are no passwords here, so anybody who types $ADMINS is an admin." >&2

# The same calculation as rlmprov's, so that it finds nothing to change.
cores=$(getconf _NPROCESSORS_ONLN)
read -r _ kilobytes _ </proc/meminfo
active=$(((kilobytes * 1024 - 1024 * 1024 * 1024) / memory))
[ "$active" -ge "${USERS:-1}" ] ||
    wrong "${USERS:-1} x MEM_LIMIT=$MEM_LIMIT and 1G for the hub do not fit into this machine: at most $active users do"
[ "$active" -le 1000 ] || active=1000
# cores a server, and seconds for its start: 5.5 s of a core each, with a margin of 4, in steps of 30.
# shellcheck disable=SC2046 # two words
set -- $(awk -v cpu="$CPU_LIMIT" -v cores="$cores" 'BEGIN {
    if (cpu < 0.1) exit
    if (cpu > cores) cpu = cores
    seconds = 4 * ((5.5 / cpu > 16.5) ? 5.5 / cpu : 16.5)
    steps = int(seconds / 30); if (steps * 30 < seconds) steps++
    printf("%.2f %d", cpu, (steps < 4 ? 120 : (steps > 10 ? 300 : steps * 30))) }')
[ $# = 2 ] || wrong "CPU_LIMIT is \"$CPU_LIMIT\", which is less than 0.1"
cpu=$1 patience=$2

state=/var/lib/rlmprov/$HUB_NAME
files=/opt/rlmprov/$HUB_NAME
require_open
require_no_gateway
(umask 077 && mkdir -p "$state")
. "$here/hold-lock.sh"
trap 'rm -rf "$work" "$state/lock.holder"' EXIT
. "$here/take-turn.sh"
step install-docker.sh INSTALL=auto
require_free_port
step prepare.sh HUB="$HUB_NAME"

trust=
if [ -n "$TRUST_DIR" ]; then
    for certificate in "$TRUST_DIR"/*.crt; do
        [ -f "$certificate" ] || wrong "TRUST_DIR has no *.crt"
        name=$(basename "$certificate" | tr -c 'A-Za-z0-9._\n-' _)
        cp "$certificate" "$work/trust/rlmprov-$HUB_NAME-$name"
        trust="$trust${trust:+,}\"$name\""
    done
fi
(cd "$work/trust" && find . -type f -name '*.crt' | sed 's|^\./||' | tar -c -f - -T -) | step trust.sh HUB="$HUB_NAME"

cp -R "$clone/images/hub" "$clone/images/singleuser" "$work/files/images/"
cp -R "$clone/notebooks" "$work/files/notebooks"
# What programs leave beside sources; rlmprov does not take it either.
find "$work/files" \( -name __pycache__ -o -name .ipynb_checkpoints -o -name .ruff_cache -o -name .git -o -name .venv \
    -o -name node_modules -o -name .DS_Store \) -prune -exec rm -rf {} +
cp "$clone/images/compose.yaml" "$clone/images/firewall.nft" "$work/files/"
for context in hub singleuser; do
    mkdir -p "$work/files/images/$context/trust"
    for certificate in "$work"/trust/*.crt; do
        [ ! -f "$certificate" ] || cp "$certificate" "$work/files/images/$context/trust/${certificate##*/"rlmprov-$HUB_NAME-"}"
    done
done

# An unchanged context keeps its tag and is not built again. rlmprov makes tags in the same way, and so adopts images.
tag_of() (
    cd "$work/files/images/$1"
    digest=$({ find . -type f -exec sha256sum {} + | sort -k 2 && find . -type f -perm -100 | sort; } | sha256sum)
    echo "${digest%% *} $BASE_IMAGE" | sha256sum | cut -c 1-12
)
hub_tag=$(tag_of hub)
singleuser_tag=$(tag_of singleuser)
admins=$(printf %s "$ADMINS" | tr ,A-Z '\na-z' | sort -u | sed '/^$/d; s/.*/"&"/' | paste -s -d , -)
cat >"$work/files/settings.json" <<END
{"name":"$HUB_NAME","hubDir":"$files","network":"rlmprov-$HUB_NAME","auth":{"type":"open"},"admins":[$admins],
 "idle":{"timeout":3600,"checkEvery":300,"maxAge":0,"kernelTimeout":1200},
 "server":{"image":"rlm-singleuser:$singleuser_tag","memory":$memory,"cpu":$cpu,
           "active":$active,"spawns":$((3 * cores)),"startTimeout":$patience,"httpTimeout":$patience},
 "trust":[$trust]}
END
# Those of proxy and docker-proxy are rlmprov's, which then lets them run on. The hub's has the key in it, so that nobody
# guesses a secret from a container's label; rlmprov restarts the hub once, and users' servers run on.
compose=$(sha256sum <"$work/files/compose.yaml")
spec_of() { printf '%s\n%s\n%s\n' "rlm-hub:$hub_tag" "${compose%% *}" "$1" | sha256sum | cut -c 1-16; }
hub_spec=$(cat "$state/key" "$work/files/compose.yaml" "$work/files/settings.json" "$work/files/secrets.env" |
    sha256sum | cut -c 1-16)
cat >"$work/files/.env" <<END
DOCKER_PROXY_SPEC=$(spec_of docker-proxy)
HTTP_PORT=$HTTP_PORT
HUB_DIR=$files
HUB_IMAGE=rlm-hub:$hub_tag
HUB_NAME=$HUB_NAME
HUB_SPEC=$hub_spec
PROXY_SPEC=$(spec_of "proxy
port $HTTP_PORT")
END
chmod -R u=rwX,go=rX "$work/files"
chmod 600 "$work/files/secrets.env"
# What an earlier run wrote and is not here any more: images would go on trusting a certificate that was taken out.
gone=$(cd "$files" && find images notebooks -type f 2>/dev/null | while IFS= read -r path; do
    [ -e "$work/files/$path" ] || printf '%s\n' "$path"
done)

tar -c -f - -C "$work/files" . | step write-files.sh DIR="$files" REMOVE="$gone"

step create-objects.sh HUB="$HUB_NAME" VOLUMES="rlmprov-$HUB_NAME-hub"
step firewall.sh HUB="$HUB_NAME"
step build-image.sh KIND=hub TAG="$hub_tag" BASE="$BASE_IMAGE" DIR="$files/images/hub"
step build-image.sh KIND=singleuser TAG="$singleuser_tag" BASE="$BASE_IMAGE" DIR="$files/images/singleuser"
step start-stack.sh HUB="$HUB_NAME" HTTP_PORT="$HTTP_PORT" SERVICES='docker-proxy proxy hub'
# What an earlier run has built and nobody needs any more.
step prune-images.sh HUB="$HUB_NAME" KEEP="rlm-hub:$hub_tag
rlm-singleuser:$singleuser_tag"
echo "==> The hub is at http://$(uname -n):$HTTP_PORT"
