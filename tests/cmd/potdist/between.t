#!/bin/bash
# potdist --between, --ground and --magnify: distances between components, and in the data's unit.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

# matrix KIND KEY=VALUE: from the rows on standard input, with that attribute.
matrix() {
    tsv2phm -k "$1" | phm2npy | npy2phm -k "$1" -a "$2"
}

# Distances of points on a line.
line() { # X...
    printf '%s\n' "$@" | awk '{ x[NR] = $1 } END { for (i = 1; i <= NR; i++)
        for (j = 1; j <= NR; j++) printf "%.17g%s", x[i] < x[j] ? x[j] - x[i] : x[i] - x[j], j < NR ? "\t" : "\n" }'
}

# Components of three and two rows. With gamma -1 the distances in the first are 1, 1 and 2 times
# sqrt(1/8); those of the snapshots are 1, 3 and 4, so that f sqrt(1/8) = (1 + 3 + 2 4) / (1 + 1 + 4) = 2.
printf '0.5\t0.5\t0\t0\t0\n0.25\t0.5\t0.25\t0\t0\n0\t0.5\t0.5\t0\t0\n0\t0\t0\t0.5\t0.5\n0\t0\t0\t0.25\t0.75\n' |
    matrix operator k=2 >p.phm
line 0 1 4 10 12 | tsv2phm -k distance >line.phm
phm2npy line.phm | npy2phm -k distance -a of=snapshots >d.phm
cat d.phm p.phm >both.phm
cell() { # D01 D12 D02 D34: the result where those are between
    awk -v a="$1" -v b="$2" -v c="$3" -v d="$4" 'BEGIN { OFS = "\t"
        print 0, a, c, 10, 12; print a, 0, b, 9, 11; print c, b, 0, 6, 8; print 10, 9, 6, 0, d; print 12, 11, 8, d, 0 }' |
        tsv2phm -k distance
}

# ---- bad input ----

with() { # those distances, instead of d.phm
    tsv2phm -k distance | phm2npy | npy2phm -k distance -a of=snapshots
    cat p.phm
}
line 0 1 4 10 | with >bad.phm
fails 1 "the snapshots' distances: 4 rows, but operator of 5 rows after them: give" \
    "distances of fewer snapshots are refused" potdist bad.phm
line 0 1 4 10 12 13 | with >bad.phm
fails 1 ": 6 rows" \
    "and of more" potdist bad.phm
line 3 3 3 3 3 | with >bad.phm
fails 1 "the snapshots' distances: all of them are 0, but walks tell the snapshots apart: give" \
    "distances of equal snapshots are refused" potdist bad.phm
printf '1\n2\nnan\n4\n5\n' | matrix snapshots of=points | phm2npy -k snapshots |
    npy2phm -k snapshots -a of=points -a metric=euclidean | cat - p.phm >bad.phm
fails 1 "the snapshots' distances: snapshots: row 2 holds NaN" \
    "of points that are NaN the row is told" potdist bad.phm
line 0 1 4 10 | tsv2phm -k distance | phm2npy | npy2phm -k distance -a of=coords | cat d.phm - p.phm |
    potdist -o got.phm 2>/dev/null
ok $? "distances of something else pass by"
for option in --ground=0.5 --between=data --magnify=2; do
    fails 2 "--potential and ${option%=*}: a potential has no distances: leave one out" \
        "--potential excludes ${option%=*}" potdist --potential "$option" both.phm
done
line 0 1 4 10 12 | sed 's/^4/nan/; s/^\(0\t1\t\)4/\1nan/' | with >bad.phm
fails 1 "the snapshots' distances: distance matrix: row 0, column 2: nan" \
    "distances that are NaN are refused" potdist bad.phm
line 0 1 4 10 12 | sed 's/^4/inf/; s/^\(0\t1\t\)4/\1inf/' | with >bad.phm
fails 1 "row 0, column 2: inf" \
    "and infinite ones" potdist bad.phm
line 0 1 4 10 12 | sed 's/^4/-4/; s/^\(0\t1\t\)4/\1-4/' | with >bad.phm
fails 1 "row 0, column 2: -4 is negative" \
    "negative distances are refused" potdist bad.phm
line 0 1 4 10 12 | sed 's/^4/5/' | with >bad.phm
fails 1 "not symmetric" \
    "distances that are not symmetric are refused" potdist bad.phm
