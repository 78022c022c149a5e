#!/bin/bash
# lossgrid: the loss on lines and planes through a snapshot, by programs that evaluate snapshots.
# shellcheck source=tests/tools/tap.sh disable=SC2016 # the evaluators' variables are their own
. tests/tools/tap.sh
digits=$tests_dir/../examples/data
mkdir "$T/tmp"
export TMPDIR=$T/tmp
cd "$T" || exit 1

tensor() { # SHAPE, numbers: a .npy of float64
    local shape=$1
    shift
    printf '\x93NUMPY\x01\x00v\x00%-117s\n' "{'descr': '<f8', 'fortran_order': False, 'shape': ($shape), }"
    perl -e 'binmode STDOUT; print pack("d<*", @ARGV)' -- "$@"
}

# The evaluators. This one says all numbers of such a file: the point itself is what is evaluated.
cat >say.sh <<'END'
while read -r path; do
    echo $(od -A n -v -t f8 -j 128 "$path")
done
END
say="sh $T/say.sh"

grid() { # STREAM NUMBER: the grid record of that number, as text
    phm2tsv -k grid -n "$2" "$1"
}

kinds() {
    phminfo -H "$1" | sed -n 's/^kind //p' | paste -sd,
}

attr() { # STREAM KEY: of the last record
    phminfo -H "$1" | sed -n "s/^attr $2 //p" | tail -n 1
}

# Evaluators that hang sleep for so long, by which they are known.
export NAP=60.$$
is_napping() {
    grep -qsz "^[6]0\.$$\$" /proc/[0-9]*/cmdline
}

tensor '2, 2' 1 2 3 0.1 >a.npy
tensor '2, 2' 5 -2 3 0.3 >b.npy
tensor '2, 2' 0 0 7 0.7 >c.npy

# ---- options ----

succeeds "lossgrid -h prints its usage" lossgrid -h
like "$(cat out)" "^usage: lossgrid .*--evaluator.*lossgrid\(1\)" "the usage names program, options and page"
fails 2 "no file" "a file is needed" lossgrid -e cat -r 1
fails 2 "no evaluator" "an evaluator is needed" lossgrid -r 1 a.npy
fails 2 "no direction" "a direction is needed" lossgrid -e cat a.npy
fails 2 "-y: needs a second direction" "two axes need two directions" lossgrid -e cat --to b.npy -y 0:1:3 a.npy
fails 2 "more than two directions" "three snapshots to lead to are too many" \
    lossgrid -e cat --to b.npy --to c.npy --to b.npy a.npy
fails 2 "more than two directions" "--pca has directions enough" lossgrid -e cat --pca -r 1 a.npy b.npy c.npy
fails 2 "b.npy: one file only, unless --pca is given" "a second file is for --pca" lossgrid -e cat -r 1 a.npy b.npy
fails 2 "--pca: needs three snapshots" "two snapshots have no plane" lossgrid -e cat --pca a.npy b.npy
for axis in 1 0:1 0:1:1 0:1:-3 0:1:3x 0:nan:3 0:inf:3 :1:3 1:0:3 0:0:3 0:1:99999999 -1e308:1e308:3; do
    fails 2 "$axis: not an axis: " "the axis $axis is refused" lossgrid -e cat -r 1 -x "$axis" a.npy
done
fails 2 "--jobs 0" "no evaluator at all is refused" lossgrid -e cat -r 1 -j 0 a.npy
fails 2 "--timeout -1" "a negative time is refused" lossgrid -e cat -r 1 --timeout -1 a.npy
fails 2 "--names: has an empty name" "an empty name is refused" lossgrid -e cat -r 1 --names loss,,x a.npy
fails 1 "a grid of 1000000 x 1000000 points" "more points than anybody has time for are refused" \
    lossgrid -e cat -r 1 -x 0:1:1000000 -y 0:1:1000000 a.npy

# ---- lines and planes ----

lossgrid -e "$say" --to b.npy -x 0:1:5 a.npy >line.phm
is "$(kinds line.phm)" rows,coords,grid,grid,grid,grid "a line has the snapshots, their places, and a grid a number"
is "$(grid line.phm 1) $(grid line.phm 2) $(grid line.phm 3)" \
    $'1\t2\t3\t4\t5 2\t1\t0\t-1\t-2 3\t3\t3\t3\t3' "a line leads from one snapshot to the other"
is "$(grid line.phm 4 | cut -f 1,5)" $'0.1\t0.3' "which it meets exactly"
is "$(phm2tsv -k rows line.phm) $(phminfo -H line.phm | sed -n 's/^shape //p' | paste -sd,) $(phm2npy -k coords line.phm | od -A n -t f8 -j 128 | xargs)" \
    $'file\na.npy\nb.npy 2 1,2 1,1 5,1 5,1 5,1 5 0 1' "the snapshots are at 0 and 1"
is "$(attr line.phm value) $(attr line.phm x-from) $(attr line.phm x-to) $(attr line.phm x-direction)" \
    "value4 0 1 b.npy" "attributes tell the number, the axis and the direction"
is "$(attr line.phm y-from)$(attr line.phm y-direction)" "" "a line has no second axis"
is "$(lossgrid -e "$say" --to b.npy a.npy | phminfo -H | sed -n 's/^shape //p' | tail -n 1)" "1 51" \
    "the usual line has 51 points"

