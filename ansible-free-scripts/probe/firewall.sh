# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# Rules of the users' servers. A part of probe.sh, which says what its variables and functions are.
parts="${parts:-} firewall"

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
            host | outside | into | clamp) chain chain inet ;;
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
