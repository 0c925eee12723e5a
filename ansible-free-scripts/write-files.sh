#!/bin/sh
# Puts files in place, each whole or not at all, and removes others.
#
# Variables: DIR     the directory; it and those below it are made
#            REMOVE  optional: paths relative to DIR, one per line; they may be absent already, directories go with all
#                    that is in them
#            OWNED   optional: lines "UID:GID PATH" for files of the archive that will not belong to root
# Input:     tar archive of directories and regular files with their modes. An archive without members writes nothing.
# Output:    none
# Exit:      0, 1 failed, 65 the archive or REMOVE holds something else
set -eu
umask 077
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

case $DIR in /?*/?*) ;; *) echo "DIR is \"$DIR\", which is no directory of ours" >&2 && exit 65 ;; esac
parent=${DIR%/*}
# On the same file system, so that a rename is one step; private, so that no secret is seen before it has its mode.
staging=$parent/.${DIR##*/}.staging
[ -d "$parent" ] || (umask 022 && mkdir -p "$parent")
[ -d "$DIR" ] || mkdir -m 755 "$DIR"
rm -rf "$staging"
mkdir "$staging"
trap 'rm -rf "$staging"' EXIT
trap 'exit 1' HUP INT TERM

tar -x -p -f - -C "$staging" --no-same-owner
cd "$staging"
odd=$(find . ! -type f ! -type d | head -n 1)
[ -z "$odd" ] || { echo "\"$odd\" is neither a file nor a directory" >&2 && exit 65; }

# Directories first, from the top. One that is a file or a link now is replaced.
find . -mindepth 1 -type d -exec sh -ec '
    to=$1 && shift
    for path; do
        if [ -L "$to/$path" ] || { [ -e "$to/$path" ] && [ ! -d "$to/$path" ]; }; then rm -f "$to/$path"; fi
        [ -d "$to/$path" ] || mkdir "$to/$path"
        chmod "$(stat -c %a "$path")" "$to/$path"
        chown root:root "$to/$path"
    done' sh "$DIR" {} +
find . -type f -exec chown root:root {} +
printf '%s\n' "${OWNED:-}" | while read -r owner path; do [ -z "$owner" ] || chown "$owner" "./$path"; done
find . -type f -exec sh -ec '
    to=$1 && shift
    for path; do
        if [ -d "$to/$path" ] && [ ! -L "$to/$path" ]; then rm -rf "${to:?}/$path"; fi
        mv -f -T "$path" "$to/$path"
    done' sh "$DIR" {} +

[ -n "${REMOVE:-}" ] || exit 0
cd "$DIR"
printf '%s\n' "$REMOVE" | while IFS= read -r path; do
    case /$path/ in
        // | /./) continue ;;
        //* | */../* | */./*) echo "\"$path\" is not a path in $DIR" >&2 && exit 65 ;;
    esac
    rm -rf "./$path"
    # Directories that are empty now go too; DIR itself stays.
    above=${path%/*}
    while [ "$above" != "$path" ] && [ -n "$above" ] && rmdir "./$above" 2>/dev/null; do
        path=$above
        above=${path%/*}
    done
done