lossgrid -e "$say" --to b.npy --to c.npy -x 0:1:3 -y -1:1:3 a.npy >plane.phm
is "$(grid plane.phm 1)" $'2\t4\t6\n1\t3\t5\n0\t2\t4' "two snapshots span a plane, of rows of y"
is "$(grid plane.phm 4 | awk 'NR == 2 { print $1, $3 } NR == 3 { print $1 }' | xargs)" "0.1 0.3 0.7" \
    "whose barycentric coordinates meet all three exactly"
is "$(phm2npy -k coords plane.phm | od -A n -t f8 -j 128 | xargs)" "0 0 1 0 0 1" "they stand at 0 and 1"
is "$(attr plane.phm x-direction) $(attr plane.phm y-direction) $(attr plane.phm y-from)" "b.npy c.npy -1" \
    "attributes tell both directions"

lossgrid -e "$say" -r 3 -x 0:1:2 -y 0:1:2 a.npy >random.phm
is "$(kinds random.phm)" grid,grid,grid,grid "random directions have no snapshots to place"
for i in 1 2 3 4; do grid random.phm $i | tr '\n' '\t'; done | awk '{
    for (i = 0; i < 4; i++) {
        t[i] = $(4 * i + 1); x[i] = $(4 * i + 2) - t[i]; y[i] = $(4 * i + 3) - t[i]
        both = $(4 * i + 4) - t[i] - x[i] - y[i]
        if (both > 1e-14 || both < -1e-14) exit 1
    }
    for (i = 0; i < 4; i += 2) {
        norm = t[i]^2 + t[i + 1]^2
        if ((x[i]^2 + x[i + 1]^2) / norm - 1 > 1e-12 || (y[i]^2 + y[i + 1]^2) / norm - 1 > 1e-12) exit 1
        if ((x[i]^2 + x[i + 1]^2) / norm - 1 < -1e-12 || (y[i]^2 + y[i + 1]^2) / norm - 1 < -1e-12) exit 1
    }
    if (x[0] == y[0]) exit 1
}'
ok $? "two random directions differ, add up, and have the norms of the snapshot's filters"
lossgrid -e 'while read -r p; do cp "$p" last.npy; echo 1; done' -r 3 -x 0:0.5:2 a.npy >/dev/null
snapjump -s 0.5 -r 3 -o jumped.npy a.npy
cmp last.npy jumped.npy
ok $? "a random direction is snapjump's of the same seed"
lossgrid -e 'while read -r p; do cp "$p" last.npy; echo 1; done' -r 3 -n layer -x -1:0:2 -y 0:0.5:2 a.npy >/dev/null
snapjump -s 0.5 -r 4 -n layer --force -o jumped.npy a.npy
cmp last.npy jumped.npy
ok $? "and so, of the next seed, is the second"
lossgrid -e "$say" --to b.npy -r 7 -x 0:1:3 -y 0:1:2 a.npy >mixed.phm
is "$(grid mixed.phm 1 | head -n 1) $(attr mixed.phm y-direction)" $'1\t3\t5 random' \
    "one direction may lead to a snapshot and the other be random"
tensor '4' 1 2 3 4 >v.npy
fails 1 "v.npy: no tensor moves" "a snapshot of vectors alone has no random direction" \
    lossgrid -e "$say" -r 1 -x 0:1:2 v.npy
succeeds "unless --bias moves them" lossgrid -e "$say" -r 1 --bias -x 0:1:2 v.npy

# Principal directions, against a singular value decomposition.
python=${PYTHON:-python3}
if "$python" -c 'import numpy' 2>/dev/null; then
    "$python" -c '
import numpy as np
rng = np.random.default_rng(5)
walk = 3 + np.cumsum(rng.normal(size=(6, 7, 3)), axis=0)
for i, theta in enumerate(walk):
    np.save(f"t{i}.npy", theta.astype("f4"))
'
    lossgrid -q -e 'while read -r p; do echo $(od -A n -v -t f4 -j 128 "$p"); done' --pca -x -2:3:3 -y -1:1:2 \
        t0.npy t1.npy t2.npy t3.npy t4.npy t5.npy >pca.phm
    phm2npy -k coords --force -o coords.npy pca.phm
    for i in $(seq 21); do grid pca.phm "$i" | tr '\n\t' '  '; done >points.txt
    "$python" - <<'END'
import sys
import numpy as np
theta = np.array([np.load(f"t{i}.npy").ravel().astype(float) for i in range(6)])
u, s, v = np.linalg.svd(theta - theta[5], full_matrices=False)
signs = np.sign((u[:, :2] ** 3).sum(axis=0))  # the long tail on the positive side
coords, v = u[:, :2] * s[:2] * signs, v[:2] * signs[:, None]
points = np.loadtxt("points.txt").reshape(21, 2, 3)
expected = [[theta[5] + x * v[0] + y * v[1] for x in (-2, 0.5, 3)] for y in (-1, 1)]
sys.exit(not (np.allclose(np.load("coords.npy"), coords, rtol=0, atol=1e-9) and
              np.allclose(points, np.moveaxis(expected, 2, 0), rtol=0, atol=1e-5)))
