#!/bin/bash
# Every parameter against the reference implementation: tests/data/parameters holds what PHATE
# 1.0.11 on graphtools 2.1.0 makes of the same input, and make.py there how.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1
for file in "$data"/parameters/*.npy.gz; do
    zcat "$file" >"$(basename "$file" .gz)"
done
for kind in distance:D affinity:A adjacency:B; do
    npy2phm -k "${kind%:*}" "${kind#*:}.npy" >"${kind%:*}.phm"
done
# The reference adds both directions of an adjacency of which knnaff gets one; diffop wants both.
phm2tsv B.npy | awk '{ for (j = 1; j <= NF; j++) b[NR, j] = $j }
    END { for (i = 1; i <= NR; i++)
              for (j = 1; j <= NR; j++) printf "%.17g%s", b[i, j] + b[j, i], j < NR ? "\t" : "\n" }' |
    tsv2phm -k adjacency >undirected.phm

# case_of NAME INPUT [OPTION...]: what these options of knnaff make of the input.
case_of() {
    local name=$1 input=$2
    shift 2
    knnaff "$@" "$input" >K.phm
    agrees abs 1e-10 K.phm "$name.K.npy" "$name: affinities are the reference's to 1e-10"
    operators_of "$name" K.phm
}

# operators_of NAME INPUT: what diffop and potdist make of it.
operators_of() {
    diffop -q -t 1 "$2" >P.phm 2>err
    agrees abs 1e-10 P.phm "$1.P.npy" "$1: operators are the reference's to 1e-10"
    [ -e "$1.U.npy" ] || return
    diffop -q -t 2 "$2" 2>err | potdist --potential >U.phm
    agrees abs 1e-6 U.phm "$1.U.npy" "$1: potentials are the reference's to 1e-6"
}

# ---- one parameter at a time ----

case_of defaults X.npy
case_of decay-none X.npy -a none
case_of knn-decay X.npy -k 3 -a 5
case_of bandwidth X.npy --bandwidth 4
case_of bandwidth-scale X.npy --bandwidth-scale 1.7
case_of anisotropy-half X.npy -a 5 --anisotropy 0.5
case_of anisotropy-one X.npy -a 5 --anisotropy 1
case_of knn-max X.npy -a 2 --knn-max 7
case_of multiply X.npy -a 5 --symmetrise multiply
case_of mnn X.npy -a 5 --symmetrise mnn --theta 0.3
case_of mnn-default X.npy -a 5 --symmetrise mnn
case_of threshold X.npy -a 5 --threshold 0.01
case_of dense X.npy -a 2 --threshold 0
case_of cosine X.npy -m cosine
case_of correlation X.npy -m correlation

# ---- several ----

case_of bandwidth-and-scale X.npy -a 3 --bandwidth 4 --bandwidth-scale 0.5
case_of none-multiply X.npy -a none --symmetrise multiply
case_of none-mnn-anisotropy X.npy -a none --symmetrise mnn --theta 0.5 --anisotropy 1
case_of mnn-anisotropy X.npy -a 5 --symmetrise mnn --theta 0.7 --anisotropy 0.3
case_of many X.npy -k 4 -a 2 --knn-max 9 --bandwidth-scale 1.3 --threshold 0.02 \
    --symmetrise multiply --anisotropy 0.5
case_of dense-mnn-anisotropy X.npy -a 2 --threshold 0 --symmetrise mnn --theta 0.2 --anisotropy 0.5
case_of correlation-centered X.npy -m correlation -c
case_of correlation-dense X.npy -m correlation -a 2 --threshold 0

# ---- distances, affinities and adjacencies from elsewhere ----

case_of distance distance.phm -a 5
case_of distance-several distance.phm -a 5 --bandwidth-scale 0.8 --symmetrise mnn --theta 0.4 \
    --anisotropy 0.6
operators_of affinity affinity.phm
case_of affinity-anisotropy affinity.phm --anisotropy 0.5
operators_of adjacency undirected.phm
case_of adjacency undirected.phm
case_of adjacency-several adjacency.phm --symmetrise mnn --theta 0.4 --anisotropy 0.5

# ---- powers ----

knnaff -a 10 X.npy >K.phm
for t in 2 13 500; do
    diffop -t $t K.phm >P.phm 2>err
    agrees abs 1e-10 P.phm t$t.P.npy "t $t: operators are the reference's to 1e-10"
done
while read -r t_max t; do
    is "$(diffop --t-max "$t_max" K.phm 2>err | phminfo -H - | sed -n 's/^attr t //p')" "$t" \
        "--t-max $t_max: the power at the knee is the reference's"
done < <(phm2tsv knee.npy)

# ---- potentials and their distances ----

diffop -t 2 K.phm >P.phm 2>err
for gamma in 1 0.99 0.5 0 -0.3 -1; do
    potdist --potential -g $gamma P.phm >U.phm
    agrees abs 1e-6 U.phm gamma$gamma.U.npy "gamma $gamma: potentials are the reference's to 1e-6"
done
for metric in euclidean cosine correlation; do
    potdist --between constant --ground 0 -m $metric P.phm >D.phm
    agrees abs 1e-6 D.phm $metric.potdist.npy "-m $metric: distances are the reference's to 1e-6"
done

done_testing
