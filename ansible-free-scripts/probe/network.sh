# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# The network of the users' servers. A part of probe.sh, which says what its variables and functions are.
parts="${parts:-} networks"

# The users' network as JSON; before the same of the one between hub and proxy stands "control". And "forwarding yes|no" and
# "rules yes|no": whether the kernel still has what the engine told it, which a flush of all rules or a sysctl takes away.
section_networks() {
    has docker || return 0
    engine network inspect --format '{{if ne .Name "rlmprov-'"$HUB"'"}}control {{end}}{"name":{{json .Name}},"id":{{json .ID
}},"driver":{{json .Driver}},"internal":{{json .Internal}},"ipv6":{{json .EnableIPv6}},"labels":{{json .Labels}},"options":{{json .Options
}},"endpoints":{{len .Containers}}}' "rlmprov-$HUB" "rlmprov-$HUB-control" 2>"$tmp/network.err"
    case $(cat /proc/sys/net/ipv4/ip_forward 2>/dev/null) in 0) echo forwarding no ;; *) echo forwarding yes ;; esac
    echo "rules $(yes_or_no engine_rules)"
    daemon_says "$(grep -iv 'no such network\|not found' "$tmp/network.err")"
}

# Of an engine that makes none, or makes them without iptables, nothing is missed.
engine_rules() {
    has iptables || return 0
    ! grep -Eqs '"iptables" *: *false|"firewall-backend" *: *"nftables"' /etc/docker/daemon.json || return 0
    ! tr '\0' ' ' <"/proc/$(cat /run/docker.pid)/cmdline" 2>/dev/null |
        grep -Eq -- '--iptables=false|--firewall-backend[= ]nftables' || return 0
    # An engine with an iptables of its own, as that of a snap, may use the kernel's older tables, which this one does not see.
    case $(iptables --version) in *nf_tables*) ! grep -Eqsx nat /proc/net/ip_tables_names || return 0 ;; esac
    iptables -t nat -S DOCKER >/dev/null 2>&1 || return 1
    iptables -S FORWARD | grep -q DOCKER || return 1
    subnet=$(engine network inspect --format '{{range .IPAM.Config}}{{.Subnet}} {{end}}' "rlmprov-$HUB" 2>/dev/null)
    [ -z "$subnet" ] || iptables -t nat -S POSTROUTING | grep -qF -- "-s ${subnet%% *} "
}