END
    ok $? "--pca gives the principal directions and coordinates of a singular value decomposition"
    snapcat t?.npy | snapgram | pca -q --about last | phm2npy -k coords --force -o about.npy
    "$python" -c 'import numpy as np; np.testing.assert_allclose(np.load("about.npy"), np.load("coords.npy"), atol=1e-5)'
    ok $? "the same as pca --about last gives, with the same signs"
    is "$(phm2tsv -k rows pca.phm | paste -sd,) $(attr pca.phm x-direction) $(attr pca.phm y-direction)" \
        "file,t0.npy,t1.npy,t2.npy,t3.npy,t4.npy,t5.npy pca-1 pca-2" "with its snapshots' table"
    lossgrid -e 'while read -r p; do echo 1; done' --pca t?.npy >usual.phm 2>err
    like "$(cat err)" "^lossgrid: note: the plane holds [0-9.]* % of .* from t5.npy$" "it says how much the plane holds"
    "$python" -c '
import sys
import numpy as np
c = np.load("coords.npy")
x0, x1, y0, y1 = map(float, sys.argv[1:])
margin = (c.max(0) - c.min(0)) / 10
sys.exit(not (all((x0, y0) <= c.min(0) - margin) and all((x1, y1) >= c.max(0) + margin) and
              all((x0, y0) > c.min(0) - 2 * margin) and all((x1, y1) < c.max(0) + 2 * margin)))
' "$(attr usual.phm x-from)" "$(attr usual.phm x-to)" "$(attr usual.phm y-from)" "$(attr usual.phm y-to)"
    ok $? "the usual axes hold all snapshots, and a margin"
    fails 1 "they are the same, or lie on a line" "snapshots that are the same have no principal directions" \
        lossgrid -e "$say" --pca a.npy a.npy a.npy
    tensor '2, 2' 9 -6 3 0.5 >on.npy
    fails 1 "they are the same, or lie on a line" "nor have those on a line a plane" \
        lossgrid -e "$say" --pca a.npy b.npy on.npy
else
    skip 6 "no numpy"
fi

# A network with a running mean, a counter, and a bias: what moves on the way to another.
network() { # FILE WEIGHT MEAN COUNTER BIAS
    local header
    header='{"bias":{"dtype":"F32","shape":[1],"data_offsets":[16,20]},'
    header+='"bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[8,16]},'
    header+='"bn.running_mean":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},'
    header+='"weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}'
    perl -e 'binmode STDOUT; ($h, @n) = @ARGV; $h .= " " x (-length($h) % 8);
        print pack("Q<", length $h), $h, pack("f<f<q<f<", @n)' "$header" "${@:2}" >"$1"
}
network n0.safetensors 1 10 5 100
network n1.safetensors 2 20 6 200
tell='while read -r p; do set -- $(od -A n -v -t f4 -j $((8 + $(od -A n -t d8 -N 8 "$p"))) "$p"); echo "$1" "$2" "$5"; done'
lossgrid -e "$tell" --to n1.safetensors -x 0:1:3 n0.safetensors >bn.phm
is "$(grid bn.phm 1) $(grid bn.phm 2) $(grid bn.phm 3)" $'1\t1.5\t2 10\t15\t20 100\t150\t200' \
    "on the way to another network weights, biases and running means move"
lossgrid -e "$tell" -r 1 -x 0:1:2 n0.safetensors >bn.phm
like "$(grid bn.phm 1) $(grid bn.phm 2) $(grid bn.phm 3)" $'^1\t[02] 10\t10 100\t100$' \
    "in a random direction weights alone"
lossgrid -e "$tell" --to n1.safetensors --exclude bias -x 0:1:2 n0.safetensors >bn.phm
is "$(grid bn.phm 1) $(grid bn.phm 3)" $'1\t2 100\t100' "--exclude keeps a tensor where it is"

# The same networks by other names, on which a program counts.
network n2.safetensors 5 30 7 120
for i in 0 1 2; do
    perl -pe "s,\"weight\",\"d_1$i/w\"," n$i.safetensors >d$i.safetensors
done
lossgrid -q -e "$tell" --rename 's/^d_10.w$/weight/' --to n1.safetensors -x 0:1:3 d0.safetensors >bn.phm
is "$(grid bn.phm 1)" $'1\t1.5\t2' "--rename makes names agree"
lossgrid -e "$tell" --to d1.safetensors -x 0:1:3 d0.safetensors 2>notes >bn.phm
is "$(grid bn.phm 1) $(grep -c 'd_11 taken for d_10 of d0.safetensors, by order' notes)" $'1\t1.5\t2 1' \
    "counted names match by order, with a note"
for i in n d; do
    lossgrid -q -e "$tell" --pca -x 0:1:2 -y 0:1:2 ${i}1.safetensors ${i}2.safetensors ${i}0.safetensors >$i.phm
done
is "$(grid d.phm 1)" "$(grid n.phm 1)" "also in a trajectory that ends by other names than it began"
fails 1 "--rename makes x of tensor" "names that become equal are refused" \
    lossgrid -e "$tell" --rename 's/.*/x/' -r 1 n0.safetensors

# ---- what is wrong with files ----

tensor '2, 3' 1 2 3 4 5 6 >wide.npy
tensor '2, 2' 1 nan 3 4 >nan.npy
fails 1 "wide.npy: tensor .*: is \[2, 3\], but \[2, 2\] in a.npy" "other shapes are refused" \
    lossgrid -e "$say" --to wide.npy a.npy