line 0 1 4 10 12 | sed 's/^0/1/' | with >bad.phm
fails 1 "not zero on the diagonal" \
    "nor have they a diagonal" potdist bad.phm
printf '0\t1\n1\t0\n2\t2\n3\t3\n4\t4\n' | with >bad.phm
fails 1 "not square" \
    "distances that are no square are refused" potdist bad.phm
{ printf 'file\na\nb\nc\nd\ne\n' | tsv2phm && cat d.phm && printf 'file\na\nc\nb\nd\ne\n' | tsv2phm && cat p.phm; } >bad.phm
fails 1 "the snapshots' distances: row 1: b in the row table before them, but c now: .* same order" \
    "distances in another order are refused" potdist bad.phm
head -c -1 both.phm >bad.phm
fails 1 "cut short" \
    "a stream cut short in the operator is refused" potdist bad.phm
head -c 300 both.phm >bad.phm
fails 1 "cut short" \
    "and one cut short in the distances" potdist bad.phm
printf '0\t0\n1\t0\n4\t0\n0\t3\n0\t4\n' | tsv2phm -k snapshots | phm2npy >x.npy
{ npy2phm -k snapshots -a of=points x.npy; cat p.phm; } >bad.phm
fails 1 "points: attribute metric: expected a metric of knnaff, got none" \
    "points without a metric are refused" potdist bad.phm
{ npy2phm -k snapshots -a of=points -a metric=far x.npy; cat p.phm; } >bad.phm
fails 1 "got far" \
    "and with an unknown one" potdist bad.phm
for option in "--between data" "--between geodesic" "--ground 0.5" "--magnify 2"; do
    # shellcheck disable=SC2086 # an option and its argument
    fails 1 "${option% *} needs the snapshots' distances, which do not come before the operator: .*--no-distances" \
        "$option needs distances" potdist $option p.phm
done
fails 2 "between constant and --ground: " "the constant cannot be grounded" potdist --between constant --ground 0.1 both.phm
fails 2 "between constant and --magnify: " "nor magnified" potdist --between constant --magnify auto both.phm
for option in "--between far" "--ground -0.1" "--ground 1.1" "--ground nan" "--magnify 0" "--magnify -1" "--magnify x" \
    "--magnify nan" "--magnify 2x" "--magnify 1e7"; do
    # shellcheck disable=SC2086 # an option and its argument
    fails 2 "${option% *}.*(expected|is not a number)" "$option is refused" potdist $option both.phm
done
fails 2 "--ground: 0,0.5,0: '0' appears twice" "a ground is given once" potdist --ground 0,0.5,0 both.phm
fails 2 "between constant and --ground" "nor can the constant by one of several" potdist --between constant --ground 0,0.1 both.phm
printf '0\t1\n1\t0\n' | matrix operator k=1 >swap.phm
fails 1 "--ground needs the snapshots' distances" "bad input shows before a ground that does not need them is written" \
    potdist --ground 0,0.5 swap.phm

# ---- data ----

potdist -g -1 both.phm >got.phm 2>err
cell 2 2 4 2 >want.phm
agrees abs 1e-14 got.phm want.phm "components get the data's scale, and its distances between them"
is "$(attrs got.phm)" "k 2,gamma -1,potential-metric euclidean,between data,unit data" "which attrs tell"
is "$(phminfo -H got.phm | grep -c '^kind')" 1 "the snapshots' distances are used up"
is "$(cat err)" "" "without a word"
potdist --potential both.phm | phminfo -H - | grep '^kind' >out
is "$(cat out)" "kind potential" "the potential has no use for them"
potdist -g -1 --ground 0.5 both.phm >got.phm
cell 1.4142135623730951 2.4494897427831779 4 2 >want.phm
agrees abs 1e-14 got.phm want.phm "--ground 0.5 is the geometric mean"
like "$(attrs got.phm)" "between data,ground 0.5,unit data$" "and an attr"
potdist -g -1 --ground 1 both.phm >got.phm
agrees abs 0 got.phm line.phm "--ground 1 is the snapshots' distances"
potdist -g -1 --ground 1,0,0.5 both.phm >list.phm
is "$(phminfo -H list.phm | sed -n 's/^attr ground //p' | paste -sd,)" 1,0,0.5 \
    "--ground 1,0,0.5 makes a record for each, which says so, also of 0"
