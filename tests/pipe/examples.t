#!/bin/bash
# The examples that are scripts: the pipeline of cached stages, a stage written in numpy, and the
# demo; and the commands that README.md, examples/README.md and the demo offer.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
examples=$PWD/examples
unset MAKEFLAGS MFLAGS # those of the make that runs the tests: -s would hide what is looked at
python=${PYTHON:-python3}

for seed in 0 1; do
    mlp --run "run$seed" --seed "$seed" --hidden 16 --epochs 8 --data "$examples/data" --out "$T"
done
runs="$T/run*.safetensors"

# ---- pipeline.mk ----

# The programs that a run of the makefile starts, in order.
stages() {
    make --no-print-directory -f "$examples/pipeline.mk" RUNS="$runs" OUT="$T/out" "$@" >"$T/log" 2>"$T/err" ||
        diag "$(cat "$T/err")"
    grep -oE '^(snapcat|knnaff|diffop|potdist|mds|trajplot)' "$T/log" | paste -sd' '
}

if command -v gnuplot >/dev/null; then
    picture='trajplot '
    target=()
else
    picture=
    target=("$T/out/coords.phm")
fi
after() { # STAGES: what stands in the pipe from there on
    local line="$1 $picture"
    echo "${line% }"
}

is "$(stages "${target[@]}")" "$(after 'snapcat knnaff diffop potdist mds')" \
    "the first run of the pipeline runs every stage"
is "$(stages "${target[@]}")" "" "a second run has nothing to do"
is "$(stages KNN=4 "${target[@]}")" "$(after 'knnaff diffop potdist mds')" \
    "another KNN starts at knnaff"
is "$(stages KNN=4 "${target[@]}")" "" "and is remembered"
is "$(stages KNN=4 T=3 "${target[@]}")" "$(after 'diffop potdist mds')" "another T starts at diffop"
is "$(stages KNN=4 T=3 GROUND=0 "${target[@]}")" "$(after 'potdist mds')" "another GROUND starts at potdist"
is "$(stages KNN=4 T=3 GAMMA=0 "${target[@]}")" "$(after 'potdist mds')" "another GAMMA too"
is "$(stages KNN=4 T=3 GAMMA=0 MDS=classical "${target[@]}")" "$(after mds)" "another MDS starts at mds"
is "$(stages KNN=4 T=3 GAMMA=0 MDS=classical METRIC=cosine "${target[@]}")" \
    "$(after 'knnaff diffop potdist mds')" "another METRIC starts at knnaff"
if [ -n "$picture" ]; then
    is "$(stages KNN=4 T=3 GAMMA=0 MDS=classical METRIC=cosine COLOUR=step)" trajplot \
        "another COLOUR draws the picture only"
    is "$(head -c 4 "$T/out/picture.png" | tail -c 3)" PNG "the picture is a PNG"
else
    skip 2 "no gnuplot"
fi
touch "$T/run1_e008.safetensors"
is "$(stages KNN=4 T=3 GAMMA=0 MDS=classical METRIC=cosine COLOUR=step "${target[@]}")" \
    "$(after 'snapcat knnaff diffop potdist mds')" "a newer snapshot runs every stage"
rm "$T/run1_e008.safetensors"
is "$(stages KNN=4 T=3 GAMMA=0 MDS=classical METRIC=cosine COLOUR=step "${target[@]}")" \
    "$(after 'snapcat knnaff diffop potdist mds')" "a snapshot taken away runs every stage"

snapcat "$T"/run*.safetensors | knnaff -k 4 -m cosine | diffop -t 3 2>/dev/null | potdist -g 0 --ground 0.5 |
    mds -a classical | phm2npy >"$T/piped.npy"
phm2npy "$T/out/coords.phm" >"$T/cached.npy"
[ -s "$T/piped.npy" ] && cmp -s "$T/piped.npy" "$T/cached.npy"
ok $? "the cached stages give what the programs in one pipe give"

