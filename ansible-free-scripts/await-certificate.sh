#!/bin/sh
# Waits until the service tls has a certificate for each name of the hub. A failure of the authority is shown with what to
# do about it; Caddy itself tries again after 60 s, then at longer intervals.
#
# Variables: HUB       name of the hub
#            PATIENCE  optional: seconds to wait; 100 if not given, which is two tries
#            ROOT      optional: prefix of /opt, for tests
# Input:     none
# Output:    what the authority says, whenever it says something new
# Exit:      0 there is one for each, 1 there is not
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
container=rlmprov-$HUB-tls

variable() { sed -n "s/^$1=//p" "${ROOT:-}/opt/rlmprov/$HUB/.env"; }
domains=$(variable TLS_DOMAINS | tr -d ,)
kind=$(variable TLS_KIND)
data=$(docker volume inspect --format '{{.Mountpoint}}' "rlmprov-$HUB-tls")

# Whether it has not ended since it was made: on a wrong certificate file it does at once, and again and again.
runs() { [ "$(docker inspect --format '{{.State.Status}} {{.RestartCount}}' "$container")" = 'running 0' ]; }

listens() {
    pid=$(docker inspect --format '{{.State.Pid}}' "$container")
    grep -Eqs ':01BB 0+:0000 0A' "/proc/$pid/net/tcp" "/proc/$pid/net/tcp6"
}

# The folder in which Caddy keeps what it gets. Of an ACME directory it is the address without the scheme, and without what some
# file system may not take.
directory=$(variable TLS_DIRECTORY | sed 's,^[a-z]*://,,; s,/*$,,; s,[:/],-,g; s/[^A-Za-z0-9_@.-]//g' | tr '[:upper:]' '[:lower:]')
folder=${directory:-acme-v02.api.letsencrypt.org-directory}
[ "$kind" != internal ] || folder=local

# has NAME: whether Caddy keeps a certificate for it that is valid today. A copy tells the next plan whose it was.
has() {
    certificate=$data/certificates/$folder/$1/$1.crt
    [ -f "$certificate" ] || return 1
    if command -v openssl >/dev/null; then
        openssl x509 -in "$certificate" -noout -checkend 0 >/dev/null 2>&1 || return 1
    fi
    mkdir -p "$data/proven/$folder" && cp "$certificate" "$data/proven/$folder/$1.crt"
}

# Caddy's log is JSON, a line for each event. Of the errors about certificates this is the last one.
last_error() {
    errors=$(docker logs --tail 200 "$container" 2>&1 | grep '"level":"error"') || return 0
    error=$(field '"logger":"tls' error)
    case $error in
        # It has tried every kind of challenge, and tells of the last one or of none; what was said of each stands before that.
        *'solving challenge'*) each=$(for type in http-01 tls-alpn-01; do challenge "$type"; done) ;;
        *) each= ;;
    esac
    printf '%s\n' "${each:-$error}"
}

# Caddy 2.6 has fields "problem_type" and "error", 2.7 an object "problem".
challenge() {
    lines="\"msg\":\"challenge failed\".*\"challenge_type\":\"$1\""
    problem=$(field "$lines" 'problem_type|problem":\{"type')
    [ -z "$problem" ] || printf '%s: %s - %s\n' "$1" "$problem" "$(field "$lines" 'error|detail')"
}

# field LINES NAMES: the text of a field, of the last line that is like this.
field() {
    printf '%s\n' "$errors" | grep "$1" | tail -n 1 |
        sed -En 's/.*"('"$2"')":"(([^"\\]|\\.)*)".*/\2/p' | sed 's/\\"/"/g'
}

# By the types of errors of RFC 8555, which stand before what an authority says in its own words.
remedy() {
    case $1 in
        *acme:error:rateLimited* | *'too many certificates'* | *'too many failed'*)
            echo "The authority has given, or refused, this name too often; it says when to try again."
            ;;
        *acme:error:accountDoesNotExist*)
            echo "The authority does not know the hub's account any more: on the host, remove the folder acme in $data."
            ;;
        *acme:error:caa*) echo "A CAA record of the domain lets only other authorities give certificates: add this one." ;;
        *acme:error:dns* | *NXDOMAIN* | *'no valid A records'* | *'DNS problem'*)
            echo "The name does not resolve: give it an A record (and AAAA, if the host has IPv6) with the host's address."
            ;;
        *acme:error:unauthorized* | *acme:error:incorrectResponse* | *acme:error:tls*)
            echo "Another machine answers at this name: see whether its A and AAAA records are this host's addresses."
            ;;
        *acme:error:connection* | *'imeout during connect'* | *'onnection refused'*'acme:'*)
            echo "The authority does not get through: open TCP ports 80 and 443 to the internet, and see whether the name" \
                "leads to this host."
            ;;
        *'x509: '*)
            echo "The authority's own address has a certificate of a CA that is not known here: name that CA in https.acme.ca," \
                "or that of a gateway in trust.certificates."
            ;;
        *'dial tcp'* | *'no such host'* | *'performing request'*)
            echo "The host does not reach the authority: see its DNS and its way to the internet, or https.acme."
            ;;
        *) echo "See \"docker logs $container\" on the host." ;;
    esac
}

# Where names lead as this host sees it.
addresses() {
    for domain in "$@"; do
        found=$(timeout 5 getent ahosts "$domain" | awk '!seen[$1]++ { printf "%s%s", sep, $1; sep = ", " }')
        echo "  Seen from this host, $domain ${found:+leads to }${found:-does not resolve}."
    done
}

seconds() { IFS=. read -r up _ </proc/uptime && echo "$up"; }

begin=$(seconds) said=
while :; do
    runs || {
        docker logs --tail 20 "$container" >&2 2>&1
        echo "Caddy does not run." >&2 && exit 1
    }
    missing=
    if [ "$kind" != own ]; then
        for domain in $domains; do has "$domain" || missing="$missing $domain"; done
    fi
    if [ -z "$missing" ] && listens; then break; fi
    error=$(last_error)
    if [ -n "$error" ] && [ "$error" != "$said" ]; then
        said=$error
        printf '%s\n' "$error" | sed 's/^/==> /'
    fi
    if [ $(($(seconds) - begin)) -ge "${PATIENCE:-100}" ]; then
        echo "There is no certificate for${missing:- $domains} after ${PATIENCE:-100} seconds. The authority says:" >&2
        printf '%s\n' "${said:-nothing}" | sed 's/^/  /' >&2
        # shellcheck disable=SC2086 # one word per name
        addresses ${missing:-$domains} >&2
        # What was said of http-01, if it was tried: a port 443 that is closed has several types.
        http=${said%%tls-alpn-01: *}
        still=
        # A hub on its way from plain HTTP.
        case $(docker port "rlmprov-$HUB-proxy" 8000/tcp 2>/dev/null) in
            127.0.0.1:* | '') ;;
            *) still=' The old address still answers.' ;;
        esac
        echo "$(remedy "${http:-$said}")$still" >&2
        exit 1
    fi
    sleep 1
done
echo "==> There is a certificate for $domains"
