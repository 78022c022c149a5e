#!/bin/bash
# Jump and retrain (Horoi et al. 2021): what the landscape looks like around a trained network.
#
# A network is trained to a minimum. snapjump moves it by four steps in each of four random,
# filter-normalised directions, and each of the sixteen moved networks is trained for 40 epochs, in
# the same way as the minimum. Does the network return? The paper shows that a network that
# generalises returns, in a star of trajectories, and that a network that has memorised its labels
# does not.
#
# This script compares three networks of one architecture (64-256-128-10, SGD):
#     generalises    the digits with their labels, and weight decay
#     unregularised  the same without weight decay, which generalises as well
#     memorised      random labels and no weight decay: all training images right, all others guessed
# The second network separates the effect of the labels from that of weight decay. (Narrow networks,
# and momentum, do not survive a jump with random labels: the loss is so high that the first steps
# kill all units, and the result is a dead network.) Beside the sixteen runs each network has a 17th,
# called stay, which does not jump and is trained like the others: it shows where they would return
# to. A run is back if it is at most as far from the minimum as stay.
#
#     examples/jump_retrain.sh [DIRECTORY]      from the top of the sources, the programs on PATH
#
# DIRECTORY (experiments/jump_retrain) gets, for each network NAME,
#     NAME.png          the non-linear view of all runs, relaxed and grounded (phatetools(7))
#     NAME.linear.png   the principal components of the same snapshots, about the minimum
#     NAME/             the snapshots, and the output of each stage
# and these tables (tab-separated):
#     returns.tsv       one row per run: its distance from the minimum after the jump and at its end
#     results.tsv       network, source, measure, value: all other numbers
#     homology.tsv      losshom's numbers: network, column, then the columns of losshom -S
#     between.tsv       distances between the networks' persistence diagrams
#     NAME.runs.tsv, NAME.ends.tsv                            trajstat's tables, in weight space
#     NAME.plane-random.tsv, NAME.plane-principal.tsv         the training loss on two planes
#
# Environment variables: SEED (0), TRAIN (epochs to the minimum, 200), EPOCHS (of retraining, 40),
# STEPS (0.25,0.5,0.75,1), DIRECTIONS (seeds, 0:3), KNN (neighbours, 7: with 5 the star falls into
# one more component), GRID (points along a side of the planes, 31), NETWORKS (all three), JOBS
# (trainings at once, the number of processors).
#
# To use a network and a trainer of your own instead of mlp:
#     TRAINER   a shell command, such as 'python3 train.py --quiet'. With --run NAME --epochs N
#               --out DIR --seed N [--from FILE] it leaves DIR/NAME_eEPOCH.EXT at the start and after
#               each epoch, in a format that snapjump can move; with --eval FILE it prints the losses
#               of that file as NAME=VALUE, separated by spaces. examples/my_trainer.py is one in
#               numpy.
#     NETWORKS  names of the networks to compare (mine); TRAINER finds the name in NETWORK
#     MINIMUM   a checkpoint to jump from, instead of training to a minimum; only for one network
#     LOSSES    columns from the checkpoints' own scalars, whose topology is measured
#               ('train_loss test_loss'); the first colours the pictures
set -euo pipefail
export LC_ALL=C

out=${1:-experiments/jump_retrain}
seed=${SEED:-0}
train=${TRAIN:-200}
epochs=${EPOCHS:-40}
steps=${STEPS:-0.25,0.5,0.75,1}
directions=${DIRECTIONS:-0:3}
knn=${KNN:-7}
grid=${GRID:-31}
networks=${NETWORKS:-${TRAINER:+mine}}
networks=${networks:-generalises unregularised memorised}
jobs=${JOBS:-$(nproc)}
losses=${LOSSES:-train_loss test_loss}

say() {
    printf 'jump_retrain: %s\n' "$*"
}

# Sets $trainer to the trainer with the options of a network. Random labels depend on the seed, so
# every retraining needs both options.
trainer_of() { # NETWORK
    if [ -n "${TRAINER-}" ]; then
        trainer=(env NETWORK="$1" bash -c "$TRAINER \"\$@\"" trainer --seed "$seed")
        return
    fi
    trainer=(mlp -q --data "$(dirname "$0")/data" --hidden "256,128" --rate 0.2 --seed "$seed")
    case $1 in
    generalises) trainer+=(--weight-decay 0.015) ;;
    unregularised) ;;
    memorised) trainer+=(--label-noise 1) ;;
    *)
        say "NETWORKS: $1: expected generalises, unregularised or memorised" >&2
        exit 2
        ;;
    esac
}

