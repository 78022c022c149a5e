#!/bin/bash
# The experiments of examples/, at small size: what they leave.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh

if ! command -v gnuplot >/dev/null; then
    skip_all "no gnuplot"
fi

# Whether FILEs are PNGs, each more than 1000 pixels wide.
are_pictures() { # FILE...
    local file
    for file; do
        [ "$(head -c 4 "$file" | tail -c 3)" = PNG ] &&
            [ "$(od -An -tu4 --endian=big -j 16 -N 4 "$file")" -gt 1000 ] || return 1
    done
}
# A cell of a table, by the first cells of its row and its column's heading.
cell() { # FILE ROW COLUMN
    awk -F '\t' -v row="$2" -v column="$3" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) at = i }
        $1 " " $2 == row { print $at }' "$1"
}
# Whether all rows have as many cells as the heading.
is_even() { awk -F '\t' 'NR == 1 { n = NF } NF != n { exit 1 }' "$1"; }

# ---- compare.sh ----

# ImageMagick 7's montage fails where it finds no font, also for pictures without a word.
mkdir "$T/bin"
printf '#!/bin/sh\nexit 1\n' >"$T/bin/montage"
chmod +x "$T/bin/montage"
PATH=$T/bin:$PATH

export EPOCHS=7 SEEDS=0 SHAPES='2x4 3x4' IMAGES=300 FASHION=$PWD/examples/data
runs_of() { cut -f 1-2 "$T/$1/runs.tsv" | tail -n +2 | tr '\t\n' ' ,'; }
declare -A pictures=([optimisers]=optimisers [initialisations]=initialisations
    [architectures]='2x4_0 3x4_0' [datasets]='digits_0 fashion_0')
for experiment in optimisers initialisations architectures datasets; do
    succeeds "compare.sh $experiment runs" examples/compare.sh $experiment "$T/$experiment"
    read -ra names <<<"${pictures[$experiment]}"
    views=("${names[@]/#/$T/$experiment/}")
    are_pictures "${views[@]/%/_phate.png}" "${views[@]/%/_pca.png}"
    ok $? "it leaves both views of ${pictures[$experiment]}"
    is "$(identify -format '%m %w %W' "$T/$experiment/panels.png")" "PNG 2080 2080" "and a sheet of them, two beside each other"
    is "$(cut -f 1-2 "$T/$experiment/pictures.tsv" | tail -n +2 | grep -v ^predictions)" \
        "$(printf '%s\n' "${names[@]}" | sed $'h; s/$/\tphate/p; x; s/$/\tpca/')" \
        "pictures.tsv has a row a view"
    is_even "$T/$experiment/pictures.tsv" && is_even "$T/$experiment/runs.tsv" && is_even "$T/$experiment/ends.tsv"
    ok $? "the rows of its tables are as long as their headings"
    awk -F '\t' 'NR > 1 && !($4 >= 0 && $4 <= 1 && $5 > 0.5 && $5 <= 1 && $6 > 0.5 && $6 <= 1) { exit 1 }' \
        "$T/$experiment/pictures.tsv"
    ok $? "stress, trustworthiness and continuity are what they can be"
done
is "$(runs_of optimisers)" "optimisers adam0,optimisers momentum0,optimisers sgd0," "each optimiser is a run"
is "$(runs_of initialisations | tr -d 0 | sed 's/initialisations //g')" "he,large,small,xavier," \
    "so is each initialisation"
is "$(runs_of architectures | grep -o '3x4_0 [^,]*' | cut -d ' ' -f 2 | paste -sd ' ')" \
    "plain_adam plain_momentum plain_sgd residual_adam residual_momentum residual_sgd" \
    "and each optimiser with and without skip connections"
