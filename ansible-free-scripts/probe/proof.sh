# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# When a user's path was last walked. A part of probe.sh, which says what its variables and functions are.
parts="${parts:-} proof"

# "time SECONDS", and "boot same|newer" and "engine same|newer" than then; nothing if it never was. Not by the clock, which
# may have been set since.
section_proof() {
    [ -f "$state/proven" ] || return 0
    while read -r what value since _; do
        case $what in
            time) echo "time $value" ;;
            boot) since_then "$value $since" "$(cat /proc/sys/kernel/random/boot_id) $(started 1)" ;;
            engine) since_then "$value $since" "$value $(started "$value")" ;;
        esac
    done <"$state/proven"
}
since_then() { if [ "$1" = "$2" ]; then echo "$what same"; else echo "$what newer"; fi; }
started() { [ ! -r "/proc/$1/stat" ] || sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f 20; }