make -f "$examples/pipeline.mk" RUNS="$runs" OUT="$T/out" KNN=99 >"$T/log" 2>"$T/err"
like "$?:$(cat "$T/err")" '^2:knnaff: .*99' "a stage that fails says why, and ends the run"
[ ! -e "$T/out/affinity.phm" ] || [ "$T/out/affinity.phm" -ot "$T/out/affinity.options" ]
ok $? "and leaves no result that would be taken for a new one"
make -f "$examples/pipeline.mk" RUNS="$T/none*" OUT="$T/none" >"$T/log" 2>&1
like "$?:$(cat "$T/log")" '^2:.*RUNS=.*: no snapshots: ' "no snapshots at all is an error that says so"

# A training of another make, in a format and with names of its own.
if "$python" -c 'import numpy' 2>/dev/null; then
    mkdir "$T/npz"
    own() { # DIRECTORY VARIABLE...
        make --no-print-directory -f "$examples/pipeline.mk" RUNS="$T/npz/*.npz" OUT="$1" \
            SNAPCAT="-n '{run}_e{step}.npz'" "${@:2}" "$1/coords.phm" 2>"$T/err" |
            grep -oE '^(snapcat|knnaff|diffop|potdist|mds)|my_trainer' | paste -sd' '
    }
    training="'$python' $examples/my_trainer.py --epochs 9 --out $T/npz"
    is "$(own "$T/own" TRAIN="$training --run a")" "my_trainer snapcat knnaff diffop potdist mds" \
        "a training of the user's is the first stage"
    is "$(phm2tsv -k rows "$T/own/coords.phm" | cut -f 4-5 | tail -n +2 | head -2 | tr '\t\n' ' ,')" "a 000,a 001," \
        "of its files the names are read"
    is "$(own "$T/own" TRAIN="$training --run a")" "" "and is not run twice"
    is "$(own "$T/own" TRAIN="$training --run b && : it\'s")" "my_trainer snapcat knnaff diffop potdist mds" \
        "unless it is another one"
    is "$(phm2tsv -k rows "$T/own/coords.phm" | cut -f 4 | sort -u | paste -sd' ')" "a b run" \
        "whose snapshots join the others"
    is "$(own "$T/there")" "snapcat knnaff diffop potdist mds" "snapshots that are there need none"
else
    skip 6 "no numpy for $python"
fi

# ---- my_potdist.py ----

if "$python" -c 'import numpy' 2>/dev/null; then
    [ "$(wc -l <"$examples/my_potdist.py")" -le 15 ]
    ok $? "the stage in numpy has at most 15 lines"
    snapcat "$T"/run*.safetensors | knnaff | diffop 2>/dev/null >"$T/operator.phm"
    "$python" "$examples/my_potdist.py" <"$T/operator.phm" >"$T/mine.phm"
    ok $? "it reads a stream"
    mds -o "$T/mine.coords" "$T/mine.phm"
    ok $? "the next stage reads what it writes"
    phminfo "$T/mine.coords" >"$T/info"
    like "$(cat "$T/info")" 'kind rows.*column test_loss.*kind coords' "the rows' table passes through it"

    # Rows (1, 0) and (0, 1): each potential holds ln(1 + 1e-7) once and ln(1e-7) once.
    "$python" - "$T/eye.npy" <<'PY'
import sys
import numpy as np
np.save(sys.argv[1], np.eye(2))
PY
    npy2phm -k operator "$T/eye.npy" | "$python" "$examples/my_potdist.py" >"$T/eye.out"
    awk -v d="$("$python" -c 'import sys, numpy; print(repr(float(numpy.load(sys.argv[1])[0, 1])))' "$T/eye.out")" \
        'BEGIN { e = sqrt(2) * (log(1 + 1e-7) - log(1e-7)); exit !(d > e - 1e-12 && d < e + 1e-12) }'
    ok $? "two unit rows are sqrt(2) ln((1 + 1e-7) / 1e-7) apart"

    potdist -q --between constant "$T/operator.phm" | phm2npy >"$T/theirs.npy"
    "$python" - "$T/mine.phm" "$T/theirs.npy" <<'PY'
