#!/bin/sh
# Prints the pipeline that draws training runs, then runs it. What is in their folders snapcat --guess finds
# out, and which options there are --help of the programs says; here is only who gets them.
# shellcheck disable=SC2016,SC2034,SC2154 # for_PROGRAM, the options that it gets, are set by eval
version='@VERSION@' programs='@PROGRAMS@' stages='knnaff diffop potdist mds trajplot snapcat'

help() {
    cat <<'END'
usage: phatetools [compare] [options] FOLDER|FILE...
       phatetools doctor
Draws training runs: prints the pipeline that does it, and runs it. Options of its stages go to them.
  -n, --dry-run                print the pipeline, to standard output, and do not run it
  -o, --output FILE            the figure, which appears whole or not at all (FOLDER.png)
      --phate                  the method as it was published, not relaxed and grounded
  -q, --quiet                  no notes and no progress
  -V, --version                print the version and exit
  -h, --help                   print this and exit
See phatetools(1) for more.
END
}

fail() { printf 'phatetools: %s\n' "$2" >&2; exit "$1"; } # STATUS MESSAGE
refuse() { quote "$2" && fail "$1" "$quoted: $3"; } # STATUS WORD MESSAGE

# Whether a terminal takes the word for text alone: in UTF-8, without control characters, and none that turn
# the direction of what is beside them.
is_printable() { # WORD
    turning=$(printf '\342\200\252\342\200\253\342\200\254\342\200\255\342\200\256\342\201\246\342\201\247\342\201\250\342\201\251')
    [ -z "$(printf %s "$1" | tr '\n' '\001' | LC_ALL=C.UTF-8 sed "s/[$turning]/\\x01/g; s/[[:print:]]//g")" ]
}

# Sets quoted to what a shell reads as the word. What is not printable printf is to make of octal numbers.
quote() { # WORD
    quoted=$1
    case $1 in '' | *[!A-Za-z0-9_./,:=@%+-]*) ;; *) return ;; esac
    if is_printable "$1"; then
        quoted=$(printf '%s\n' "$1" | LC_ALL=C sed "s/'/'\\\\''/g; s/^/'/; s/\$/'/")
    else
        quoted="\"\$(printf '$(printf %s "$1" | od -An -v -to1 | tr -d '\n' | sed 's/ /\\/g')')\""
    fi
}

# Sets takers, the programs that get an option: the first that has it, and all whose --help says the same
# of it; long, its long name; and argument, empty where it takes none.
find_option() { # -L or --LONG, and the word behind
    line='' takers='' order="phatetools $stages"
    case $1 in
    -c | -o | --output | --force) order=trajplot ;; # a colour is asked for more often than knnaff's --center
    --all) order=snapcat ;;
    -m) [ ! -f "$2" ] || order=snapcat ;; # a log, not a metric
    -- | --*[!a-z0-9-]* | -[!a-zA-Z-]*) refuse 2 "$1" "unknown option: see phatetools -h" ;;
    esac
    : "${helps:=$(help | sed s/^/phatetools:/ && for program in $stages; do "$program" --help | sed "s/^/$program:/"; done)}"
    for program in $order; do
        text=$(printf '%s\n' "$helps" | sed -nE "s/^$program:(  $1, --|  (-., |    )$1 )/\1/p")
        [ -z "$text" ] || [ "${line:=$text}" != "$text" ] || takers="$takers $program"
    done
    touched="$touched$takers "
    [ "$line" ] || alike=$(for program in $programs; do "$program" --help |
        sed -nE "s/^  (-., |    )($(printf %.5s "$1")[a-z0-9-]*) .*/$program has \2, /p"; done | tr -d '\n')
    [ "$line" ] || refuse 2 "$1" "unknown option: ${alike}see phatetools -h"
    long=--${line#*--}
    argument=${long#* }
    long=${long%% *}
    case $argument in [[:upper:]]*) ;; *) argument= ;; esac
}

is_template() { case $1 in *"{"*"}"*) [ ! -e "$1" ] ;; *) false ;; esac; }
is_given() { case $given in *" $1 "*) ;; *) false ;; esac; }   # --LONG
default() { is_given "$2" || { why="$why${4-}" && eval "for_$1=\" \$3\$for_$1\""; }; } # PROGRAM --LONG WORDS [WHY]
takes() { said=$(eval "$1" 2>&1 >/dev/null </dev/null) || [ $? -ne 2 ]; } # PROGRAM OPTIONS

# The stages but the last, each on a line.
coordinates() { # FOLDER|FILE...
    command=$(eval "snapcat --guess --command$for_snapcat -- \"\$@\"") || exit
    printf '%s |\n' "$command" "knnaff$for_knnaff" "diffop$for_diffop" "potdist$for_potdist"
    printf '%s\n' "mds$for_mds"
}

check() { # WHAT REMEDY COMMAND
    if eval "$3" >/dev/null 2>&1; then echo "ok: $1"; else echo "missing: $1: $2" && lacks=1; fi
}

