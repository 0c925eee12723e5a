# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# Certificates of the hub in the host's trust store. A part of probe.sh, which says what its variables and functions are.
parts="${parts:-} trust"

# "name sha256 yes|no": whether update-ca-certificates has put it into the bundle.
section_trust() {
    cd "${ROOT:-}/usr/local/share/ca-certificates" 2>/dev/null || return 0
    bundle=
    for certificate in "rlmprov-$HUB"-*.crt; do
        [ -f "$certificate" ] || continue
        [ -n "$bundle" ] || bundle=$(cat "${ROOT:-}/etc/ssl/certs/ca-certificates.crt" 2>/dev/null)
        case $bundle in *"$(cat "$certificate")"*) taken=yes ;; *) taken=no ;; esac
        digest=$(sha256sum <"$certificate")
        echo "$certificate ${digest%% *} $taken"
    done
}
