package io.rlmprov.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The script by which a shell asks {@link CompleteCommand} when the operator presses Tab. */
enum CompletionScript {
    /** Also for the bash 3.2 of macOS, which has no compopt. */
    BASH("""
            # Completion of rlmprov in bash.
            _rlmprov() {
                local line=${COMP_LINE:0:COMP_POINT} part=${COMP_WORDS[COMP_CWORD]} kept word
                local -a words
                read -r -a words <<<"$line"
                [[ $line != *[[:space:]] ]] || words+=('')
                # Readline ends words at "=", ":" and "@", too, and replaces only what stands behind.
                [[ $part != [=:@] ]] || part=''
                kept=${words[${#words[@]} - 1]}
                kept=${kept%"$part"}
                COMPREPLY=()
                while IFS=$'\\t' read -r word _; do
                    if [[ $word == :files ]]; then
                        compopt -o default 2>/dev/null || while IFS= read -r word; do
                            COMPREPLY+=("$word")
                        done < <(compgen -f -- "$part")
                    else
                        COMPREPLY+=("${word#"$kept"}")
                    fi
                done < <(RLMPROV_BUILD=never "${words[0]/#\\~/$HOME}" __complete -- "${words[@]:1}" 2>/dev/null)
            }
            complete -F _rlmprov rlmprov
            """),
    /** Also as a file {@code _rlmprov} in zsh's {@code fpath}, which zsh reads when it first completes rlmprov. */
    ZSH("""
            #compdef rlmprov
            _rlmprov() {
                local line
                local -a answers
                for line in "${(@f)$(RLMPROV_BUILD=never ${~words[1]} __complete -- "${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
                    case $line in
                        '') ;;
                        :files)
                            [[ $PREFIX != --*=* ]] || compset -P '*='
                            _files
                            ;;
                        *$'\\t'*) answers+=("${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}") ;;
                        *) answers+=("${line//:/\\\\:}") ;;
                    esac
                done
                (( ! $#answers )) || _describe rlmprov answers
            }
            if [[ ${funcstack[1]-} == _rlmprov ]]; then _rlmprov "$@"; else compdef _rlmprov rlmprov; fi
            """),
    FISH("""
            # Completion of rlmprov in fish.
            function __rlmprov_complete
                set -l words (commandline -opc)
                set -l current (commandline -ct)
                set -lx RLMPROV_BUILD never
                for line in (eval (string escape -n -- $words[1]) __complete -- (string escape -- $words[2..] $current) 2>/dev/null)
                    if test "$line" = :files
                        set -l option (string match -r -- '^--[a-z-]+=' $current)
                        for file in (__fish_complete_path (string replace -- "$option" '' $current))
                            echo "$option$file"
                        end
                    else
                        echo $line
                    end
                end
            end
            complete -c rlmprov -f -a '(__rlmprov_complete)'
            """);

    private final String text;

    CompletionScript(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** The script for a shell; empty if there is none. */
    static Optional<CompletionScript> of(String shell) {
        return Arrays.stream(values())
                .filter(script -> script.shell().equals(shell))
                .findFirst();
    }

    static List<String> shells() {
        return Arrays.stream(values()).map(CompletionScript::shell).toList();
    }

    private String shell() {
        return name().toLowerCase(Locale.ROOT);
    }
}
