#!/bin/bash
# potdist: operators in, distances between their potentials out.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/habits.sh
. tests/tools/habits.sh
cd "$T" || exit 1

symmetric() { # D01 D02 D12
    printf '0\t%s\t%s\n%s\t0\t%s\n%s\t%s\t0\n' "$1" "$2" "$1" "$3" "$2" "$3" | tsv2phm -k distance
}

printf '1\t0\t0\n0.25\t0.5\t0.25\n0\t0.0625\t0.9375\n' | tsv2phm -k operator >p.phm
keeps_habits p.phm potdist
fails 2 "p.phm: at most one file" "two files are refused" potdist p.phm p.phm

# ---- results ----

# -ln(p + 1e-7), by Python's decimal.
printf '%s\t%s\t%s\n' -9.9999995e-8 16.118095650958320 16.118095650958320 \
    1.3862939611199706 0.69314698055996531 1.3862939611199706 \
    16.118095650958320 2.7725871222410612 0.064538414470910190 | tsv2phm -k potential >logarithm.phm
printf '2\t0\t0\n1\t1.4142135623730951\t1\n0\t0.5\t1.9364916731037085\n' |
    tsv2phm -k potential >root.phm
potdist --potential p.phm >got.phm
agrees abs 1e-14 got.phm logarithm.phm "--potential writes -ln(p + 1e-7)"
is "$(phminfo -H got.phm | sed -n 's/^kind //p') $(attrs got.phm)" "potential gamma 1" \
    "as a record of its own kind"
potdist --potential -g 0 p.phm >got.phm
agrees abs 1e-15 got.phm root.phm "gamma 0 is twice the square root"
potdist --potential -g -1 p.phm >got.phm
agrees abs 0 got.phm p.phm "gamma -1 is the operator itself"

# Of the rows of p.phm: (0.75, 0.5, 0.25), (1, 0.0625, 0.9375), (0.25, 0.4375, 0.6875).
symmetric 0.93541434669348535 1.3721561500062593 0.85238635606161595 >plain.phm
potdist --gamma -1 p.phm >got.phm
agrees abs 1e-15 got.phm plain.phm "distances are those between rows, by hand"
is "$(attrs got.phm)" "gamma -1,potential-metric euclidean" "gamma and metric are attrs"
# 1 - cos: 0.25 / sqrt(0.375); 0; (0.03125 + 0.234375) / sqrt(0.375 (0.00390625 + 0.87890625)).
symmetric 0.59175170953613698 1 0.53834337039546682 >cosine.phm
potdist -g -1 --metric cosine p.phm >got.phm
agrees abs 1e-14 got.phm cosine.phm "-m cosine is 1 - cos, by hand"
is "$(attrs got.phm)" "gamma -1,potential-metric cosine" "the metric is an attr"

knnaff "$data/runs123/X.npy" | diffop -t 3 >operator.phm 2>err
potdist operator.phm >d.phm
potdist operator.phm | cmp -s - d.phm
ok $? "the same operator gives the same bytes"
is "$(attrs d.phm)" "k 5,decay 40,threshold 0.0001,metric euclidean,t 3,components $(
    phminfo -H operator.phm | sed -n 's/^attr components //p'),gamma 1,potential-metric euclidean" \
    "attrs of earlier stages are carried on"
phm2tsv d.phm | awk '
    { for (j = 1; j <= NF; j++) d[NR, j] = $j }
    END {
        for (i = 1; i <= NR; i++)
            for (j = 1; j <= NR; j++) {
                if (d[i, j] != d[j, i] || d[i, i] != 0) exit 1
                for (k = 1; k <= NR; k += 7)
                    if (d[i, j] > d[i, k] + d[k, j] + 1e-12) exit 1
            }
    }'
ok $? "distances are symmetric and obey the triangle inequality"

printf 'file\na\nb\nc\n' | tsv2phm | cat - p.phm | potdist >got.phm
is "$(phminfo -H got.phm | sed -n 's/^kind //p' | paste -sd,)" "rows,distance" \
    "the row table passes through"