import sys
import numpy as np
raw = open(sys.argv[1], "rb").read()
with open(sys.argv[1], "rb") as f:
    f.seek(raw.index(b"\x93NUMPY"))
    mine = np.load(f)
theirs = np.load(sys.argv[2])
sys.exit(not (abs(mine - theirs) <= 1e-10 * theirs).all())
PY
    ok $? "its distances are those of potdist, the small ones too"

    length=$(stat -c %s "$T/operator.phm")
    for cut in 100 $((length / 2)) $((length - 30)); do
        head -c "$cut" "$T/operator.phm" | "$python" "$examples/my_potdist.py" 2>/dev/null |
            mds -o "$T/cut" 2>/dev/null
        is "${PIPESTATUS[2]}$(find "$T" -name 'cut*')" 1 "a stream cut short after $cut bytes gives no result behind it"
    done
else
    skip 9 "no numpy for $python"
fi

# ---- README.md, examples/README.md, demo.sh ----

# typed FILE: its commands, by a shell such as a user's, which does not know where the programs are.
# python3 is the one that has numpy. Commands that want man(1), or the pages of trajplot, are left out
# where there is none.
typed() {
    mkdir -p "$T/bin"
    printf '#!/bin/sh\nexec "%s" "$@"\n' "$(command -v "$python")" >"$T/bin/python3"
    chmod +x "$T/bin/python3"
    command -v man >/dev/null || sed -i '/^man /d' "$1"
    mds -q -d 1 "$T/own.distance" | trajplot -q -o "$T/page.html" 2>/dev/null || sed -i '/\.html/d' "$1"
    (cd "$T/top" && env -i HOME="$T" LC_ALL=C ASAN_OPTIONS="$ASAN_OPTIONS" PATH="$T/bin:/usr/local/bin:/usr/bin:/bin" \
        bash -eo pipefail "$1") >"$T/log" 2>"$T/err"
}

if [ -n "$picture" ] && "$python" -c 'import numpy' 2>/dev/null; then
    snapcat "$T"/run*.safetensors | knnaff | diffop 2>/dev/null | potdist >"$T/own.distance"
    # The top of the sources, where the demo has been made and a user has trained with PyTorch.
    mkdir -p "$T/top/runs"
    ln -s "$examples" "$PWD/man" "$T/top"
    ln -s "$BUILD" "$T/top/build"
    snapjump -q -r 0:7 -s 0.5 -o "$T/top/runs/sgd_e{seed}.pt" "$data/formats/zip.pt"
    (cd "$T/top" && examples/demo.sh) >"$T/said" 2>"$T/err"
    ok $? "the demo is made" || diag "$(cat "$T/err")"

    sed -n 's/^    //p' "$T/said" >"$T/commands"
    is "$(grep -c '^snapcat .*demo.png' "$T/commands") $(tail -1 "$T/commands")" "1 man ./man/phatetools.7" \
        "it says by which command, and where to read on"
    rm "$T/top/demo.png"
    typed "$T/commands"
    ok $? "what it says works as typed" || diag "$(cat "$T/commands" "$T/err")"
    [ -s "$T/top/demo.png" ]
    ok $? "and draws the demo's picture"
    is "$(grep demo.png "$T/commands")" "$(sed -n 's/^    \(.*demo.png\)/\1/p' README.md)" \
        "the README's command is the demo's"

    # All but what make does, and what experiments.t runs at small size.
    sed -n 's/^    //p' README.md examples/README.md | grep -vE '^make |examples/compare.sh' >"$T/commands"
    typed "$T/commands"
    ok $? "the commands of README.md and examples/README.md work as typed" || diag "$(cat "$T/commands" "$T/err")"
    is "$(cd "$T/top" && head -qc 4 demo.png comparison.png runs.png mine.png | tr -cd PNG)" PNGPNGPNGPNG "and draw pictures"
else
    skip 7 "no gnuplot, or no numpy for $python"
fi

done_testing
