#!/bin/bash
# Every kind of figure that trajplot draws, from the networks of `make demo`: `make gallery` puts the
# programs on PATH and runs this script from the top of the sources.
#
#     examples/gallery.sh [DIRECTORY]      leaves the figures in DIRECTORY [build/gallery]
#
# Environment variables: DEMO (the directory of the demo's networks, which are trained if they are
# missing: demo), EPOCHS (of the demo: 40), SETTLE (epochs until the network that jumps has settled:
# 120), RETRAIN (epochs after each jump: 40), GRID (points along a line, and along each side of a
# plane: 51), JOBS (trainings and evaluations at once: the number of processors).
set -euo pipefail
export LC_ALL=C

examples=$(dirname "$0")
out=${1:-build/gallery}
demo=${DEMO:-demo}
epochs=${EPOCHS:-40}
settle=${SETTLE:-120}
retrain=${RETRAIN:-40}
grid=${GRID:-51}
jobs=${JOBS:-$(nproc)}
seeds='0 1 2'
declare -A optimizers=([sgd]=sgd [mom]=momentum [adam]=adam)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() {
    printf 'gallery: %s\n' "$*"
}

file_of() { # RUN EPOCH
    printf '%s_e%03d.safetensors' "$1" "$2"
}

train_demo() {
    local seed name
    if [ -e "$demo/$(file_of sgd2 "$epochs")" ]; then
        return
    fi
    say "training the demo's nine networks, $epochs epochs each"
    mkdir -p "$demo"
    for seed in $seeds; do
        for name in adam mom sgd; do
            mlp -q --data "$examples/data" --run "$name$seed" --seed "$seed" --optimizer "${optimizers[$name]}" \
                --epochs "$epochs" --out "$demo"
        done
    done
}

# ---- streams, in $work ----

score() { # NAME VIEW < COORDS
    embscore -q --attrs -o "$work/$1.$2.phm" "$work/$1.gram.phm"
}

# The picture of all runs, relaxed and grounded, beside the linear view of the same snapshots.
embed() { # NAME NEIGHBOURS < SNAPSHOTS
    snapgram -q -o "$work/$1.gram.phm"
    knnaff -q -k "$2" -o "$work/$1.affinity.phm" "$work/$1.gram.phm"
    diffop -q -t relaxation -o "$work/$1.operator.phm" "$work/$1.affinity.phm"
    potdist -q --ground 0.5 -o "$work/$1.distance.phm" "$work/$1.operator.phm"
    mds -q "$work/$1.distance.phm" | score "$1" picture
    pca -q "$work/$1.gram.phm" | score "$1" pca
}

# The other settings that phatetools(7) compares: PHATE as it was published, relaxed, grounded, and
# metric MDS.
embed_otherwise() { # NAME
    diffop -q -o "$work/$1.knee.phm" "$work/$1.affinity.phm"
    potdist -q --between constant "$work/$1.knee.phm" | mds -q | score "$1" phate
    potdist -q "$work/$1.operator.phm" | mds -q | score "$1" relaxed
    potdist -q --ground 0.5 "$work/$1.knee.phm" | mds -q | score "$1" grounded
    potdist -q --ground 1 "$work/$1.knee.phm" | mds -q | score "$1" mds
}