same_end() { # EXPERIMENT PICTURE RUN
    local said
    said=$(mlp --eval "$T/$1/$2/$3_e007.safetensors" "${@:4}")
    [[ " $said " == *" test_loss=$(cell "$T/$1/runs.tsv" "$2 $3" last_test_loss) "* ]]
}
same_end optimisers optimisers momentum0 --images 1400
ok $? "the last test loss is that of the last snapshot"
same_end architectures 3x4_0 residual_sgd --hidden 4,4,4 --activation tanh --residual
ok $? "also with layers and skips"
awk -v net="$(cell "$T/optimisers/runs.tsv" "optimisers adam0" net)" \
    -v length_="$(cell "$T/optimisers/runs.tsv" "optimisers adam0" length)" \
    'BEGIN { exit !(net > 0 && net <= length_) }'
ok $? "no run is shorter than the way from its start to its end"
is "$(cell "$T/optimisers/ends.tsv" "optimisers adam0" adam0)" 0 "a run ends where it ends"
awk -v d="$(cell "$T/datasets/pictures.tsv" "fashion_0 phate" procrustes)" 'BEGIN { exit !(d < 1e-9) }'
ok $? "the same data under two names give the same picture"
awk -v d="$(cell "$T/architectures/pictures.tsv" "3x4_0 phate" procrustes)" 'BEGIN { exit !(d > 1e-3 && d <= 1) }'
ok $? "two architectures do not"

# The picture of predictions.
networks=$T/architectures
are_pictures "$networks"/predictions{,_phate,_inpca,_pca,_runs}.png
ok $? "architectures also leaves one picture of what all networks predict, in three views, and a map of runs"
is "$(grep ^predictions "$networks/pictures.tsv" | cut -f 2 | paste -sd ' ')" "phate inpca pca" "pictures.tsv has a row of each"
awk -F '\t' '$1 == "predictions" && !($5 > 0.97 && $7 > 0.9) { exit 1 }' "$networks/pictures.tsv"
ok $? "they keep neighbours and the order of distances" || diag "$(grep ^predictions "$networks/pictures.tsv")"
awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { run = $at["run"]; loss = $at["test_loss"] - $at["cross_entropy"]; hits = $at["test_accuracy"] - $at["accuracy"]
      if (loss > 1e-6 || loss < -1e-6 || hits > 1e-8 || hits < -1e-8 || $at["shape"] != substr(run, 1, 3)) exit bad = 1
      if ($at["step"] == 0) start[run] = $at["progress"]
      if ($at["step"] == 7) end[run] = $at["progress"] }
    END { for (run in end) { n++; if (!(start[run] < 0.1 && end[run] > start[run] && end[run] <= 1)) exit 1 }
          exit bad || n != 4 }' "$networks/predictions.tsv"
ok $? "predictions.tsv has the loss and accuracy that the trainer knew, and each of four runs makes progress"
TRAINER=mlp succeeds "predictions of another trainer's networks are left out" examples/compare.sh predictions "$T/foreign"
like "$(cat "$T/out") $(echo "$T"/foreign/*)" "no picture of predictions: mlp .*snapeval.* $T/foreign/pictures.tsv\$" "a line says so"

FASHION=$T/nowhere succeeds "without Fashion-MNIST the data sets are compared" examples/compare.sh datasets "$T/digits"
like "$(cat "$T/out")" "$T/nowhere: no Fashion-MNIST.*make fashion-deps" "a line says that it is left out"
is "$(cut -f 1 "$T/digits/pictures.tsv" | sort -u | paste -sd ' ')" "digits_0 picture" "and what is left are the digits"
fails 1 ": exists: remove it" "what an earlier comparison has left is not overwritten" \
    examples/compare.sh datasets "$T/digits"
IMAGES=2000 examples/compare.sh datasets "$T/toomany" >"$T/out" 2>"$T/err"
like "$?:$(cat "$T/err")" '^1:mlp: --images 2000: ' "more images than the digits have is the trainer's error"
fails 2 "optimisers.initialisations" "an unknown experiment is refused" examples/compare.sh seeds "$T/seeds"

# ---- jump_retrain.sh ----

