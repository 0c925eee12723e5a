# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# Rules of the users' servers. A part of probe.sh, which says what its variables and functions are.
parts="${parts:-} firewall"

# "source sha256" of the file that the rules were made from, "boot yes|no", "network same|other". Then in-force, changed or
# absent for each part of the rules, for all of the two tables, and for what the next boot loads. Nothing if they were never
# loaded.
section_firewall() {
    loaded=$state/firewall.loaded
    [ -f "$loaded" ] || return 0
    echo "boot $(yes_or_no at_boot)"
    network=
    while read -r part digest gateway; do
        case $part in
            source) echo "source $digest" ;;
            # Two of them: the users' network, and the one between hub and proxy.
            interface) [ "$network" = no ] || network=$(yes_or_no has_address "$digest" "$gateway") ;;
            host | outside | into | clamp) chain chain inet ;;
            metadata) chain set inet ;;
            neighbours) chain chain bridge ;;
            tables) compare tables "$digest" "$(tables)" ;;
            file) compare file "$digest" "$(sha256sum <"$state/firewall.nft" 2>/dev/null)" ;;
            unit) compare unit "$digest" "$(unit_as_it_is)" ;;
        esac
    done <"$loaded"
    [ -z "$network" ] || echo "network $network"
}

# With each unit that its own is wanted by. One that was stopped is not loaded again with them.
at_boot() {
    unit=rlmprov-$HUB-firewall.service
    systemctl --quiet is-enabled "$unit" && systemctl --quiet is-active "$unit" || return 1
    for by in multi-user.target docker.service nftables.service; do
        [ -e "${ROOT:-}/etc/systemd/system/$by.wants/$unit" ] || return 1
    done
}

# compare PART DIGEST OUTPUT: of sha256sum
compare() {
    case $3 in "$2  -") echo "$1 in-force" ;; '') echo "$1 absent" ;; *) echo "$1 changed" ;; esac
}

# A rule, a chain or a set more is none of the parts, and may let in what they refuse.
tables() {
    { nft --stateless list table inet "rlmprov-$HUB" && nft --stateless list table bridge "rlmprov-$HUB"; } 2>/dev/null | sha256sum
}

# The unit with all that systemd adds to it.
unit_as_it_is() { systemctl cat --no-pager "rlmprov-$HUB-firewall.service" 2>/dev/null | sha256sum; }

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
