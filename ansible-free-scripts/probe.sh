#!/bin/sh
# Tells everything that a plan needs to know of a host, in one run. Changes nothing.
#
# Variables: HUB         name of the hub
#            NONCE       random word that frames the sections, so that no content can look like a frame
#            BASE        optional: name of the base image, to tell whether the engine has it
#            WITH_USAGE  optional: 1 adds the bytes of each volume (reads all of users' files: slow)
#            ROOT        optional: prefix of /opt and /var/lib, for tests
# Output:    "@@NONCE section" and its lines, for every section; "@@NONCE end" proves that nothing was cut off.
#            A section that could not be read has a line "error: ..." and does not stop the others.
#            Values of secrets never leave the host: secrets.env is told as HMACs, no environment is printed.
# Exit:      0, or 70 if the probe itself could not work
set -u
umask 077
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Not what a context or a variable of root's login points at: the engine of this host.
export DOCKER_HOST=unix:///var/run/docker.sock

files=${ROOT:-}/opt/rlmprov/$HUB
state=${ROOT:-}/var/lib/rlmprov/$HUB
sections='os hardware preflight engine files state settings secrets key proxyenv record trust firewall others images networks
volumes containers servers'

# In memory where possible: the key passes through here.
tmp=$(mktemp -d /run/rlmprov-probe.XXXXXX 2>/dev/null || mktemp -d) || exit 70
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
    # shellcheck disable=SC2046 # three words
    set -- $(uname -nrm)
    init=systemd
    [ -d /run/systemd/system ] || read -r init </proc/1/comm || init=unknown
    printf '%s\n' "id=${ID:-unknown}" "version=${VERSION_ID:-}" "codename=${VERSION_CODENAME:-}" "like=${ID_LIKE:-}" \
        "title=${PRETTY_NAME:-}" "arch=$3" "kernel=$2" "hostname=$1" "init=$init"
}

section_hardware() {
    read -r _ kilobytes _ </proc/meminfo
    data=/var/lib/docker
    [ -d $data ] || data=/var/lib
    df -Pk $data | {
        read -r _
        read -r _ size _ free _
        cgroup=1
        [ -f /sys/fs/cgroup/cgroup.controllers ] && cgroup=2
        printf '%s\n' "memory=$((kilobytes * 1024))" "cores=$(getconf _NPROCESSORS_ONLN)" "disk.path=$data" \
            "disk.size=$((size * 1024))" "disk.free=$((free * 1024))" "cgroup=$cgroup"
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
    enforce=
    [ -r /sys/fs/selinux/enforce ] && read -r enforce </sys/fs/selinux/enforce
    case $enforce in 1) echo selinux=enforcing ;; 0) echo selinux=permissive ;; *) echo selinux=absent ;; esac
    echo "docker.snap=$(yes_or_no test -e /snap/bin/docker)"
    echo "docker.volumes=$(yes_or_no volumes_left)"
    listening
}

