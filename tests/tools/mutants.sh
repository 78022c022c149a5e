#!/bin/bash
# Whether the tests notice what is wrong in one line:
#
#     tests/tools/mutants.sh [REGEX]
#
# Each mutant of mutants.list is put into a copy of the sources, one at a time; the copy is built, and of the
# tests that concern it one must fail. A mutant that none does is "not ok" (TAP): a test is missing. With REGEX
# only those mutants are tried whose file or description it matches; with -n as the first operand none
# is, but the list is looked over.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Of each mutant: its file, what it does, the text and what replaces it, tests.
files=() whats=() olds=() news=() tests=()

bail_out() { # MESSAGE
    echo "Bail out! $1"
    exit 1
}

# A mutant's lines: FILE: WHAT; - TEXT; + OTHER TEXT; TEST...
read_list() { # REGEX
    local head old new of_it rest
    while IFS= read -r head; do
        [[ $head == '' || $head == '#'* ]] && continue
        { IFS= read -r old && IFS= read -r new && IFS= read -r of_it; } ||
            bail_out "mutants.list ends within a mutant"
        [[ $head == *': '* && $old == '- '* && $new == '+ '* ]] || bail_out "mutants.list: not a mutant: $head"
        [[ $head =~ $1 ]] || continue
        rest=${head#*: }
        files+=("${head%%: *}") whats+=("$rest") olds+=("${old#- }") news+=("${new#+ }") tests+=("$of_it")
    done <tests/tools/mutants.list
    [ ${#files[@]} -gt 0 ] || bail_out "no mutant is like $1"
}

# Puts a mutant into a file of the copy: its text must be there, and once.
apply() { # COPY MUTANT
    # shellcheck disable=SC2016 # the variables are perl's
    perl -0777 -e '
        my ($from, $to, $old, $new) = @ARGV;
        open my $in, "<", $from or die "$from: cannot open\n";
        my $text = <$in>;
        my $count = () = $text =~ /\Q$old/g;
        die "$from: has this text $count times: $old\n" if $count != 1;
        substr($text, index($text, $old), length $old) = $new;
        if ($to) {
            open my $out, ">", $to or die "$to: cannot open\n";
            print $out $text;
        }' "${files[$2]}" "${1:+$1/${files[$2]}}" "${olds[$2]}" "${news[$2]}"
}

# Builds what tests need, and no more.
build() { # COPY TEST...
    local copy=$1 goals=() test
    for test in "${@:2}"; do
        case $test in
        *.t) goals+=(all build/tests/tools/{compare,machine,measure,plot_stream,prefixes}) ;;
        *) goals+=("build/tests/lib/${test}_test") ;;
        esac
    done
    env -u BUILD -u MAKEFLAGS -u MAKELEVEL -u GOALS make -s -C "$copy" "${goals[@]}" >"$copy/made" 2>&1
}

# The exit status of a test; what hangs has failed.
run() { # COPY TEST
    local command=$2
    [[ $2 == *.t ]] || command=build/tests/lib/$2_test
    (cd "$1" && BUILD=$PWD/build PATH=$PWD/build:$PATH OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 \
        timeout 120 "$command" >"$1/said" 2>&1)
}

# Prints the first of the mutant's tests that fails; its status is 1 where none does.
find_killer() { # COPY MUTANT
    local test
    # shellcheck disable=SC2086 # a list
    for test in ${tests[$2]}; do
        build "$1" "$test" || {
            echo "the compiler"
            return 2
        }
        run "$1" "$test" || {
            echo "$test"
            return
        }
    done
    return 1
}

try() { # COPY MUTANT NUMBER
    local killer status=0 name="${files[$2]}: ${whats[$2]}"
    apply "$1" "$2"
    killer=$(find_killer "$1" "$2") || status=$?
    case $status in
    0) echo "ok $3 - $name ($killer)" ;;
    1) echo "not ok $3 - $name" && echo "# survives ${tests[$2]}" ;;
    *) echo "not ok $3 - $name" && echo "# does not build" && sed 's/^/# /' "$1/made" ;;
    esac
    cp "${files[$2]}" "$1/${files[$2]}" # with a new time
    return $status
}

list_only=
if [ "${1-}" = -n ]; then
    list_only=1
    shift
fi
read_list "${1-}"
for i in "${!files[@]}"; do
    apply '' "$i" 2>&1 || exit 1
done
[ -z "$list_only" ] || exit 0

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p build
tar -c --exclude=./.git --exclude=./build/san --exclude=./build/fuzz . | tar -x -C "$copy"
echo "1..${#files[@]}"
for test in $(printf '%s\n' "${tests[@]}" | tr ' ' '\n' | sort -u); do
    build "$copy" "$test" || bail_out "$test: cannot be built: $(tail -n 1 "$copy/made")"
    run "$copy" "$test" || bail_out "$test: fails without a mutant"
done
survived=0
for i in "${!files[@]}"; do
    try "$copy" "$i" $((i + 1)) || survived=1
done
exit $survived
