# shellcheck shell=sh disable=SC2154 # probe.sh has the variables
# What a class has spent on language models. A part of probe.sh, which says what its variables and functions are; only
# status asks for it, because it starts Python.
parts="${parts:-} spending"

# One line of JSON, from the gateway; nothing without a gateway that runs.
section_spending() {
    has docker || return 0
    engine exec "rlmprov-$HUB-gateway" python -m rlmprov_gateway.tell total 2>/dev/null || true
}