fails 1 "n0.safetensors: has no tensor .*, but a.npy has it" "other tensors are refused" \
    lossgrid -e "$say" --to n0.safetensors a.npy
fails 1 "wide.npy: tensor .*: is \[2, 3\]" "so they are of a trajectory" lossgrid -e "$say" --pca a.npy wide.npy b.npy
fails 1 "nan.npy: tensor .*element 1" "a snapshot with a NaN is refused" lossgrid -e "$say" --to b.npy nan.npy
fails 1 "nan.npy: tensor .*element 1" "so is one to lead to" lossgrid -e "$say" --to nan.npy a.npy
fails 1 "none.npy: cannot open" "a missing snapshot is named" lossgrid -e "$say" --to none.npy a.npy
head -c -5 a.npy >short.npy
fails 1 "short.npy" "a snapshot cut short is refused" lossgrid -e "$say" -r 1 short.npy
fails 1 "h5" "a format that cannot be written is refused" \
    lossgrid -e "$say" -r 1 "$(find "$data/hdf5" -name '*.h5' | head -n 1)"

# ---- what is wrong with evaluators ----

short=(-r 1 -x 0:1:5 a.npy)
fails 1 "x = 0: the evaluator ended with status 3:" "an evaluator that dies at once is told of" \
    lossgrid -e 'exit 3' "${short[@]}"
fails 1 "x = 0: the evaluator ended with status 127:" "so is one that is not there" \
    lossgrid -e 'no-such-program 2>/dev/null' "${short[@]}"
fails 1 "x = 0.5: the evaluator ended with status 0:" "one that ends amid the grid is an error, with the point" \
    lossgrid -e 'for i in 1 2; do read p; echo 1; done; read p; exit 0' "${short[@]}"
fails 1 "x = 0.25: the evaluator was killed \(Killed\):" "so is one that is killed" \
    lossgrid -e 'read p; echo 1; read p; kill -9 $$' "${short[@]}"
fails 1 "x = 0: the evaluator has closed its input or output:" "so is one that says no more" \
    lossgrid -e 'exec >&-; sleep $NAP' "${short[@]}"
fails 1 "x = 0.25: no answer from the evaluator within 0.2 s:" "one that hangs is an error, with the point" \
    lossgrid --timeout 0.2 -e 'read p; echo 1; read p; sleep $NAP' "${short[@]}"
! is_napping
ok $? "and does not outlive it"
fails 1 "x = 0.5001: no answer from the evaluator within 0.2 s:" "others that answer do not hide it" \
    lossgrid -j 3 --timeout 0.2 -x 0:1:9999 \
    -r 1 a.npy -e 'while read -r p; do case $p in *-5000.npy) sleep $NAP ;; *) echo 1 ;; esac; done'
fails 1 "x = 0: the evaluator's answer is not a line of numbers: \"Epoch\?loss 0.3\"" "rubbish is quoted" \
    lossgrid -e 'read p; printf "Epoch\033loss 0.3\n"' "${short[@]}"
fails 1 "x = 0: the evaluator's answer is not a line of numbers: \"0.3 0.4x\"" "so are numbers with something behind them" \
    lossgrid -e 'read p; echo 0.3 0.4x' "${short[@]}"
for answer in 0x10 1e999 1,5 'nan(3)' 1.5abc loss=1; do
    fails 1 "x = 0.25: the evaluator's answer is not a line of numbers: \"${answer/(3)/.3.}\"" "so is $answer, with its point" \
        lossgrid -e "read p; echo ' 1 '; read p; echo '$answer'; cat" "${short[@]}"
done
fails 1 "x = 0.25: an answer of 2 numbers, where others have 1" "and two numbers after one" \
    lossgrid -e 'read p; echo 1; read p; echo 1 2; cat' "${short[@]}"
fails 1 "x = 0: the evaluator's answer is not a line of numbers: \"1\?2\"" "and a NUL" lossgrid -e 'read p; printf "1\0002\n"; cat' "${short[@]}"
fails 1 "x = 0: the evaluator's answer is not a line of numbers: \"\"" "and an empty line" lossgrid -e 'read p; echo; cat' "${short[@]}"
fails 1 "x = 0: the evaluator's line is too long: \"1 1 .*\.\.\.\"" "a line without an end is refused" \
    lossgrid -e 'read p; yes 1 | tr "\n" " "' "${short[@]}"
fails 1 "an answer of 1 numbers, where others have 2" "fewer numbers than before are refused" \
    lossgrid -e 'read p; echo 1 2; read p; echo 1; cat' "${short[@]}"
fails 1 "an answer of 1 numbers, and 2 have names" "fewer numbers than names are refused" \
    lossgrid --names loss,accuracy -e 'read p; echo 1; cat' "${short[@]}"
fails 1 "x = 0: the evaluator says more than one line for each path: \"2\"" "two lines to a path are refused" \
    lossgrid -e 'while read p; do printf "1\n2\n"; done' "${short[@]}"
fails 1 "x = 1: the evaluator says more than one line for each path: \"bye\"" "so is a word of farewell" \
    lossgrid -e 'while read p; do echo 1; done; echo bye' "${short[@]}"
