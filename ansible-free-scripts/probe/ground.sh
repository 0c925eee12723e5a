# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# What the hub would stand on: disks, the engine's way of running, address space. A part of probe.sh, which says what its
# variables and functions are.
parts="${parts:-} ground"

# "root PATH": where images and volumes lie or will lie. "disk PATH KIB INODES rw|ro": what is free there. "security NAME" for each of the engine's options.
# "subnet CIDR" of the users' network, "pool PREFIX" for networks that the engine makes, "route CIDR DEVICE" for
# each route but the default one.
section_ground() {
    root=
    if has docker; then
        info=$(engine info --format 'root {{.DockerRootDir}}{{range .SecurityOptions}}
security {{.}}{{end}}{{range .DefaultAddressPools}}
pool {{.Size}}{{end}}' 2>/dev/null)
        root=$(printf '%s\n' "$info" | sed -n 's/^root //p')
        # "name=seccomp,profile=default"
        printf '%s\n' "$info" | sed -n 's/^security name=\([^,]*\).*/security \1/p; s/^pool /&/p'
        # A network that is not there is no error, and an engine that does not answer is told elsewhere.
        engine network inspect --format '{{range .IPAM.Config}}subnet {{.Subnet}}
{{end}}' "rlmprov-$HUB" 2>/dev/null | grep '^subnet [0-9.]*/'
    fi
    for one in "$root" /var/lib/docker /var/lib; do
        if [ -d "$one" ]; then root=$one && break; fi
    done
    echo "root $root"
    for path in / "$root" /var/lib /tmp /run; do
        [ ! -d "$path" ] || room "$path"
    done
    if has ip; then
        ip -4 route show | awk '$1 ~ /^[0-9.]+(\/[0-9]+)?$/ {
            device = "?"; for (i = 2; i < NF; i++) if ($i == "dev") device = $(i + 1)
            print "route " ($1 ~ /\// ? $1 : $1 "/32") " " device }'
    fi
    return 0
}

room() {
    free=$(df -Pk "$1" | awk 'NR == 2 { print $4 }')
    # A file system without a fixed number of them says "-" or 0 of 0.
    inodes=$(df -Pi "$1" | awk 'NR == 2 { print ($2 + 0 > 0 ? $4 : "-") }')
    # access(2) says EROFS to root, too.
    if [ -w "$1" ]; then mode=rw; else mode=ro; fi
    echo "disk $1 ${free:-0} ${inodes:--} $mode"
}
