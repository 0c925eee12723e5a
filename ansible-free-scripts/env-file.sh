# shellcheck shell=sh
# Reads .env, for setup.sh and teardown.sh, with values as compose takes them; only $ is a letter like any other here.
#
#   NAME=value # comment     value, without blanks at its ends
#   NAME='say "a" # b'       say "a" # b
#   NAME="say \"a\" # b"     say "a" # b: \" stands for ", \\ for \ and \$ for $
#
# "read_env FILE" calls "setting NAME VALUE", which whoever sources this defines, for each line, with its number in
# $number. A file that is wrong ends the script with 64.

wrong() { echo "$env_file: $*" >&2 && exit 64; }

read_env() {
    env_file=$1
    number=0
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        trim "$line"
        line=${trimmed#export }
        case $line in '' | \#*) continue ;; esac
        trim "${line%%=*}"
        name=$trimmed
        case $name in "$line" | '' | [0-9]* | *[!A-Za-z0-9_]*) wrong "line $number is not NAME=value" ;; esac
        value=${line#*=}
        trim "$value"
        case $trimmed in
            \"* | \'*) unquote "$trimmed" ;;
            *) trim "${value%%[[:blank:]]#*}" && value=$trimmed ;;
        esac
        setting "$name" "$value"
    done <"$env_file"
}

# Sets $trimmed: without blanks at its ends, and without the carriage return of another system's editor.
trim() {
    trimmed=${1#"${1%%[![:space:]]*}"}
    trimmed=${trimmed%"${trimmed##*[![:space:]]}"}
}

# Sets $value to what stands in quotes; behind them may be a comment.
unquote() {
    rest=${1#?} quote=${1%"${1#?}"} value=
    while :; do
        case $quote$rest in
            ?) wrong "line $number: $quote is never closed" ;;
            \"\"* | \'\'*) break ;;
            \"\\[\"\\\$]*) rest=${rest#?} ;;
        esac
        value=$value${rest%"${rest#?}"} rest=${rest#?}
    done
    trim "${rest#?}"
    case $trimmed in '' | \#*) ;; *) wrong "line $number: there is more behind the second $quote" ;; esac
}
