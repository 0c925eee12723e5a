# shellcheck shell=sh
# Starts Java. The launchers source it, with the arguments of rlmprov as "$@".
#
# Variables: home  folder with ansible-free-scripts, images and notebooks
#            java  the java to run
#            jar   rlmprov.jar
#            aot   its cache of loaded and linked classes (JEP 483); may be absent

# shellcheck disable=SC2154 # the launchers set them
{
    # Java itself ends with a stack trace there.
    [ -n "$(pwd -P 2>/dev/null)" ] || {
        echo "rlmprov: the current folder does not exist any more; change to another one" >&2
        exit 1
    }
    # In the locale C, as of cron and of containers, and in one that is not installed here, as ssh passes it on, Java reads
    # names of files and passwords from the environment as ASCII.
    case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
        C.UTF-8 | C.utf8) ;;
        *) [ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8 ;;
    esac
    # Shells know how wide the terminal is, and do not tell.
    if [ -t 1 ] && [ -z "${COLUMNS-}" ] && size=$(stty size 2>/dev/null </dev/tty); then
        export COLUMNS="${size#* }"
    fi
    # The second compiler is for long runs, and for the ciphers of an apply that sends much.
    case ${1-} in
        apply | destroy) compiler=4 ;;
        *) compiler=1 ;;
    esac
    set -- -XX:TieredStopAtLevel=$compiler -jar "$jar" "$@"
    # The JVM refuses a cache of another JDK or jar with a warning, which a user need not see.
    [ ! -e "$aot" ] || set -- -XX:AOTCache="$aot" -Xlog:disable "$@"
    # The serial collector starts 25 ms sooner, and this heap is small. The JDK's own console costs less than JLine's.
    # The cache was trained with these options.
    # shellcheck disable=SC2086 # options, separated by blanks
    exec "$java" -XX:+UseSerialGC -Djdk.console=java.base -Drlmprov.home="$home" ${RLMPROV_JAVA_OPTS-} "$@"
}
