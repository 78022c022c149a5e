# Shell tests in TAP, run from the top of the sources. A test file sources this, calls the functions below, ends with done_testing.
# $T is a directory of its own that goes when it ends.
# shellcheck shell=bash

# A signal that is ignored on entry, as SIGHUP is under nohup, is ignored by all that a shell starts,
# and what a test interrupts by it would never end: the test begins anew, with signals as they are by
# themselves.
if [ -z "${TAP_SIGNALS-}" ]; then
    TAP_SIGNALS=default exec env --default-signal bash "$0" "$@"
fi
unset TAP_SIGNALS

export LC_ALL=C
# Allocations that a hostile header asks for must fail in a build with sanitizers as they do in one without.
export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0
tests_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export data=$tests_dir/data
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
# Of cases that are alike, such as the prefixes of a file, one of so many is tried.
: "${ALIKE:=1}"
tap_count=0
tap_failed=0

# ok STATUS NAME: passes where STATUS is 0.
ok() {
    tap_count=$((tap_count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $tap_count - $2"
    else
        echo "not ok $tap_count - $2"
        tap_failed=1
    fi
    return "$1"
}

diag() {
    printf '%s\n' "$*" | sed 's/^/# /'
}

is() { # GOT EXPECTED NAME
    [ "$1" = "$2" ]
    ok $? "$3" || diag "got: $1" "expected: $2"
}

like() { # TEXT REGEX NAME
    [[ $1 =~ $2 ]]
    ok $? "$3" || diag "got: $1" "expected something like: $2"
}

# agrees HOW LIMIT OURS THEIRS NAME: compare, by HOW, finds the two at most LIMIT apart; see compare.c.
agrees() {
    local figure
    figure=$("$BUILD/tests/tools/compare" "$1" "$2" "$3" "$4")
    ok $? "$5" || diag "got $figure"
}

# attrs FILE: the attributes of all its records, joined by commas.
attrs() {
    phminfo -H "$1" | sed -n 's/^attr //p' | paste -sd,
}

# without_end FILE: a stream without its end record.
without_end() {
    head -c $(($(grep -abo '^kind end$' "$1" | tail -n 1 | cut -d : -f 1) - 6)) "$1"
}

# succeeds NAME COMMAND...: exit status 0; what it prints is in $T/out and $T/err.
succeeds() {
    local name=$1
    shift
    "$@" >"$T/out" 2>"$T/err"
    ok $? "$name" || diag "$(head -c 2000 "$T/err")"
}

# fails STATUS REGEX NAME COMMAND...: that exit status, one line on standard error like REGEX that
# starts with a program's name, and nothing on standard output.
fails() {
    local status=$1 regex=$2 name=$3 got said line
    shift 3
    "$@" >"$T/out" 2>"$T/err"
    got=$?
    IFS= read -r -d '' said <"$T/err" # without another process: this is called thousands of times
    line=${said%$'\n'}
    [ $got -eq "$status" ] && [ ! -s "$T/out" ] && [[ $said == *$'\n' ]] && [[ $line != *$'\n'* ]] &&
        [[ $line =~ ^[a-z0-9]+:\ .*$regex ]]
    ok $? "$name" || diag "status $got, output $(wc -c <"$T/out") bytes, expected $status and /$regex/" \
        "$(head -c 2000 "$T/err")"
}

# same_image ONE TWO: the same bytes; of PDF files, in which cairo 1.18 hides the time, at least the same
# pages.
same_image() {
    cmp -s "$1" "$2" && return
    [[ $1 == *.pdf ]] && pdftoppm -r 100 "$1" >"$T/one.ppm" && pdftoppm -r 100 "$2" >"$T/two.ppm" &&
        [ -s "$T/one.ppm" ] && cmp -s "$T/one.ppm" "$T/two.ppm"
}

# unmarked IMAGE: as gnuplot drew it, without the mark of trajplot.
unmarked() {
    perl -0777 -pe 's/\0\0\0\x1etEXt.{34}//s || s/^(?:<!-- |% ?)trajplot \(phatetools\)(?: -->)?\n//m' "$1"
}

skip() { # COUNT REASON
    local i
    for ((i = 0; i < $1; i++)); do
        tap_count=$((tap_count + 1))
        echo "ok $tap_count # SKIP $2"
    done
}

# Before the first test: ends the file.
skip_all() { # REASON
    echo "1..0 # SKIP $1"
    exit
}

# Whether a command can be given a terminal to write to: script(1) may be missing, or find none left.
has_terminal() {
    script -qec true /dev/null </dev/null >/dev/null 2>&1
}

# Whether trajplot has pages to write: where three.js was missing, it was built without them.
has_pages() {
    ! trajplot -o "$T/page.html" </dev/null 2>&1 | grep -q "built without three.js"
}

# Whether nothing is in $TMPDIR, soon: a guard removes its directory in the moment after its program was
# killed.
is_tidy() {
    local i
    for ((i = 0; i < 50; i++)); do
        [ -z "$(ls -A "$TMPDIR")" ] && return
        sleep 0.1
    done
    diag "left: $(ls -AR "$TMPDIR")"
    return 1
}

done_testing() {
    echo "1..$tap_count"
    exit "$tap_failed"
}
