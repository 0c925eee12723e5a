# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# Volumes of the hub and of its users. A part of probe.sh, which says what its variables and functions are.
parts="${parts:-} volumes"

# A volume as JSON; of the hub's own "options NAME OPTION..." if it was made with some, and "data MODE OWNER FILE" for what the
# hub keeps there, MODE in hex as in stat(2). With WITH_USAGE "usage NAME BYTES".
section_volumes() {
    has docker || return 0
    found=$(engine volume ls --filter "name=^rlmprov-$HUB-" --filter name=^jupyterhub- \
        --format '{"name":{{json .Name}},"driver":{{json .Driver}},"labels":{{json .Labels}},"mountpoint":{{json .Mountpoint}}}' \
        2>&1) || { daemon_says "$found" && return; }
    [ -n "$found" ] || return 0
    echo "$found"
    # shellcheck disable=SC2016 # the template's variables
    engine volume inspect --format '{{.Mountpoint}}{{if .Options}}
options {{.Name}}{{range $option, $value := .Options}} {{$option}}={{$value}}{{end}}{{end}}' "rlmprov-$HUB-hub" 2>/dev/null | {
        IFS= read -r data || return 0
        grep '^options '
        for kept in jupyterhub.sqlite jupyterhub_cookie_secret rlmprov_check_token; do
            if [ -e "$data/$kept" ] || [ -L "$data/$kept" ]; then stat -c "data %f %U:%G $kept" "$data/$kept"; fi
        done
    }
    [ "${WITH_USAGE:-}" = 1 ] || return 0
    echo "$found" | sed -n 's/.*"name":"\([^"]*\)".*"mountpoint":"\([^"]*\)".*/\1 \2/p' | while read -r name path; do
        set -- "$(du -skx "$path" 2>/dev/null)"
        echo "usage $name $((${1%%[!0-9]*} * 1024))"
    done
}
