#!/bin/bash
# knnaff: snapshots, Gram matrices and distances in, affinities out.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/habits.sh
. tests/tools/habits.sh
cd "$T" || exit 1

attrs() { # FILE: of its last record
    phminfo -H "$1" | awk '/^record / { list = "" } sub(/^attr /, "") { list = list "," $0 } END { print substr(list, 2) }'
}

# Points 0, 1, 3 on a line, with a second column that is the same for all.
printf '0\t7\n1\t7\n3\t7\n' | tsv2phm -k snapshots >line.phm
printf '0\t1\t3\n1\t0\t2\n3\t2\t0\n' | tsv2phm -k distance >distance.phm
snapgram line.phm >gram.phm
phm2npy -o line.npy line.phm

keeps_habits line.phm knnaff -k 1
fails 2 "b: at most one file" "two files are refused" knnaff a b
fails 2 "--knn-max x: expected a whole number from 1 on: see knnaff -h$" "what --knn-max takes is said" knnaff --knn-max x

# ---- results ----

# k = 1, decay 1: bandwidths 1, 1, 2; exp(-3) = 0.0498 on one side is below the threshold 0.1, so
# that (0, 2) is exp(-1.5) / 2; (1, 2) is (exp(-2) + exp(-1)) / 2.
printf '%s\t%s\t%s\n' 1 0.36787944117144233 0.11156508007421491 \
    0.36787944117144233 1 0.25160736220402764 0.11156508007421491 0.25160736220402764 1 |
    tsv2phm -k affinity >expected.phm
for input in line.phm line.npy gram.phm distance.phm; do
    knnaff -k 1 -a 1 --threshold 0.1 $input >got.phm
    agrees abs 1e-14 got.phm expected.phm "$input gives the affinities calculated by hand"
done
knnaff --knn 1 --decay 1 --threshold 0.1 distance.phm >long.phm
agrees abs 0 long.phm got.phm "long options are the short ones"
is "$(attrs long.phm)" "k 1,decay 1,threshold 0.10000000000000001" "attrs tell k, decay and threshold"
is "$(phminfo -H long.phm | grep '^from' | tail -1)" \
    "from knnaff -k 1 -a 1 --threshold 0.1 distance.phm" "the command is in the provenance"

# Cosines of rows at angles 0, 90 and 45 degrees: distances 1, 1 - sqrt(1/2), 1 - sqrt(1/2).
printf '2\t0\n0\t3\n1\t1\n' | tsv2phm -k snapshots >angles.phm
h=0.29289321881345254
printf '0\t1\t%s\n1\t0\t%s\n%s\t%s\t0\n' $h $h $h $h | tsv2phm -k distance >cosines.phm
knnaff -k 1 -a 2 -m cosine angles.phm >got.phm
knnaff -k 1 -a 2 cosines.phm >want.phm
agrees abs 1e-12 got.phm want.phm "-m cosine is 1 - cos"
is "$(attrs got.phm)" "k 1,decay 2,threshold 0.0001,metric cosine" "the metric is an attr"

# Centred: -1 and 1 beside 0 and 0: the middle point (mean) is row (1, 1), zero after centring.
printf '0\t1\n1\t1\n2\t1\n' | tsv2phm -k snapshots >three.phm
printf '0\t1\t2\n1\t0\t1\n2\t1\t0\n' | tsv2phm -k distance >centred.phm
knnaff -k 1 -a 1 -c -m cosine three.phm >got.phm
knnaff -k 1 -a 1 centred.phm >want.phm
agrees abs 1e-14 got.phm want.phm "-c centres before the cosine"
like "$(attrs got.phm)" "centered yes" "centring is an attr"
printf '0\t0\n4\t0\n0\t1\n4\t1\n' | tsv2phm -k snapshots >corners.phm
printf '0\t4\t0\t4\n4\t0\t4\t0\n0\t4\t0\t4\n4\t0\t4\t0\n' | tsv2phm -k distance >first.phm
knnaff -k 2 -p 1 corners.phm >got.phm
knnaff -k 2 first.phm >want.phm
agrees abs 1e-12 got.phm want.phm "-p 1 keeps the first principal component of a rectangle's corners"
like "$(attrs got.phm)" "pca 1" "the components are an attr"

for metric in euclidean cosine; do
    knnaff -m $metric "$data/runs123/X.npy" >all.phm
    snapgram "$data/runs123/X.npy" | knnaff -m $metric >by_gram.phm
    agrees abs 0 by_gram.phm all.phm "snapgram | knnaff is knnaff ($metric)"
