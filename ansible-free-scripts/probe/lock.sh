# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# The holder of the hub's lock. A part of probe.sh, which says what its variables and functions are; journal.sh uses it, too.
parts="${parts:-} lock"

# The line by which the holder of the hub's lock names itself; nothing if the lock is free. This only reads the kernel's
# list of locks: a process that takes the lock, even for a moment, can make an apply fail.
section_lock() {
    [ -f "$state/lock" ] && [ -f "$state/lock.holder" ] || return 0
    inode=$(stat -c %i "$state/lock") || return 0
    # "1: FLOCK  ADVISORY  WRITE 4711 fe:01:393261 0 EOF"; a process that waits has "1: -> FLOCK".
    if grep -q "^[0-9]*: FLOCK .*:$inode 0 EOF" /proc/locks; then
        cat "$state/lock.holder"
    fi
}
