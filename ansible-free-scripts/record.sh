#!/bin/sh
# Keeps what was applied with the host, whole or not at all. Removes what a run that was killed has left, and the mark of an
# apply that is not proven.
#
# Variables: HUB      name of the hub
#            BYTES    how many bytes the input has: of one that was cut off nothing is kept
#            UNPROVEN optional: 1 keeps the mark
#            ROOT     optional: prefix of all paths, for tests
# Input:     content of record.json
# Output:    none
# Exit:      0, 1 failed
set -eu
umask 077
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
files=${ROOT:-}/opt/rlmprov/$HUB
state=${ROOT:-}/var/lib/rlmprov/$HUB

mkdir -p "$state"
# In place of a file.
for name in record.json record.json.new unproven; do [ ! -d "$state/$name" ] || rm -rf "${state:?}/$name"; done
cat >"$state/record.json.new"
got=$(wc -c <"$state/record.json.new")
if [ "$got" -ne "$BYTES" ]; then
    rm -f "$state/record.json.new"
    echo "Only $got of the $BYTES bytes of the record have arrived." >&2
    exit 1
fi
# A record that a power cut emptied would make every change look like drift.
sync "$state/record.json.new"
mv -f "$state/record.json.new" "$state/record.json"
# No trap runs when the power goes: half written files stay then, and staging folders with secrets in them.
rm -rf "${files%/*}/.$HUB.staging" "${state%/*}/.$HUB.staging"
rm -rf "$files"/*.new "$files"/.*.new "$state"/*.new \
    "${ROOT:-}/usr/local/share/ca-certificates/rlmprov-$HUB"-*.crt.new
[ "${UNPROVEN:-}" = 1 ] || rm -f "$state/unproven"