# Whether Docker has left data, even where nobody can list it any more.
volumes_left() {
    for volume in "${ROOT:-}"/var/lib/docker/volumes/*/; do [ ! -d "$volume" ] || return 0; done
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
    fi
    has docker || return 0
    echo "client=$(docker --version 2>&1 | head -n 1)"
    # One call gives the daemon's facts and, with the client's plugins, the version of compose.
    engine info --format '{{range .ClientInfo.Plugins}}{{if eq .Name "compose"}}compose={{.Version}}
{{end}}{{if eq .Name "buildx"}}buildx={{.Version}}
{{end}}{{end}}server={{.ServerVersion}}
driver={{.Driver}}
root={{.DockerRootDir}}
cgroup.driver={{.CgroupDriver}}
cgroup.version={{.CgroupVersion}}
swarm={{.Swarm.LocalNodeState}}{{range .Warnings}}
warning={{.}}{{end}}{{range .ServerErrors}}
problem={{.}}{{end}}' 2>"$tmp/engine.why"
    sed -n 's/^/problem=/p' "$tmp/engine.why"
}

# Files in the hub's directory: "mode owner:group size path", mode in hex as in stat(2); then "sha256  path".
# No size and no plain hash of secrets: a short password could be guessed from them.
section_files() {
    [ -d "$files" ] || return 0
    cd "$files" || return 1
    unprintable "$files"
    beside files find . ! -name '*[[:cntrl:]\\]*' ! -path ./secrets.env ! -path ./proxy.env -exec stat -c '%f %U:%G %s %n' {} +
    for secret in ./secrets.env ./proxy.env; do
        [ ! -e $secret ] || beside files stat -c '%f %U:%G - %n' $secret
    done
    beside files find . -type f ! -name '*[[:cntrl:]\\]*' ! -path ./secrets.env ! -path ./proxy.env -exec sha256sum {} +
}

# beside SECTION COMMAND...: what goes away while it runs is no error. An apply at work renames NAME.new to NAME.
beside() {
    section=$1
    shift
    "$@" 2>"$tmp/$section.beside" || sed '/No such file or directory$/d; s/^/error: /' "$tmp/$section.beside"
}

# unprintable FOLDER [OPTION]: an error if a name here cannot be shown in a plan. In LC_ALL=C, find takes any bytes.
unprintable() {
    # shellcheck disable=SC2086 # two words or none
    odd=$(find . ${2:-} -name '*[[:cntrl:]\\]*' -exec printf x \; | wc -c)
    # shellcheck disable=SC2086
    odd=$((odd + $(find . ${2:-} ! -name '*[[:cntrl:]\\]*' | LC_ALL=C.UTF-8 grep -acxv '.*')))
    [ "$odd" -eq 0 ] || echo "error: $odd file names in $1 have control characters, backslashes or bytes that are not UTF-8." \
        "Nothing of rlmprov's has; on the host, list them with \"ls -AlRb $1\" and remove them"
}

section_state() {
    [ -d "$state" ] || return 0
    cd "$state" || return 1
    unprintable "$state" '-maxdepth 1'
    beside state find . -maxdepth 1 ! -name '*[[:cntrl:]\\]*' -exec stat -c '%f %U:%G - %n' {} +
}

# Each ends with a line end of ours, lest a file without one swallows the next frame. Only regular files: reading a fifo
# that somebody put there would never end.
content() { [ ! -f "$1" ] || { cat "$1" && echo; }; }
section_settings() { content "$files/settings.json"; }
section_record() { content "$state/record.json"; }
section_key() { content "$state/key"; }

section_proxyenv() {
    [ -f "$files/proxy.env" ] || return 0
    if grep -Eqx 'CONFIGPROXY_AUTH_TOKEN=[0-9a-f]{32,}' "$files/proxy.env"; then
        echo token=good
    else
        echo token=bad
    fi
}

# octal HEX MASK: $octal = each byte of HEX xor MASK as an escape for printf %b. No process is started.
octal() {
    octal='' rest=$1
    while [ -n "$rest" ]; do
        tail=${rest#??}
        byte=$((0x${rest%"$tail"} ^ $2))
        octal="$octal\\0$((byte / 64))$((byte / 8 % 8))$((byte % 8))"
        rest=$tail
    done
}

# RFC 2104. Values pass through the shell's own printf and a pipe: they are in no argv and in no file.
hmac() {
    digest=$({ printf %b "$inner_pad" && printf %s "$1"; } | sha256sum)
    octal "${digest%% *}" 0
    digest=$(printf %b "$outer_pad$octal" | sha256sum)
    mac=${digest%% *}
}

# "NAME hmac" for every line of secrets.env; "NAME -" if there is no key to make it with.
section_secrets() {
    [ -f "$files/secrets.env" ] || return 0
    case $(type printf) in *builtin*) ;; *) echo "error: sh has no printf of its own" && return ;; esac
    key=
    [ ! -f "$state/key" ] || read -r key <"$state/key"
    case $key in *[!0-9a-f]*) key= ;; esac
    [ $((${#key} % 2)) -eq 0 ] && [ ${#key} -le 128 ] || key=
    block=$key
    while [ ${#block} -lt 128 ]; do block=${block}00; done
    octal "$block" 0x36 && inner_pad=$octal
    octal "$block" 0x5c && outer_pad=$octal
    number=0
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        case $line in *=*) name=${line%%=*} ;; *) name= ;; esac
        case $name in '' | [!A-Za-z_]* | *[!A-Za-z0-9_]*) echo "- $number" && continue ;; esac
        mac=-
        [ -z "$key" ] || hmac "${line#*=}"
        echo "$name $mac"
    done <"$files/secrets.env"
}

# "name sha256 yes|no": whether update-ca-certificates has put it into the bundle.
section_trust() {
    cd "${ROOT:-}/usr/local/share/ca-certificates" 2>/dev/null || return 0
    bundle=
    for certificate in "rlmprov-$HUB"-*.crt; do
        [ -f "$certificate" ] || continue
        [ -n "$bundle" ] || bundle=$(cat "${ROOT:-}/etc/ssl/certs/ca-certificates.crt" 2>/dev/null)
        case $bundle in *"$(cat "$certificate")"*) taken=yes ;; *) taken=no ;; esac
        digest=$(sha256sum <"$certificate")
        echo "$certificate ${digest%% *} $taken"
    done
}

# "source sha256" of the file that the rules were made from, "boot yes|no", "network same|other", and for each part of
# the rules: in-force, changed or absent. Nothing if they were never loaded.
section_firewall() {
    loaded=$state/firewall.loaded
    [ -f "$loaded" ] || return 0
    echo "boot $(yes_or_no systemctl --quiet is-enabled "rlmprov-$HUB-firewall.service")"
    network=
    while read -r part digest gateway; do
        case $part in
            source) echo "source $digest" ;;
            # Two of them: the users' network, and the one between hub and proxy.
            interface) [ "$network" = no ] || network=$(yes_or_no has_address "$digest" "$gateway") ;;
            host | outside | into) chain chain inet ;;
            metadata) chain set inet ;;
            neighbours) chain chain bridge ;;
        esac
    done <"$loaded"
    [ -z "$network" ] || echo "network $network"
}

has_address() { ip -4 -o address show dev "$1" | grep -qF " $2/"; }

chain() {
    if ! rules=$(nft --stateless list "$1" "$2" "rlmprov-$HUB" "$part" 2>/dev/null); then
        echo "$part absent"
    elif [ "$(printf '%s\n' "$rules" | sha256sum)" = "$digest  -" ]; then
        echo "$part in-force"
    else
        echo "$part changed"
    fi
}

section_others() {
    for other in "${ROOT:-}"/opt/rlmprov/*/; do
        other=${other%/}
        other=${other##*/}
        [ "$other" = '*' ] || [ "$other" = "$HUB" ] || echo "hub $other"
    done
}

section_images() {
    has docker || return 0
    ids=$(engine image ls --quiet --no-trunc --filter reference=rlm-hub --filter reference=rlm-singleuser \
        --filter reference="${BASE:-rlm-hub}" 2>&1) || { daemon_says "$ids" && return; }
    [ -n "$ids" ] || return 0
    # shellcheck disable=SC2086 # one word per image
    engine image inspect --format '{"id":{{json .ID}},"tags":{{json .RepoTags}},"size":{{.Size}},"created":{{json .Created
}},"arch":{{json .Architecture}},"layers":{{json .RootFS.Layers}},"kind":{{if .Config}}{{with .Config.Labels}}{{json (index . "io.rlmprov.image"
)}}{{else}}""{{end}}{{else}}""{{end}}}' $ids 2>"$tmp/image.err" | sort -u
    unless_gone <"$tmp/image.err"
}

