# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# Names and certificates of HTTPS. A part of probe.sh, which says what its variables and functions are.
#
# Variable: NAMES  optional: the names of the hub, then the address of hub.yaml's host; separated by blanks
parts="${parts:-} https"

# The first certificate of a PEM file, without its frame and line ends.
first_certificate() { awk '/-END CERT/ { exit } on { printf "%s", $0 } /-BEGIN CERT/ { on = 1 }' "$1" | tr -dc 'A-Za-z0-9+/='; }

# Whether a certificate and a private key belong together; "-" on a host without openssl.
pair() {
    has openssl || { echo - && return; }
    public=$(openssl x509 -in "$1" -noout -pubkey 2>/dev/null)
    yes_or_no [ "$(openssl pkey -in "$2" -pubout 2>/dev/null)" = "${public:-none}" ]
}

# "now SECONDS", the host's time, "own ADDRESS" for each address of the host but those of its containers' networks, and
# "name NAME ADDRESS" for each to which a name leads as the host sees it. Of certificates, all in base64:
#   file CERTIFICATE                         the operator's
#   certificate NAME FOLDER yes|no|- CERTIFICATE  one that the service tls keeps, in a folder for each authority, and whether
#                                            the key beside it is its own
#   proven NAME FOLDER CERTIFICATE           the one that the last apply found, by await-certificate.sh
section_https() {
    [ -n "${NAMES:-}" ] || return 0
    date '+now %s'
    ip -o address show 2>/dev/null | awk '$3 ~ /^inet/ && $2 !~ /^(lo$|docker|br-[0-9a-f]+$|veth)/ { sub(/\/.*/, "", $4); print "own " $4 }'
    for name in $NAMES; do
        timeout 5 getent ahosts "$name" | awk -v name="$name" '!seen[$1]++ { print "name " name " " $1 }'
    done
    [ ! -f "$files/tls/certificate.pem" ] || echo "file $(first_certificate "$files/tls/certificate.pem")"
    has docker || return 0
    data=$(engine volume inspect --format '{{.Mountpoint}}' "rlmprov-$HUB-tls" 2>/dev/null) || return 0
    for name in $NAMES; do
        for certificate in "$data"/certificates/*/"$name/$name.crt"; do
            [ -f "$certificate" ] || continue
            authority=${certificate%/*/*}
            echo "certificate $name ${authority##*/} $(pair "$certificate" "${certificate%.crt}.key")" \
                "$(first_certificate "$certificate")"
        done
        for certificate in "$data"/proven/*/"$name.crt"; do
            [ -f "$certificate" ] || continue
            authority=${certificate%/*}
            echo "proven $name ${authority##*/} $(first_certificate "$certificate")"
        done
    done
}