done

# The order of the snapshots: reversed rows and columns.
phm2tsv "$data/runs123/X.npy" >x.tsv
tac x.tsv | tsv2phm -k snapshots | knnaff |
    phm2tsv | tac | awk '{ for (i = NF; i > 0; i--) printf "%s%s", $i, (i > 1 ? "\t" : "\n") }' |
    tsv2phm -k affinity >turned.phm
tsv2phm -k snapshots x.tsv | knnaff >all.phm
agrees abs 1e-10 turned.phm all.phm "snapshots in another order have the same affinities"

# ---- several bandwidths ----

for layout in "" --sparse; do
    # shellcheck disable=SC2086 # an option, or none
    knnaff $layout -k 10,3,5 "$data/runs123/X.npy" >list.phm
    is "$(phminfo -H list.phm | sed -n 's/^kind //p; s/^attr k //p' | paste -sd' ')" "distance affinity 3 affinity 5 affinity 10" \
        "-k 10,3,5 makes three records of affinities, and one of distances $layout"
    place=0
    for k in 3 5 10; do
        place=$((place + 1))
        # shellcheck disable=SC2086
        cmp -s <(phm2npy -k affinity -n $place list.phm) <(knnaff $layout -k $k "$data/runs123/X.npy" | phm2npy)
        ok $? "of k = $k those are of -k $k, to the last bit $layout"
    done
done
is "$(knnaff -k 3:5 "$data/runs123/X.npy" | phminfo -H | sed -n 's/^attr k //p' | paste -sd,)" 3,4,5 "a range is a list"

# k x t x ground in one pipe: each picture is that of its own pipe, and tells what made it.
knnaff -k 5,9 "$data/runs123/X.npy" | diffop -q -t 3,6 | potdist -q --ground 0.5,0 | mds >sheet.phm
is "$(phminfo -H sheet.phm | awk '$1 == "attr" && ($2 == "k" || $2 == "t" || $2 == "ground") { printf "%s ", $3 }')" \
    "5 3 0.5 5 3 0 5 6 0.5 5 6 0 9 3 0.5 9 3 0 9 6 0.5 9 6 0 " "coordinates keep k, t and ground to the end"
place=0
for k in 5 9; do
    knnaff -k $k "$data/runs123/X.npy" | diffop -q -t 3,6 >operators.phm
    for t in 1 2; do
        for ground in 0.5 0; do
            place=$((place + 1))
            potdist -q --ground $ground operators.phm | mds | phm2npy -k coords -n $t |
                cmp -s - <(phm2npy -k coords -n $place sheet.phm)
            ok $? "k = $k, power $t, ground $ground is as by itself"
        done
    done
done

# ---- duplicates ----

printf 'file\na\nb\nc\nd\n' | tsv2phm >names.phm
printf '0\n0\n0\n1\n' | tsv2phm -k snapshots | cat names.phm - >duplicates.phm
succeeds "duplicates are no error" knnaff -k 2 duplicates.phm
is "$(cat err)" "knnaff: warning: 3 snapshots, the first is a: each has 2 or more duplicates, which fill its list of \
nearest neighbours: use knnaff -k 3, or one snapshot of each set (snapaudit lists them)" "a bandwidth of 0 is warned of, with a file named"
is "$(knnaff -k 3 duplicates.phm 2>&1 >/dev/null)" "" "and not with the k that is named"
cp out got.phm
knnaff -q -k 2 duplicates.phm 2>&1 >/dev/null | grep -q warning
ok $? "-q keeps warnings"
e=0.18393972058572117 # exp(-1) / 2
printf '1\t1\t1\t%s\n1\t1\t1\t%s\n1\t1\t1\t%s\n%s\t%s\t%s\t1\n' $e $e $e $e $e $e |
    tsv2phm -k affinity >want.phm
agrees abs 1e-15 got.phm want.phm "0/0 is 1: duplicates are affine to each other"
is "$(phminfo -H got.phm | grep -c '^kind rows')" 1 "the row table passes through"
seq 20 | sed 's/.*/1/; 20s/1/2/' | tsv2phm -k snapshots >many.phm
is "$(knnaff many.phm 2>&1 >/dev/null | sed 's/.*neighbours: //')" "use knnaff -k 19, or one snapshot of each set (snapaudit lists them)" \
    "of many duplicates, too"