# Leaves training/minimum_e{epoch}. The jumps begin at the last one: $minimum, copied to
# minimum.$ext.
train_to_minimum() {
    mkdir "$dir/training"
    if [ -n "${MINIMUM-}" ]; then
        cp "$MINIMUM" "$dir/training/minimum_e000.${MINIMUM##*.}"
    else
        say "$network: training for $train epochs to a minimum"
        "${trainer[@]}" --run minimum --epochs "$train" --out "$dir/training"
    fi
    minimum=$(find "$dir/training" -name 'minimum_e*' | sort -V | tail -n 1)
    if [ -z "$minimum" ]; then
        say "$dir/training: the trainer of $network has left no minimum_eEPOCH.EXT: let it leave one per epoch" >&2
        exit 1
    fi
    ext=${minimum##*.}
    cp "$minimum" "$dir/minimum.$ext"
    scores=$("${trainer[@]}" --eval "$minimum")
    say "$network: $scores"
    tr ' =' '\n\t' <<<"$scores" | sed "s/^/$network\tminimum\t/" >>"$out/results.tsv"
}

# Leaves runs/s{step}_r{seed}_e{epoch}, and runs/stay_e{epoch}.
jump_and_retrain() {
    mkdir "$dir/jumps" "$dir/runs"
    snapjump -q -s "$steps" -r "$directions" -o "$dir/jumps/s{step}_r{seed}.$ext" "$minimum"
    cp "$minimum" "$dir/jumps/stay.$ext"
    find "$dir/jumps" -name "*.$ext" -exec basename -s ".$ext" {} + | sort |
        xargs -P "$jobs" -I{} "${trainer[@]}" --from "$dir/jumps/{}.$ext" --run {} \
            --epochs "$epochs" --out "$dir/runs"
}

# Both views come from one reading of the snapshots, and are scored by the same distances, those in
# weight space. The minimum is the last row: --about last centres the view on it.
draw_views() {
    snapcat -q -n "{run}_e{step}.$ext" "$dir"/runs/*_e*."$ext" "$minimum" |
        snapgram -q -o "$dir/snapshots.gram"
    knnaff -q -k "$knn" -o "$dir/affinity.phm" "$dir/snapshots.gram"
    diffop -q -t relaxation -o "$dir/operator.phm" "$dir/affinity.phm"
    potdist -q --ground 0.5 -o "$dir/distances.phm" "$dir/operator.phm"
    mds -q "$dir/distances.phm" |
        embscore -q --attrs -o "$dir/landscape.phm" "$dir/snapshots.gram"
    trajplot -q -c "${losses%% *}" -o "$out/$network.png" "$dir/landscape.phm"
    pca -q --about last "$dir/snapshots.gram" |
        embscore -q --attrs -o "$dir/linear.phm" "$dir/snapshots.gram" 2>/dev/null # warned above
    trajplot -q -c "${losses%% *}" -o "$out/$network.linear.png" "$dir/linear.phm"
}

# Appends a stream's matching attributes to results.tsv.
results_from() { # SOURCE REGEX FILE
    phminfo -H "$3" | awk -v OFS='\t' -v network="$network" -v source="$1" -v regex="^($2)\$" \
        '$1 == "attr" && $2 ~ regex && !seen[$2]++ {
            name = $2; $1 = $2 = ""; sub(/^\t+/, ""); gsub(/\t/, " "); print network, source, name, $0
        }' >>"$out/results.tsv"
}

# How far each run is from the minimum, right after the jump and at its end: the last row of
# trajstat's tables of ends, one of the jumps alone and one of the whole runs.
measure_returns() {
    snapcat -q -n "{run}.$ext" "$dir"/jumps/*."$ext" "$dir/minimum.$ext" |
        trajstat -q --ends -o "$dir/jumps.ends.tsv"
    trajstat -q --force --ends -o "$out/$network.ends.tsv" "$dir/snapshots.gram"
    trajstat -q --force --runs -c "${losses%% *}" -o "$out/$network.runs.tsv" "$dir/snapshots.gram"
    phm2tsv -k rows "$dir/snapshots.gram" | awk -F'\t' -v OFS='\t' -v network="$network" '
        function cell(column) { return column in at ? $at[column] : "nan" }
        FILENAME != "-" {
            for (i = 5; i <= NF; i++)
                if (FNR == 1) run[i] = $i
                else away[FILENAME, run[i]] = $i
            next
        }
        FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        {
            name = cell("run")
            if (!(name in scores)) order[++count] = name
            scores[name] = cell("train_loss") OFS cell("train_accuracy") OFS cell("test_accuracy")
        }
        END {
            for (i = 1; i < count; i++) { # the last one is the minimum
                name = order[i]
                split(name == "stay" ? "s0" : name, part, /^s|_r/)
                jumped = away[ARGV[1], name]
                end = away[ARGV[2], name]
                print network, name, part[2], part[3], jumped, end,
                    (jumped > 0 ? end / jumped : "nan"), scores[name]
            }
        }' "$dir/jumps.ends.tsv" "$out/$network.ends.tsv" - >>"$out/returns.tsv"
}

# How far from the minimum runs begin and end: means over the directions, per step.
tell_returns() {
    awk -F'\t' -v network="$network" '
        $1 != network { next }
        $2 == "stay" { printf "    without a jump it goes %.3g from the minimum\n", $6; next }
        { if (!($3 in n)) steps[++count] = $3; n[$3]++; jumped[$3] += $5; end[$3] += $6; right[$3] += $9; told = $9 != "nan" }
        END {
            for (i = 1; i <= count; i++) {
                s = steps[i]
                printf "    step %-5s jumps %.3g from it, and ends %.3g from it%s\n",
                    s, jumped[s] / n[s], end[s] / n[s],
                    (told ? sprintf(" (training accuracy %.3f)", right[s] / n[s]) : "")
            }
        }' "$out/returns.tsv"
}

# On PHATE's own distances, as they were published.
measure_topology() {
    local loss
    diffop -q "$dir/affinity.phm" | potdist -q --between constant -o "$dir/potentials.phm"
    for loss in $losses; do
        losshom -q -c "$loss" -S "$dir/summary.$loss.tsv" --tree "$dir/basins.$loss.tsv" \
            -o "$dir/diagram.$loss.phm" "$dir/potentials.phm"
        sed -e 1d -e "s/^/$network\t$loss\t/" "$dir/summary.$loss.tsv" >>"$out/homology.tsv"
        results_from "losshom-$loss" 'smad|graph-components|edges' "$dir/diagram.$loss.phm"
    done
}

# The training loss, even with random labels; the trainer evaluates one file at a time.
draw_planes() {
    local names evaluate reach plane
    names=$(sed 's/=[^ ]*//g; s/ /,/g' <<<"$scores")
    evaluate="while read -r file; do $(printf '%q ' "${trainer[@]}") --eval \"\$file\" | sed 's/[^ =]*=//g'; done"
    lossgrid -q -e "$evaluate" -j "$jobs" --names "$names" -r 1 -x "-1:1:$grid" -y "-1:1:$grid" \
        -o "$dir/plane-random.phm" "$dir/minimum.$ext"
    reach=$(phm2tsv -k coords "$dir/linear.phm" | awk -F'\t' '
        NR > 1 { for (i = NF - 1; i <= NF; i++) { x = $i < 0 ? -$i : $i; if (x > most) most = x } }
        END { print 1.1 * most }')
    lossgrid -q -e "$evaluate" -j "$jobs" --names "$names" --pca -x "-$reach:$reach:$grid" \
        -y "-$reach:$reach:$grid" -o "$dir/plane-principal.phm" "$dir"/runs/*_e*."$ext" \
        "$dir/minimum.$ext"
    for plane in random principal; do
        phm2tsv --force -k grid -n 1 -o "$out/$network.plane-$plane.tsv" "$dir/plane-$plane.phm"
    done
}

for network in $networks; do
    trainer_of "$network" # exits if the name is unknown
done
if [ -n "${MINIMUM-}" ] && [ "${networks% *}" != "$networks" ]; then
    say "MINIMUM: of one network: name it alone in NETWORKS" >&2
    exit 2
fi
if [ -e "$out" ]; then
    say "$out: exists: remove it, or name another directory" >&2
    exit 1
fi
mkdir -p "$out"
printf 'network\tsource\tmeasure\tvalue\n' >"$out/results.tsv"
printf 'network\trun\tstep\tseed\tjumped\tend\tremains\ttrain_loss\ttrain_accuracy\ttest_accuracy\n' \
    >"$out/returns.tsv"
printf 'network\tcolumn\trecord\tdimension\tpoints\tessential\ttotal\tnorm-2\tnorm-inf\tentropy\n' \
    >"$out/homology.tsv"
for network in $networks; do
    trainer_of "$network"
    dir=$out/$network
    mkdir "$dir"
    train_to_minimum
    say "$network: jumps of $steps in the directions $directions, $epochs epochs from each"
    jump_and_retrain
    draw_views
    results_from landscape 't|components|score-.*' "$dir/landscape.phm"
    results_from linear 'explained-total|score-.*' "$dir/linear.phm"
    measure_returns
    tell_returns
    measure_topology
    say "$network: the loss on two planes of $grid x $grid points"
    draw_planes
done

# How far each network's diagrams are from the first one's.
printf 'network\tother\tcolumn\trecord\tdimension\tbottleneck\twasserstein-1\twasserstein-2\n' \
    >"$out/between.tsv"
first=${networks%% *}
for network in ${networks#"$first"}; do
    for loss in $losses; do
        losshom -q -B "$out/$network/diagram.$loss.phm" "$out/$first/diagram.$loss.phm" |
            sed -e 1d -e "s/^/$first\t$network\t$loss\t/" >>"$out/between.tsv"
    done
done
say "done: see the pictures and the tables in $out"