# shellcheck disable=SC2317 # it is called through succeeds
jump_retrain() { # DIRECTORY [NAME=VALUE...]
    env SEED=3 TRAIN=6 EPOCHS=3 STEPS=0.5,1 DIRECTIONS=0:3 GRID=3 NETWORKS='generalises memorised' "${@:2}" \
        examples/jump_retrain.sh "$1"
}
jr=$T/jump_retrain
succeeds "jump_retrain.sh runs" jump_retrain "$jr"
are_pictures "$jr"/{generalises,memorised}{,.linear}.png
ok $? "it leaves both views of each network"
for table in returns results homology between generalises.runs generalises.ends memorised.runs memorised.ends; do
    is_even "$jr/$table.tsv" || break
done
ok $? "the rows of its tables are as long as their headings"
is "$(find "$jr/memorised/runs" -name 's*_r?_e*.safetensors' | wc -l)" 32 \
    "four directions, two steps and three epochs make eight runs of four snapshots"
is "$(cut -f 2 "$jr/returns.tsv" | paste -sd ' ')" \
    "run $(for _ in 1 2; do echo s0.5_r{0..3} s1_r{0..3} stay; done | paste -sd ' ')" \
    "returns.tsv has a row for each of them, and for the one that stays"
awk -F '\t' '$2 ~ /^s/ && $2 != "stay" { jumped[$1, $4, $3] = $5; near = $7 * $5 - $6; if (near < -1e-4 || near > 1e-4) exit 1 }
    $2 == "stay" && ($5 != 0 || !($6 > 0)) { exit 1 }
    END { for (i in jumped) if (split(i, part, SUBSEP) && part[3] == 1) {
        ratio = jumped[i] / jumped[part[1], part[2], 0.5]; if (ratio < 1.99999 || ratio > 2.00001) exit 1; n++ }
        exit n != 8 }' "$jr/returns.tsv"
ok $? "a step of 1 leads twice as far as one of 0.5, and what remains is a share of that"
awk -F '\t' '$2 == "homology" { exit 1 } NR > 1 && $4 == 1 && $5 != $6 { exit 1 } END { exit NR != 9 }' "$jr/homology.tsv"
ok $? "homology.tsv has two networks, two losses and two dimensions, in which no cycle dies"
is "$(cut -f 1-5 "$jr/between.tsv" | tail -n +2)" \
    "$(printf 'generalises\tmemorised\t%s\t1\t%s\n' train_loss 0 train_loss 1 test_loss 0 test_loss 1)" \
    "between.tsv compares them"
value_of() { awk -F '\t' -v k="$1 $2 $3" '$1 " " $2 " " $3 == k { print $4 }' "$jr/results.tsv"; }
trained=$(mlp --eval "$jr/memorised/minimum.safetensors" --hidden 256,128 --seed 3 --label-noise 1)
like "$trained" "train_loss=$(value_of memorised minimum train_loss) " "results.tsv has the minimum's loss of random labels"
knnaff -q -k 7 "$jr/generalises/snapshots.gram" | diffop -q -o "$T/operator.phm"
is "$(value_of generalises landscape components)" "$(phminfo -H "$T/operator.phm" | sed -n 's/^attr components //p')" \
    "and diffop's number of components"
for plane in random principal; do
    is "$(awk -F '\t' 'NR == 2 { print NF, $2 } END { print NR }' "$jr/memorised.plane-$plane.tsv" | paste -sd ' ')" \
        "3 $(value_of memorised minimum train_loss) 3" "so has the middle of the $plane plane"
done
like "$(jump_retrain "$jr" 2>&1):$?" 'exists: remove it, or name another directory:1$' \
    "what it has left before is not overwritten"
like "$(jump_retrain "$T/other" NETWORKS='generalises gpt' 2>&1):$?" 'NETWORKS: gpt: expected .*:2$' \
    "an unknown network is refused"
[ ! -e "$T/other" ]
ok $? "before anything is made"

# ---- a trainer and checkpoints of another make ----

