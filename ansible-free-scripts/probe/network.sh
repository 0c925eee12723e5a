# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# The network of the users' servers. A part of probe.sh, which says what its variables and functions are.
parts="${parts:-} networks"

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
