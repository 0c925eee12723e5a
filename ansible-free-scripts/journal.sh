#!/bin/sh
# Prints who changed a hub and when, and who holds its lock. Changes nothing.
#
# Variables: HUB      name of the hub
#            JOURNAL  optional: number of the last lines of the journal to print, or +1 for all; 400 if not given
#            ROOT     optional: prefix of /var/lib, for tests
# Output:    "lock: WHO" if an apply or destroy holds the lock; then lines of journal.jsonl
# Exit:      0, 1 failed
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# shellcheck disable=SC2034 # the part reads it
state=${ROOT:-}/var/lib/rlmprov/$HUB

# rlmprov sends the parts before this script; by itself the script reads the files.
# shellcheck source=ansible-free-scripts/probe/lock.sh
command -v section_lock >/dev/null || . "$(dirname "$0")/probe/lock.sh"
# shellcheck source=ansible-free-scripts/probe/journal.sh
command -v section_journal >/dev/null || . "$(dirname "$0")/probe/journal.sh"
section_lock | sed 's/^/lock: /'
section_journal