place=0
for ground in 1 0 0.5; do
    place=$((place + 1))
    cmp -s <(phm2npy -n $place list.phm) <(potdist -g -1 --ground $ground both.phm | phm2npy)
    ok $? "and is that of --ground $ground, to the last bit"
done
potdist -g -1 --magnify 3 both.phm >got.phm 2>err
cell 6 6 12 6 >want.phm
agrees abs 1e-13 got.phm want.phm "--magnify 3 draws components three times larger"
like "$(attrs got.phm)" "between data,magnify 3,unit data$" "and is an attr"
is "$(cat err)" "" "which nothing is said of"
# The medians inside are 2 and 2, those between 9: 9 / 2 / 2.
potdist -g -1 --magnify auto both.phm >got.phm 2>err
cell 4.5 4.5 9 4.5 >want.phm
agrees abs 1e-13 got.phm want.phm "--magnify auto makes them half as large as they are apart"
like "$(attrs got.phm)" "magnify 2.25" "and says the factor"
# Ten times as far apart it is 49.5 or so.
line 0 1 4 100 102 | with >far.phm
potdist -g -1 far.phm 2>err >got.phm
is "$(cat err)" \
    "potdist: note: components are small beside the distances between them: potdist --magnify auto draws them larger" \
    "components that will be small in the picture are told of"
like "$(potdist -v -g -1 far.phm 2>&1 >got.phm)" "room for them to be 25 times larger" "-v says how much larger they may be"
is "$(potdist -q far.phm 2>&1 >got.phm)$(potdist --magnify 1 far.phm 2>&1 >got.phm)" "" "but not with -q, nor with --magnify 1"
potdist -g -1 --between geodesic <(line 0 1 4 10 12 | with) >got.phm
cell 2 2 4 2 >want.phm
agrees abs 1e-14 got.phm want.phm "on a line geodesics are distances"
# Two of the points are beside the line, at a right angle: 0, 1, 4 and then 6 up and 8 up.
printf '0\t1\t4\t7.2111025509279782\t8.9442719099991592\n1\t0\t3\t6.7082039324993694\t8.5440037453175304\n4\t3\t0\t6\t8\n%s\n%s\n' \
    $'7.2111025509279782\t6.7082039324993694\t6\t0\t2' $'8.9442719099991592\t8.5440037453175304\t8\t2\t0' | with >corner.phm
printf '0.5\t0.5\t0\t0\t0\n0.25\t0.5\t0.25\t0\t0\n0\t0.5\t0.5\t0\t0\n0\t0\t0\t0.5\t0.5\n0\t0\t0\t0.25\t0.75\n' |
    matrix operator k=1 >p1.phm
head -c $(($(wc -c <corner.phm) - $(wc -c <p.phm))) corner.phm | cat - p1.phm | potdist -g -1 --between geodesic >got.phm
phm2tsv got.phm | cut -f 4- | head -3 >out
is "$(paste -sd' ' out)" $'10\t12 9\t11 6\t8' "round a corner they go along it, by as many neighbours as the attr k tells"
like "$(attrs got.phm)" "between geodesic,unit data" "and are an attr"

# ---- the constant ----

potdist --between constant --ground 0 both.phm >got.phm 2>err
potdist p.phm 2>warning >bare.phm
agrees abs 0 got.phm bare.phm "--between constant leaves the potential's distances as they are"
is "$(phm2tsv got.phm | awk 'NR < 4 && ($4 == 10 || $5 == 12)')" "" "which are not the data's"
is "$(cat err)" \
    "potdist: note: 2 connected components: a constant, not the data, sets how far apart they lie in the picture, as --between constant asks" \
    "it is told of"
like "$(cat warning)" \
    "^potdist: warning: 2 connected components, without .* distances: a constant, not the data, .*: leave --no-distances out of knnaff, or join them by knnaff -k 4 \(here 2\)$" \
    "without distances it is what is left, with a warning"
like "$(potdist -q p.phm 2>&1 >out)" "a constant, not the data" "which -q keeps"
is "$(attrs bare.phm) $(attrs got.phm)" \
    "k 2,gamma 1,potential-metric euclidean,between constant k 2,gamma 1,potential-metric euclidean,between constant" \
    "both are an attr"

# ---- one component ----

