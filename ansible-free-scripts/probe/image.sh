# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# Images of the hub, and the base image. A part of probe.sh, which says what its variables and functions are.
parts="${parts:-} images"

# An image as JSON; before, "built NAME:TAG ID" for what build-image.sh has built.
section_images() {
    has docker || return 0
    for kept in "$state"/image.*; do
        case $kept in *.new) ;; *) sed -n 's/^rlm-[a-z]*:[^ ]* sha256:[0-9a-f]*$/built &/p' "$kept" 2>/dev/null ;; esac
    done
    ids=$(engine image ls --quiet --no-trunc --filter reference=rlm-hub --filter reference=rlm-singleuser \
        --filter reference=rlm-tls \
        --filter reference="${BASE:-rlm-hub}" 2>&1) || { daemon_says "$ids" && return; }
    # Those of ours whose name another image has now: containers run them.
    ids="$ids
$(engine image ls --quiet --no-trunc --filter label=io.rlmprov.image 2>/dev/null)"
    [ "$ids" != "
" ] || return 0
    # shellcheck disable=SC2086 # one word per image
    engine image inspect --format '{"id":{{json .ID}},"tags":{{json .RepoTags}},"size":{{.Size}},"created":{{json .Created
}},"arch":{{json .Architecture}},"layers":{{json .RootFS.Layers}},{{with .Config}}"cmd":{{json .Cmd
}},"entrypoint":{{json .Entrypoint}},"user":{{json .User}},{{end}}"kind":{{if .Config}}{{with .Config.Labels}}{{json (index . "io.rlmprov.image"
)}}{{else}}""{{end}}{{else}}""{{end}}}' $ids 2>"$tmp/image.err" | sort -u
    unless_gone <"$tmp/image.err"
}
