#!/bin/sh
# Makes the hub's directories, its key for HMACs of secrets, and the proxy's token. What is there and right stays; what
# teachers had left for their class before a destroy comes back.
#
# Variables: HUB   name of the hub
#            KEY   optional: 64 hexadecimal digits to use if there is no key yet; else the host draws one
#            ROOT  optional: prefix of /opt and /var/lib, for tests
# Input:     none
# Output:    what was made, one line each
# Exit:      0, 1 failed
set -eu
umask 077
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
files=${ROOT:-}/opt/rlmprov/$HUB
state=${ROOT:-}/var/lib/rlmprov/$HUB

random_hex() { od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n'; }

# directory MODE PATH
directory() {
    [ -d "$2" ] || rm -f "$2"
    [ -d "$2" ] || { mkdir -p "$2" && echo "made $2"; }
    chmod "$1" "$2"
    chown root:root "$2"
}

# secret PATH: stdin becomes the file, readable by root only, whole or not at all.
secret() {
    cat >"$1.new"
    chown root:root "$1.new"
    mv -f "$1.new" "$1"
    echo "made $1"
}

# regular PATH: removes what is there and is not a regular file. Reading a fifo would never end.
regular() { { [ -f "$1" ] && [ ! -L "$1" ]; } || rm -rf "$1"; }

# Who may write beside a folder may put another one in its place.
for above in "${ROOT:-}/opt" "${ROOT:-}/var" "${ROOT:-}/var/lib"; do
    case $(stat -L -c %A-%U "$above") in
        d????-??-?-root) ;;
        *) chown root "$above" && chmod go-w "$above" && echo "took the right to write into $above from others" ;;
    esac
done
directory 755 "${files%/*}"
directory 755 "$files"
directory 755 "${state%/*}"
directory 700 "$state"
if [ -d "$state/class" ] && [ ! -e "$files/class" ]; then
    mv -T "$state/class" "$files/class"
    echo "brought back $files/class"
fi
for name in key record.json containers firewall.nft firewall.loaded image.hub image.singleuser image.tls; do
    regular "$state/$name"
done
regular "$files/proxy.env"
grep -Eqsx '[0-9a-f]{64}' "$state/key" || printf '%s\n' "${KEY:-$(random_hex)}" | secret "$state/key"
# What else stands there would be in the environment of services, too.
token=$(grep -Esxm 1 'CONFIGPROXY_AUTH_TOKEN=[0-9a-f]{32,}' "$files/proxy.env" || true)
{ [ -n "$token" ] && [ "$(cat "$files/proxy.env")" = "$token" ]; } ||
    printf '%s\n' "${token:-CONFIGPROXY_AUTH_TOKEN=$(random_hex)}" | secret "$files/proxy.env"
chmod 600 "$state/key" "$files/proxy.env"
chown root:root "$state/key" "$files/proxy.env"
