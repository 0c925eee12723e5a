# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# Files of the hub and of its state. A part of probe.sh, which says what its variables and functions are.
parts="${parts:-} files state settings secrets httpskey env proxyenv gateway gatewaykeys"

# Files in the hub's directory: "mode owner:group size path", mode in hex as in stat(2); then "sha256  path".
# No size and no plain hash of secrets: a short password could be guessed from them.
section_files() {
    [ -d "$files" ] || return 0
    cd "$files" || return 1
    above files "${ROOT:-}/opt"
    # class/ is the teachers': its files may be large, and their names their own.
    unprintable "$files" '-path ./class -prune -o'
    # The secrets are named below, without size and hash.
    beside files find . -path ./class -prune -o ! -name '*[[:cntrl:]\\]*' ! -path ./secrets.env ! -path ./proxy.env \
        ! -path ./gateway.env ! -path ./tls/key.pem -exec stat -c '%f %U:%G %s %n' {} +
    for secret in ./secrets.env ./proxy.env ./tls/key.pem; do
        [ ! -e $secret ] || beside files stat -c '%f %U:%G - %n' $secret
    done
    # Its owner has no name.
    [ ! -e ./gateway.env ] || beside files stat -c '%f %u:%g - %n' ./gateway.env
    beside files find . -path ./class -prune -o -type f ! -name '*[[:cntrl:]\\]*' ! -path ./secrets.env ! -path ./proxy.env \
        ! -path ./gateway.env ! -path ./tls/key.pem -exec sha256sum {} +
}

# above SECTION FOLDER: as "../.." the folder, and as ".." ours in it, which has a folder for each hub.
above() {
    beside "$1" stat -L -c '%f %U:%G - ../..' "$2"
    beside "$1" stat -L -c '%f %U:%G - ..' "$2/rlmprov"
}

# beside SECTION COMMAND...: what goes away while it runs is no error. An apply at work renames NAME.new to NAME.
beside() {
    section=$1
    shift
    "$@" 2>"$tmp/$section.beside" || sed '/No such file or directory$/d; s/^/error: /' "$tmp/$section.beside"
}

# unprintable FOLDER [OPTION]: an error if a name here cannot be shown in a plan. In LC_ALL=C, find takes any bytes.
unprintable() {
    # shellcheck disable=SC2086 # two words or none
    odd=$(find . ${2:-} -name '*[[:cntrl:]\\]*' -exec printf x \; | wc -c)
    # shellcheck disable=SC2086
    odd=$((odd + $(find . ${2:-} ! -name '*[[:cntrl:]\\]*' | LC_ALL=C.UTF-8 grep -acxv '.*')))
    [ "$odd" -eq 0 ] || echo "error: $odd file names in $1 have control characters, backslashes or bytes that are not UTF-8." \
        "Nothing of rlmprov's has; on the host, list them with \"ls -AlRb $1\" and remove them"
}

section_state() {
    [ -d "$state" ] || return 0
    cd "$state" || return 1
    above state "${ROOT:-}/var/lib"
    unprintable "$state" '-maxdepth 1'
    beside state find . -maxdepth 1 ! -name '*[[:cntrl:]\\]*' -exec stat -c '%f %U:%G - %n' {} +
}

section_settings() { content "$files/settings.json"; }

section_gateway() { content "$files/gateway.json"; }

section_env() { content "$files/.env"; }

# "token=good", or "token=more" if there are other lines, too, and the token's HMAC if there is a key; or "token=bad".
section_proxyenv() {
    [ -f "$files/proxy.env" ] || return 0
    token=$(grep -Ex 'CONFIGPROXY_AUTH_TOKEN=[0-9a-f]{32,}' "$files/proxy.env") || { echo token=bad && return; }
    if [ "$(cat "$files/proxy.env")" = "$token" ]; then echo token=good; else echo token=more; fi
    hmac_key
    [ -z "$key" ] || { hmac "${token#*=}" && echo "mac=$mac"; }
}

# octal HEX MASK: $octal = each byte of HEX xor MASK as an escape for printf %b. No process is started.
octal() {
    octal='' rest=$1
    while [ -n "$rest" ]; do
        tail=${rest#??}
        byte=$((0x${rest%"$tail"} ^ $2))
        octal="$octal\\0$((byte / 64))$((byte / 8 % 8))$((byte % 8))"
        rest=$tail
    done
}

# RFC 2104. Values pass through the shell's own printf and a pipe: they are in no argv and in no file.
hmac() {
    digest=$({ printf %b "$inner_pad" && printf %s "$1"; } | sha256sum)
    octal "${digest%% *}" 0
    digest=$(printf %b "$outer_pad$octal" | sha256sum)
    mac=${digest%% *}
}

# Reads the key of the host; key is empty if there is none, or if a value could be seen in the list of processes.
hmac_key() {
    key=
    case $(type printf) in *builtin*) ;; *) return ;; esac
    [ ! -f "$state/key" ] || read -r key <"$state/key"
    case $key in *[!0-9a-f]*) key= ;; esac
    [ $((${#key} % 2)) -eq 0 ] && [ ${#key} -le 128 ] || key=
    block=$key
    while [ ${#block} -lt 128 ]; do block=${block}00; done
    octal "$block" 0x36 && inner_pad=$octal
    octal "$block" 0x5c && outer_pad=$octal
}

section_secrets() { macs "$files/secrets.env"; }

section_gatewaykeys() { macs "$files/gateway.env"; }

# "NAME hmac" for every line of a file; "NAME -" if there is no key to make it with.
macs() {
    [ -f "$1" ] || return 0
    case $(type printf) in *builtin*) ;; *) echo "error: sh has no printf of its own" && return ;; esac
    hmac_key
    number=0
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        case $line in *=*) name=${line%%=*} ;; *) name= ;; esac
        case $name in '' | [!A-Za-z_]* | *[!A-Za-z0-9_]*) echo "- $number" && continue ;; esac
        mac=-
        [ -z "$key" ] || hmac "${line#*=}"
        echo "$name $mac"
    done <"$1"
}

# The hmac of the key of the hub's certificate, without the line ends at its end; "-" if there is no key to make it with.
section_httpskey() {
    [ -f "$files/tls/key.pem" ] || return 0
    hmac_key
    mac=-
    [ -z "$key" ] || hmac "$(cat "$files/tls/key.pem")"
    echo "$mac"
}
