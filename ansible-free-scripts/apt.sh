#!/bin/sh
# What the scripts that install packages share: nothing of theirs runs beside others who use apt, as a fresh machine's
# cloud-init and unattended upgrades. Not run by itself; rlmprov sends it before the script that sources it.
#
# Variables: PATIENCE    optional: seconds to wait for cloud-init, and for other users of apt; 600 if not given

# No questions, no restarts of services that are not ours (needrestart on Ubuntu 22.04 and newer).
export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none UCF_FORCE_CONFFOLD=1
export NEEDRESTART_MODE=l NEEDRESTART_SUSPEND=1
PATIENCE=${PATIENCE:-600}

say() { echo "==> $*"; }
has() { command -v "$1" >/dev/null 2>&1; }
fail() { echo "$*" >&2 && exit 1; }

# cloud-init of a fresh VM runs apt and reboots: nothing of ours may run beside it. It ends with 2 for "done, with
# warnings" since 23.4 (rancher/machine#319).
wait_for_cloud_init() {
    has cloud-init || return 0
    say "Waiting for cloud-init"
    ended=0
    timeout "$PATIENCE" cloud-init status --wait || ended=$?
    case $ended in
        0 | 2) ;;
        124) fail "cloud-init did not end within $PATIENCE seconds; look at: cloud-init status --long" ;;
        *) say "cloud-init ended with an error (status $ended); going on" ;;
    esac
}

apt() {
    apt-get --quiet --yes --option DPkg::Lock::Timeout="$PATIENCE" --option Dpkg::Options::=--force-confdef \
        --option Dpkg::Options::=--force-confold --option Dpkg::Use-Pty=0 "$@"
}

# patiently COMMAND...: runs it again while another program holds one of apt's locks; its output goes to $said.
patiently() {
    waited=0
    until said=$("$@" 2>&1); do
        echo "$said" | grep -qi 'could not get lock\|locked by another\|lock.*held by' || return 1
        [ "$waited" -lt "$PATIENCE" ] || return 1
        [ "$waited" -gt 0 ] || say "Waiting for another program that uses apt"
        sleep 5
        waited=$((waited + 5))
    done
}

# DPkg::Lock::Timeout does not cover the lock of the package lists (measured on apt 2.6 and 3.0).
update_lists() {
    say "Reading the package lists"
    # One broken third-party source is no reason to stop: what we need may still be there.
    patiently apt update || true
    echo "$said" | tail -n 5
}

mend_dpkg() {
    [ -n "$(dpkg --audit)" ] || return 0
    say "Finishing packages that were left half configured"
    patiently dpkg --configure -a --force-confdef --force-confold ||
        { echo "$said" | tail -n 20 && fail "dpkg --configure -a failed; mend it and try again."; }
}

# Before the first package.
ready_apt() {
    wait_for_cloud_init
    mend_dpkg
    update_lists
}

install() {
    say "Installing $*"
    apt install --no-install-recommends --no-remove "$@" ||
        fail "apt could not install $*. If it would have to remove packages, decide yourself: apt-get install $*"
}
