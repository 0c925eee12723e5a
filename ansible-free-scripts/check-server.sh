#!/bin/sh
# Walks the path of a user on this host: the hub through its proxy, the engine through the proxy of its socket, and a test
# user's server. Inside the server it tries the hub's API, names and the model provider. With a gateway, it tries the
# providers' API keys, too. Then removes the server.
#
# Variables: HUB   name of the hub
# Input:     none
# Output:    a JSON object for each station, one line each: see images/hub/rlmprov_hub/reach.py; other lines tell what goes on
#            or went wrong. "==> done: Started no test user's server: WHY" of a hub that is full
# Exit:      0 a user could work, or a full hub started no server; or only what is outside of this host is not reached.
#            1 a station on this host failed
set -eu
umask 077
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
hub=rlmprov-$HUB-hub
server=jupyter-rlmprov-2dcheck
state=/var/lib/rlmprov/$HUB

tmp=$(mktemp -d /run/rlmprov-check.XXXXXX)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM PIPE

# station NAME WORDS REMEDY: one that failed on this host.
station() {
    words=$(printf %s "$2" | tr '\n\042\134' '   ')
    printf '{"station": "%s", "outcome": "failed", "said": "%s", "remedy": "%s", "where": "host"}\n' "$1" "$words" "$3"
}

state_of() { docker container inspect --format '{{.State.Status}}' "$1" 2>&1; }
found=$(state_of "$hub") || found="is not there: $found"
if [ "$found" != running ]; then
    station hub "the container $hub $found" "Run rlmprov apply, which starts the hub."
    exit 1
fi

# The program for inside is the hub's; the server brings the Python.
inside() {
    docker exec "$hub" cat /opt/rlmprov/rlmprov_hub/reach.py >"$tmp/reach.py"
    if ! docker exec -i "$server" python3 -I - <"$tmp/reach.py" >"$tmp/reach" 2>"$tmp/why"; then
        station inside "nothing can be run in the server: $(tail -n 1 "$tmp/why")" \
            "An image of your own (images.singleuser) needs python3 in its PATH."
        return
    fi
    if grep -q '"outcome": "failed"' "$tmp/reach"; then
        # Beside the host's own network: tells a fault of the host from one of what lies beyond.
        image=$(docker container inspect --format '{{.Image}}' "$hub")
        docker run --rm --interactive --network host --read-only --cap-drop ALL "$image" \
            python3 /opt/rlmprov/rlmprov_hub/reach.py --again <"$tmp/reach" >"$tmp/again" 2>"$tmp/why" &&
            mv "$tmp/again" "$tmp/reach"
    fi
    cat "$tmp/reach"
}

# Asks the providers, through the gateway of a hub that has one, whether they take the API keys.
keys() {
    docker container inspect "rlmprov-$HUB-gateway" >/dev/null 2>&1 || return 0
    if docker exec "rlmprov-$HUB-gateway" python -m rlmprov_gateway.tell stations >"$tmp/keys" 2>"$tmp/why"; then
        cat "$tmp/keys"
    else
        station "API key" "the gateway was not asked: $(tail -n 1 "$tmp/why")" "Run rlmprov apply, which starts the gateway."
    fi
}

# What a later plan compares with: whether the host or its engine have started since.
started() { sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f 20; }
prove() {
    {
        echo "time $(date +%s)"
        echo "boot $(cat /proc/sys/kernel/random/boot_id) $(started 1)"
        engine=$(cat /run/docker.pid)
        echo "engine $engine $(started "$engine")"
    } >"$state/proven.new"
    mv -f "$state/proven.new" "$state/proven"
}

# Its stdin holds the server: it is removed when that ends, also when this script was killed.
mkfifo "$tmp/hold" "$tmp/said"
docker exec -i "$hub" rlmprov-check --hold <"$tmp/hold" >"$tmp/said" 2>&1 &
checker=$!
exec 3>"$tmp/hold" 4<"$tmp/said"
while IFS= read -r line <&4; do
    case $line in
        hold)
            {
                inside
                keys
            } 3>&- 4<&- >"$tmp/inside"
            cat "$tmp/inside"
            exec 3>&-
            ;;
        '{"station": "server", "outcome": "skipped"'*)
            echo "$line"
            echo "==> done: Started no test user's server: all places are taken"
            ;;
        *) echo "$line" ;;
    esac
done
wait "$checker" || exit 1
[ -e "$tmp/inside" ] || exit 0
if grep -q '"where": "host"' "$tmp/inside"; then exit 1; fi
grep -q '"outcome": "failed"' "$tmp/inside" || prove
