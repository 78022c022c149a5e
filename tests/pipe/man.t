#!/bin/bash
# The manual: every program has a page, the pages are well-formed, read the same by mandoc and by
# groff, which man(1) runs on most systems, say what the programs say, and the EXAMPLES in them work
# as typed.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
man=$tests_dir/../man

# The commands of a page's EXAMPLES (of the tutorial: all of it): what stands in .Dl and .Bd
# -literal, without mdoc's escapes.
examples_of() {
    awk '/^\.Sh / { inside = /^\.Sh EXAMPLES/ || FILENAME ~ /\.7$/ }
         inside && /^\.Dl / { sub(/^\.Dl /, ""); print; next }
         inside && /^\.Bd -literal/ { literal = 1; next }
         /^\.Ed/ { literal = 0 }
         inside && literal' "$1" |
        sed "s/\\\\(aq/'/g; s/\\\\(dq/\"/g; s/\\\\(ha/^/g; s/\\\\(ti/~/g; s/\\\\&//g; s/\\\\-/-/g; s/\\\\e/\\\\/g"
}

# The words of a page as it is set, in their order, without its first and last line, in which
# mandoc and groff differ. Words that were divided at a line's end are whole again.
words() {
    perl -CS -Mutf8 -0777 -ne 's/.\x08//g; s/^\s*.*\n//; s/\n.*\s*$//; s/[\x{2010}-]\n\s*//g; s/[\x{2010}-]//g;
        print "$_\n" for /[\p{L}\p{N}]+/g'
}

# The examples' python3 is the one that has numpy.
mkdir "$T/bin"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$(command -v "${PYTHON:-python3}")" >"$T/bin/python3"
chmod +x "$T/bin/python3"
PATH=$T/bin:$PATH

