#!/bin/bash
# make pictures: how true the pictures of the pipe's settings are, as a table. Per data set, metric and
# setting stand three numbers of embscore(1), for 12 neighbours: the rank correlation of all pairs,
# DEMaP over the pairs inside the graph's components, and trustworthiness.
#
#     pictures.sh [NAME=FILE.npy...]      further sets: one row per snapshot
#
# The sets are made here: networks trained by mlp on the digits, and random walks by sets.py.
set -euo pipefail
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
tools=$(dirname "$0")
data=examples/data

train() { # DIRECTORY OPTION...
    mlp -q --data "$data" --out "$@"
}

# Nine runs from three initialisations.
train_nine() {
    local seed optimizer
    mkdir "$T/nine"
    for seed in 0 1 2; do
        for optimizer in sgd momentum adam; do
            train "$T/nine" --run "$optimizer$seed" --seed "$seed" --optimizer "$optimizer"
        done
    done
    snapcat -q "$T/nine"/* >"$T/nine.phm"
}

# A trained network jumps four steps in each of four directions, and is trained on from each place.
jump_and_retrain() {
    local jump run
    mkdir "$T/rest" "$T/jumps" "$T/retrained"
    train "$T/rest" --run rest
    snapjump -q -s 0.25,0.5,0.75,1 -r 0:3 -o "$T/jumps/s{step}_r{seed}.safetensors" "$T/rest/rest_e040.safetensors"
    for jump in "$T/jumps"/*; do
        run=$(basename "$jump" .safetensors)
        train "$T/retrained" --from "$jump" --run "$run"
    done
    snapcat -q "$T/retrained"/* >"$T/jump.phm"
}

# Twelve runs of three architectures, compared by what they predict.
predict() {
    local hidden optimizer seed
    mkdir "$T/shapes"
    for hidden in 64 64,32 32,32,32; do
        for optimizer in sgd adam; do
            for seed in 0 1; do
                train "$T/shapes" --hidden "$hidden" --optimizer "$optimizer" --seed "$seed" \
                    --epochs 30 --run "h${hidden//,/-}$optimizer$seed"
            done
        done
    done
    printf '%s\n' "$T/shapes"/* | "$PYTHON" "$tools/sets.py" predictions "$data" "$T/predictions.npy"
    npy2phm -k distance -o "$T/predictions.phm" "$T/predictions.npy"
}

# A snapshot every three steps of three runs: chains whose relaxation takes about the square of their
# length.
train_long() {
    local optimizer
    mkdir "$T/long"
    for optimizer in sgd momentum adam; do
        train "$T/long" --images 192 --epochs 1500 --run "$optimizer" --optimizer "$optimizer"
    done
    snapcat -q "$T/long"/* | snapgram -q -o "$T/long.phm"
}

# ---- the table ----

scores() { # DISTANCES < COORDS: the three numbers
    embscore -q "$1" - | awk -F'\t' '{ value[$1] = $2 }
        END { printf "%6.3f %6.3f %6.4f", value["rank-correlation"], value["demap-inside"], value["trustworthiness"] }'
}

column() { # POTDIST'S OPTIONS... < OPERATOR
    potdist -q "$@" | mds -q | scores "$T/distance"
}

row() {
    printf '%-26s %-21s %-21s %-21s %-21s %-21s %-21s %s\n' "$@"
}

table_row() { # NAME FILE [KNNAFF'S OPTIONS...]
    local name=$1 file=$2
    shift 2
    knnaff -q "$@" -o "$T/affinity" "$file"
    phm2npy -k distance --force -o "$T/distance.npy" "$T/affinity"
    npy2phm -k distance -o "$T/distance" "$T/distance.npy"
    diffop -q -o "$T/knee" "$T/affinity"
    diffop -q -t relaxation -o "$T/relaxed" "$T/affinity"
    row "$name" \
        "$(column --between constant <"$T/knee")" \
        "$(mds -q "$T/distance" | scores "$T/distance")" \
        "$(column <"$T/knee")" \
        "$(column --between geodesic <"$T/knee")" \
        "$(column --ground 0.5 <"$T/knee")" \
        "$(column --ground 0.5 <"$T/relaxed")" \
        "$(phminfo -H "$T/relaxed" | awk '$1 == "attr" && ($2 == "t" || $2 == "components") { printf "%s%s %s", sep, $2, $3; sep = ", " }')"
}

train_nine
jump_and_retrain
predict
train_long
"$PYTHON" "$tools/sets.py" walks "$T/walks.npy"

echo "rank correlation, DEMaP inside components, trustworthiness"
row "set" PHATE "metric MDS" "between data" "between geodesic" "knee, ground 0.5" "relaxed, ground 0.5" "relaxed"
for metric in euclidean cosine; do
    table_row "nine runs, $metric" "$T/nine.phm" -m "$metric"
    table_row "jump, $metric" "$T/jump.phm" -m "$metric"
    for set; do
        table_row "${set%%=*}, $metric" "${set#*=}" -m "$metric"
    done
done
table_row "three walks" "$T/walks.npy"
table_row "predictions" "$T/predictions.phm"
table_row "4,503 snapshots" "$T/long.phm"