seq 50 | sed 's/.*/1/; 50s/1/2/' | tsv2phm -k snapshots >many.phm
is "$(knnaff many.phm 2>&1 >/dev/null | sed 's/.*neighbours: //')" "use one snapshot of each set (snapaudit lists them)" \
    "but of very many the k is not named"

# ---- kernels by hand ----

matrix_is() { # FILE ROWS... NAME
    local file=$1 name=${!#}
    is "$(phm2tsv "$file" | tr '\t' ' ')" "$(printf '%s\n' "${@:2:$#-2}")" "$name"
}

# Points 0, 1, 2, 4: nearest neighbours by distance, of which 1 has two as near.
printf '0\n1\n2\n4\n' | tsv2phm -k snapshots >points.phm
knnaff -k 1 -a none points.phm >got.phm
matrix_is got.phm "1 1 0 0" "1 1 1 0" "0 1 1 0.5" "0 0 0.5 1" \
    "-a none joins each to its nearest, and to all that are as near"
is "$(attrs got.phm)" "k 1,decay none,threshold 0.0001,metric euclidean" "and says so"
knnaff --bandwidth 1 -a none points.phm >got.phm
matrix_is got.phm "1 1 0 0" "1 1 1 0" "0 1 1 0" "0 0 0 1" \
    "with --bandwidth -a none joins what is within it"
is "$(attrs got.phm)" "bandwidth 1,decay none,threshold 0.0001,metric euclidean" \
    "a fixed bandwidth is an attr in place of k"
knnaff --bandwidth 0.5 --bandwidth-scale 2 -a none points.phm >scaled.phm
agrees abs 0 scaled.phm got.phm "--bandwidth-scale multiplies it"
is "$(attrs scaled.phm)" \
    "bandwidth 0.5,decay none,threshold 0.0001,bandwidth-scale 2,metric euclidean" "and is an attr"
knnaff -k 1 --bandwidth-scale 2 -a none points.phm >got.phm
matrix_is got.phm "1 1 1 0.5" "1 1 1 0.5" "1 1 1 1" "0.5 0.5 1 1" \
    "--bandwidth-scale multiplies the nearest neighbours' bandwidths"
knnaff -k 1 --knn-max 1 --bandwidth-scale 2 -a none points.phm >limited.phm
knnaff -k 1 -a none points.phm >got.phm
agrees abs 0 limited.phm got.phm "--knn-max 1 leaves each row its nearest, and all that are as near"
is "$(attrs limited.phm)" \
    "k 1,decay none,threshold 0.0001,bandwidth-scale 2,knn-max 1,metric euclidean" "and is an attr"
knnaff -k 1 points.phm >got.phm
knnaff -k 1 --knn-max 99 points.phm >limited.phm
agrees abs 0 limited.phm got.phm "--knn-max beyond the number of snapshots limits nothing"
knnaff -k 1 -a none --symmetrise multiply points.phm >got.phm
matrix_is got.phm "1 1 0 0" "1 1 1 0" "0 1 1 0" "0 0 0 1" \
    "--symmetrise multiply keeps what both sides see"
for theta in 1:0 0.25:0.75 0:1; do
    knnaff -k 1 -a none --symmetrise mnn --theta ${theta%:*} points.phm >got.phm
    matrix_is got.phm "1 1 0 0" "1 1 1 0" "0 1 1 ${theta#*:}" "0 0 ${theta#*:} 1" \
        "--theta ${theta%:*} weighs the lesser affinity, the rest the greater"
done
is "$(attrs got.phm)" "k 1,decay none,threshold 0.0001,metric euclidean,symmetrise mnn,theta 0" \
    "symmetrisation and theta are attrs"
for name in +:add '*:multiply'; do
    knnaff -k 1 -a 2 --symmetrise "${name%:*}" points.phm >sign.phm
    knnaff -k 1 -a 2 --symmetrise "${name#*:}" points.phm >word.phm
    agrees abs 0 sign.phm word.phm "--symmetrise ${name%:*} is ${name#*:}"
done

# Row sums 2, 3, 2.5, 1.5.
knnaff -k 1 -a none --anisotropy 1 points.phm >got.phm
printf '%s\t%s\t%s\t%s\n' 0.25 0.16666666666666666 0 0 \
    0.16666666666666666 0.1111111111111111 0.13333333333333333 0 \
    0 0.13333333333333333 0.16 0.13333333333333333 \
    0 0 0.13333333333333333 0.44444444444444442 | tsv2phm -k affinity >want.phm
agrees abs 1e-16 got.phm want.phm "--anisotropy 1 divides by both row sums"
is "$(attrs got.phm)" "k 1,decay none,threshold 0.0001,metric euclidean,anisotropy 1" "and is an attr"
knnaff -k 1 -a none points.phm | knnaff --anisotropy 1 >later.phm
agrees abs 0 later.phm got.phm "--anisotropy can be had of affinities that are there"
is "$(attrs later.phm)" "k 1,decay none,threshold 0.0001,metric euclidean,anisotropy 1" \
    "whose attrs it leaves"

printf '0\t2\t0\n1\t0\t0\n0\t0\t5\n' | tsv2phm -k adjacency >adjacency.phm
knnaff adjacency.phm >got.phm
matrix_is got.phm "1 1.5 0" "1.5 1 0" "0 0 1" \
    "of an adjacency the diagonal becomes 1, and both directions their mean"
printf '1\t4\n2\t3\n' | tsv2phm -k affinity | knnaff --symmetrise multiply >got.phm
matrix_is got.phm "1 8" "8 9" "affinities that are not symmetric can be made so"

# Correlations: rows rise, fall, and rise with another slope and offset.
printf '1\t2\t3\n9\t8\t7\n0\t10\t20\n1\t1\t4\n' | tsv2phm -k snapshots >slopes.phm
r=0.13397459621556135 # 1 - sqrt(3) / 2
printf '%s\t%s\t%s\t%s\n' 0 2 0 $r 2 0 2 1.8660254037844387 0 2 0 $r $r 1.8660254037844387 $r 0 |
    tsv2phm -k distance >want.phm
knnaff -k 2 -a 2 want.phm >want2.phm 2>/dev/null
knnaff -k 2 -a 2 -m correlation slopes.phm >got.phm
agrees abs 1e-14 got.phm want2.phm "-m correlation is 1 - r"
is "$(attrs got.phm)" "k 2,decay 2,threshold 0.0001,metric correlation" "and is an attr"
printf '7\t7\t7\n1\t2\t3\n1\t3\t2\n' | tsv2phm -k snapshots >constant.phm
printf '0\t1\t1\n1\t0\t0.5\n1\t0.5\t0\n' | tsv2phm -k distance >want.phm
knnaff -k 1 -a 1 -m correlation constant.phm >got.phm
knnaff -k 1 -a 1 want.phm >want2.phm
agrees abs 1e-14 got.phm want2.phm "a constant row is at distance 1 from all others"

# ---- bad input ----

snapshots() { # ROWS
    seq "$1" | tsv2phm -k snapshots
}
snapshots 1 >few.phm
fails 1 "k = 5: needs at least 6 snapshots, got 1: give more snapshots$" \
    "1 snapshot is too few for k = 5, and for any k" knnaff few.phm
fails 1 "1 snapshot makes no trajectory: give more" "and for any bandwidth" \
    knnaff --bandwidth 1 few.phm
for n in 2 5; do
    snapshots $n >few.phm
    fails 1 "k = 5: needs at least 6 snapshots, got $n: use -k $((n / 2)) \(at most $((n - 1))\), or give more snapshots$" \
        "$n snapshots are too few for k = 5" knnaff few.phm
done
snapshots 6 >six.phm
succeeds "6 snapshots are enough for k = 5" knnaff six.phm
snapshots 2 >two.phm
succeeds "2 snapshots are enough for k = 1" knnaff -k 1 two.phm
fails 1 "needs at least 18446744073709551615" "no k overflows" knnaff -k 18446744073709551614 six.phm
printf '3\t4\n%.0s' 1 2 3 4 5 6 7 | tsv2phm -k snapshots >equal.phm
fails 1 "all 7 snapshots are equal" "equal snapshots are refused" knnaff equal.phm
printf '1\n2\nnan\n4\n5\n6\n' | tsv2phm -k snapshots >nan.phm
fails 1 "row 2 holds NaN" "NaN in a snapshot is refused by row" knnaff nan.phm
fails 1 "gram matrix: row 0, column 1: nan" "NaN in a Gram matrix is refused by row and column" \
    knnaff -k 1 <(printf '1\tnan\nnan\t1\n' | tsv2phm -k gram)
fails 1 "square: got 2 x 1" "a Gram matrix that is not square is refused" \
    knnaff -k 1 <(printf '1\n2\n' | tsv2phm -k gram)
fails 1 "row 1, column 1: -1 is negative, on the diagonal" "a negative norm is refused" \
    knnaff -k 1 <(printf '1\t0\n0\t-1\n' | tsv2phm -k gram)
fails 1 "row 0, column 1: 2 is not symmetric" "distances that are not symmetric are refused" \
    knnaff -k 1 <(printf '0\t2\n1\t0\n' | tsv2phm -k distance)
fails 1 "row 0, column 1: -2 is negative" "negative distances are refused" \
    knnaff -k 1 <(printf '0\t-2\n-2\t0\n' | tsv2phm -k distance)
fails 1 "row 0, column 1: inf" "infinite distances are refused" \
    knnaff -k 1 <(printf '0\tinf\ninf\t0\n' | tsv2phm -k distance)
fails 1 "row 1, column 1: 3 is not zero on the diagonal" "a diagonal that is not 0 is refused" \
    knnaff -k 1 <(printf '0\t2\n2\t3\n' | tsv2phm -k distance)
fails 1 "square: got 2 x 3" "distances that are not square are refused" \
    knnaff -k 1 <(printf '0\t2\t3\n2\t0\t1\n' | tsv2phm -k distance)
for option in -c "-m cosine" "-p 1"; do
    # shellcheck disable=SC2086 # an option and its argument
    fails 1 "need snapshots or a gram record, got distance" "$option is refused with distances" \
        knnaff -k 1 $option distance.phm
done

# ---- distances for the programs that follow ----

records() { # FILE: kind and attributes of each
    phminfo -H "$1" | sed -n 's/^kind //p; s/^attr //p' | paste -sd,
}

knnaff -k 1 line.phm >got.phm
is "$(records got.phm)" "distance,of snapshots,metric euclidean,affinity,k 1,decay 40,threshold 0.0001,metric euclidean" \
    "before the affinities come the distances that made them"
phm2npy -k distance got.phm >got.npy
agrees abs 1e-15 got.npy distance.phm "which are those of the snapshots"
knnaff -k 1 -m cosine -p 1 line.phm 2>err | phminfo -H - | sed -n 's/^attr //p' | head -3 >out
is "$(paste -sd, out)" "of snapshots,metric cosine,pca 1" "and say in which metric, and of how many components"
is "$(phminfo -H got.phm | grep '^from knnaff' | sort -u)" "from knnaff -k 1 line.phm" "and where they are from"
knnaff -k 1 distance.phm >got.phm
is "$(records got.phm)" "distance,of snapshots,affinity,k 1,decay 40,threshold 0.0001" "of distances too"
phm2npy -k distance got.phm >got.npy
agrees abs 0 got.npy distance.phm "as they were given"
knnaff -k 1 gram.phm | phm2npy -k distance >got.npy
agrees abs 1e-14 got.npy distance.phm "and of a Gram matrix"
knnaff -k 1 --no-distances line.phm >bare.phm
is "$(records bare.phm)" "affinity,k 1,decay 40,threshold 0.0001,metric euclidean" "--no-distances leaves them out"
knnaff -k 1 line.phm | phm2npy >got.npy
agrees abs 0 got.npy bare.phm "and nothing else"
knnaff --anisotropy 1 <(knnaff -k 1 line.phm) >got.phm
is "$(records got.phm | sed 's/,k 1.*//')" "distance,of snapshots,metric euclidean,affinity" "affinities have none of their own"
phm2npy -k distance got.phm >got.npy
agrees abs 1e-15 got.npy distance.phm "but those that come with them pass"
knnaff --sparse -k 1 line.phm >got.phm
is "$(records got.phm)" "snapshots,of points,metric euclidean,affinity,k 1,decay 40,threshold 0.0001,metric euclidean" \
    "sparse affinities have points instead"
phm2npy -k snapshots got.phm >got.npy
agrees abs 0 got.npy line.phm "among which they were found"
knnaff --sparse -k 1 -m cosine line.phm 2>err | phm2tsv -k snapshots |
    awk '{ s = $1 * $1 + $2 * $2; if (s < 1 - 1e-12 || s > 1 + 1e-12) bad = 1 } END { print NR, bad + 0 }' >out
is "$(cat out)" "3 0" "of unit length for cosines"
knnaff --sparse -k 1 distance.phm >got.phm
is "$(records got.phm)" "distance,of snapshots,affinity,k 1,decay 40,threshold 0.0001" "or, made from all distances, those"
succeeds "the next program takes the affinities" diffop -t 1 got.phm

# ---- the wrong kind ----

knnaff -k 1 line.phm >affinity.phm
fails 1 "affinity: needs --anisotropy or --symmetrise: give one, or pass the affinity to diffop as it is" \
    "affinities are refused where there is nothing to do" knnaff affinity.phm
fails 1 "expected snapshots or gram or distance or affinity or adjacency, got operator \(from diffop affinity.phm\)" \
    "operators are refused" knnaff <(diffop affinity.phm 2>/dev/null)
fails 1 "expected snapshots or gram or distance or affinity or adjacency, got rows" "a row table alone is refused" knnaff names.phm

# ---- options that do not fit the input, or each other ----

fails 1 "needs snapshots, got gram, which does not tell the means of its rows" \
    "-m correlation is refused with a Gram matrix" knnaff -k 1 -m correlation gram.phm
for option in "-a 3" "-k 2" "--bandwidth 1" "--bandwidth-scale 2" "--knn-max 9" "--threshold 0"; do
    for kind in affinity adjacency; do
        # shellcheck disable=SC2086 # an option and its argument
        fails 1 "$kind: takes only --anisotropy, --symmetrise and --theta " \
            "$option is refused with $kind" knnaff --anisotropy 1 $option $kind.phm
    done
done
for kind in affinity adjacency; do
    fails 1 "need snapshots or a gram record, got $kind" "-m is refused with $kind" \
        knnaff -m cosine $kind.phm
    fails 1 "affinity matrix: row 0, column 1: -1 is negative" "a negative $kind is refused" \
        knnaff --anisotropy 1 <(printf '1\t-1\n-1\t1\n' | tsv2phm -k $kind)
    fails 1 "square: got 1 x 2" "$kind that is not square is refused" \
        knnaff --anisotropy 1 <(printf '1\t2\n' | tsv2phm -k $kind)
    fails 1 "row 0: its sum overflows" "$kind whose sum overflows is refused" \
        knnaff --anisotropy 1 <(printf '1\t1e308\t1e308\n1e308\t1\t1\n1e308\t1\t1\n' | tsv2phm -k $kind)
done
fails 2 "leave one out" "-k and --bandwidth exclude each other" knnaff -k 3 --bandwidth 1 line.phm
fails 2 "leave one out" "-m correlation and -p exclude each other" knnaff -m correlation -p 2 line.phm
for how in "" "--symmetrise add" "--symmetrise multiply"; do
    # shellcheck disable=SC2086 # an option and its argument
    fails 2 "--theta: for --symmetrise mnn only" "--theta is refused with '$how'" \
        knnaff $how --theta 0.5 line.phm
done

# ---- bad options ----

for list in x -1 1.5 "1," ",1" 1,,2 1,x "1 2" 2:1; do
    fails 2 "-k: .*is neither a whole number nor a range: write a list" "-k $list is refused" knnaff -k "$list" line.phm
done
fails 2 "-k: 1,2,1: '1' appears twice" "a k is given once" knnaff -k 1,2,1 line.phm
fails 2 "-k: 1:101: more than 100 values" "at most 100 are" knnaff -k 1:101 line.phm
fails 1 "k = 3: needs at least 4 snapshots, got 3" "the largest must not be too large" knnaff -k 1,3 line.phm
fails 2 "--knn-max 2: expected at least -k, which is 3" "nor larger than --knn-max" knnaff -k 3,1 --knn-max 2 line.phm
for option in "-k 0" "-k 0,1" "-a 0" "-a nan" "-a inf" "-m no-such" "-p 0" \
    "--threshold -1" "--threshold 2" "--threshold 1x" "-a nothing" "--bandwidth 0" "--bandwidth -1" \
    "--bandwidth inf" "--bandwidth x" "--bandwidth-scale 0" "--bandwidth-scale 1e7" \
    "--anisotropy -0.1" "--anisotropy 1.1" "--anisotropy nan" "--knn-max 0" "--knn-max -3" \
    "--knn-max 4" "--knn-max 2 -k 3" "--symmetrise none" "--symmetrise mean" "--symmetrise" \
    "--symmetrise mnn --theta 1.1" "--symmetrise mnn --theta -1" "--symmetrise mnn --theta x"; do
    # shellcheck disable=SC2086 # an option and its argument
    fails 2 "expected" "$option is refused" knnaff $option line.phm
done

done_testing
