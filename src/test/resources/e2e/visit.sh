#!/bin/sh
# Visits a hub as a browser does, by curl: login, JupyterLab, a kernel's WebSocket, and an upload of 5 MB.
#
#   visit.sh ADDRESS USER FOLDER HOST [PATH]    ADDRESS is that of the name HOST; FOLDER is for cookies and files; PATH is
#                                               that of the hub, as /rlm
# Prints what each step came to, one line each.
set -eu
address=$1 user=$2 jar=$3/cookies-$2 host=$4 path=${5:-}
hub=https://$host$path

# Claims an address that is not its own.
ask() {
    curl --header 'X-Real-IP: 198.51.100.9' --header 'X-Forwarded-For: 198.51.100.9' --silent --insecure --max-time 60 --resolve "$host:443:$address" \
        --resolve "$host:80:$address" --cookie "$jar" --cookie-jar "$jar" "$@"
}
xsrf() { awk -v path="$1" '$6 == "_xsrf" && $3 == path { print $7 }' "$jar" | tail -n 1; }

echo "http $(ask --output /dev/null --write-out '%{redirect_url}' "http://$host$path/hub/login")"
ask --output /dev/null "$hub/hub/login"
echo "login $(ask --output /dev/null --write-out '%{http_code}' --data-urlencode "_xsrf=$(xsrf "$path/hub/")" \
    --data-urlencode "username=$user" --data password= "$hub/hub/login?next=")"
ask --location --output /dev/null "$hub/hub/spawn"
waited=0
until [ "$(ask --location --output /dev/null --write-out '%{http_code} %{url_effective}' "$hub/user/$user/lab" |
    sed 's/?.*//')" = "200 $hub/user/$user/lab" ]; do
    [ $waited -lt 60 ] || { echo "no JupyterLab" && exit 1; }
    sleep 2
    waited=$((waited + 2))
done
echo "lab 200"
header="X-XSRFToken: $(xsrf "$path/user/$user/")"
kernel=$(ask --request POST --header "$header" --header 'Content-Type: application/json' --data '{}' \
    "$hub/user/$user/api/kernels" | sed 's/.*"id": *"\([^"]*\)".*/\1/')
# It stays open until curl gives it up.
echo "websocket $(ask --http1.1 --max-time 4 --output /dev/null --write-out '%{http_code}' --header 'Connection: Upgrade' \
    --header 'Upgrade: websocket' --header 'Sec-WebSocket-Version: 13' --header "Origin: https://$host" \
    --header 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' "$hub/user/$user/api/kernels/$kernel/channels" || true)"
{
    printf '{"type": "file", "format": "base64", "content": "'
    head -c 5000001 /dev/zero | base64 -w 0
    printf '"}'
} >"$3/upload"
echo "upload $(ask --request PUT --header "$header" --header 'Content-Type: application/json' --data-binary "@$3/upload" \
    --output /dev/null --write-out '%{http_code}' "$hub/user/$user/api/contents/large.bin")"
