# Completes the options of a program, their choices, and files. All of it comes from --help, so that
# this file names no program: it completes the one whose name it is sourced under, as bash-completion
# does with what `make install` has put into share/bash-completion/completions.
# shellcheck shell=bash

# The options that --help lists.
_phatetools_options() {
    sed -nE 's/^  (-[a-zA-Z], |    )--([a-z0-9-]+).*/\1--\2/p' | tr -d ' ' | tr ',' '\n'
}

# The line of --help that tells of an option.
_phatetools_line() {
    grep -E -- "^  $1, |^  (-[a-zA-Z], |    )$1 "
}

# The words of usage that may stand in an operand's place, such as "doctor" of "program doctor".
_phatetools_words() {
    sed -nE 's/^(usage:|      ) [^ ]+ \[?([a-z]+)\]?( .*|$)/\2/p' | grep -vx options
}

_phatetools() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} help line
    if [ "$word" = = ]; then # --metric=, which are two words to bash, and --metric=e three
        word=
    elif [ "$before" = = ]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    help=$("$1" --help 2>/dev/null)
    line=$([[ $before == -?* ]] && _phatetools_line "$before" <<<"$help")
    if [[ $line =~ :\ ([^ ]+\|[^ ]+)(\ \([^ ]*\))?$ ]]; then
        mapfile -t COMPREPLY < <(compgen -W "${BASH_REMATCH[1]//|/ }" -- "$word")
    elif [[ ! $line =~ ^\ \ (-.,|\ \ \ )\ --[^\ ]+\ [A-Z] && $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_phatetools_options <<<"$help")" -- "$word")
    elif [[ $line =~ \ --[^\ ]+\ (DIR|FOLDER)\  ]]; then
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        [ "$COMP_CWORD" -ne 1 ] || mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < \
            <(compgen -W "$(_phatetools_words <<<"$help")" -- "$word")
    fi
}

complete -o filenames -F _phatetools "${BASH_SOURCE[0]##*/}"
