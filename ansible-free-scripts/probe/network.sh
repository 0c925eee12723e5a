# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# The network of the users' servers. A part of probe.sh, which says what its variables and functions are.
parts="${parts:-} networks"

# Of the engine's next start: "newer FILE" for what the engine has not read yet, and "invalid WORDS" if it would not start with it.
# Of the traffic: "sysctl FILE" for what turns forwarding off, and "drops RULE" for another's rule that lets nothing through.
# "guest NAME" is a container that does not belong on the network between hub and proxy.
# The users' network as JSON; before the same of the one between hub and proxy stands "control". And "forwarding yes|no" and
# "rules yes|no": whether the kernel still has what the engine told it, which a flush of all rules or a sysctl takes away.
section_networks() {
    has docker || return 0
    engine network inspect --format '{{if ne .Name "rlmprov-'"$HUB"'"}}control {{end}}{"name":{{json .Name}},"id":{{json .ID
}},"driver":{{json .Driver}},"internal":{{json .Internal}},"ipv6":{{json .EnableIPv6}},"labels":{{json .Labels}},"options":{{json .Options
}},"endpoints":{{len .Containers}}}{{if ne .Name "rlmprov-'"$HUB"'"}}{{range .Containers}}
guest {{.Name}}{{end}}{{end}}' "rlmprov-$HUB" "rlmprov-$HUB-control" 2>"$tmp/network.err" | sed "/^guest rlmprov-$HUB-/d"
    case $(cat /proc/sys/net/ipv4/ip_forward 2>/dev/null) in 0) echo forwarding no ;; *) echo forwarding yes ;; esac
    echo "rules $(yes_or_no engine_rules)"
    next_start
    grep -Els '^[[:space:]]*net[./]ipv4[./](ip_forward|conf[./]all[./]forwarding)[[:space:]]*=[[:space:]]*0' /etc/sysctl.conf /etc/sysctl.d/*.conf \
        /run/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf | sed 's/^/sysctl /'
    ! has iptables || { iptables -S FORWARD && iptables -S DOCKER-USER; } 2>/dev/null | drops
    daemon_says "$(grep -iv 'no such network\|not found' "$tmp/network.err")"
}

# The engine began at btime and its ticks since then. Files that come with a package are older than that.
next_start() {
    pid=$(cat /run/docker.pid 2>/dev/null) && [ -r "/proc/$pid/stat" ] || return 0
    ticks=$(sed 's/.*) //' "/proc/$pid/stat" | cut -d ' ' -f 20)
    began=$(($(sed -n 's/^btime //p' /proc/stat) + ticks / $(getconf CLK_TCK)))
    {
        echo /etc/docker/daemon.json
        systemctl show --property FragmentPath,DropInPaths docker.service docker.socket containerd.service 2>/dev/null |
            sed -n 's/^[A-Z][A-Za-z]*=//p' | tr ' ' '\n'
    } | sort -u | while IFS= read -r file; do
        [ -f "$file" ] && [ "$(stat -c %Y "$file")" -gt $((began + 1)) ] || continue
        echo "newer $file"
        case $file in /etc/docker/daemon.json) has dockerd || continue ;; *) continue ;; esac
        said=$(timeout 10 dockerd --validate --config-file "$file" 2>&1) && continue
        # Before Docker 23 there was no such option.
        case $said in *'unknown flag'*) ;; *) echo "invalid $(printf %s "$said" | tail -n 1)" ;; esac
    done
}

# A rule of somebody else that drops all, before those of the engine; or all of our bridges.
drops() {
    bridges=$(ip -o -4 address show 2>/dev/null | awk '$2 ~ /^br-/ { print $2 }' | tr '\n' ' ')
    awk -v bridges="$bridges" '
        BEGIN { split(bridges, name, " "); for (i in name) ours[name[i]] = 1 }
        $1 == "-A" && $2 == "FORWARD" && /-j (DOCKER-ISOLATION|DOCKER-FORWARD)/ { over = 1 }
        $1 != "-A" || !/ -j (DROP|REJECT)/ || ($2 == "FORWARD" && over) { next }
        {
            all = ($3 == "-j"); for (i = 3; i < NF; i++) if (($i == "-i" || $i == "-o") && $(i + 1) in ours && $(i + 2) == "-j") all = 1
            if (all) print "drops " substr($0, 4)
        }'
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