section_networks() {
    has docker || return 0
    found=$(engine network inspect --format '{"name":{{json .Name}},"driver":{{json .Driver}},"internal":{{json .Internal
}},"labels":{{json .Labels}},"options":{{json .Options}},"endpoints":{{len .Containers}}}' "rlmprov-$HUB" 2>&1)
    case $found in
        '{'*) echo "$found" ;;
        *'o such network'* | *' not found'*) ;;
        *) daemon_says "$found" ;;
    esac
}

section_volumes() {
    has docker || return 0
    found=$(engine volume ls --filter "name=^rlmprov-$HUB-" --filter name=^jupyterhub- \
        --format '{"name":{{json .Name}},"driver":{{json .Driver}},"labels":{{json .Labels}},"mountpoint":{{json .Mountpoint}}}' \
        2>&1) || { daemon_says "$found" && return; }
    [ -n "$found" ] || return 0
    echo "$found"
    [ "${WITH_USAGE:-}" = 1 ] || return 0
    echo "$found" | sed -n 's/.*"name":"\([^"]*\)".*"mountpoint":"\([^"]*\)".*/\1 \2/p' | while read -r name path; do
        set -- "$(du -skx "$path" 2>/dev/null)"
        echo "usage $name $((${1%%[!0-9]*} * 1024))"
    done
}

