# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# Volumes of the hub and of its users. A part of probe.sh, which says what its variables and functions are.
parts="${parts:-} volumes"

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