fails 1 "says more than one line for each path|not a line of numbers" "and one of welcome" \
    lossgrid -e 'echo hello; while read p; do echo 1; done' "${short[@]}"
is_tidy
ok $? "none leaves a temporary snapshot behind"

lossgrid -e 'i=0; while read p; do i=$((i + 1)); case $i in 1) echo -nan;; 2) echo inf 7;; *) echo 1;; esac; done' \
    "${short[@]}" >odd.phm 2>err
like "$(cat err)" "an answer of 2 numbers" "numbers are counted also where they are infinite"
lossgrid -e 'i=0; while read p; do i=$((i + 1)); case $i in 1) echo -nan;; 2) echo -inf;; *) echo 1;; esac; done' \
    "${short[@]}" >odd.phm 2>err
is "$(grid odd.phm 1) $(cat err)" \
    $'nan\t-inf\t1\t1\t1 lossgrid: note: at 2 of 5 points the evaluator gave NaN or infinity, which are gaps in the picture: nearer to 0 there may be fewer: try lossgrid -x 0:0.5:5' \
    "NaN and infinity are what a bad point has: they are kept, with a note"
succeeds "an evaluator may say all else on standard error, and use tabs" \
    lossgrid -e 'echo hello >&2; while read p; do printf " 1\t2 \r\n"; done; echo bye >&2' "${short[@]}"
succeeds "an evaluator that does not end with its input is ended" \
    timeout 30 lossgrid -e 'while read p; do echo 1; done; exec >&-; sleep $NAP' "${short[@]}"
! is_napping
ok $? "whatever it is doing"

# Children that live on, by a session of their own, without a parent, deaf to signals.
stray='(setsid env -i sh -c "trap \"\" HUP TERM; sleep $NAP & touch strayed; exec sleep $NAP" &)'
lossgrid -e "$stray; while [ ! -e strayed ]; do sleep 0.05; done; while read p; do echo 1; done" "${short[@]}" >/dev/null
[ -e strayed ] && ! is_napping
ok $? "nor do children outlive it that an evaluator has left in a session of their own"
rm -f strayed
lossgrid -e "$stray; exec sleep \$NAP" "${short[@]}" >/dev/null &
for ((i = 0; i < 100; i++)); do
    [ ! -e strayed ] || break
    sleep 0.05
done
kill -KILL $!
wait $! 2>/dev/null
is_tidy
[ -e strayed ] && ! is_napping
ok $? "also where it is killed"

lossgrid "${short[@]}" -e 'while read p; do echo 1 2 file:none here; done' >file.phm 2>err
is "$(kinds file.phm) $(grid file.phm 2) $(cat err)" $'grid,grid 2\t2\t2\t2\t2 ' "a file of predictions is left where it is"
lossgrid "${short[@]}" -e 'while read p; do printf "1 2 block:10\n3\n4\n5\n6\n7\n"; done' >block.phm 2>err
is "$(kinds block.phm) $(grid block.phm 2) $(cat err)" $'grid,grid 2\t2\t2\t2\t2 ' "and a block of them is passed over"
fails 1 "x = 0: the evaluator ended with status 4 after 3 of 10 bytes of predictions:" "which must come" \
    lossgrid "${short[@]}" -e 'read p; printf "1 block:10\nabc"; exit 4'
fails 1 "x = 0: no answer from the evaluator within 0.2 s after 3 of 10 bytes of predictions:" "in time" \
    lossgrid "${short[@]}" --timeout 0.2 -e 'read p; printf "1 block:10\nabc"; sleep $NAP'
fails 1 'x = 0: the evaluator says more than one line for each path: "d"' "and end" \
    lossgrid "${short[@]}" -e 'read p; printf "1 block:3\nabcd"; cat >&2'
for block in 0 -1 x 3x 99999999999999999999999 ""; do
    fails 1 "x = 0: the evaluator's answer has a block of predictions whose size is not a number of bytes: \"$block\"" \
        "nor is it of '$block' bytes" lossgrid "${short[@]}" -e "read p; echo 1 block:$block; cat"
done
fails 1 "x = 0: the evaluator's answer names no file of predictions" "a file has a name" \
    lossgrid "${short[@]}" -e 'read p; echo 1 file:" "; cat'
fails 1 "x = 0: the evaluator's answer is not a line of numbers: \"block:3\"" "predictions alone are not an answer" \
    lossgrid "${short[@]}" -e 'read p; echo block:3; cat'

# The folder of snapshots, which is the evaluator's to write to.
lossgrid "${short[@]}" -e 'while read -r p; do mkdir -p "$p.d/e" && echo 1 >"$p.d/e/f"; echo 1; done' >/dev/null
is_tidy
ok $? "folders that an evaluator makes beside the snapshots go with them"
mkdir precious && echo 1 | tee precious/point-0.npy >precious/f
swap='d=${p%/*}; mv "$d" "$d.old"; ln -s "$PWD/precious" "$d"'
fails 1 "x = 0.25: $TMPDIR/phatetools\.......: the folder of snapshots is gone, or another is in its place:" \
    "an evaluator that puts a link in the place of the folder is told of" \
    lossgrid "${short[@]}" -e "read -r p; $swap; echo 1; cat"