# One inspect for all containers. The template sorts them: services and servers of this hub, and of all others just
# what a conflict needs (name, state, ports). Environments are never printed.
containers() {
    has docker || return 0
    ids=$(engine ps --all --quiet --no-trunc 2>&1) || { daemon_says "$ids" && return; }
    [ -n "$ids" ] || return 0
    common='"name":{{json .Name}},"id":{{json .ID}},"image":{{json .Config.Image}},"imageId":{{json .Image}},"state":{{json .State.Status
}},"started":{{json .State.StartedAt}},"network":{{json .HostConfig.NetworkMode}},"ports":{{json .HostConfig.PortBindings
}},"project":{{json (index .Config.Labels "com.docker.compose.project")}}'
    limits='"memory":{{.HostConfig.Memory}},"memorySwap":{{.HostConfig.MemorySwap}},"nanoCpus":{{.HostConfig.NanoCPUs
}},"cpuQuota":{{.HostConfig.CPUQuota}},"cpuPeriod":{{.HostConfig.CPUPeriod}}'
    hub='(index .Config.Labels "io.rlmprov.hub")'
    service="service 0 {$common,$limits"',"service":{{json (index .Config.Labels "com.docker.compose.service")}},"spec":{{json
 (index .Config.Labels "io.rlmprov.spec")}},"health":{{if .State.Health}}{{json .State.Health.Status}}{{else}}null{{end
}},"restart":{{json .HostConfig.RestartPolicy.Name}}}'
    server="server {{.State.Pid}} {$common,$limits"',"user":{{json (index .Config.Labels "io.rlmprov.user")}}}'
    # What "docker compose run" left has a service's labels and is none.
    oneoff='(eq (index .Config.Labels "com.docker.compose.oneoff") "True")'
    # shellcheck disable=SC2086 # one word per container
    engine inspect --type container --format "{{if $oneoff}}other 0 {$common}{{else if eq (index .Config.Labels \"com.docker.compose.project\") \"rlmprov-$HUB\"
}}$service{{else if eq $hub \"$HUB\"}}$server{{else if and (eq (truncate .Name 9) \"/jupyter-\") (eq $hub \"\") (eq
 (print .HostConfig.NetworkMode) \"rlmprov-$HUB\")}}$server{{else}}other 0 {$common}{{end}}" $ids 2>"$tmp/inspect.err" |
        awk -v dir="$tmp" "$split_containers"
    unless_gone <"$tmp/inspect.err" >>"$tmp/containers"
}

# What went away between two calls is no error.
unless_gone() { grep -iv 'no such' | sed 's/^/error: /'; }

# Adds to a server the memory it uses now as the kernel counts it against its limit, less what it can drop at once.
# shellcheck disable=SC2016 # awk, not shell
split_containers='
function number(file, key,    line, part, found) {
    while ((getline line < file) > 0) {
        split(line, part, " ")
        if (key == "") found = part[1]
        else if (part[1] == key) found = part[2]
    }
    close(file)
    return found + 0
}
function used(pid,    line, part, path) {
    while ((getline line < ("/proc/" pid "/cgroup")) > 0) {
        split(line, part, ":")
        if (part[2] == "memory") path = "/sys/fs/cgroup/memory" part[3]
        else if (part[1] == "0" && path == "") path = "/sys/fs/cgroup" part[3]
    }
    close("/proc/" pid "/cgroup")
    if (path ~ /^\/sys\/fs\/cgroup\/memory\//)
        return number(path "/memory.usage_in_bytes", "") - number(path "/memory.stat", "total_inactive_file")
    return number(path "/memory.current", "") - number(path "/memory.stat", "inactive_file")
}
/^(service|server|other) / {
    role = $1; pid = $2; sub(/^[a-z]+ [0-9]+ /, "")
    if (role == "server" && pid > 0) sub(/}$/, sprintf(",\"used\":%.0f}", used(pid)))
    print >> (dir "/" (role == "service" ? "containers" : role == "server" ? "servers" : "others.docker"))
}'

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

for one in containers servers; do echo "@@$NONCE $one" >"$tmp/$one"; done
{ containers >>"$tmp/containers" 2>"$tmp/containers.err" || sed 's/^/error: /' "$tmp/containers.err" >>"$tmp/containers"; } &
for one in engine images volumes networks firewall secrets files preflight os hardware state trust others settings record key proxyenv; do
    run $one &
done
wait
cd "$tmp" || exit 70
[ ! -e others.docker ] || cat others.docker >>others
[ ! -e late ] || sort -u late | sed 's/^/error: /' >>engine
# shellcheck disable=SC2086 # one word per section
cat $sections
echo "@@$NONCE end"