python=${PYTHON:-python3}
if "$python" -c 'import numpy' 2>/dev/null; then
    own="'$python' examples/my_trainer.py"
    TRAINER=$own EPOCHS=9 SEEDS='0 1' succeeds "compare.sh takes another trainer" \
        examples/compare.sh optimisers "$T/own"
    are_pictures "$T"/own/optimisers_{phate,pca}.png
    ok $? "it leaves both views of what that one has trained"
    is "$(runs_of own)" "$(printf 'optimisers %s,' adam0 adam1 momentum0 momentum1 sgd0 sgd1)" \
        "runs and steps come from the names of its files"
    like "$("$python" examples/my_trainer.py --eval "$T/own/optimisers/adam1_e009.npz")" \
        "test_loss=$(cell "$T/own/runs.tsv" "optimisers adam1" last_test_loss | head -c 8)" \
        "losses from the scalars in them"
    is "$(cell "$T/own/runs.tsv" "optimisers adam1" last_test_accuracy)" nan "what they do not tell is nan"

    # Networks of other shapes, of which one has runs of the same names, and another names of its own.
    mkdir "$T/mlp" "$T/named"
    for optimizer in adam momentum sgd; do
        mlp -q --hidden 6 --epochs 9 --optimizer $optimizer --run ${optimizer}0 --out "$T/mlp"
    done
    for file in "$T"/own/optimisers/*0_e*.npz; do
        name=$(basename "$file" .npz)
        cp "$file" "$T/named/${name%0_e*}-at-${name#*_e}.npz"
    done
    succeeds "compare.sh takes checkpoints that are there" \
        examples/compare.sh checkpoints "$T/there" "$T/own/optimisers" "$T/mlp"
    awk -v d="$(cell "$T/there/pictures.tsv" "mlp pca" procrustes)" 'BEGIN { exit !(d > 1e-3 && d < 1) }'
    ok $? "folders of other networks are compared by the runs that both have"
    is "$(find "$T/own/optimisers" -type f | wc -l) $(cut -f 1 "$T/there/runs.tsv" | uniq | paste -sd ' ')" \
        "60 picture optimisers mlp" "nothing is trained for it"
    NAMES='{optimizer}-at-{step}.npz' fails 1 "table of rows: has no runs.*snapcat -n" "names tell as much as they are said to" \
        bash -c "examples/compare.sh checkpoints '$T/mute' '$T/named' 2>&1 >'$T/said' | grep -m 1 '' >&2; exit 1"
    NAMES='{run}-at-{step}.npz' succeeds "by a template of the user's" \
        examples/compare.sh checkpoints "$T/template" "$T/named"
    is "$(cut -f 2 "$T/template/runs.tsv" | paste -sd ' ')" "run adam momentum sgd" "which makes the runs"
    fails 1 "$T/none: no snapshots" "a folder without any is named" bash -c \
        "examples/compare.sh checkpoints '$T/empty' '$T/none' 2>&1 >'$T/said' | grep -m 1 '' >&2; exit 1"
    fails 2 "checkpoints DIR FOLDER" "no folder is a matter of usage" examples/compare.sh checkpoints "$T/usage"

    jr=$T/jump_own
    TRAINER=$own succeeds "jump_retrain.sh takes another trainer" jump_retrain "$jr" NETWORKS=
    are_pictures "$jr"/mine{,.linear}.png
    ok $? "it leaves both views of its network"
    is "$(cut -f 2 "$jr/returns.tsv" | paste -sd ' ')" "run $(echo s0.5_r{0..3} s1_r{0..3} stay)" \
        "each jump is trained on"
    is "$(value_of mine minimum train_loss) $(value_of mine minimum test_loss)" \
        "$("$python" examples/my_trainer.py --eval "$jr/mine/minimum.npz" | sed 's/[a-z_]*=//g')" \
        "results.tsv has what it says of the minimum"
    is "$(awk -F '\t' 'NR == 2 { print $2 }' "$jr/mine.plane-random.tsv")" "$(value_of mine minimum train_loss)" \
        "so has the middle of the plane"
    TRAINER=$own succeeds "and a minimum that is there" jump_retrain "$T/jump_from" NETWORKS=there GRID=2 \
        DIRECTIONS=0:2 MINIMUM="$T/own/optimisers/adam1_e009.npz" LOSSES=test_loss
    cmp -s "$T/jump_from/there/minimum.npz" "$T/own/optimisers/adam1_e009.npz"
    is "$? $(find "$T/jump_from/there/training" -type f | wc -l)" "0 1" "to which it does not train"
    is "$(cut -f 2 "$T/jump_from/homology.tsv" | uniq | paste -sd ' ')" "column test_loss" \
        "the losses measured are those named"
    like "$(TRAINER=$own jump_retrain "$T/other" NETWORKS='a b' MINIMUM=x.npz 2>&1):$?" \
        'MINIMUM: of one network.*:2$' "one minimum for two networks is refused"
else
    skip 22 "no numpy for $python"
fi

# ---- torch_conv.py ----

python=${PYTHON:-python3}
if "$python" -c 'import torch' 2>/dev/null; then
    conv=("$python" examples/torch_conv.py --out "$T/conv")
    succeeds "torch_conv.py trains" "${conv[@]}" --epochs 2
    snapjump -q -s 0.5 -r 1 -o "$T/jumped.pt" "$T/conv/conv_e002.pt"
    succeeds "it trains on from a jump" "${conv[@]}" --epochs 1 --from "$T/jumped.pt" --run back
    snapcat -q "$T"/conv/*.pt -o "$T/conv.phm" && phm2tsv -k rows "$T/conv.phm" >"$T/conv.tsv"
    is "$(cut -f 2-3 "$T/conv.tsv" | tr '\t\n' ' ,')" "run step,back 2,back 3,conv 0,conv 1,conv 2," \
        "runs and epochs are columns"
    awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        $2 == "conv" { a[$3] = $at["test_accuracy"] } END { exit !(a[0] < 0.5 && a[2] > 0.7) }' "$T/conv.tsv"
    ok $? "two epochs tell most digits"
    "${conv[@]}" --epochs 1 --run again && snapcat -q "$T"/conv/{conv,again}_e001.pt | trajstat -q --ends | cut -f 5- |
        tail -n +2 | paste -sd '\t' >"$T/distances"
    is "$(cat "$T/distances")" "$(printf '0\t0\t0\t0')" "the same seed gives the same network"
    succeeds "lossgrid asks it" lossgrid -q -e "'$python' examples/torch_conv.py --eval -" --names loss,accuracy -r 1 \
        -x -1:1:3 -o "$T/line.phm" "$T/conv/conv_e002.pt"
    phm2tsv -k grid -n 2 "$T/line.phm" >"$T/line.tsv"
    awk -F '\t' '{ exit !(NF == 3 && $2 > 0.7 && $1 < $2 && $3 < $2) }' "$T/line.tsv"
    ok $? "nowhere on the line is it right as often as in the middle"

    # The evaluator of lossgrid(1), with this network: both renew the running statistics.
    mkdir "$T/manual"
    awk '/^import sys, torch/ { literal = 1 } /^\.Ed/ { literal = 0 } literal { gsub(/\\e/, "\\"); print }' \
        man/lossgrid.1 >"$T/manual/evaluator.py"
    cat >"$T/manual/mine.py" <<'PY'
import torch
import torch_conv
from torch_conv import Net

torch.set_num_threads(1)
(images, _), test = torch_conv.read_digits("examples/data")
loader = [images]


def evaluate(net):
    return torch_conv.score(net, *test)
PY
    "$python" - "$T/conv/conv_e002.pt" "$T/manual/net.pt" <<'PY'
import sys
import torch
torch.save(torch.load(sys.argv[1])["state_dict"], sys.argv[2])
PY
    PYTHONPATH=examples${PYTHONPATH:+:$PYTHONPATH} lossgrid -q -e "'$python' '$T/manual/evaluator.py'" \
        --names loss,accuracy -r 1 -x -1:1:3 -o "$T/manual.phm" "$T/manual/net.pt"
    for grid in line manual; do
        phm2npy -k grid -n 1 "$T/$grid.phm" >"$T/$grid.npy"
    done
    "$BUILD/tests/tools/compare" abs 1e-5 "$T/manual.npy" "$T/line.npy" >"$T/figure" 2>&1
    ok $? "the evaluator in lossgrid's manual works as typed, with statistics of the moved network" ||
        diag "$(cat "$T/figure")"

    # torch_evaluator.py, with its own network: a state_dict alone, and one beside numbers.
    PYTHONPATH=examples${PYTHONPATH:+:$PYTHONPATH} "$python" - "$T/manual" <<'PY'
import sys
import torch
from torch import nn
import torch_conv
_, (images, labels) = torch_conv.read_digits("examples/data")
for step in 0, 1:
    torch.manual_seed(step)
    net = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    with torch.no_grad():
        logits = net(images.flatten(1) - 0.5)
    state = {"state_dict": net.state_dict(), "step": step, "known": nn.functional.cross_entropy(logits, labels).item()}
    torch.save(state if step else net.state_dict(), f"{sys.argv[1]}/step{step}.pt")
PY
    snapeval -q -e "'$python' examples/torch_evaluator.py" --names loss,accuracy -o "$T/evaluated.phm" "$T"/manual/step?.pt
    phm2tsv -k rows "$T/evaluated.phm" | awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        NR == 2 { d = $at["loss"] - $at["known"]; exit !(d < 1e-5 && d > -1e-5 && $at["accuracy"] < 0.3) }'
    is "$? $(phminfo -H "$T/evaluated.phm" | sed -n 's/^\(shape\|attr\) //p' | tail -n 2 | paste -sd,)" "0 2 3970,classes 10" \
        "torch_evaluator.py tells losses and logits"

    # README.md: the line, in a training loop, and the commands below it.
    mkdir "$T/user" "$T/user/runs"
    {
        printf '%s\n' 'import torch' 'import torch_conv' '' 'torch.set_num_threads(1)' \
            '(images, labels), _ = torch_conv.read_digits("examples/data")' 'net = torch_conv.Net()' \
            'optimizer = torch.optim.SGD(net.parameters(), lr=0.1)' 'for epoch in range(20):' \
            '    loss = torch.nn.functional.cross_entropy(net(images), labels)' '    train_loss = loss.item()'
        # shellcheck disable=SC2016 # these are Markdown's
        sed -n '/^```python$/,/^```$/s/^[^`]/    &/p' README.md
        printf '    %s\n' 'optimizer.zero_grad()' 'loss.backward()' 'optimizer.step()'
    } >"$T/user/training.py"
    ln -s "$PWD/examples" "$T/user"
    (cd "$T/user" && PYTHONPATH=examples${PYTHONPATH:+:$PYTHONPATH} "$python" training.py) >"$T/log" 2>&1
    ok $? "the README's line works in a training loop" || diag "$(cat "$T/log")"
    sed -n '/^    phatetools runs /,/^$/s/^    //p' README.md >"$T/user/pipe"
    (cd "$T/user" && bash -eo pipefail pipe) >"$T/log" 2>&1
    is "$?$(grep warning "$T/log")$(head -c 4 "$T/user/runs.png" | tail -c 3)" 0PNG "and the command below it draws what the line has saved"
    snapcat -q -n '{run}_e{step}.pt' "$T"/user/runs/*.pt | phm2tsv -k rows | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        NR > 1 && ($at["run"] != "sgd" || $at["step"] != NR - 2 || !($at["train_loss"] > 0)) { exit bad = 1 }
        END { exit bad || NR != 21 }'
    ok $? "the picture knows run, step and loss"
else
    skip 12 "no torch for $python"
fi

done_testing
