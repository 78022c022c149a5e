#!/bin/bash
# Memory or disk that runs short at any one call: one line, status 1 (or FAILURE), no output. (A call that a
# program can do without may fail in silence, if the result is the same.)
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
result=o option=-o # what a command makes, by which option
SAMPLE=25 # of a program's calls at the most, evenly spread: 20 s for all

if ldd "$BUILD/phminfo" | grep -q libasan; then
    skip_all "the sanitizers have their own allocator"
fi

mkdir expected
with_fault() { # CALL NUMBER COMMAND...
    FAULT_CALL=$1 FAULT_AT=$2 LD_PRELOAD=$BUILD/tests/tools/faults.so "${@:3}"
}

calls() { # CALL COMMAND...: how many of them the command makes
    rm -f "$T/expected/$result"
    FAULT_COUNT=$T/count with_fault "$1" 0 "${@:2}" "$option" "$T/expected/$result" 2>/dev/null
    cat "$T/count"
}

# Whether the command, having said the line in $T/err, ended well.
is_sound() { # STATUS PROGRAM
    if [ "$1" -eq 0 ]; then
        cmp -s "made/$result" "expected/$result"
    else
        [ "$1" -eq "${FAILURE:-1}" ] && [ -z "$(ls -A made)" ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] &&
            [[ $(cat err) == "$2: "* ]]
    fi
}

survives() { # CALL COMMAND...
    local call=$1 total number status wrong=0
    shift
    total=$(calls "$call" "$@")
    for ((number = 1; number <= total; number += 1 + total / SAMPLE)); do
        rm -rf made && mkdir made
        with_fault "$call" "$number" "$@" "$option" "made/$result" >out 2>err
        status=$?
        is_sound $status "$1" && continue
        wrong=$((wrong + 1))
        diag "$call $number of $total: status $status, left: $(ls -A made), $(head -c 300 err)"
    done
    [ "$total" -gt 0 ] && [ $wrong -eq 0 ]
    ok $? "$1 ends in an error and without output when a $call fails"
}

array() { # SHAPE, numbers of float32 on standard input
    printf '\x93NUMPY\x01\x00v\x00%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': ($1), }"
    perl -e 'binmode STDOUT; print pack("f<*", map { split } <STDIN>)'
}

for row in 1 2 3 4 5 6; do
    seq "$row" "$row" 60000 | head -n 9000 | array 9000 >"s$row.npy"
done
seq 1 15 | array 5,3 >c1.npy
seq 2 3 29 | array 5,2 >c2.npy
seq 1 24 | array 3,8 >z.npy
printf '%s\n' 0 1 0 1 >labels.tsv
printf 'file\tstep\n' >steps.tsv
printf 's%s.npy\t%s\n' 1 0 2 1 3 2 4 3 5 4 6 5 >>steps.tsv
printf 'file\trun\nmlp_a_e1.pt\ta\nmlp_b_e1.pt\tb\n' >pair.tsv
snapcat -q -m steps.tsv s?.npy >x.phm
snapgram -q x.phm >g.phm
phmsum -q g.phm g.phm >g2.phm 2>/dev/null
knnaff -q -k 2 x.phm >a.phm
diffop -q --t-max 12 a.phm >p.phm
potdist -q p.phm >d.phm
mds -q d.phm >y.phm
losshom -q -k 3 -c step d.phm >h.phm

for call in malloc write; do
    survives $call snapcat -m steps.tsv s1.npy s2.npy s3.npy s4.npy s5.npy s6.npy
    survives $call snapcat --cka --debiased c1.npy c2.npy
    FAILURE=2 survives $call snapaudit -m steps.tsv s1.npy s2.npy s3.npy s4.npy s5.npy s6.npy
    FAILURE=2 survives $call snapaudit x.phm
    survives $call snapjump -s 1 -r 1 "$data/formats/deflated.npz"
    survives $call snapjump -s 1 -r 1 "$data/formats/views.pt"
    survives $call snapalign -q -m pair.tsv "$data"/alignment/mlp_?_e1.pt
    survives $call snapgram x.phm
    survives $call phmsum g.phm g2.phm
    survives $call knnaff -k 2 x.phm
    survives $call diffop --t-max 12 a.phm
    survives $call diffop -l 4 -t 1 a.phm
    survives $call potdist p.phm
    survives $call potdist --ground 0.5 p.phm
    survives $call mds d.phm
    survives $call mds -a inpca d.phm
    survives $call preddist -c 2 --values logits --labels labels.tsv z.npy
    survives $call embsweep -k 2 -r 0,1 --all g.phm
    survives $call trajstat -q --steps g.phm
    survives $call trajstat -q --distance mean -r file g.phm
    survives $call losshom -q -k 3 -c step d.phm
    survives $call losshom -B h.phm h.phm
    survives $call phminfo x.phm
    survives $call phm2npy x.phm
    survives $call phm2tsv d.phm
    if has_pages; then
        result=o.html survives $call trajplot -q -z step y.phm
    else
        skip 1 "trajplot was built without three.js"
    fi
    command -v gnuplot >/dev/null || continue
    result=o.svg survives $call trajplot -q y.phm
    SAMPLE=5 result=o.gif option=--animate survives $call trajplot -q --dpi 40 y.phm
done
command -v gnuplot >/dev/null || skip 2 "gnuplot is not installed"

done_testing
