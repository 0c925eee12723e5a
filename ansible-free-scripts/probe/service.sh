# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# Containers of the stack, of users and of others. A part of probe.sh, which says what its variables and functions are.
parts="${parts:-} containers servers environments"

# One inspect for all containers. The template sorts them: services and servers of this hub, and of all others just
# what a conflict needs (name, state, ports). Values of environments are told as HMACs.
section_containers() {
    has docker || return 0
    # "made SERVICE ID" for what start-stack.sh has made.
    [ ! -f "$state/containers" ] || sed -n 's/^[a-z-]* [0-9a-f]*$/made &/p' "$state/containers" >>"$tmp/containers.lines"
    ids=$(engine ps --all --quiet --no-trunc 2>&1) || { daemon_says "$ids" && return; }
    [ -n "$ids" ] || return 0
    common='"name":{{json .Name}},"id":{{json .ID}},"image":{{json .Config.Image}},"imageId":{{json .Image}},"state":{{json .State.Status
}},"started":{{json .State.StartedAt}},"network":{{json .HostConfig.NetworkMode}},"ports":{{json .HostConfig.PortBindings
}},"project":{{json (index .Config.Labels "com.docker.compose.project")}}'
    limits='"memory":{{.HostConfig.Memory}},"memorySwap":{{.HostConfig.MemorySwap}},"nanoCpus":{{.HostConfig.NanoCPUs
}},"cpuQuota":{{.HostConfig.CPUQuota}},"cpuPeriod":{{.HostConfig.CPUPeriod}}'
    project='(eq (index .Config.Labels "com.docker.compose.project") "rlmprov-'$HUB'")'
    hub='(index .Config.Labels "io.rlmprov.hub")'
    # shellcheck disable=SC2016 # the template's variables
    service="service 0 {$common,$limits"',"service":{{json (index .Config.Labels "com.docker.compose.service")}},"spec":{{json
 (index .Config.Labels "io.rlmprov.spec")}},"health":{{if .State.Health}}{{json .State.Health.Status}}{{else}}null{{end
}},"restart":{{json .HostConfig.RestartPolicy.Name}},"host":{{json .HostConfig}},"user":{{json .Config.User}},"cmd":{{json .Config.Cmd
}},"entrypoint":{{json .Config.Entrypoint}},"hostname":{{json .Config.Hostname}},"stopTimeout":{{json .Config.StopTimeout
}},"healthcheck":{{json .Config.Healthcheck}},"mounts":{{json .Mounts}},"endpoints":{{json .NetworkSettings.Networks
}}}{{$name := .Name}}{{$image := .Image}}{{range .Config.Env}}
env {{$name}} {{$image}} {{printf "%q" .}}{{end}}'
    server="server {{.State.Pid}} {$common,$limits"',"user":{{json (index .Config.Labels "io.rlmprov.user")
}},"profile":{{json (index .Config.Labels "io.rlmprov.profile")}},"endpoints":{{json .NetworkSettings.Networks}},"pids":{{json .HostConfig.PidsLimit}},"privileged":{{.HostConfig.Privileged
}},"capAdd":{{json .HostConfig.CapAdd}},"capDrop":{{json .HostConfig.CapDrop}},"securityOpt":{{json .HostConfig.SecurityOpt
}},"pidMode":{{json .HostConfig.PidMode}},"ipcMode":{{json .HostConfig.IpcMode}},"devices":{{json .HostConfig.Devices
}},"restart":{{json .HostConfig.RestartPolicy.Name}},"mounts":{{json .Mounts}}}'
    # A service is what compose made, or what has taken the name of one. What "docker compose run" left has a service's
    # labels and is none; nor is what somebody else gave our labels.
    oneoff='(eq (index .Config.Labels "com.docker.compose.oneoff") "True")'
    composed='(index .Config.Labels "com.docker.compose.config-hash")'
    named='(eq .Name (print "/rlmprov-'$HUB'-" (index .Config.Labels "com.docker.compose.service")))'
    spawned='(eq (truncate .Name 9) "/jupyter-")'
    # shellcheck disable=SC2086 # one word per container
    environments=$(engine inspect --type container --format "{{if $oneoff}}other 0 {$common}{{else if and $project (or $composed $named)
}}$service{{else if and $spawned (eq $hub \"$HUB\") (not (index .Config.Labels \"com.docker.compose.project\"))
}}$server{{else if and $spawned (eq $hub \"\") (eq (print .HostConfig.NetworkMode) \"rlmprov-$HUB\")}}$server{{else}}other 0 {$common}{{end}}" $ids 2>"$tmp/inspect.err" |
        awk -v dir="$tmp" "$split_containers")
    unless_gone <"$tmp/inspect.err"
    [ -z "$environments" ] || tell_environments >>"$tmp/environments.lines"
}

# The section above tells them.
section_servers() { :; }
section_environments() { :; }

# "CONTAINER NAME hmac" for every variable that a service has beyond those of its image; "-" without a key. They pass through
# the shell's own printf. The value is quoted as Go does, so that it is one line.
tell_environments() {
    hmac_key
    proxies=$(grep -s '"proxies"' "${DOCKER_CONFIG:-${HOME:-/root}/.docker}/config.json")
    # shellcheck disable=SC2046 # one word per image
    inherited=$(engine image inspect --format '{{range .Config.Env}}{{printf "%q" .}}
{{end}}' $(printf '%s\n' "$environments" | cut -d ' ' -f 2 | sort -u) 2>/dev/null)
    printf '%s\n' "$environments" | while read -r container _ variable; do
        case "
$inherited
" in *"
$variable
"*) continue ;; esac
        variable=${variable#\"} variable=${variable%\"}
        # Docker's client gives every container the proxies of its configuration.
        case ${variable%%=*} in *_proxy | *_PROXY) [ -z "$proxies" ] || continue ;; esac
        mac=-
        [ -z "$key" ] || hmac "${variable#*=}"
        echo "${container#/} ${variable%%=*} $mac"
    done
}

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
/^env / { print substr($0, 5); next }
/^(service|server|other) / {
    role = $1; pid = $2; sub(/^[a-z]+ [0-9]+ /, "")
    if (role == "server" && pid > 0) sub(/}$/, sprintf(",\"used\":%.0f}", used(pid)))
    print >> (dir "/" (role == "service" ? "containers" : role == "server" ? "servers" : "others") ".lines")
}'
