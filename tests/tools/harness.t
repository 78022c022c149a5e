#!/bin/bash
# What runs the tests: what a test sends as a signal arrives, what is no refusal fails, Python answers each
# question by itself, and what is skipped is told.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
top=$PWD
cd "$T" || exit 1

# ---- signals ----

cat >signals.t <<END
#!/bin/bash
. "$tests_dir/tools/tap.sh"
for signal in HUP INT QUIT TERM PIPE USR1; do
    perl -e 'kill shift, \$\$; exit 0' \$signal
    is \$? \$((128 + \$(kill -l \$signal))) "\$signal \$1"
done
done_testing
END
signals() { # SIGNAL...: the tests of signals.t that fail where these are ignored
    bash -c 'trap "" "$@"; bash signals.t' bash "$@" 2>/dev/null | grep '^not ok'
}
is "$(signals HUP)" "" "under nohup a test's signals arrive"
is "$(signals HUP INT QUIT TERM PIPE USR1)" "" "whichever are ignored"

# ---- refusals ----

cat >fails.t <<END
#!/bin/bash
. "$tests_dir/tools/tap.sh"
fails 1 'bad$' 'a line' sh -c 'echo "p: x: bad" >&2; exit 1'
fails 1 'bad$' 'another status' sh -c 'echo "p: x: bad" >&2; exit 2'
fails 1 'bad$' 'output' sh -c 'echo; echo "p: x: bad" >&2; exit 1'
fails 1 'bad$' 'two lines' sh -c 'echo "p: x: bad" >&2; echo "p: x: bad" >&2; exit 1'
fails 1 'bad$' 'half a line' sh -c 'printf "p: x: bad" >&2; exit 1'
fails 1 '' 'nothing' false
fails 1 'bad$' 'more behind' sh -c 'echo "p: x: bad luck" >&2; exit 1'
fails 1 'bad$' 'no program' sh -c 'echo "x is bad" >&2; exit 1'
END
is "$(bash fails.t | grep -v '^#' | sed 's/ [0-9]* -/:/' | paste -sd " ")" \
    "ok: a line not ok: another status not ok: output not ok: two lines not ok: half a line not ok: nothing \
not ok: more behind not ok: no program" "one line that begins with a program, the status and no output are a refusal"

# ---- Python ----

if "${PYTHON:-python3}" -c 'import numpy' 2>/dev/null; then
    # shellcheck source=tests/tools/numpy.sh
    . "$top/tests/tools/numpy.sh"
    is "$(numpy 'x = np.arange(3); print(x.sum(), argv)' a 'b c')" "3 ['a', 'b c']" "numpy runs code with arguments"
    numpy 'print(x)' 2>err
    is "$? $(tail -n 1 err)" "1 NameError: name 'x' is not defined" "which leaves nothing to the next, and may fail"
    mkdir inner
    (cd inner && numpy 'open("o", "w").write("é")')
    is "$(cat inner/o) $(numpy 'print("é", end="")')" "é é" "it runs where the shell is, in a subshell too"
else
    skip 3 "numpy is not installed"
fi

# ---- skipped tests ----

report() { # TEST...: what prove says, but for the time
    PERL5LIB=$tests_dir/tools prove --formatter Skips --exec bash "$@" 2>&1 | sed 's/^\(Files=.*\),  *[0-9]* wallclock.*/\1/'
}
printf '%s\n' 'echo ok 1 - a' 'echo ok 2 - "b#" c' 'echo 1..2' >whole.t
printf '%s\n' 'echo ok 1 - a' 'echo "ok 2 # SKIP no x"' 'echo "ok 3 - b # skip no y"' 'echo "ok 4 # SKIP no x"' 'echo 1..4' >some.t
printf '%s\n' 'echo "1..0 # SKIP no z"' >none.t
printf '%s\n' 'echo not ok 1 - a' 'echo "ok 2 # SKIP no x"' 'echo 1..2' >fails.t
is "$(report whole.t | tail -n 5)" "
Skipped: tests: 0, whole files: 0
All tests successful.
Files=1, Tests=2
Result: PASS" "where nothing is skipped, that is said"
is "$(report whole.t some.t none.t | tail -n 8)" "
Skipped: tests: 3, whole files: 1
    some.t: 2: no x
    some.t: 1: no y
    none.t: all: no z
All tests successful.
Files=3, Tests=6
Result: PASS" "what is skipped is counted before prove's last lines, with the reasons"
like "$(report fails.t)" $'Skipped: tests: 1, .*\n    fails.t: 1: no x\n.*Failed test:  1\n.*\nResult: FAIL$' \
    "also where tests fail"
# ---- make ----

unset MAKEFLAGS MAKELEVEL GNUMAKEFLAGS
check() { # [VARIABLE=VALUE...] OPTION...: what make check would run last
    env "$@" -n -C "$tests_dir/.." BUILD="$BUILD" check 2>"$T/err" | tr -s ' ' | grep -o ' prove .*--exec'
}
is "$(check make -j)" " prove --formatter Skips --exec" "make check runs prove so"
is "$(check make -j3)" " prove -j4 --formatter Skips --exec" "and one test more at a time than make has jobs"
for one in "make --jobs=5" "MAKEFLAGS=-j5 make" "GNUMAKEFLAGS=--jobs=5 make" "make -kj5 CC=c"; do
    # shellcheck disable=SC2086 # words
    like "$(check $one)" "^ prove -j6 " "$one: five jobs"
done
like "$(check make -j1)" "^ prove -j2 " "one where one is asked for"
processors=$(env -u OMP_NUM_THREADS nproc)
echo max 100000 >max
like "$(check make CPU_MAX="$T/max")" "^ prove -j$((processors + 1)) " "else as many as there are processors"
like "$(check OMP_NUM_THREADS=$((processors + 2)) make CPU_MAX="$T/max")" "^ prove -j$((processors + 1)) " \
    "whatever OpenMP is told"
like "$(check make CPU_MAX=/nowhere)" "^ prove -j$((processors + 1)) " "also without control groups"
echo 50000 100000 >max
like "$(check make CPU_MAX="$T/max")" "^ prove -j2 " "no more than the control group may use"
# shellcheck disable=SC2016 # the variable is make's
printf 'all:\n\t@$(MAKE) -n -C %s BUILD=%s check\n' "$tests_dir/.." "$BUILD" >above.mk
like "$(make -j5 -f above.mk 2>"$T/err" | tr -s ' ')" " prove -j6 " "a make above has said how many"
is "$(cat "$T/err")" "" "and shares its jobs"

done_testing
