#!/bin/sh
# Makes the host trust exactly these certificates of the hub, beside all that it trusts anyway.
#
# A daemon that runs keeps the certificates that it read at its start, but it needs ours only to pull a base image:
# builds bring their own copies (trust/ in their contexts). So nothing is restarted; see build-image.sh.
#
# Variables: HUB       name of the hub
#            PATIENCE  optional: see apt.sh
#            ROOT      optional: prefix of all paths, for tests
# Input:     tar archive of files rlmprov-HUB-<name>.crt; an archive without files removes what there was
# Output:    what changed, one line each
# Exit:      0, 1 failed, 65 the archive holds something else
set -eu
umask 022
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Over stdin it comes before this.
command -v ready_apt >/dev/null || . "$(dirname "$0")/apt.sh"
store=${ROOT:-}/usr/local/share/ca-certificates

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
tar -x -f - -C "$tmp" --no-same-owner
changed=no
# Without this option, links to files that went or got another subject stay in /etc/ssl/certs.
fresh=

wanted=$(cd "$tmp" && find . -mindepth 1 | sed 's|^\./||' | sort)
echo "$wanted" | while IFS= read -r name; do
    case $name in
        '') ;;
        */* | *[!A-Za-z0-9._-]*) echo "\"$name\" is no name of a certificate" >&2 && exit 65 ;;
        "rlmprov-$HUB"-?*.crt) [ -f "$tmp/$name" ] && [ ! -L "$tmp/$name" ] || exit 65 ;;
        *) echo "\"$name\" is not named rlmprov-$HUB-<name>.crt" >&2 && exit 65 ;;
    esac
done || exit 65

if [ -n "$wanted" ] && ! has update-ca-certificates; then
    ready_apt
    install ca-certificates
fi
# The marker stays until the bundle was made: an interrupted run makes it again.
marker=$store/.rlmprov-$HUB-changed
if [ -e "$marker" ]; then changed=yes fresh=--fresh; fi
for old in "$store/rlmprov-$HUB"-*.crt; do
    [ -e "$old" ] || continue
    if [ ! -e "$tmp/${old##*/}" ]; then
        : >"$marker" && changed=yes fresh=--fresh
        rm -f "$old"
        echo "removed ${old##*/}"
    fi
done
for new in "$tmp"/*.crt; do
    [ -e "$new" ] || continue
    to=$store/${new##*/}
    if ! cmp -s "$new" "$to"; then
        : >"$marker" && changed=yes
        [ ! -e "$to" ] || fresh=--fresh
        cp "$new" "$to.new"
        chmod 644 "$to.new"
        mv -f "$to.new" "$to"
        echo "installed ${to##*/}"
    fi
    # Present in the store is not yet present in the bundle: someone may have made one without it.
    grep -qxF -e "$(sed -n '/^-----BEGIN/{n;p;q;}' "$new")" "${ROOT:-}/etc/ssl/certs/ca-certificates.crt" 2>/dev/null || changed=yes
done
if [ "$changed" = yes ] && command -v update-ca-certificates >/dev/null 2>&1; then
    # shellcheck disable=SC2086 # a word or none
    update-ca-certificates $fresh
fi
rm -f "$marker"
