#!/bin/bash
# mds: what the command adds to lib/mds (tests/lib/mds/mds_test.c).
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
compare=$BUILD/tests/tools/compare
reference=$data/runs123/cosine

attr() { # KEY FILE
    phminfo -H "$2" | awk -v key="$1" '$1 == "attr" && $2 == key { print $3 }'
}

distances() { # a distance record from lines of numbers on standard input
    tr ' ' '\t' | tsv2phm -k distance
}

at_most() { # NUMBER LIMIT NAME
    awk -v x="$1" -v limit="$2" 'BEGIN { exit !(x != "" && x <= limit) }'
    ok $? "$3" || diag "got $1, limit $2"
}

# A picture of three points at mutual distances 3, 4, 5.
printf '%s\n' '0 3 4' '3 0 5' '4 5 0' | distances >"$T/triangle"

succeeds "a triangle gets a picture" mds -o "$T/picture" "$T/triangle"
is "$(phminfo -H "$T/picture" | awk '/^(kind|shape) /')" $'kind coords\nshape 3 2' \
    "the picture is a record of coords, points x dimensions"
is "$(attr mds "$T/picture")" metric "its attributes say which MDS"
at_most "$(attr stress "$T/picture")" 1e-9 "and which stress"
is "$(phm2tsv "$T/picture" | awk 'NR > 1 { x[NR - 1] = $1; y[NR - 1] = $2 }
    function r(i, j) { return sqrt((x[i] - x[j]) ^ 2 + (y[i] - y[j]) ^ 2) }
    END { printf "%.6f %.6f %.6f\n", r(1, 2), r(1, 3), r(2, 3) }')" \
    "3.000000 4.000000 5.000000" "distances in the picture are those given"

for dimensions in 1 3; do
    mds -d $dimensions "$T/triangle" >"$T/out"
    like "$(phminfo -H "$T/out")" "shape 3 $dimensions" "-d $dimensions gives $dimensions coordinates"
done

# The reference's distances.
for way in "-a classical" "-a nonmetric" "-s both" "-s smacof" "-s sgd -r 7"; do
    # shellcheck disable=SC2086
    succeeds "$way: a picture" mds $way -o "$T/way" "$reference.potdist.npy"
    # shellcheck disable=SC2086
    mds $way "$reference.potdist.npy" | cmp -s - "$T/way"
    ok $? "$way: the same input gives the same bytes"
    like "$(phminfo -H "$T/way")" "from mds $way" "$way: the provenance says so"
done

mds -s smacof "$reference.potdist.npy" >"$T/smacof"
figure=$("$compare" procrustes 1e-3 "$T/smacof" "$reference.Y_smacof.npy")
ok $? "SMACOF from the classical start ends in the reference's picture" || diag "disparity $figure"
mds "$reference.potdist.npy" >"$T/both"
at_most "$(attr stress "$T/both")" "$(attr stress "$T/smacof")" \
    "the default's stress is no higher than SMACOF's"

succeeds "-v tells more" mds -v -o "$T/out.phm" "$T/triangle"
like "$(cat "$T/err")" "metric MDS of 3 points in 2 dimensions: stress [0-9.e-]+, [0-9]+ iterations" \
    "-v says stress and iterations"
succeeds "otherwise" mds -o "$T/out.phm" "$T/triangle"
is "$(cat "$T/err")" "" "nothing is said"

# Weights: tests/data/mds/make.py minimises the same by scipy's L-BFGS-B.
weighted=$data/mds
for way in smacof both; do
    mds -s $way --weights "$weighted/weight.npy" "$weighted/distance.npy" >"$T/weighted"
    figure=$("$compare" procrustes 1e-7 "$T/weighted" "$weighted/Y.npy")
    ok $? "--weights, $way: the picture is scipy's" || diag "disparity $figure"
    at_most "$(attr stress "$T/weighted")" 0.1745432 "--weights, $way: and so is the stress"
done
like "$(phminfo -H "$T/weighted")" "from mds -s both --weights" "--weights: the provenance says so"
printf '%s\n' '0 1 1' '1 0 1' '1 1 0' | tr ' ' '\t' | tsv2phm -k weight >"$T/ones"
mds --weights "$T/ones" "$T/triangle" | phm2tsv >"$T/one"
is "$(phm2tsv "$T/picture")" "$(cat "$T/one")" "weights that are all 1 change nothing"
fails 1 "3 x 3 for 40 snapshots" "weights of another number of snapshots are refused" \
    mds --weights "$T/ones" "$weighted/distance.npy"
fails 1 "metric" "non-metric MDS refuses weights" mds -a nonmetric --weights "$T/ones" "$T/triangle"
printf '%s\n' '0 1 0' '1 0 0' '0 0 0' | tr ' ' '\t' | tsv2phm -k weight >"$T/apart"
fails 1 "2 groups.*rows 0 and 2" "weights that leave snapshots apart are refused" \
    mds --weights "$T/apart" "$T/triangle"
fails 1 "absent" "a file of weights that is not there is named" mds --weights "$T/absent" "$T/triangle"

# InPCA: three points at 1, 1 and 8, which break the triangle inequality (tests/lib/mds/inpca_test.c).
printf '%s\n' '0 1 8' '1 0 1' '8 1 0' | distances >"$T/broken"
succeeds "-a inpca: distances that break the triangle inequality have a picture" \
    mds -a inpca -o "$T/inpca" "$T/broken"
is "$(attr signature "$T/inpca")" "+-" "the signature tells the imaginary axis"
is "$(phm2tsv "$T/inpca" | awk '{ for (i = 1; i <= NF; i++) if (NR > 1) $i = sprintf("%.6f", $i * $i) } 1')" \
    "$(printf '%s\n' $'x\timaginary_y' '2.000000 0.111111' '0.000000 0.444444' '2.000000 0.111111')" \
    "so does the heading of the coordinates"
