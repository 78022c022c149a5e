# Completes the options of a program, their choices, and files. All of it comes from --help, as in
# completion.bash: `make install` puts a line before this one that tells zsh the programs' names.

local line name text argument what
local -a names specs
for line in ${(f)"$(_call_program options $words[1] --help 2>/dev/null)"}; do
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
_arguments -s -S : $specs '*:file:_files'
