#!/bin/bash
# The list of mutants fits the sources, and mutants.sh tells those that are noticed from those that are not.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh

succeeds "each mutant's text is in its file, once" tests/tools/mutants.sh -n
is "$(grep '^[^#+ -].*: ' tests/tools/mutants.list | sort | uniq -d)" "" "no two mutants are alike"
missing=$(sed -n '/^+ /{n;p;}' tests/tools/mutants.list | tr ' ' '\n' | sort -u | while read -r test; do
    [[ $test == *.t ]] || test=tests/lib/${test}_test.c
    [ -f "$test" ] || echo "$test"
done)
is "$missing" "" "the tests that they name are there"

# In a copy of the tool alone: a file, of which one line is named, once rightly, once twice, once not.
mkdir -p "$T/tests/tools"
cp tests/tools/mutants.sh "$T/tests/tools"
printf 'a = 1\nb = 2\nb = 2\n' >"$T/x.c"
for text in 'a = 1' 'b = 2' 'c = 3'; do
    printf '# none\n\nx.c: wrong\n- %s\n+ d = 4\nroom/x\n' "$text" >"$T/tests/tools/mutants.list"
    "$T/tests/tools/mutants.sh" -n >"$T/out" 2>&1
    said+="$? $(cat "$T/out"), "
done
is "$said" "0 , 1 x.c: has this text 2 times: b = 2, 1 x.c: has this text 0 times: c = 3, " \
    "a text that is not there once is refused"
printf 'x.c: wrong\n- a = 1\n' >"$T/tests/tools/mutants.list"
is "$("$T/tests/tools/mutants.sh" -n)" "Bail out! mutants.list ends within a mutant" "so is a mutant that is cut off"

# A program of one line, and two tests of it, of which one looks.
mkdir -p "$T/tests/cmd/x" "$T/build"
printf 'all:\n\t@cp x.c build/x\nbuild/tests/tools/%%:\n\t@:\n' >"$T/Makefile"
printf '#!/bin/sh\ngrep -q "a = 1" build/x\n' >"$T/tests/cmd/x/looks.t"
printf '#!/bin/sh\n' >"$T/tests/cmd/x/sleeps.t"
chmod +x "$T"/tests/cmd/x/*.t
for test in looks sleeps; do
    printf 'x.c: another number\n- a = 1\n+ a = 2\ntests/cmd/x/%s.t\n\n' $test
done >"$T/tests/tools/mutants.list"
got=$("$T/tests/tools/mutants.sh")
is "$? $got" "1 1..2
ok 1 - x.c: another number (tests/cmd/x/looks.t)
not ok 2 - x.c: another number
# survives tests/cmd/x/sleeps.t" "what a test notices is ok, what none does is not"

done_testing