knnaff "$data/runs123/X.npy" | diffop -t 3 >connected.phm
knnaff --no-distances "$data/runs123/X.npy" | diffop -t 3 >alone.phm
potdist connected.phm 2>err | phm2npy >got.npy
potdist alone.phm 2>>err | phm2npy | cmp -s - got.npy
ok $? "one component stays as it is, to the bit"
is "$(cat err)" "" "and nothing is said of it"
like "$(attrs <(potdist connected.phm))" "components 1,gamma 1,potential-metric euclidean$" "nor has it other attrs"
cat d.phm alone.phm | potdist | phm2npy | cmp -s - got.npy
ok $? "even after distances of others"
potdist --ground 1 connected.phm >grounded.phm
phm2npy -k distance connected.phm >data.npy
agrees abs 0 grounded.phm data.npy "but it can be grounded"
like "$(attrs grounded.phm)" "potential-metric euclidean,ground 1,unit data$" "which attrs tell"
fails 1 "ground needs the snapshots' distances" "if there are distances" potdist --ground 1 alone.phm
like "$(potdist --magnify auto connected.phm 2>&1 >got.phm)" "^potdist: note: 1 connected component has no other .*left out" \
    "there is nothing to magnify it beside"

# ---- hard cases ----

# Of one row, and of rows that are equal.
printf '1\t0\t0\n0\t0.5\t0.5\n0\t0.5\t0.5\n' | tsv2phm -k operator >points.phm
{ line 0 3 3 | tsv2phm -k distance | phm2npy | npy2phm -k distance -a of=snapshots && cat points.phm; } >equal.phm
for options in "" "--magnify auto" "--ground 0.5" "--ground 1" "--between geodesic"; do
    # shellcheck disable=SC2086 # options and their arguments
    is "$(potdist $options equal.phm 2>&1 | phm2tsv | paste -sd' ')" $'0\t3\t3 3\t0\t0 3\t0\t0' \
        "components that are points stay points ${options:+($options)}"
done
cat both.phm p.phm <(line 0 1 4 20 22 | with) | potdist -g -1 --ground 1 | phm2tsv -k distance -n 2 | head -1 >out
is "$(cat out)" $'0\t1\t4\t10\t12' "distances hold for all operators up to the next distances"
cat both.phm p.phm <(line 0 1 4 20 22 | with) | potdist -g -1 --ground 1 | phm2tsv -k distance -n 3 | head -1 >out
is "$(cat out)" $'0\t1\t4\t20\t22' "which then hold"
{ printf 'file\na\nb\nc\nd\ne\n' | tsv2phm && cat d.phm &&
    printf 'file\tcomponent\na\t1\nb\t1\nc\t1\nd\t2\ne\t2\n' | tsv2phm && cat p.phm; } >again.phm
succeeds "a table of the same files may come between" potdist again.phm
npy2phm -k distance -a of=gradients <(phm2npy -k distance d.phm) >other.phm
npy2phm -k gram -a of=snapshots <(phm2npy -k distance d.phm) >gram.phm
is "$(cat gram.phm both.phm | potdist | phminfo -H - | grep -c '^kind')" 2 "companions of another kind pass through"

# Points: Euclidean ones, and unit ones, half whose squared distance is 1 - cos.
printf '0\t0\n1\t0\n4\t0\n4\t6\n4\t8\n' | tsv2phm -k snapshots | phm2npy |
    npy2phm -k snapshots -a of=points -a metric=euclidean >points.phm
head -c $(($(wc -c <corner.phm) - $(wc -c <p.phm))) corner.phm | phm2npy -k distance | npy2phm -k distance >corner_d.phm
cat points.phm p.phm | potdist -g -1 --ground 1 >got.phm
agrees abs 1e-14 got.phm corner_d.phm "points have Euclidean distances"
printf '1\t0\n0.6\t0.8\n0\t1\n-1\t0\n-0.8\t-0.6\n' | tsv2phm -k snapshots | phm2npy |
    npy2phm -k snapshots -a of=points -a metric=cosine | cat - p.phm | potdist -g -1 --ground 1 | phm2tsv | head -1 |
    awk '{ print sqrt(($2 - 0.4)^2 + ($3 - 1)^2 + ($4 - 2)^2 + ($5 - 1.8)^2) < 1e-15 }' >out
is "$(cat out)" 1 "or cosine ones"

done_testing