is "$(ls precious)" $'f\npoint-0.npy' "and what the link leads to stays"
is "$(find tmp -mindepth 1 -not -name '*.old' -type l | wc -l) $(find tmp -name 'point*' | wc -l)" "1 0" \
    "so does the link, without the snapshots"
rm -r tmp/*
lossgrid "${short[@]}" -e "read -r p; $swap; touch swapped; exec sleep \$NAP" >/dev/null &
for ((i = 0; i < 100; i++)); do
    [ ! -e swapped ] || break
    sleep 0.05
done
kill -KILL $!
wait $! 2>/dev/null
for ((i = 0; i < 100; i++)); do
    is_napping || break
    sleep 0.05
done
is "$(ls precious)" $'f\npoint-0.npy' "also where the program is killed"
rm -r tmp/*

is "$(lossgrid -e "$say" --names one,two -x 0:1:2 --to b.npy a.npy | phminfo -H | sed -n 's/^attr value //p' | paste -sd,)" \
    one,two "--names names the first numbers, and leaves out the others"
lossgrid -j 3 -e "sleep 0.0\$(( \$\$ % 10 )); $say" --to b.npy --to c.npy -x 0:1:3 -y -1:1:3 a.npy |
    phm2npy -k grid -n 2 >three.npy
phm2npy -k grid -n 2 plane.phm >one.npy
cmp one.npy three.npy
ok $? "several evaluators give the same grid"
mkdir "elsewhere"
(cd elsewhere && TMPDIR=../tmp lossgrid -e "cd / && $say" --to ../b.npy -x 0:1:5 ../a.npy) >far.phm
is "$(grid far.phm 1)" "$(grid line.phm 1)" "evaluators may work in another directory"
fails 1 "none: no directory for temporary files: .*TMPDIR" "a TMPDIR that is not there is named" \
    env TMPDIR="$T/none" lossgrid -e "$say" "${short[@]}"

if has_terminal; then
    script -qec "lossgrid -e 'while read -r p; do sleep 0.4; echo 1; done' -r 1 -x 0:1:6 -o slow.phm a.npy" /dev/null \
        </dev/null >out
    like "$(cat out)" "lossgrid: [3-5] of 6 points, [1-9] s left: [0-9]* %" "on a terminal it tells how long it will take"
else
    skip 1 "no terminal"
fi

# ---- tied tensors ----

# In tied.pt decoder and encoder are one array; each of these has two.
"$python" -c '
import numpy as np
one, other = np.ones((4, 3)), np.ones((2, 2))
np.savez("same.npz", decoder=one, encoder=one, other=other)
np.savez("two.npz", decoder=one, encoder=2 * one, other=other)'
fails 1 "tied.pt: tensors decoder and encoder are one array, but differ in two.npz" \
    "a network that keeps two arrays apart is not met from one that has them as one" \
    lossgrid -e 'while read -r p; do echo 1; done' --to two.npz "$data/jump/tied.pt"
succeeds "one in which they are equal is" lossgrid -e 'while read -r p; do echo 1; done' --to same.npz "$data/jump/tied.pt"
succeeds "and the reverse way is open" lossgrid -e 'while read -r p; do echo 1; done' --to "$data/jump/tied.pt" two.npz

# ---- the journal ----

# Says the numbers, and notes the path; of the points from $STOP on it says nothing.
cat >slow.sh <<'END'
while read -r path; do
    echo "$path" >>asked
    n=${path##*-}
    [ "${n%.npy}" -ge "${STOP:-1000}" ] && sleep "$NAP"
    echo $(od -A n -v -t f8 -j 128 "$path")
done
END
whole=(-e "sh slow.sh" --to b.npy --to c.npy -x 0:1:7 -y -1:1:6 a.npy -o whole.phm)
stopped_at() { # POINT: runs until this point, then kills
    local i
    rm -f asked
    STOP=$1 lossgrid "${whole[@]}" &
    for ((i = 0; i < 100; i++)); do
        grep -qs -- "-$1\.npy" asked && break
        sleep 0.05
    done
    kill "-$2" $!
    wait $! 2>/dev/null
}
lossgrid "${whole[@]}"
cp whole.phm uninterrupted.phm
is "$(ls whole.phm*)" whole.phm "a grid that is whole has no journal"
rm whole.phm
stopped_at 17 KILL 2>/dev/null
is "$(ls whole.phm*) $(wc -l <whole.phm.journal)" "whole.phm.journal 18" \
    "kill -9 leaves the journal with the points so far, and no output"
is_tidy
ok $? "nor temporary snapshots"
! is_napping
ok $? "nor evaluators"
cp whole.phm.journal half
rm asked
lossgrid -q "${whole[@]}"
is "$(wc -l <asked)" 25 "the same command goes on where it stopped"
cmp whole.phm uninterrupted.phm
ok $? "and gives the same bytes as one that was not interrupted"
is "$(ls whole.phm*)" whole.phm "then the journal goes"

for signal in TERM HUP; do
    rm -f whole.phm
    stopped_at 5 $signal 2>/dev/null
    is_tidy && ! is_napping && [ ! -e whole.phm ] && [ -e whole.phm.journal ]
    ok $? "SIG$signal ends it as tidily"
done
rm -f whole.phm.journal

for cut in 1 9 30; do
    head -c -$cut half >whole.phm.journal
    lossgrid -q "${whole[@]}" && cmp whole.phm uninterrupted.phm
    ok $? "a journal torn $cut bytes before its end still leads to the same bytes"
done
head -c 30 half >whole.phm.journal
lossgrid -q "${whole[@]}" && cmp whole.phm uninterrupted.phm
ok $? "so does one torn in its first line"
cp half whole.phm.journal
lossgrid -j 2 "${whole[@]}" 2>err && cmp <(phm2npy -k grid whole.phm) <(phm2npy -k grid uninterrupted.phm)
ok $? "the number of evaluators may change"
like "$(cat err)" "note: whole.phm.journal: has 17 of 42 points" "it says where it goes on"

other() { # REGEX NAME ARGUMENTS...: a journal of another request is refused, and stays
    cp half whole.phm.journal
    fails 1 "whole.phm.journal: the journal is of another request, which differs in $1: " "$2" \
        lossgrid -o whole.phm "${@:3}"
    cmp half whole.phm.journal
    ok $? "and is left as it is"
}
other axes "a journal of other axes is refused" -e "sh slow.sh" --to b.npy --to c.npy -x 0:1:8 -y -1:1:6 a.npy
other command "so is one of another evaluator" -e "sh ./slow.sh" --to b.npy --to c.npy -x 0:1:7 -y -1:1:6 a.npy
other directions "and of another direction" -e "sh slow.sh" --to c.npy --to b.npy -x 0:1:7 -y -1:1:6 a.npy
other directions "and of other names" -e "sh slow.sh" --rename s/x/y/ --to b.npy --to c.npy -x 0:1:7 -y -1:1:6 a.npy
other "file, directions" "and of another file" -e "sh slow.sh" --to b.npy --to a.npy -x 0:1:7 -y -1:1:6 c.npy
head -n 1 half >whole.phm.journal
lossgrid -q -e "sh ./slow.sh" "${whole[@]:2}" &&
    cmp <(phm2npy -k grid whole.phm) <(phm2npy -k grid uninterrupted.phm)
ok $? "one without points is not in the way of a command that was put right"
cp c.npy changed.npy
cp half whole.phm.journal
succeeds "a file by another name is the same" \
    lossgrid -o whole.phm -e "sh slow.sh" --to b.npy --to changed.npy -x 0:1:7 -y -1:1:6 a.npy

damaged() { # NAME ASKED NOTE: the journal leads to the same bytes by so many questions, with that note
    rm -f asked whole.phm
    lossgrid "${whole[@]}" 2>err
    cmp whole.phm uninterrupted.phm && [ "$(wc -l <asked)" -eq "$2" ] && grep -q "$3" err &&
        [ "$(grep -c note err)" -eq 2 ]
    ok $? "$1" || diag "$(wc -l <asked) asked" "$(cat err)"
}
line5="note: whole.phm.journal: 1 line is damaged or contradictory and does not count, the first is line 5:"
line19="note: whole.phm.journal: 1 line is damaged .* is line 19:"
change() { # SCRIPT: of perl, for the 5th line of the journal
    perl -e 'open(F, "<:raw", "half"); @l = <F>; $_ = $l[4]; '"$1"'; $l[4] = $_; print @l' >whole.phm.journal
}
change 's/ .*/ what/'
damaged "a line that is damaged costs its point, with a note" 26 "$line5"
change 's/\d( \w+\n)$/$1/'
damaged "so does one whose last number lost a digit" 26 "$line5"
change 's/^3 /2 /'
damaged "one of another point" 26 "$line5"
change '$_ ^= "\0\0\1"'
damaged "one with another bit" 26 "$line5"
change 's/.$//'
damaged "one without the end of its check" 26 "$line5"
change '$_ = "\0" x length'
damaged "and one of NULs, which loses its newline: two lines cost as much" 27 "$line5"
change '$_ = "\n$_"'
damaged "an empty line costs nothing" 25 "$line5"
change '$_ .= $_'
rm -f asked whole.phm
lossgrid "${whole[@]}" 2>err
is "$(wc -l <asked) $(grep -c damaged err)" "25 0" "nor does a line that is there twice, which is not told of"
cmp whole.phm uninterrupted.phm
ok $? "and the bytes are the same"
change '$_ .= "3 1 2 3 4\n"'
damaged "what contradicts a line does not count" 25 "line 6:"
{ cat half; head -c 200 /dev/zero; } >whole.phm.journal
damaged "NULs behind the last line, of a power cut, cost nothing" 25 "$line19"
{ cat half; sed -n '18s/......$//p' half; } >whole.phm.journal
damaged "nor does the last line, twice and torn" 25 "$line19"
{ head -n 1 half | sed 's/file/fill/'; tail -n +2 half; } >whole.phm.journal
damaged "a first line that is damaged is written again" 25 "line 1:"
sed 's/$/\r/' half >whole.phm.journal
rm -f asked whole.phm
lossgrid "${whole[@]}" 2>err
is "$(wc -l <asked) $(grep -c damaged err)" "25 0" "ends of lines as Windows has them do no harm"
head -c 120 /dev/zero >whole.phm.journal
succeeds "a journal of which a power cut left NULs is begun anew" lossgrid -q "${whole[@]}"
other_seed() { # FILE: the lines of a journal of other axes
    STOP=5 lossgrid -q --timeout 0.3 -e "sh slow.sh" --to b.npy --to c.npy -x 0:1:8 -y -1:1:6 a.npy \
        -o other.phm 2>/dev/null
    cat other.phm.journal
}
{ head -n 1 half; other_seed | sed -n '3,$p'; } >whole.phm.journal
rm -f asked whole.phm
lossgrid "${whole[@]}" 2>err
is "$(wc -l <asked) $(grep -c '4 lines are damaged' err)" "42 1" "lines of another request are not taken"
{ head -n 1 half; sed -n '2,$p' half | sed 's/ [^ ]*$//'; } | sed 's/journal 2/journal 1/' >whole.phm.journal
fails 1 "whole.phm.journal: a journal of another version of phatetools: go on with that version," \
    "a journal of a version without checks is refused" lossgrid "${whole[@]}"
