# shellcheck shell=sh disable=SC2034
# Sourced by every script of lab/: where things are, and how to say what happens.

lab_dir=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
repo_dir=$(dirname -- "$lab_dir")
state_dir=$lab_dir/.state
cache_dir=$lab_dir/.cache

# Two checkouts on one machine share its engine: this tells their hosts apart.
lab_id=$(printf '%s' "$repo_dir" | cksum | cut -d' ' -f1)
label=io.rlmprov.lab
base_image=debian:trixie-slim

say() { printf '%s\n' "$*" >&2; }

die() {
    say "${0##*/}: $*"
    exit 1
}

# Reads FILE's header comment: the usage that every script prints.
usage() {
    sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p;}' "$0" >&2
    exit 64
}

container_of() { echo "rlmprov-lab-$lab_id-$1"; }

# What a host's name may be: it becomes a container, a folder and an ssh alias.
require_name() {
    case $1 in
        '' | *[!a-z0-9-]* | -*) die "\"$1\" is not a host name: small letters, digits and dashes" ;;
    esac
}

# Writes stdin to a file that is never seen half written.
write_file() {
    mkdir -p "$(dirname -- "$1")"
    cat >"$1.$$"
    mv "$1.$$" "$1"
}