# A directory such as a user's: two runs, their tables, and something of every stage.
(
    mkdir -p "$T/user/runs" && cd "$T/user" || exit
    ln -s "$tests_dir/../examples" examples
    for run in a b; do
        mlp -q --run $run --seed ${#run} --epochs 9 --hidden 8 --data "$tests_dir/../examples/data" \
            --optimizer "$([ $run = a ] && echo sgd || echo adam)" -o runs
    done
    mkdir wide narrow
    mlp -q --run a --epochs 12 --hidden 16 --data "$tests_dir/../examples/data" -o wide
    mlp -q --run a --epochs 12 --hidden 4 --data "$tests_dir/../examples/data" -o narrow
    snapcat runs/*.safetensors >snapshots.phm
    phm2tsv -k rows snapshots.phm >runs.tsv
    phm2npy -k snapshots snapshots.phm >X.npy
    snapgram snapshots.phm >runs.gram
    knnaff runs.gram >affinity.phm
    diffop affinity.phm >operator.phm
    potdist operator.phm >distances.phm
    mds distances.phm >coords.phm
    pca -q runs.gram >pca.phm
    lossgrid -q -r 1 -x -1:1:9 -y -1:1:9 -o plane.phm -e "mlp --eval - --data '$tests_dir/../examples/data'" \
        runs/a_e009.safetensors
    phm2tsv coords.phm | awk '{ print $(NF - 1) "\t" $NF }' >xy.tsv
    cp runs.tsv rows.tsv
    printf '0.2\t0.9\t0.4\n' >line.tsv
    { echo loss && seq 20; } >losses.tsv
    phm2npy distances.phm >D.npy
    cut -f 1,4- runs.tsv | tr '\t' ',' >losses.csv
    cp coords.phm run.phm
    cp affinity.phm cache.phm
    mkdir checkpoints acts predictions logs
    python3 - <<'PYTHON'
import numpy as np
noise = np.random.default_rng(0).standard_normal((2, 6, 40, 10)).cumsum(1)
for run in range(2):
    for epoch in range(6):
        np.save(f"predictions/run{run}_e{epoch}.npy", noise[run, epoch])
np.save("labels.npy", np.arange(40) % 10)
np.save("first.npy", noise[0, :, :30].reshape(6, -1))
np.save("second.npy", noise[0, :, 30:].reshape(6, -1))
PYTHON
    cp "$data/formats/zip.pt" checkpoints/adam_e000.pt
    cp "$data/formats/legacy.pt" checkpoints/adam_e001.pt
    python3 - "$data/formats/stored.npz" <<'PYTHON'
import sys
import numpy as np
arrays = np.load(sys.argv[1])
np.savez("jax.npz", **{"encoder/" + k.replace(".", "/"): v for k, v in arrays.items()})
random = np.random.default_rng(1)
for run, width in ("narrow", 4), ("wide", 16):
    for step, x in enumerate(random.normal(size=(9, 30, width)).cumsum(0)):
        np.save(f"acts/{run}_e{step:03}.npy", x)
sys.path.insert(0, "examples")
import snapsketch
for step, x in enumerate(random.normal(size=(9, 100)).cumsum(0)):
    for sign, run in enumerate(("sgd", "adam")):
        snapsketch.Log(f"logs/{run}.sketch", 64, run=run).step(step, [("w", x if sign else -x)])
    for rank in range(3):
        snapsketch.Log(f"logs/large.{rank}.sketch", 64, shard=(rank, 3)).step(step, [("w", x)])
PYTHON
) >"$T/out" 2>&1
ok $? "a directory with runs and every stage's output can be made" || diag "$(cat "$T/out")"

for page in "$man"/*.[1-9]; do
    name=$(basename "$page")
    succeeds "$name is well-formed" mandoc -Tlint -Wwarning "$page"
    groff -mdoc -Tutf8 -P-c -ww -b "$page" >"$T/groff" 2>"$T/err"
    is "$(head -n 9 "$T/err")" "" "$name is set by groff without a warning"
    mandoc -Tutf8 "$page" | words >"$T/mandoc.words"
    lost=$(words <"$T/groff" | diff "$T/mandoc.words" - | grep '^[<>]' | paste -sd ' ')
    [ -s "$T/mandoc.words" ] && [ -z "$lost" ]
    ok $? "$name has the same words by groff (>) as by mandoc (<)" || diag "$lost"
    examples_of "$page" >"$T/examples"
    # The examples of a format and of a library are whole programs, with tests of their own (phm.t, library.t).
    [[ $page != *.[35] && -s $T/examples ]] || continue
    if ! has_pages && grep -q '\.html' "$T/examples"; then
        sed -i '/\.html/d' "$T/examples"
        skip 1 "trajplot was built without three.js"
    fi
    rm -rf "$T/copy"
    cp -r "$T/user" "$T/copy"
    (cd "$T/copy" && EDITOR=true bash -eo pipefail "$T/examples") >"$T/out" 2>"$T/err"
    ok $? "$name: the examples work as typed" || diag "$(cat "$T/examples" "$T/err")"
done

# An option that a page does not describe is common to all programs: phatetools(7) describes it, and a
# line of the page names it.
describes() { # PAGE OPTION: "Fl k" or "Fl -threshold"
    grep -q -- "^\.It .*$2\b" "$1"
}
names_common() { # PAGE OPTION
    sed -n '/^The options$/,/of all programs/p' "$1" | grep -qE "^\.Fl (.* )?${2#Fl }( |$)" &&
        describes <(sed -n '/^\.Sh COMMON OPTIONS/,/^\.Sh EXIT/p' "$man/phatetools.7") "$2"
}

for program in $PROGRAMS mlp; do
    examples_of "$man/$program.1" >"$T/examples"
    [ -s "$T/examples" ]
    ok $? "$program has a man page with examples"
    # An option in the help is "-k, --knn K" or "    --threshold X".
    missing=
    while read -r option; do
        describes "$man/$program.1" "$option" || names_common "$man/$program.1" "$option" || missing="$missing $option"
    done < <("$program" -h | sed -n 's/^  -\([a-zA-Z]\), .*/Fl \1/p; s/^      --\([a-z0-9-]*\).*/Fl -\1/p')
    [ -z "$missing" ]
    ok $? "$program: the man page, or phatetools(7), describes every option of -h" || diag "missing:$missing"
done

done_testing