head -n 1 half | sed 's/file/fill/' >whole.phm.journal
fails 1 "whole.phm.journal: the journal is damaged in its first line, and has no point of this request" \
    "so is one without any whole line" lossgrid "${whole[@]}"
rm whole.phm.journal
echo "dear diary" >diary
fails 1 "diary: not a journal of lossgrid" "another file is not taken for a journal" \
    lossgrid --journal diary -e "$say" "${short[@]}"
is "$(cat diary)" "dear diary" "and is left as it is"
fails 1 "$T/none/j: cannot open the journal: No such file" "a journal that cannot be written is named" \
    lossgrid --journal "$T/none/j" -e "$say" "${short[@]}"
fails 1 "/dev/null: the journal is not a regular file" "a device keeps no journal" \
    lossgrid --journal /dev/null -e "$say" "${short[@]}"
lossgrid --journal own -e "$say" "${short[@]}" >first.phm
lossgrid --journal own -q -e "$say" "${short[@]}" >second.phm
cmp first.phm second.phm && [ "$(wc -l <own)" -eq 6 ]
ok $? "a journal of one's own choice stays"
exec 9<own
flock 9
fails 1 "own: another lossgrid is at work on the journal" "two do not share a journal" \
    lossgrid --journal own -e "$say" "${short[@]}"
