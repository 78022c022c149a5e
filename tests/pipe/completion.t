#!/bin/bash
# What the shells complete, which is what --help says.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
completions=$PWD/cmd
mkdir "$T/completions" "$T/files" "$T/files/folder"
touch "$T/files/one.phm" "$T/files/fourth.phm"
all_options=$(knnaff --help | grep -Eo '^ +-[^ ]+( --[^ ]+)?' | tr -d ' ' | tr ',' '\n' | sort)

# ---- bash ----

ln -s "$completions/completion.bash" "$T/completions/knnaff"

# completed WORD...: what the last word of a command of $program may become, in one line.
program=knnaff
completed() {
    # shellcheck disable=SC2016
    (cd "$T/files" && program=$program bash -c '. "$0"
        COMP_WORDS=("$program" "$@") COMP_CWORD=$# COMPREPLY=()
        _phatetools "$program"
        echo "${COMPREPLY[*]}"' "$T/completions/knnaff" "$@")
}

like "$(bash -c '. "$0" && complete -p' "$T/completions/knnaff")" "-F _phatetools knnaff$" \
    "the completion is for the program whose name it has"
is "$(completed --knn)" "--knn --knn-max" "long options are completed"
is "$(completed - | tr ' ' '\n' | sort)" "$all_options" "all options of --help are offered"
is "$(completed --metric '')" "euclidean cosine correlation" "the choices of an option are offered"
is "$(completed -m co)" "cosine correlation" "they are completed, also behind a letter"
is "$(completed --metric =)" "euclidean cosine correlation" "and behind an equals sign"
is "$(completed --metric = e)" "euclidean" "and completed there"
is "$(completed -o o)" "one.phm" "what takes another argument is offered files"
is "$(program=snapcat completed --follow fo)" "folder" "what takes a folder, folders"
is "$(completed o)" "one.phm" "operands are files"
is "$(program=phatetools completed d) $(program=phatetools completed fou)" "doctor fourth.phm" \
    "a first operand is also a word that usage has in its place"
is "$(program=phatetools completed folder d)" "" "but no other operand is"
is "$(completed --center -k)" "-k" "a flag is followed by options"
is "$(completed -o -k)" "" "what takes an argument is not"

# ---- zsh ----

if ! command -v zsh >/dev/null; then
    skip 18 "zsh is not installed"
    done_testing
fi
{ echo "#compdef knnaff snapcat phatetools" && cat "$completions/completion.zsh"; } >"$T/completions/_phatetools"

# The options that _arguments is given, where --help prints what standard input has.
offered() {
    # shellcheck disable=SC2016
    zsh -f -o extendedglob -c 'words=(knnaff)
        _call_program() { cat }
        _arguments() { print -rl -- ${(M)@:#\**} }
        . $1' zsh "$T/completions/_phatetools"
}
is "$(knnaff --help | offered | sed -n 's/^\*\(-[^+=[]*\).*/\1/p' | sort)" "$all_options" \
    "zsh: all options of --help are offered"
is "$(echo '  -x, --axis X:Y              a [b] \c: d: e|*|f (e)' | offered)" \
    '*-x+[a \[b\] \\c\: d\: e|*|f (e)]:X\:Y:(e \* f)
*--axis=[a \[b\] \\c\: d\: e|*|f (e)]:X\:Y:(e \* f)
*:file:_files' "zsh: no sign is taken for one of its own"

# typed LINE...: into an interactive zsh, each followed by the tabulator: what they have become.
typed() {
    # shellcheck disable=SC2016
    (cd "$T/files" && timeout 20 zsh -f -c 'zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell "fpath=($1 \$fpath)
            autoload -Uz compinit && compinit -u -D
            tell() { print -r -- \$BUFFER >&3; BUFFER= }
            zle -N tell
            bindkey \"^I\" complete-word \"^T\" tell
            exec 3>$2
            print BE\"\"GUN"
        zpty -r shell said "*BEGUN*"
        for line in ${@:3}; do
            zpty -w -n shell $line$'\''\t\x14'\''
        done
        zpty -w -n shell $'\''print EN""DED\n'\''
        zpty -r shell said "*ENDED*"' zsh "$T/completions" "$T/typed" "$@")
}
becomes() { # LINE... EXPECTED NAME ...
    local lines=() expected=() names=() i
    while [ $# -gt 0 ]; do
        lines+=("$1") expected+=("$2") names+=("$3")
        shift 3
    done
    typed "${lines[@]}"
    mapfile -t got <"$T/typed"
    for i in "${!lines[@]}"; do
        is "${got[$i]-}" "${expected[$i]}" "zsh: ${names[$i]}"
    done
}
becomes \
    'knnaff --metr' 'knnaff --metric=' "a long option is completed" \
    'knnaff --center --spar' 'knnaff --center --sparse ' "also one behind another" \
    'knnaff one.phm --spar' 'knnaff one.phm --sparse ' "and behind an operand" \
    'knnaff --sparse --spar' 'knnaff --sparse --sparse ' "and once more" \
    'knnaff --metric=e' 'knnaff --metric=euclidean ' "a choice behind an equals sign" \
    'knnaff --metric e' 'knnaff --metric euclidean ' "as a word of its own" \
    'knnaff -m cor' 'knnaff -m correlation ' "behind a letter" \
    'knnaff -cmcor' 'knnaff -cmcorrelation ' "and behind letters in one word" \
    'knnaff -o on' 'knnaff -o one.phm ' "what takes another argument is offered files" \
    'snapcat --follow fo' 'snapcat --follow folder/' "what takes a folder, folders" \
    'snapcat fou' 'snapcat fourth.phm ' "operands are files" \
    'phatetools do' 'phatetools doctor ' "a first operand may be a word of usage" \
    'phatetools fou' 'phatetools fourth.phm ' "or a file" \
    'phatetools folder do' 'phatetools folder do' "and no other is such a word" \
    'knnaff --no-such=on' 'knnaff --no-such=on' "what the program does not have is left as it is" \
    'knnaff -k on' 'knnaff -k one.phm ' "the last line is as good as the first"

done_testing
