#!/bin/sh
# Loads the hub's firewall.nft for the network of the users' servers and the one between hub and proxy, now and at every
# boot; or takes it away. Creates the latter network if it is missing.
#
# Variables: HUB       name of the hub
#            REMOVE    optional: 1 takes the rules away
#            PATIENCE  optional: see apt.sh
# Input:     none
# Output:    what was done, one line each
# Exit:      0, 1 failed: the rules are as they were before, or already in force but not loaded at boot
set -eu
umask 077
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
# Over stdin it comes before this.
command -v ready_apt >/dev/null || . "$(dirname "$0")/apt.sh"
case $HUB in '' | *[!a-z0-9-]*) echo "HUB is \"$HUB\"" >&2 && exit 1 ;; esac
table=rlmprov-$HUB
state=/var/lib/rlmprov/$HUB
unit=rlmprov-$HUB-firewall.service
unit_file=/etc/systemd/system/$unit

if [ "${REMOVE:-}" = 1 ]; then
    if [ -e "$unit_file" ]; then
        systemctl --quiet disable --now "$unit" 2>/dev/null || true
        rm -f "$unit_file"
        systemctl daemon-reload
        echo "removed $unit"
    fi
    if command -v nft >/dev/null 2>&1; then
        for family in inet bridge; do
            if nft list table $family "$table" >/dev/null 2>&1; then
                nft delete table $family "$table"
                echo "removed table $family $table"
            fi
        done
    fi
    rm -f "$state/firewall.nft" "$state/firewall.loaded"
    exit 0
fi

[ -d /run/systemd/system ] || { echo "Without systemd nothing would load the rules at the next boot." >&2 && exit 1; }
if ! has nft; then
    has apt-get || fail "The command nft is missing; install nftables."
    # What it writes is for everybody to read. Of a package that dpkg takes for installed, the files may be gone.
    (umask 022 && ready_apt && install nftables)
    has nft || (umask 022 && install --reinstall nftables)
fi

# Not compose's own, which compose.yaml would have to create before the rules that name its bridge are loaded.
docker network inspect "rlmprov-$HUB-control" >/dev/null 2>&1 || {
    docker network create --driver bridge --internal --ipv6=false --label "io.rlmprov.hub=$HUB" "rlmprov-$HUB-control" \
        >/dev/null
    echo "made network rlmprov-$HUB-control"
}

# look NETWORK: sets subnet, gateway and interface. The name of the bridge is the network's own, or made from its id.
look() {
    network=$(docker network inspect --format '{{.Id}} {{with index .IPAM.Config 0}}{{.Subnet}} {{.Gateway}}{{end
}} {{with index .Options "com.docker.network.bridge.name"}}{{.}}{{end}}' "$1")
    read -r id subnet gateway interface <<END
$network
END
    interface=${interface:-br-$(printf %.12s "$id")}
    gateway=${gateway%/*}
}
look "rlmprov-$HUB-control"
control=$interface control_gateway=$gateway
look "rlmprov-$HUB"

sed -e "s|@TABLE@|$table|g" -e "s|@INTERFACE@|$interface|g" -e "s|@SUBNET@|$subnet|g" \
    -e "s|@CONTROL@|$control|g" "/opt/rlmprov/$HUB/firewall.nft" >"$state/firewall.nft.new"
# One transaction: all of it, or what was there before.
nft -f "$state/firewall.nft.new" || {
    echo "The kernel $(uname -r) did not take the rules; it needs nf_tables with the families inet and bridge." >&2
    exit 1
}
mv -f "$state/firewall.nft.new" "$state/firewall.nft"
echo "loaded the rules for $interface, $subnet, and $control"

# What somebody has laid over it, or in its place. systemd reads "rlmprov-.service.d" for it, too (systemd.unit(5)), and of two
# drop-ins with one name it tells only one.
rm -f "/run/systemd/system/$unit" "/run/systemd/transient/$unit"
prefix=${unit%.service}
drop_ins=$unit.d
while [ "${prefix%-*}" != "$prefix" ]; do
    prefix=${prefix%-*}
    drop_ins="$drop_ins $prefix-.service.d"
done
for folder in /etc/systemd/system /run/systemd/system /etc/systemd/system.control /run/systemd/system.control /run/systemd/transient \
    /usr/local/lib/systemd/system; do
    for drop_in in $drop_ins; do rm -rf "${folder:?}/$drop_in"; done
done
[ ! -L "$unit_file" ] && [ ! -d "$unit_file" ] || rm -rf "$unit_file"

# After whatever flushes all rules, and again with it.
cat >"$unit_file" <<END
[Unit]
Description=What users' servers of the hub $HUB may reach, and who reaches them
After=nftables.service
Before=docker.service
PartOf=nftables.service docker.service
ReloadPropagatedFrom=nftables.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=$(command -v nft) -f $state/firewall.nft
ExecReload=$(command -v nft) -f $state/firewall.nft

[Install]
WantedBy=multi-user.target docker.service nftables.service
END
chmod 644 "$unit_file"
systemctl daemon-reload
systemctl --quiet enable "$unit"
# It would load the same once more, but from now on it is known to have been started.
systemctl start "$unit"
case $(systemctl show --property ExecStart --value "$unit") in
    *"$state/firewall.nft"*) ;;
    *)
        echo "Another file than $unit_file says what $unit starts:" \
            "$(systemctl show --property DropInPaths --value "$unit"). Remove it." >&2
        exit 1
        ;;
esac

# What the probe compares with: nft prints rules in its own way, which differs between versions.
digest() { nft --stateless list chain "$1" "$table" "$2" | sha256sum | cut -d ' ' -f 1; }
{
    echo "source $(sha256sum <"/opt/rlmprov/$HUB/firewall.nft" | cut -d ' ' -f 1)"
    echo "interface $interface $gateway"
    echo "interface $control $control_gateway"
    echo "host $(digest inet host)"
    echo "outside $(digest inet outside)"
    echo "into $(digest inet into)"
    echo "clamp $(digest inet clamp)"
    echo "neighbours $(digest bridge neighbours)"
    echo "tables $({ nft --stateless list table inet "$table" && nft --stateless list table bridge "$table"; } | sha256sum |
        cut -d ' ' -f 1)"
    echo "file $(sha256sum <"$state/firewall.nft" | cut -d ' ' -f 1)"
    echo "unit $(systemctl cat --no-pager "$unit" | sha256sum | cut -d ' ' -f 1)"
    echo "metadata $(nft --stateless list set inet "$table" metadata | sha256sum | cut -d ' ' -f 1)"
} >"$state/firewall.loaded.new"
mv -f "$state/firewall.loaded.new" "$state/firewall.loaded"
