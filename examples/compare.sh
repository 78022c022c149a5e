#!/bin/bash
# The comparisons of the paper, each with the linear view of the same snapshots beside it:
#
#     PATH=$PWD/build:$PATH examples/compare.sh EXPERIMENT [DIR]
#
# EXPERIMENT is optimisers, initialisations, architectures or datasets. DIR [experiments/EXPERIMENT]
# gets for each picture its snapshots and PICTURE_phate.png and PICTURE_pca.png; all of them on one
# sheet, panels.png, where ImageMagick is installed; and three tables: runs.tsv, the path of each run
# in weight space and what it ends with; pictures.tsv, how far to trust each picture; ends.tsv, how
# far the runs end from each other. Variables make it longer or shorter:
#
#     EPOCHS   of each run [40]
#     SEEDS    one initialisation each ['0 1 2' of optimisers, else '0 1']
#     KNN      neighbours in the kernel and in the scores: more than runs share an initialisation [10]
#     SHAPES   of architectures, LAYERSxWIDTH each ['2x32 2x8 2x128 8x32 32x32']
#     IMAGES   of datasets, to train on [1400, all of the digits]
#     FASHION  where Fashion-MNIST is [/usr/share/datasets/fashion-mnist]
#
# A trainer of your own takes mlp's place:
#
#     TRAINER  a shell command, such as 'python3 train.py --quiet' [mlp]. It is given --run NAME
#              --epochs N --out DIR --seed N and, of what is compared, --optimizer, --init,
#              --init-scale, --hidden, --activation, --residual, --data or --images, as `mlp -h` has
#              them; and leaves DIR/NAME_eEPOCH.EXT at the start and after each epoch, in any format
#              that snapcat reads. examples/my_trainer.py is one in numpy.
#
# Or checkpoints that are there already, of any training, are compared, a picture for each FOLDER:
#
#     examples/compare.sh checkpoints DIR FOLDER...
#
#     NAMES    what their names say, as snapcat -n has it [{run}_e{step}.EXT, where a name is like it]
#     TABLE    what else is known of them, such as losses, as snapcat -m has it [none]
#
# Pictures are compared by runs and steps of the same names. Losses that neither a checkpoint nor a
# table tells are nan in the tables, and a picture without any is coloured by the step.
set -euo pipefail
shopt -s nullglob extglob

epochs=${EPOCHS:-40}
knn=${KNN:-10}
optimisers='sgd momentum adam'
pictures=() # as they are made
# What stands in pictures.tsv: attributes of the coordinates.
measures='components score-stress score-trustworthiness score-continuity score-rank-correlation
    score-demap score-demap-left-out score-procrustes'

say() {
    printf 'compare: %s\n' "$*"
}

train() { # PICTURE RUN OPTION...
    mkdir -p "$out/$1"
    bash -c "${TRAINER:-mlp} \"\$@\"" trainer --run "$2" --epochs "$epochs" --out "$out/$1" "${@:3}"
}

# All that a folder has of snapshots: those with names as they should be, or, where names say
# nothing, whatever is there.
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

# The table of runs as trajstat has it, each with its last losses.
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
    ' <(phm2tsv -k rows "$out/$1.gram") <(trajstat "$out/$1.gram" | cut -f 4-)
}

# The picture, and a row of pictures.tsv. Procrustes disparity is that from the same view of the
# experiment's first picture, where the two have snapshots of the same runs and steps.
draw() { # PICTURE VIEW < COORDS
    local coords=$out/$1_$2.coords scored=$out/$1_$2.phm
    local score=(embscore -q -k "$knn" --attrs -o "$scored")
    cat >"$coords"
    if "${score[@]}" -B "$out/${pictures[0]}_$2.coords" "$out/$1.gram" "$coords" 2>"$out/said"; then
        cat "$out/said" >&2
    else
        say "$1 is not compared with ${pictures[0]}: $(cat "$out/said")"
        "${score[@]}" "$out/$1.gram" "$coords"
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

# All of a picture's snapshots, which the folder of its name has unless another is set.
picture() { # PICTURE [KNNAFF-OPTION...]
    pictures+=("$1")
    concatenate "${folder:-$out/$1}" | snapgram -q >"$out/$1.gram"
    runs_table "$1" >>"$out/runs.tsv"
    trajstat --ends "$out/$1.gram" | cut -f 4- | sed "s/^/$1\t/; 1s/^$1/picture/" >>"$out/ends.tsv"
    knnaff -q -k "$knn" "${@:2}" "$out/$1.gram" | diffop -q | potdist -q | mds -q | draw "$1" phate
    pca -q "$out/$1.gram" | draw "$1" pca
}

# Three optimisers from each of some initialisations, in one space.
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

# Of one seed all four are the same random numbers, layer by layer to another scale: to the cosine he,
# small and large are one point. So the picture is of directions; pca's shows the scales.
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

# Networks of two shapes have no space in common: each gets a picture of its own, of runs of the same
# names. With skip connections and without them a network has the same parameters: these two share a
# space and an initialisation, though not the loss there. tanh, for skips over relu layers without
# normalisation double the variance at each.
architectures() {
    local seed shape widths optimiser
    for seed in $seeds; do
        for shape in ${SHAPES:-2x32 2x8 2x128 8x32 32x32}; do
            say "${TRAINER:+$TRAINER: }$shape (tanh, xavier) on the digits, plain and residual: ${optimisers// /, }; initialisation $seed"
            printf -v widths "%.0s,${shape#*x}" $(seq "${shape%x*}")
            for optimiser in $optimisers; do
                set -- --seed "$seed" --hidden "${widths#,}" --activation tanh --init xavier --optimizer "$optimiser"
                train "${shape}_$seed" "plain_$optimiser" "$@"
                train "${shape}_$seed" "residual_$optimiser" --residual "$@"
            done
            picture "${shape}_$seed"
        done
    done
}

# Images of 8 x 8 and of 28 x 28 pixels, so again a picture each; as many steps an epoch.
datasets() {
    local seed optimiser name
    local -A dir=([digits]=examples/data [fashion]=${FASHION:-/usr/share/datasets/fashion-mnist})
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

# Whatever training has left them.
checkpoints() { # FOLDER...
    local folder
    for folder; do
        say "the checkpoints in $folder"
        picture "$(basename "$folder")"
    done
}

# One sheet: PHATE's views above PCA's, a row an initialisation; of a single picture side by side.
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
    convert "${sheet[@]}" -append +repage "$out/panels.png" # montage wants a font, also for no text
}

case ${1-} in
optimisers) seeds=${SEEDS:-0 1 2} ;;
initialisations | architectures | datasets) seeds=${SEEDS:-0 1} ;;
checkpoints) seeds=0 ;;
esac
if [ -z "${seeds-}" ] || { [ "$1" = checkpoints ] && [ $# -lt 3 ]; }; then
    echo "usage: compare.sh optimisers|initialisations|architectures|datasets [DIR], or checkpoints DIR FOLDER..." >&2
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
rm "$out"/*.coords "$out/said"
panels
say "left in $out: $(cd "$out" && echo *.png *.tsv)"