# Tries what phatetools needs, and what it is: exits with 1 where there can be no picture.
doctor() {
    T=$(mktemp -d 2>/dev/null) || fail 1 "${TMPDIR:-/tmp}: cannot write: set TMPDIR to a folder where you may"
    trap 'rm -rf "$T"' EXIT && trap 'exit 1' HUP INT PIPE TERM
    lacks=0 wrong='' install='install the Debian package'
    for program in $programs; do
        [ "$("$program" -V 2>&1)" = "$program (phatetools) $version" ] || wrong="$wrong $program"
    done
    check "programs of version $version" "put all of one version beside each other:$wrong" '[ -z "$wrong" ]'
    check 'pipe of them' "phatetools FOLDER says which fails" 'seq 99 | tsv2phm -k snapshots | knnaff |
        diffop -t relaxation | potdist --ground 0.5 | mds -o "$T/x.phm" && phminfo "$T/x.phm"'
    draw='trajplot -o "$T/x.$kind" "$T/x.phm"'
    for kind in png svg pdf eps tex; do check "pictures ($kind)" "$install gnuplot-nox" "$draw"; done
    status=$lacks kind=html
    check 'pages (html)' "$install libjs-three, and build anew" "$draw"
    check 'windows (--show)' "$install gnuplot-qt" 'gnuplot -e "set terminal" 2>&1 | grep -E " (qt|x11)  "'
    check 'HDF5' 'snapcat -l FILE says why' 'printf "\211HDF\r\n\032\n" >"$T/x"; snapcat -l "$T/x" 2>&1 | grep libhdf5'
    check 'UTF-8 in the terminal' 'export LC_ALL=C.UTF-8' '[ "$(locale charmap)" = UTF-8 ]'
    knnaff --version --verbose | sed 1d && gnuplot --version
    echo "$(getconf _NPROCESSORS_ONLN) processors; $(grep MemAvailable: /proc/meminfo)"
    exit "$status"
}

given=' ' operands='' compare='' behind='' why='' touched='' helps=''
[ "${1-}" = doctor ] || command -v snapcat >/dev/null || fail 1 'snapcat: not found: add its folder to PATH'
for program in phatetools $stages; do eval "for_$program="; done
while [ $# -gt 0 ]; do
    word=$1
    shift
    case $behind$word in
    --) behind=/ && continue ;;
    --*=*) name=${word%%=*} && set -- "${word#*=}" "$@" ;;
    --* | -?) name=$word ;;
    -?*) name=${word%"${word#??}"} && set -- "${word#??}" "$@" ;;
    *) ! is_template "$word" || refuse 2 "$word" "not a file: for a template of names use --name, since -n is --dry-run"
        quote "$word" && operands="$operands $quoted" && continue ;;
    esac
    find_option "$name" "${1-}"
    [ "$argument" ] || case $word in "$name") ;; --*) refuse 2 "$word" "takes no argument: see phatetools -h" ;;
        *) rest=$1 && shift && set -- "-$rest" "$@" ;; esac
    [ -z "$argument" ] || [ $# -gt 0 ] || refuse 2 "$name" "needs an argument: see phatetools -h"
    quote "${1-}"
    for program in $takers; do eval "for_$program=\"\$for_$program \$name\${argument:+ \$quoted}\""; done
    given="$given$long "
    [ -z "$argument" ] || shift
done
case $given in *' --help '*) help && exit ;; *' --version '*) echo "phatetools (phatetools) $version" && exit ;; esac
eval "set -- $operands"
case ${1-} in doctor) doctor ;; compare) compare=yes && shift ;; esac
[ $# -gt 0 ] || fail 2 "expected a FOLDER or a FILE: see phatetools -h"
if is_given --phate; then given="$given--time --ground " && default potdist --between '--between constant'; fi
default diffop --time '-t relaxation' '-t relaxation, as runs are long chains; '
default potdist --ground '--ground 0.5' '--ground 0.5, so that lengths can be compared; '
for program in knnaff diffop potdist mds trajplot; do
    case $touched in *" $program "*) eval "takes \"$program\$for_$program\"" ;; esac || { printf '%s\n' "$said" >&2; exit 2; }
done
if ! is_given --output && takes "trajplot --force -o x.png$for_trajplot"; then
    figure=trajectories.png
    [ $# -gt 1 ] || [ ! -d "$1" ] || figure=$(CDPATH='' cd -- "$1/" && basename "$PWD").png
    quote "$figure"
    [ ! -e "$figure" ] || is_given --dry-run || refuse 1 "$figure" "exists: to replace it, add -o $quoted"
    default trajplot --output "-o $quoted"
fi
if [ "$compare" ]; then
    quote "$(for folder; do printf %s "$(basename -- "$folder")" | tr ',\n' '  ' && echo; done | paste -s -d, -)"
    default trajplot --titles "--titles $quoted"
    default trajplot --one-scale --one-scale
    text=$(echo '{' && for folder; do coordinates "$folder"; done && echo '}') || exit
else
    text=$(coordinates "$@") || exit
fi
text="$text |
trajplot$for_trajplot"
if is_given --dry-run; then printf '%s\n' "$text"; exit; fi
is_given --quiet || printf '%s\n' ${why:+"phatetools: note: ${why}PHATE as published is --phate"} "$text" >&2
# A stage that fails ends its stream with what no other takes for a record, but tells: for sh does not tell
# that one in the middle of a pipe has failed.
for program in snapcat knnaff diffop potdist mds; do
    eval "$program() { command $program \"\$@\" || { printf 'phm 1\n$program failed\n\n'; false; }; }"
done
eval "$text" || exit 1
