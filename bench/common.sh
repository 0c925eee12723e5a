# shellcheck shell=sh disable=SC2034
# Sourced by the benchmarks: builds both pairs of images, and starts and removes the hubs that are measured.
#
#   BENCH_NAME      names all that is made here (t-bench)
#   BENCH_PORT      of our hub on 127.0.0.1, the stock one gets the next (18100)
#   BENCH_RESULTS   where the figures go (bench/results, which git ignores)

bench=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
repo=$(dirname -- "$bench")
images=$repo/images
name=${BENCH_NAME:-t-bench}
stock=$name-stock
port=${BENCH_PORT:-18100}
stock_port=$((port + 1))
results=${BENCH_RESULTS:-$bench/results}

hub_image=rlm-hub:$name
singleuser_image=rlm-singleuser:$name
stock_hub_image=rlm-bench-stock-hub:$name
stock_singleuser_image=rlm-bench-stock-singleuser:$name

# What both hubs give to a server.
memory=536870912
cpu=1.0
spawns=${BENCH_SPAWNS:-6}

work=$(mktemp -d)
hub_dir=$work/hub-dir
chmod 755 "$work"
mkdir -p "$results"

die() {
    echo "${0##*/}: $*" >&2
    exit 1
}

finish() {
    status=$?
    trap '' INT TERM
    [ "$status" -eq 0 ] || show_logs
    remove_hub "$name"
    remove_hub "$stock"
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

show_logs() {
    for container in "rlmprov-$name-hub" "$stock-hub"; do
        docker logs --tail 40 "$container" 2>/dev/null || true
    done >&2
}

# Users of the benchmarks are named after it, and so are their volumes, of which the stock hub's have no label.
remove_hub() {
    label="label=io.rlmprov.hub=$1"
    # A server that its hub is just removing makes rm fail, and is gone a moment later.
    for _ in 1 2 3 4 5; do
        docker ps --all --quiet --filter "$label" | xargs -r docker rm --force >/dev/null 2>"$work/rm" && break
        sleep 2
    done
    [ -z "$(docker ps --all --quiet --filter "$label")" ] || cat "$work/rm" >&2
    docker network ls --quiet --filter "$label" | xargs -r docker network rm >/dev/null
    docker volume ls --quiet --filter "$label" | xargs -r docker volume rm >/dev/null
    docker volume ls --quiet --filter "name=jupyterhub-user-$(user_prefix "$1")" | xargs -r docker volume rm >/dev/null
}

# Letters alone, which no spawner escapes.
user_prefix() { echo "u$(printf %s "$1" | LC_ALL=C tr -dc '[:lower:]')x"; }

context() {
    cp -R "$images/$1" "$work/$2"
    find /usr/local/share/ca-certificates -name '*.crt' -exec cp {} "$work/$2/trust/" \;
}

build_ours() {
    for image in hub singleuser; do context "$image" "ours-$image"; done
    docker build --quiet --tag "$hub_image" "$work/ours-hub" >/dev/null
    docker build --quiet --tag "$singleuser_image" "$work/ours-singleuser" >/dev/null
}

# The same locked versions; what images/*/overrides.txt leaves out is in the lock with a marker, which goes here.
build_stock() {
    for image in hub singleuser; do
        context "$image" "stock-$image"
        cp "$bench/stock/$image"/* "$work/stock-$image/"
        sed -i "s/ ; sys_platform == 'never'//" "$work/stock-$image/requirements.txt"
    done
    docker build --quiet --tag "$stock_hub_image" "$work/stock-hub" >/dev/null
    docker build --quiet --tag "$stock_singleuser_image" "$work/stock-singleuser" >/dev/null
}

# Debian 12 has no compose of today: then Debian 13's is taken, in a container.
compose() {
    if docker compose version >/dev/null 2>&1; then
        docker compose --project-directory "$hub_dir" "$@"
        return
    fi
    docker build --quiet --tag rlmprov-test-compose - >/dev/null <<'DOCKERFILE'
FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends docker-cli docker-compose
DOCKERFILE
    docker run --rm -v /var/run/docker.sock:/var/run/docker.sock -v "$hub_dir:$hub_dir" -w "$hub_dir" \
        rlmprov-test-compose docker compose "$@"
}

# What rlmprov writes to the host, in short.
write_hub_dir() {
    mkdir -p "$hub_dir"
    cp "$images/compose.yaml" "$hub_dir/"
    cp -R "$repo/notebooks" "$hub_dir/"
    cat >"$hub_dir/.env" <<ENV
HUB_NAME=$name
HUB_DIR=$hub_dir
HUB_IMAGE=$hub_image
HTTP_PORT=127.0.0.1:$port
HUB_SPEC=bench
PROXY_SPEC=bench
DOCKER_PROXY_SPEC=bench
ENV
    cat >"$hub_dir/settings.json" <<JSON
{"name": "$name", "hubDir": "$hub_dir", "network": "rlmprov-$name",
 "auth": {"type": "open"}, "admins": [],
 "idle": {"timeout": 3600, "checkEvery": 300, "maxAge": 0, "kernelTimeout": 1200},
 "server": {"image": "$singleuser_image", "memory": $memory, "cpu": $cpu,
            "active": 0, "spawns": $spawns, "startTimeout": 120, "httpTimeout": 120},
 "trust": []}
JSON
    (
        umask 077
        : >"$hub_dir/secrets.env"
        echo "CONFIGPROXY_AUTH_TOKEN=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')" >"$hub_dir/proxy.env"
    )
}

start_ours() {
    remove_hub "$name"
    write_hub_dir
    docker network create --label "io.rlmprov.hub=$name" "rlmprov-$name" >/dev/null
    docker network create --internal --label "io.rlmprov.hub=$name" "rlmprov-$name-control" >/dev/null
    docker volume create --label "io.rlmprov.hub=$name" "rlmprov-$name-hub" >/dev/null
    compose up --detach --quiet-pull >/dev/null 2>"$work/compose" || die "$(cat "$work/compose")"
}

start_stock() {
    remove_hub "$stock"
    docker network create --label "io.rlmprov.hub=$stock" "$stock" >/dev/null
    docker run --detach --name "$stock-hub" --label "io.rlmprov.hub=$stock" --network "$stock" \
        -p "127.0.0.1:$stock_port:8000" -v /var/run/docker.sock:/var/run/docker.sock \
        -e HUB_NAME="$stock" -e NETWORK="$stock" -e SINGLEUSER_IMAGE="$stock_singleuser_image" \
        -e MEMORY="$memory" -e CPU="$cpu" -e SPAWNS="$spawns" "$stock_hub_image" >/dev/null
}

# Runs a module of driver/ in the hub's image: one process, which sees this machine's loopback and engine.
drive() {
    mkdir -p "$results"
    docker run --rm --init --network host -v /var/run/docker.sock:/var/run/docker.sock \
        -v /sys/fs/cgroup:/cgroup:ro \
        -v "$bench/driver:/bench/driver:ro" -v "$results:/results" -w /bench \
        --label "io.rlmprov.hub=$name" "$hub_image" python -m "$@"
}