phm2npy -o p.npy p.phm
potdist -g -1 p.npy >got.phm
agrees abs 1e-15 got.phm plain.phm "a .npy array is taken for an operator"
printf '0.25\t0.75\n0.25\t0.75\n' | tsv2phm -k operator | potdist >got.phm
is "$(phm2tsv got.phm | paste -sd' ')" $'0\t0 0\t0' "equal rows have distance 0"
printf '1\n' | tsv2phm -k operator | potdist >got.phm
is "$(phm2tsv got.phm)" 0 "one snapshot is at distance 0 from itself"

# ---- digits ----

# Rows (1/2 + e, 1/2 - e) and (1/2 - e, 1/2 + e): apart by sqrt(2) (ln(1/2 + e) - ln(1/2 - e)).
alike() { # e
    awk -v e="$1" 'BEGIN { printf "%.17g\t%.17g\n%.17g\t%.17g\n", 0.5 + e, 0.5 - e, 0.5 - e, 0.5 + e }' |
        tsv2phm -k operator
}
alike 2e-5 | potdist -g -1 2>err | phm2tsv |
    awk 'NR == 1 { want = 4e-5 * sqrt(2); e = $2 / want - 1; exit !(e > -1e-10 && e < 1e-10) }'
is "$? $(cat err)" "0 " "of rows that are nearly the same ten digits are left"
alike 4e-6 | potdist >out 2>err
like "$(cat err)" "^potdist: warning: the operator's rows differ by no more than 4e-06, .* fewer than ten digits: use diffop -t relaxation, which takes fewer steps$" \
    "of rows more alike, fewer, which is said"
potdist -q -m cosine <(alike 4e-15) >out 2>err
like "$(cat err)" "no more than 4e-15" "also with -q, and where a single digit is left"
is "$(phm2tsv out | cut -f 2 | sed -n '1s/^[1-9].*/more/p')" more "which is kept"
# Equal rows, whose mean a sum of thirds misses by rounding, beside two that SECOND makes alike.
blocks() { # SECOND ROW
    { printf '0.45\t0.45\t0.1\t0\t0\n%.0s' 1 2 3 && printf '0\t0\t0\t0.3\t0.7\n0\t0\t0\t%s\n' "$1"; } |
        tsv2phm -k operator
}
blocks $'0.7\t0.3' | potdist -q --between constant 2>err >out
is "$(cat err)" "" "rows that are equal are no reason for it"
blocks $'0.300001\t0.699999' | potdist -q --between constant 2>err >out
like "$(cat err)" "^potdist: warning: 1 of 2 components: the operator's rows" "components are counted"
knnaff "$data/runs123/X.npy" | diffop | potdist 2>err >out
is "$(cat err)" "" "nor is the usual operator"

# ---- nothing but rounding ----

distances() { # the different ones, in a line
    phm2tsv "$1" | tr '\t' '\n' | sort -gu | paste -sd' '
}
# Rows of which one is 1e-15 off, beside two that are apart.
{ printf '0.45\t0.45\t0.1\t0\t0\n%.0s' 1 2 && printf '0.450000000000001\t0.449999999999999\t0.1\t0\t0\n' &&
    printf '0\t0\t0\t0.3\t0.7\n0\t0\t0\t0.7\t0.3\n'; } | tsv2phm -k operator >rounded.phm
{ printf '0.45\t0.45\t0.1\t0\t0\n%.0s' 1 2 3 &&
    printf '0\t0\t0\t0.3\t0.7\n0\t0\t0\t0.7\t0.3\n'; } | tsv2phm -k operator >equal.phm
