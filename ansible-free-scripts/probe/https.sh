# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# Names and certificates of HTTPS. A part of probe.sh, which says what its variables and functions are.
#
# Variable: NAMES  optional: the names of the hub, then the address of hub.yaml's host; separated by blanks
parts="${parts:-} https"

# "own ADDRESS" for each address of the host, and "name NAME ADDRESS" for each to which a name leads as the host sees it.
# For each certificate that the service tls keeps: "certificate NAME valid|expired AUTHORITY END". END is a time such as
# 2027-02-24T10:00:00Z, or "-" on a host without openssl, where a certificate that is there counts as valid.
section_https() {
    [ -n "${NAMES:-}" ] || return 0
    ip -o address show 2>/dev/null | awk '$3 ~ /^inet/ && $2 != "lo" { sub(/\/.*/, "", $4); print "own " $4 }'
    for name in $NAMES; do
        timeout 5 getent ahosts "$name" | awk -v name="$name" '!seen[$1]++ { print "name " name " " $1 }'
    done
    has docker || return 0
    data=$(engine volume inspect --format '{{.Mountpoint}}' "rlmprov-$HUB-tls" 2>/dev/null) || return 0
    for name in $NAMES; do
        for certificate in "$data"/certificates/*/"$name/$name.crt"; do
            [ -f "$certificate" ] || continue
            state=valid end=-
            if has openssl; then
                openssl x509 -in "$certificate" -noout -checkend 0 >/dev/null 2>&1 || state=expired
                end=$(openssl x509 -in "$certificate" -noout -enddate -dateopt iso_8601 | sed 's/.*=//; s/ /T/')
            fi
            authority=${certificate%/*/*}
            echo "certificate $name $state ${authority##*/} ${end:--}"
        done
    done
}