printf 'name\na\nb\nc\n' | tsv2phm >"$T/named"
is "$(cat "$T/named" "$T/inpca" | phm2tsv | head -n 1)" $'name\tx\timaginary_y' "with a row table too"
is "$(mds -a inpca -d 4 "$T/broken" | phm2tsv | head -n 1)" $'y1\timaginary_y2\ty3\ty4' \
    "so it does of four axes, of which two are past the rank, and real"
is "$(attr negative-share "$T/inpca" | awk '{ printf "%.9f", $1 }')" 0.142857143 \
    "the share of negative eigenvalues is told"
is "$(phminfo -H "$T/inpca" | awk '/^attr explained-stress/ { printf "%.6f %.6f", $3, $4 }')" \
    "0.835601 1.000000" "so is the stress that each axis and those before it explain"
is "$(attr stress "$T/inpca")" "" "the stress of other ways is not"
mds -a inpca "$T/broken" | cmp -s - "$T/inpca"
ok $? "the same input gives the same bytes"
fails 1 "weights: not used by inpca MDS" "InPCA refuses weights" \
    mds -a inpca --weights "$T/ones" "$T/broken"
signed() { # SIGNATURE: the same coordinates with that one
    phm2npy "$T/inpca" | npy2phm -k coords -a signature="$1"
}
signed +x >"$T/unsigned"
fails 1 "attribute signature: \+x is not a \+ or a - for each of the 2 axes.*mds -a inpca" \
    "a signature of other characters is refused" phm2tsv "$T/unsigned"
signed + >"$T/unsigned"
fails 1 "attribute signature: \+ is not" "so is one of too few axes" trajstat "$T/unsigned"
fails 1 "attribute signature: \+ is not" "by embscore too" embscore -k 1 "$T/broken" "$T/unsigned"
embscore -k 1 "$T/broken" "$T/inpca" >"$T/scores"
is "$(awk -F '\t' '$1 == "stress" { printf "%.9f", $2 }' "$T/scores")" 0.000000000 \
    "embscore's distances in the picture are those of its axes"
signed -+ >"$T/other"
is "$(embscore -k 1 -B "$T/inpca" "$T/broken" "$T/inpca" | awk -F '\t' '/rocrustes/ { printf "%.9f", $2 }')" \
    0.000000000 "a picture is like itself"
is "$(embscore -k 1 -B "$T/other" "$T/broken" "$T/inpca" | awk -F '\t' '/rocrustes/ { printf "%.9f", $2 }')" \
    1.000000000 "but not like one whose real axis is its imaginary one"
embscore -k 1 --attrs "$T/broken" <"$T/inpca" >"$T/passed"
is "$(attr signature "$T/passed")" "+-" "embscore passes the signature on"

# What the other programs make of its distances, sum s_k (x_k - y_k)^2.
printf 'run\tstep\na\t0\na\t1\na\t2\n' | tsv2phm >"$T/run"
cat "$T/run" "$T/inpca" | trajstat 2>/dev/null >"$T/of-picture"
cat "$T/run" "$T/broken" | trajstat 2>/dev/null >"$T/of-distances"
length() { # FILE
    awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "length") at = i } NR == 2 { printf "%.9f", $at }' "$1"
}
is "$(length "$T/of-picture")" "$(length "$T/of-distances")" "trajstat measures along its steps what the distances say"
{ cat "$T/run" && printf '0\n1\n3\n' | tsv2phm -k coords | phm2npy | npy2phm -k coords -a signature=-; } |
    trajstat 2>/dev/null >"$T/imaginary"
is "$(length "$T/imaginary")" 0.000000000 "what is negative counts as 0"

# The stream.
printf 'name\na\nb\nc\n' | tsv2phm >"$T/rows"
cat "$T/rows" "$T/triangle" | mds >"$T/stream"
is "$(phminfo -H "$T/stream" | awk '/^kind/ { print $2 }' | tr '\n' ' ')" "rows coords " \
    "other records pass through, in order"

# Bad input.
printf '%s\n' '0 3 4' '3 0 5' | distances >"$T/flat"
fails 1 "square.*2 x 3" "a matrix that is not square is refused" mds "$T/flat"
printf '%s\n' '0 3 4' '3 0 5' '4 5.1 0' | distances >"$T/askew"
fails 1 "row 2, column 1.*symmetric" "an asymmetric one is refused, with the place" mds "$T/askew"
printf '%s\n' '0 3 -4' '3 0 5' '-4 5 0' | distances >"$T/negative"
fails 1 "row 0, column 2.*negative" "a negative distance is refused, with the place" mds "$T/negative"
printf '%s\n' '0 3 nan' '3 0 5' 'nan 5 0' | distances >"$T/nan"
fails 1 "row 0, column 2" "NaN is refused, with the place" mds "$T/nan"
tsv2phm -k affinity <(printf '1\t0\n0\t1\n') >"$T/affinity"
fails 1 "expected distance or gram, got affinity" "an affinity is refused by its kind" mds "$T/affinity"
head -c -10 "$T/triangle" >"$T/short"
fails 1 "short" "a stream cut short is refused" mds "$T/short"

fails 2 "algorithm torgerson: expected one of classical, metric, nonmetric, inpca" \
    "an unknown algorithm is a usage error" mds -a torgerson "$T/triangle"
fails 2 "solver" "so is an unknown solver" mds -s adam "$T/triangle"
fails 2 "dimensions 0" "so is no dimension" mds -d 0 "$T/triangle"
fails 2 "eps -1" "so is a negative eps" mds --eps -1 "$T/triangle"

done_testing