phm2tsv rounded.phm | sed 3q | cut -f 1-3 | tsv2phm -k operator >alone.phm
for option in "-g 1" "-g 0" "-g -1" "-m cosine" "-g -1 -m correlation"; do
    # shellcheck disable=SC2086 # options and their arguments
    potdist $option alone.phm >out 2>err
    is "$(distances out)" 0 "$option: rows that only rounding tells apart coincide"
    like "$(cat err)" \
        "^potdist: warning: the operator's rows are equal but for rounding \([0-9.e-]*\): .*: use diffop -t relaxation, which takes fewer steps$" \
        "$option: which is said"
    # shellcheck disable=SC2086
    potdist $option rounded.phm 2>err | phm2tsv >out
    # shellcheck disable=SC2086
    potdist $option equal.phm | phm2tsv | cmp -s - out
    ok $? "$option: in one of several components, too, as equal rows do"
    like "$(cat err)" "warning: 1 of 2 components, the first has 3 rows from row 0: the operator's rows are equal but" \
        "$option: which is named"
done
potdist <(alike 1e-15) 2>err >out
is "$(distances out)" 0 "two rows are equal at a distance that few products make"
awk '{ print $1, $2, $3, 0, 0 } END { print 0, 0, 0, 0.3, 0.7; print 0, 0, 0, "0.300000000000001", "0.699999999999999" }' \
    OFS='\t' <(phm2tsv alone.phm) | tsv2phm -k operator | potdist 2>err >out
like "$(cat err)" "warning: 2 of 2 components, the first has 3 rows from row 0: " "of several components the first is named"
# Walks among so many neighbours forget at once where they began.
for landmarks in "" "-l 50"; do
    # shellcheck disable=SC2086
    knnaff -k 180 "$data/tree200/X.npy" | diffop $landmarks -t 200 2>err >mixed.phm
    potdist mixed.phm 2>err >out
    is "$(distances out)" 0 "diffop $landmarks: what long walks leave of many neighbours is one point"
    like "$(cat err)" "equal but for rounding" "diffop $landmarks: and potdist says why"
done

# ---- bad input ----

refuses() { # ROWS REGEX NAME
    # shellcheck disable=SC2059 # the rows are a format
    printf "$1" | tsv2phm -k operator >bad.phm
    fails 1 "$2" "$3" potdist bad.phm
}
refuses '0.5\t0.5\n0.5\t0.4\n' "row 1 sums to 0.9, not 1" "rows that do not sum to 1 are refused"
refuses '1.5\t-0.5\n0\t1\n' "row 0, column 1: -0.5 is negative" "a negative operator is refused"
refuses '1\t0\n0\tnan\n' "row 1, column 1: nan" "NaN is refused"
refuses '1\t0\t0\n0\t1\t0\n' "operator matrix: not square: got 2 x 3: give a row and a column for each snapshot$" "an operator that is not square is refused"

# ---- the wrong kind ----

printf '1\t1\n1\t1\n' | tsv2phm -k affinity >k.phm
fails 1 "expected operator or factors, got affinity \(from tsv2phm -k affinity\): diffop missing\?" \
    "affinities are refused" potdist k.phm
printf '1\n2\n' | tsv2phm -k snapshots >x.phm
fails 1 "expected operator or factors, got snapshots \(from tsv2phm -k snapshots\): knnaff \| diffop missing\?" \
    "snapshots are refused" potdist x.phm
fails 1 "expected operator or factors, got distance \(from potdist operator.phm\): the order is snapcat" \
    "distances are refused" potdist d.phm

# ---- bad options ----

for option in "-g 1.1" "-g -1.1" "-g nan" "-g x" "-m no-such"; do
    # shellcheck disable=SC2086 # an option and its argument
    fails 2 "expected" "$option is refused" potdist $option p.phm
done

# ---- of predictions ----

phm2npy p.phm | npy2phm -k operator -a squared=yes -a samples=7 -a classes=2 | potdist >got.phm
is "$(attrs got.phm)" "classes 2,gamma 1,potential-metric euclidean" \
    "distances of potentials are neither squared nor means over samples"
fails 1 "expected gram, got distance" "so phmsum does not add them" phmsum got.phm got.phm

done_testing
