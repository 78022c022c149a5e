#!/bin/bash
# The comparisons of the paper, relaxed and grounded (phatetools(7)), each beside the linear view of
# the same snapshots:
#
#     PATH=$PWD/build:$PATH examples/compare.sh EXPERIMENT [DIR]
#
# EXPERIMENT is optimisers, initialisations, architectures or datasets. DIR [experiments/EXPERIMENT]
# gets, for each picture, its snapshots, PICTURE_phate.png and PICTURE_pca.png; all pictures on one
# sheet, panels.png, if ImageMagick is installed; and three tables: runs.tsv, the path of each run
# in weight space and its last losses; pictures.tsv, how far to trust each picture; ends.tsv, the
# distances between the ends of the runs.
#
# architectures also draws networks of all shapes in one picture, by what they predict, in three views
# side by side: predictions.png. predictions_runs.png is a map of whole runs, and predictions.tsv has the
# scores of each snapshot. The experiment predictions is these alone.
#
# Variables change the experiment:
#
#     EPOCHS   of each run [40]
#     SEEDS    one per initialisation ['0 1 2' for optimisers, else '0 1']
#     KNN      neighbours in the kernel and the scores; more than the runs per initialisation [10]
#     SHAPES   for architectures, a list of LAYERSxWIDTH ['2x32 2x8 2x128 8x32 32x32'; in the
#              picture of predictions '2x32 2x128 8x32']
#     IMAGES   for datasets, images to train on [1400, all of the digits]
#     FASHION  the folder of Fashion-MNIST [/usr/share/datasets/fashion-mnist]
#
# To use a trainer of your own instead of mlp:
#
#     TRAINER  a shell command, such as 'python3 train.py --quiet' [mlp]. It gets --run NAME
#              --epochs N --out DIR --seed N and, depending on the experiment, --optimizer, --init,
#              --init-scale, --hidden, --activation, --residual, --data or --images, with the
#              meanings that `mlp -h` gives; it leaves DIR/NAME_eEPOCH.EXT at the start and after
#              each epoch, in any format that snapcat reads. examples/my_trainer.py is one in numpy.
#
# To compare existing checkpoints, of any training, in one picture per FOLDER:
#
#     examples/compare.sh checkpoints DIR FOLDER...
#
#     NAMES    the template of their names, for snapcat -n [{run}_e{step}.EXT, if a name fits it]
#     TABLE    a table about them, such as their losses, for snapcat -m [none]
#
# Pictures are compared by runs and steps of the same names. A loss that neither a checkpoint nor a
# table gives is nan in the tables, and a picture without losses is coloured by the step.
set -euo pipefail
shopt -s nullglob extglob

digits=$(dirname "$0")/data
epochs=${EPOCHS:-40}
knn=${KNN:-10}
optimisers='sgd momentum adam'
pictures=() # in the order of their making
# The columns of pictures.tsv: attributes of the coordinates.
measures='components score-stress score-trustworthiness score-continuity score-rank-correlation
    score-demap score-demap-inside score-demap-left-out score-procrustes'

say() {
    printf 'compare: %s\n' "$*"
}

train() { # PICTURE RUN OPTION...
    mkdir -p "$out/$1"
    digits=$digits bash -c "${TRAINER:-mlp --data \"\$digits\"} \"\$@\"" trainer --run "$2" --epochs "$epochs" --out "$out/$1" "${@:3}"
}

# The widths of a shape's hidden layers, for --hidden.
widths() { # LAYERSxWIDTH
    local all
    printf -v all "%.0s,${1#*x}" $(seq "${1%x*}")
    echo "${all#,}"
}