# Trains one network further, with weight decay, until it settles; moves it by three steps in each of
# four random directions, and retrains each of these twelve networks in the same way. Runs are called
# STEP_DIRECTION.
jump_and_retrain() {
    local trainer=(mlp -q --data "$examples/data" --rate 0.2 --weight-decay 0.015)
    say "training one network for $settle more epochs, and for $retrain from each of twelve jumps"
    mkdir "$work/jumps" "$work/runs"
    "${trainer[@]}" --from "$demo/$(file_of sgd0 "$epochs")" --run rest --epochs "$settle" --out "$work"
    snapjump -q -r 0:3 -s 0.4,0.7,1 -o "$work/jumps/{step}_{seed}.safetensors" \
        "$work/$(file_of rest $((epochs + settle)))"
    find "$work/jumps" -name '*.safetensors' -exec basename -s .safetensors {} + | sort |
        xargs -P "$jobs" -I{} "${trainer[@]}" --from "$work/jumps/{}.safetensors" --run {} \
            --epochs "$retrain" --out "$work/runs"
    snapcat -q "$work"/runs/*.safetensors | embed jumps 7
    embed_otherwise jumps
}

# Networks of three shapes, in the space of their predictions.
predict() {
    say "training twelve networks of three shapes, $epochs epochs each"
    TRAINER='' SHAPES='' SEEDS='' KNN='' EPOCHS=$epochs "$examples/compare.sh" predictions "$work/predictions" >"$work/said"
}

# The plane on which the runs from one initialisation differ most, and the line between the ends of
# two runs from different initialisations. Both get the test's losses and accuracies.
evaluate_landscape() {
    local evaluate=(lossgrid -q -j "$jobs" -e "mlp --eval - --data '$examples/data'" --names 'test_loss,test_accuracy')
    say "evaluating $((grid * grid)) networks on a plane, and $grid on a line"
    "${evaluate[@]}" --pca -x "-8:16:$grid" -y "-8:8:$grid" -o "$work/plane.phm" "$demo"/{adam,mom,sgd}0_*.safetensors
    "${evaluate[@]}" --to "$demo/$(file_of sgd1 "$epochs")" -x "-0.25:1.25:$grid" -o "$work/line.phm" \
        "$demo/$(file_of sgd0 "$epochs")"
}

# ---- figures ----

figure() { # FILE [OPTION...] [STREAM...]: streams are files in $work
    say "$1"
    (cd "$work" && trajplot -q --dpi 120 -o "new.${1##*.}" "${@:2}")
    mv "$work/new.${1##*.}" "$out/$1"
}

film() { # FILE.gif OPTION [OPTION...] [STREAM...]: OPTION is --turn or --animate
    say "$1"
    (cd "$work" && trajplot -q --dpi 80 --width 10 "$2" new.gif "${@:3}")
    mv "$work/new.gif" "$out/$1"
}

# The figure as a terminal of this size shows it.
characters() { # FILE STREAM
    say "$1"
    COLUMNS=100 LINES=36 trajplot -q --terminal characters "$work/$2" >"$out/$1"
}

train_demo
snapcat -q "$demo"/*.safetensors | embed demo 5
snapcat -q "$demo"/*0_e*.safetensors | embed three 5
diffop -q -e "$work/demo.spectrum.phm" -o "$work/demo.knee.phm" "$work/demo.affinity.phm"
embed_otherwise three
embsweep -q -k 4:7 -t relaxation --ground 0.25,0.5,0.75 -r 0 --leave-out runs -o "$work/three.sweep.phm" \
    "$work/three.gram.phm"
jump_and_retrain
predict
evaluate_landscape
for d in 1 3; do
    mds -q -d $d -o "$work/demo.picture$d.phm" "$work/demo.distance.phm"
done
losshom -q -k 5 -o "$work/demo.diagram.phm" "$work/demo.distance.phm"

mkdir -p "$out"
figure comparison.png -f seed -r optimizer --free --dpi 150 --height 7.6cm \
    --titles 'initialisation 0,initialisation 1,initialisation 2' demo.picture.phm
figure optimizers.png -f optimizer -r seed demo.picture.phm
figure settings.png --titles 'PHATE,relaxed,grounded,relaxed and grounded,MDS,PCA' \
    three.{phate,relaxed,grounded,picture,mds,pca}.phm
figure sure.png three.sweep.phm
figure jumps.png -c train_loss --titles 'PHATE,relaxed and grounded,PCA' --dpi 150 --height 10cm \
    jumps.{phate,picture,pca}.phm
figure architectures.png --titles 'relaxed and grounded,InPCA,PCA' --dpi 150 \
    predictions/predictions_{phate,inpca,pca}.phm
figure shapes.png -f shape --dpi 150 predictions/predictions_phate.phm
figure runs.png --dpi 150 predictions/predictions_runs.phm
figure levels.png plane.phm
figure surface.png --surface --view 60,120 plane.phm
figure line.svg line.phm
figure affinity.png demo.affinity.phm
figure operator.png demo.operator.phm
figure distance.png demo.distance.phm
figure entropy.svg demo.spectrum.phm
figure diagram.svg demo.diagram.phm
figure one.png -f seed -r optimizer --height 9cm demo.picture1.phm
figure three.png demo.picture3.phm
figure elevation.png -z test_loss demo.picture.phm
figure column.svg --width 8.5cm --font-size 8pt --palette cividis demo.picture.phm
figure column.pdf --width 8.5cm --font-size 8pt --palette grey demo.picture.phm
if [[ $(trajplot -o "$work/none.html" </dev/null 2>&1) == *"built without three.js"* ]]; then
    say "no page.html: trajplot was built without three.js"
else
    figure page.html -z test_loss -t 'Nine trainings on handwritten digits' demo.picture.phm
fi
film turn.gif --turn --frames 36 demo.picture3.phm
film training.gif --animate --frames 40 --fps 8 demo.picture.phm
characters characters.txt demo.picture.phm
say "done: see $out"
