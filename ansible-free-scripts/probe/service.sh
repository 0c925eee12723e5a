# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# Containers of the stack, of users and of others. A part of probe.sh, which says what its variables and functions are.
parts="${parts:-} containers servers"

# One inspect for all containers. The template sorts them: services and servers of this hub, and of all others just
# what a conflict needs (name, state, ports). Environments are never printed.
section_containers() {
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
    unless_gone <"$tmp/inspect.err"
}

# The section above tells them.
section_servers() { :; }

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
    print >> (dir "/" (role == "service" ? "containers" : role == "server" ? "servers" : "others") ".lines")
}'
