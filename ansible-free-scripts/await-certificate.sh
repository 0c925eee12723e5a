#!/bin/sh
# Waits until the service tls has a certificate for each name of the hub. A failure of the authority is shown with what to
# do about it; Caddy itself tries again after 60 s, then at longer intervals.
#
# Variables: HUB       name of the hub
#            PATIENCE  optional: seconds to wait; 100 if not given, which is two tries
# Input:     none
# Output:    what the authority says, whenever it says something new
# Exit:      0 there is one for each, 1 there is not
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
container=rlmprov-$HUB-tls

variable() { sed -n "s/^$1=//p" "/opt/rlmprov/$HUB/.env"; }
domains=$(variable TLS_DOMAINS | tr -d ,)
kind=$(variable TLS_KIND)
data=$(docker volume inspect --format '{{.Mountpoint}}' "rlmprov-$HUB-tls")

# Whether it has not ended since it was made: on a wrong certificate file it does at once, and again and again.
runs() { [ "$(docker inspect --format '{{.State.Status}} {{.RestartCount}}' "$container")" = 'running 0' ]; }

listens() {
    pid=$(docker inspect --format '{{.State.Pid}}' "$container")
    grep -Eqs ':01BB 0+:0000 0A' "/proc/$pid/net/tcp" "/proc/$pid/net/tcp6"
}

# has NAME: whether Caddy keeps a certificate of this kind's for it that is valid today.
has() {
    for certificate in "$data"/certificates/*/"$1/$1.crt"; do
        [ -f "$certificate" ] || continue
        case $kind/$certificate in
            internal/*/certificates/local/*) ;;
            acme/*/certificates/local/* | internal/*) continue ;;
        esac
        command -v openssl >/dev/null || return 0
        if openssl x509 -in "$certificate" -noout -checkend 0 >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

# Caddy's log is JSON, a line for each event: "error" of those that are about certificates.
last_error() {
    docker logs --tail 200 "$container" 2>&1 | grep '"logger":"tls' | grep '"level":"error"' |
        sed -n 's/.*"error":"\(\(\\.\|[^"\\]\)*\)".*/\1/p' | sed 's/\\"/"/g' | tail -n 1
}

remedy() {
    case $1 in
        *acme:error:rateLimited* | *'too many certificates'* | *'too many failed'*)
            echo "The authority has given, or refused, this name too often; it says when to try again."
            ;;
        *acme:error:caa* | *CAA*) echo "A CAA record of the domain lets only other authorities give certificates: add this one." ;;
        *acme:error:dns* | *NXDOMAIN* | *'no valid A records'* | *'DNS problem'*)
            echo "The name does not resolve: give it an A record (and AAAA, if the host has IPv6) with the host's address."
            ;;
        *acme:error:unauthorized* | *acme:error:incorrectResponse*)
            echo "Another machine answers at this name: see whether its A and AAAA records are this host's addresses."
            ;;
        *acme:error:connection* | *'imeout during connect'* | *'onnection refused'*'acme:'*)
            echo "The authority does not get through: open TCP ports 80 and 443 to the internet, and see whether the name" \
                "leads to this host."
            ;;
        *'dial tcp'* | *'no such host'* | *'x509: '* | *'performing request'*)
            echo "The host does not reach the authority: see its DNS and its way to the internet, or https.acme."
            ;;
        *) echo "See \"docker logs $container\" on the host." ;;
    esac
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
        echo "==> $error"
    fi
    if [ $(($(seconds) - begin)) -ge "${PATIENCE:-100}" ]; then
        echo "There is no certificate for${missing:- $domains} after ${PATIENCE:-100} seconds. The authority says:" >&2
        echo "  ${said:-nothing}" >&2
        echo "$(remedy "$said") What answered before answers still." >&2
        exit 1
    fi
    sleep 1
done
echo "==> There is a certificate for $domains"
