#!/bin/bash
# snapcat --cka: files of activations (cka.py), against numpy's formulas of CKA.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/streams.sh
. tests/tools/streams.sh
python=${PYTHON:-python3}
cka=$tests_dir/cmd/snapcat/cka.py
cd "$T" || exit 1
"$python" "$cka" make || exit 1

# ---- what is not activations ----

refuses() { # REGEX NAME OPTION_OR_FILE...
    local regex=$1 name=$2
    shift 2
    fails 1 "$regex" "$name" snapcat -q --cka "$@"
}

fails 2 "--debiased: needs --cka" "--debiased by itself is refused" snapcat --debiased plain.npy
refuses "vector.npy: no activations: no tensor that is chosen has two dimensions" \
    "a vector is not samples x features" vector.npy
refuses "net.npz: no activations" "a choice of nothing is refused" -i '^labels$' net.npz
refuses "two.npz: 2 tensors may be the activations: first, second: choose" "two tensors are one too many" two.npz
refuses "complex.npy: tensor array: complex128 is not read" "complex numbers are refused" complex.npy
refuses "one.npy: tensor array: samples: 1, and CKA needs at least 2" "one sample is refused" one.npy
refuses "none.npy: tensor array: samples: 0," "so are none" none.npy
refuses "three.npy: tensor array: samples: 3, and CKA needs at least 4" \
    "three samples cannot be debiased" --debiased three.npy
succeeds "but compared otherwise" snapcat -q --cka three.npy
refuses "empty.npy: tensor array: no features" "samples without features are refused" empty.npy
refuses "fewer.npy: tensor array: 11 samples, but plain.npy has 12: give activations of the same" \
    "files of other samples are refused" plain.npy fewer.npy
refuses "constant.npy: tensor array: all samples have the same activations" \
    "activations that are all the same are refused" plain.npy constant.npy
refuses "simplex.npy: tensor array: all samples are equally far apart" \
    "so are those with nothing left when debiased" --debiased simplex.npy
refuses "huge.npy: tensor array: activations beyond 1e150" "activations whose squares overflow are refused" huge.npy
refuses "nan.npy: tensor array: sample 7: NaN or infinity" "a NaN is refused" plain.npy nan.npy
refuses "no snapshot is finite: all 1 " "and there must be one without" --skip-nonfinite nan.npy
fails 1 "/none: cannot make a temporary file" "a file of rows that cannot be made is an error" \
    env TMPDIR=/none snapcat --cka plain.npy
snapcat --cka --skip-nonfinite plain.npy nan.npy half.npy >s.phm 2>err
is "$? $(rows s.phm | paste -sd' ') $(cat err)" \
    "0 file plain.npy half.npy snapcat: note: 1 of 3 snapshots hold a NaN or an infinity and are left out, first nan.npy" \
    "--skip-nonfinite leaves it out, with its row"
phm2npy -k snapshots s.phm | cmp -s - <(snapcat --cka plain.npy half.npy | phm2npy -k snapshots)
ok $? "and the others are as without it"
echo no | tee rotten.npy >rotten.npz
snapcat --cka --skip-bad rotten.npy plain.npy 2>/dev/null >s.phm
is "$? $(rows s.phm | paste -sd' ')" "0 file plain.npy" "--skip-bad leaves out a file that is damaged"

# ---- numbers ----

all=(plain.npy turned.npy moved.npy half.npy bytes.npy maps.npy wide.npy)
snapcat --cka "${all[@]}" | phm2npy -k snapshots >rows.npy
is "$("$python" "$cka" biased "${all[@]}" | paste -sd' ')" "HSIC CKA" \
    "products of rows are HSIC, cosines CKA, whatever the widths, shapes and types"
snapcat --cka --debiased "${all[@]}" >debiased.phm
phm2npy -k snapshots debiased.phm >rows.npy
is "$("$python" "$cka" debiased "${all[@]}" | paste -sd' ')" "HSIC CKA" "and debiased, with --debiased"
is "$(phminfo -H debiased.phm | grep -a -e '^kind' -e '^shape' -e '^attr' | paste -sd' ')" \
    "kind rows shape 7 1 kind snapshots shape 7 66 attr samples 12 attr hsic debiased" \
    "a row is the pairs of samples, and there is no table of tensors"
tall=(tall{0..5}.npy)
snapcat --cka "${tall[@]}" >tall.phm
is "$(phminfo -H tall.phm | grep -a -e '^layout panel')" "layout panel 174752" "large Gram matrices come in panels"
phm2npy -k snapshots tall.phm >rows.npy
is "$("$python" "$cka" biased "${tall[@]}" | paste -sd' ')" "HSIC CKA" "and are right"
snapcat -q --cka plain.npy turned.npy moved.npy | knnaff -q -k 1 -m cosine 2>err |
    phm2tsv -k distance | tr '\t' '\n' | awk '{ if ($1 > 1e-12 || $1 < 0) wrong++ } END { exit NR != 9 || wrong }'
ok $? "another basis, scale and mean of the activations make no difference"

# ---- which tensor ----

snapcat --cka plain.npy | phm2npy -k snapshots >plain.rows
for file in fortran.npy net.npz deflated.npz "-i ^first two.npz" "-x second two.npz"; do
    # shellcheck disable=SC2086 # options and a file
    snapcat --cka $file | phm2npy -k snapshots | cmp -s - plain.rows
    ok $? "the activations of $file are found"
done
snapcat --cka plain.npy bytes.npy maps.npy >/dev/null 2>err
is "$(cat err)" "snapcat: note: bytes.npy: 12 samples (rows) of 30 features: CKA of fewer samples than features is too large: use snapcat --cka --debiased, or more samples" \
    "fewer samples than features are noted once"
is "$(snapcat --cka --debiased bytes.npy 2>&1 >/dev/null)" "" "and what is debiased needs no note"
snapcat --cka names.npz >/dev/null 2>err
is "$? $(cat err)" "0 " "names that mean what is not trained mean nothing here, nor does a note say so"
is "$(snapcat --cka -l net.npz names.npz | awk '{ print $1, $NF }' | paste -sd' ')" \
    "acts in labels features loss features total tensors total tensors opt_state/running_mean in total tensors" \
    "-l tells which tensor it is"
for file in simple_f16.pt simple_bf16.safetensors; do
    snapcat --cka -i '^0.weight' "$data/formats/$file" | phm2npy -k snapshots >got
    cmp -s got <(snapcat --cka -i '^0.weight' "$data/formats/simple_f64.pt" | phm2npy -k snapshots)
    ok $? "$file is read in full precision"
done

# ---- rows ----

printf 'file\tloss\na_10.npy\t1\na_0.npy\t3\na_2.npy\t2\n' >table.tsv
snapcat --cka -n '{run}_{step}.npy' -m table.tsv a_10.npy a_0.npy a_2.npy >s.phm
is "$(rows s.phm | cut -f 2- | paste -sd' ')" $'run\tstep\tloss a\t0\t3 a\t2\t2 a\t10\t1' \
    "rows have names, tables and the order of steps"
phm2npy -k snapshots s.phm | cmp -s - <(snapcat --cka a_0.npy a_2.npy a_10.npy | phm2npy -k snapshots)
ok $? "and so has the matrix"
mkdir runs
cp a_*.npy runs
succeeds "--follow waits for activations, too" \
    snapcat --cka -n '{run}_{step}.npy' --follow runs --until 3 -o followed.phm
phm2npy -k snapshots followed.phm | cmp -s - <(phm2npy -k snapshots s.phm)
ok $? "and reads them alike"

done_testing