exec 9<&-

# ---- output ----

fails 1 "No space left" "a full disk is noticed" bash -c 'lossgrid "$@" >/dev/full' - -e "$say" "${short[@]}"
fails 1 "No space left" "so it is behind -o" lossgrid -o /dev/full -e "$say" "${short[@]}"
is "$(ls /dev/full*)" /dev/full "beside which no journal is kept"
fails 1 "Bad file descriptor" "a closed output is noticed" bash -c 'lossgrid "$@" >&-' - -e "$say" "${short[@]}"
fails 1 "$T/none/o: cannot write: No such file" "an output that cannot be written is named before anything is evaluated" \
    lossgrid -o "$T/none/o" -e 'echo >&2' "${short[@]}"
echo old >kept
fails 1 "ended with status 3" "an output that there was stays" lossgrid --force -o kept -e 'exit 3' "${short[@]}"
is "$(cat kept)" old "as it is"

# ---- the example trainer ----

mlp -q --run a --epochs 5 --hidden 16 --data "$digits" -o .
mlp -q --run b --seed 4 --epochs 5 --hidden 16 --optimizer adam --data "$digits" -o .
evaluate="mlp --eval - --data '$digits'"
scores() { # FILE: its test loss and accuracy, as the trainer says
    mlp --data "$digits" --hidden 16 --eval "$1" | sed 's/.*test_loss=\([^ ]*\).*test_accuracy=\(.*\)/\1 \2/'
}
lossgrid -e "$evaluate" --names loss,accuracy --to b_e005.safetensors -x 0:1:3 a_e005.safetensors >between.phm
is "$(phm2tsv -n 1 -k grid between.phm | cut -f 1) $(phm2tsv -n 2 -k grid between.phm | cut -f 1)" \
    "$(scores a_e005.safetensors)" "the line between two minima starts with the one's loss and accuracy, exactly"
is "$(phm2tsv -n 1 -k grid between.phm | cut -f 3) $(phm2tsv -n 2 -k grid between.phm | cut -f 3)" \
    "$(scores b_e005.safetensors)" "and ends with the other's"
is "$(phm2tsv -k rows between.phm | cut -f 2,3 | paste -sd,)" $'run\tstep,a\t5,b\t5' \
    "the table has what is known of them"
mkdir a-folder b-folder
cp a_e005.safetensors a-folder/model.safetensors
cp b_e005.safetensors b-folder/model.safetensors
lossgrid -q -e "$evaluate" --names loss,accuracy --to b-folder -x 0:1:3 -o folders.phm a-folder
is "$(phm2tsv -n 1 -k grid folders.phm)" "$(phm2tsv -n 1 -k grid between.phm)" \
    "folders of one network are snapshots too, and the copies have the file's ending"
SECONDS=0
succeeds "a plane of 51 x 51 points is evaluated" lossgrid -e "$evaluate" -r 1 -y -1:1:51 a_e005.safetensors
[ $SECONDS -lt 60 ]
ok $? "in less than a minute" || diag "$SECONDS s"
is_tidy
ok $? "and leaves nothing behind"

done_testing
