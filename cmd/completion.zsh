# Completes the options of a program, their choices, and files. All of it comes from --help, as in
# completion.bash: `make install` puts a line before this one that tells zsh the programs' names.

local line name text argument what
local -a names specs instead
for line in ${(f)"$(_call_program options $words[1] --help 2>/dev/null)"}; do
    # What may stand in an operand's place, such as "doctor" of "program doctor".
    [[ $line =~ '^(usage:|      ) [^ ]+ \[?([a-z]+)\]?( .*|$)' && $match[2] != options ]] && instead+=($match[2])
    # Letter, name, argument and text of "  -k, --knn NEIGHBOURS    the rank of ... (5)".
    [[ $line =~ '^  (-([a-zA-Z]), |    )--([a-z0-9-]+)( ([A-Z][^ ]*))? +(.*)$' ]] || continue
    names=(${match[2]:+-$match[2]} --$match[3])
    argument=${match[5]//:/\\:}
    text=${match[6]//(#m)[]\\[:]/\\$MATCH}
    what=
    if [[ $line =~ ': ([^ ]+\|[^ ]+)( \([^ ]*\))?$' ]]; then
        what=":$argument:(${(j: :)${(@q)${(s:|:)match[1]}}})" # one of them may be "*"
    elif [[ $argument == (DIR|FOLDER) ]]; then
        what=":$argument:_files -/"
    elif [[ -n $argument ]]; then
        what=":$argument:_files"
    fi
    # "+": the argument may follow a letter, and "=": a name, in one word; "*": again and again.
    for name in $names; do
        [[ -z $what ]] || name+=${${name:#--*}:+\+}${${(M)name:#--*}:+=}
        specs+=("*${name}[$text]$what")
    done
done
_arguments -s -S : $specs ${instead:+":file or word:_alternative 'words:word:($instead)' 'files:file:_files'"} '*:file:_files'