# All snapshots of a folder: those whose names fit the template, or, without a template, all files.
concatenate() { # FOLDER
    local usual=("$1"/*_e[0-9]*.*) names=${NAMES-} pattern='*' options=() files
    [ -n "$names" ] || [ ${#usual[@]} = 0 ] || names="{run}_e{step}.${usual[0]##*.}"
    if [ -n "$names" ]; then
        options+=(-n "$names")
        pattern=${names//\{*([^\}])\}/*}
    fi
    [ -z "${TABLE-}" ] || options+=(-m "$TABLE")
    mapfile -t files < <(compgen -G "$1/$pattern" | sort -V)
    if [ ${#files[@]} = 0 ]; then
        say "$1: no snapshots${names:+ with names like $names}: name another folder" >&2
        exit 1
    fi
    snapcat -q "${options[@]}" -- "${files[@]}"
}

# trajstat's table of runs, with the last losses of each run.
runs_table() { # PICTURE
    awk -F '\t' -v OFS='\t' -v picture="$1" -v heading="$([ -s "$out/runs.tsv" ] || echo picture)" '
        function cell(column) { return column in at ? $at[column] : "nan" }
        FNR == 1 {
            split("", at)
            for (i = 1; i <= NF; i++)
                at[$i] = i
            if (NR > FNR && heading)
                print heading, $0, "last_train_loss", "last_test_loss", "last_test_accuracy"
            next
        }
        NR == FNR {
            run = cell("run")
            if (!(run in last) || cell("step") + 0 >= step[run]) {
                step[run] = cell("step") + 0
                last[run] = cell("train_loss") OFS cell("test_loss") OFS cell("test_accuracy")
            }
            next
        }
        { print picture, $0, last[$1] }
    ' <(phm2tsv -k rows "$out/$1.matrix") <(trajstat "$out/$1.matrix" | cut -f 4-)
}

# Draws the picture, and adds a row to pictures.tsv. The Procrustes disparity is measured from the
# same view of the experiment's first picture, if both have snapshots of the same runs and steps.
draw() { # PICTURE VIEW < COORDS
    local coords=$out/$1_$2.coords scored=$out/$1_$2.phm
    local score=(embscore -q -k "$knn" --attrs -o "$scored")
    cat >"$coords"
    if "${score[@]}" -B "$out/${pictures[0]}_$2.coords" "$out/$1.matrix" "$coords" 2>"$out/said"; then
        cat "$out/said" >&2
    else
        say "$1 is not compared with ${pictures[0]}: $(cat "$out/said")"
        "${score[@]}" "$out/$1.matrix" "$coords"
    fi
    trajplot -t "$1, $2" -o "$out/$1_$2.png" "$scored"
    phminfo -H "$scored" | awk -v picture="$1" -v view="$2" -v measures="$measures" '
        $1 == "attr" { value[$2] = $3 }
        END {
            printf "%s\t%s", picture, view
            for (i = 1; i <= split(measures, name, " "); i++)
                printf "\t%s", name[i] in value ? value[name[i]] : "nan"
            print ""
        }' >>"$out/pictures.tsv"
}

# The relaxed and grounded view of the matrix of products or distances.
draw_phate() { # PICTURE [KNNAFF-OPTION...]
    knnaff -q -k "$knn" "${@:2}" "$out/$1.matrix" | diffop -q -t relaxation | potdist -q --ground 0.5 |
        mds -q | draw "$1" phate
}

# Makes all results of a picture. Its snapshots are in the folder of its name, unless $folder is set.
picture() { # PICTURE [KNNAFF-OPTION...]
    pictures+=("$1")
    concatenate "${folder:-$out/$1}" | snapgram -q >"$out/$1.matrix"
    runs_table "$1" >>"$out/runs.tsv"
    trajstat --ends "$out/$1.matrix" | cut -f 4- | sed "s/^/$1\t/; 1s/^$1/picture/" >>"$out/ends.tsv"
    draw_phate "$@"
    pca -q "$out/$1.matrix" | draw "$1" pca
}

# Three optimisers from each of several initialisations, in one space.
optimisers() {
    local seed optimiser
    say "${TRAINER:-64-64-32-10 on the digits}: ${optimisers// /, }, each from the initialisations $seeds"
    for seed in $seeds; do
        for optimiser in $optimisers; do
            train optimisers "$optimiser$seed" --optimizer "$optimiser" --seed "$seed"
        done
    done
    picture optimisers
}

# For one seed all four are the same random numbers, scaled differently per layer: he, small and
# large are one point by the cosine metric. So this picture shows directions; pca's shows the scales.
initialisations() {
    local seed
    say "${TRAINER:-64-64-32-10 on the digits by SGD}: from he, xavier, small (he x 0.3) and large (he x 3) of seeds $seeds"
    for seed in $seeds; do
        train initialisations "he$seed" --seed "$seed"
        train initialisations "xavier$seed" --init xavier --seed "$seed"
        train initialisations "small$seed" --init-scale 0.3 --seed "$seed"
        train initialisations "large$seed" --init-scale 3 --seed "$seed"
    done
    picture initialisations -m cosine
}

# Networks of two shapes have no common space: each shape gets a picture of its own, with runs of the
# same names. A network has the same parameters with and without skip connections: the two share a
# space and an initialisation, though not the loss there. The activation is tanh, because skips over
# relu layers without normalisation double the variance at each layer.
architectures() {
    local seed shape optimiser
    for seed in $seeds; do
        for shape in ${SHAPES:-2x32 2x8 2x128 8x32 32x32}; do
            say "${TRAINER:+$TRAINER: }$shape (tanh, xavier) on the digits, plain and residual: ${optimisers// /, }; initialisation $seed"
            for optimiser in $optimisers; do
                set -- --seed "$seed" --hidden "$(widths "$shape")" --activation tanh --init xavier --optimizer "$optimiser"
                train "${shape}_$seed" "plain_$optimiser" "$@"
                train "${shape}_$seed" "residual_$optimiser" --residual "$@"
            done
            picture "${shape}_$seed"
        done
    done
    predictions
}

# Networks of all shapes in one picture, by what they predict for the test's images. They go farthest in
# their first steps: snapshots are dense there, and grow rarer.
predictions() {
    local seed shape optimiser pictures=(predictions) shapes=${SHAPES:-2x32 2x128 8x32}
    if [ -n "${TRAINER-}" ]; then
        say "no picture of predictions: $TRAINER does not answer snapeval: see its manual for a program that does"
        return
    fi
    say "what $shapes (tanh, xavier) predict for 397 digits: sgd, adam; initialisations $seeds"
    for seed in $seeds; do
        for shape in $shapes; do
            for optimiser in sgd adam; do
                train predictions "$shape-$optimiser-$seed" --growth 1.15 --seed "$seed" \
                    --hidden "$(widths "$shape")" --activation tanh --init xavier --optimizer "$optimiser"
            done
        done
    done
    compare_predictions
    draw_phate predictions
    mds -q -a inpca "$out/predictions.matrix" | draw predictions inpca
    pca -q "$out/predictions.rows" | draw predictions pca
    trajstat -q --distance mean --progress progress "$out/predictions.matrix" | mds -q -o "$out/predictions_runs.phm"
    trajplot -t 'runs, at equal progress' -o "$out/predictions_runs.png" "$out/predictions_runs.phm"
    trajplot --titles 'relaxed and grounded,InPCA,PCA' -o "$out/predictions.png" \
        "$out"/predictions_{phate,inpca,pca}.phm
}

# The distances between the snapshots' predictions, and a table of how good these are.
compare_predictions() {
    local files
    mapfile -t files < <(printf '%s\n' "$out"/predictions/* | sort -V)
    tail -c +9 "$digits/t10k-labels-idx1-ubyte" | od -An -v -tu1 -w1 >"$out/labels.tsv"
    snapeval -q -j "$(nproc)" -e "mlp --eval - --predictions --data '$digits'" --names test_loss,test_accuracy \
        -n '{shape}-{optimizer}-{seed}_e{step}.safetensors' -o "$out/predictions.rows" -- "${files[@]}"
    preddist -q --labels "$out/labels.tsv" -o "$out/predictions.matrix" "$out/predictions.rows"
    phm2tsv --force -k rows -o "$out/predictions.tsv" "$out/predictions.matrix"
}

# Images of 8 x 8 and of 28 x 28 pixels, so again one picture each; both have as many steps per epoch.
datasets() {
    local seed optimiser name
    local -A dir=([digits]=$digits [fashion]=${FASHION:-/usr/share/datasets/fashion-mnist})
    if [ ! -e "${dir[fashion]}/train-images-idx3-ubyte.gz" ] && [ ! -e "${dir[fashion]}/train-images-idx3-ubyte" ]; then
        say "${dir[fashion]}: no Fashion-MNIST, so it is left out: make fashion-deps installs it"
        unset 'dir[fashion]'
    fi
    for seed in $seeds; do
        for name in digits ${dir[fashion]+fashion}; do
            say "${TRAINER:-64,32 hidden} on ${IMAGES:-1400} images of $name: ${optimisers// /, }; initialisation $seed"
            for optimiser in $optimisers; do
                train "${name}_$seed" "$optimiser" --data "${dir[$name]}" --images "${IMAGES:-1400}" \
                    --optimizer "$optimiser" --seed "$seed"
            done
            picture "${name}_$seed"
        done
    done
}

# Existing checkpoints, of any training.
checkpoints() { # FOLDER...
    local folder
    for folder; do
        say "the checkpoints in $folder"
        picture "$(basename "$folder")"
    done
}

# One sheet: PHATE's views above PCA's, one row per initialisation; a single picture's views side by
# side.
panels() {
    local columns=$((${#pictures[@]} / $(wc -w <<<"$seeds"))) sheet=() i
    local views=("${pictures[@]/#/$out/}")
    if ! command -v convert >/dev/null; then
        say "no panels.png: convert is missing: install ImageMagick"
        return
    fi
    views=("${views[@]/%/_phate.png}" "${views[@]/%/_pca.png}")
    columns=$((columns > 1 ? columns : 2))
    for ((i = 0; i < ${#views[@]}; i += columns)); do
        sheet+=("(" "${views[@]:i:columns}" -resize 1000x -bordercolor white -border 20 +append ")")
    done
    convert "${sheet[@]}" -append +repage "$out/panels.png" # montage needs a font even without text
}

case ${1-} in
optimisers) seeds=${SEEDS:-0 1 2} ;;
initialisations | architectures | predictions | datasets) seeds=${SEEDS:-0 1} ;;
checkpoints) seeds=0 ;;
esac
if [ -z "${seeds-}" ] || { [ "$1" = checkpoints ] && [ $# -lt 3 ]; }; then
    echo "usage: compare.sh optimisers|initialisations|architectures|predictions|datasets [DIR], or checkpoints DIR FOLDER..." >&2
    exit 2
fi
out=${2:-experiments/$1}
if [ -e "$out" ]; then
    echo "compare: $out: exists: remove it, or name another directory" >&2
    exit 1
fi
mkdir -p "$out"
tr -s ' \n' '\t' <<<"picture view ${measures//score-/}" | sed 's/\t$//' >"$out/pictures.tsv"
echo >>"$out/pictures.tsv"
"$1" "${@:3}"
rm -f "$out"/*.coords "$out/said"
[ ${#pictures[@]} = 0 ] || panels
say "left in $out: $(cd "$out" && echo *.png *.tsv)"
