#!/bin/bash
# diffop -t relaxation, and factors in place of operators.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
measure=$BUILD/tests/tools/measure
cd "$T" || exit 1

attr() { # FILE KEY
    phminfo -H "$1" | sed -n "s/^attr $2 //p"
}

# A path of n rows, from the row `first`: a loop at each row, a second one at both ends. Its second
# eigenvalue is (1 + 2 cos(pi / n)) / 3.
path() { # N...
    awk -v list="$*" 'BEGIN {
        parts = split(list, size, " ")
        for (p = 1; p <= parts; p++) total += size[p]
        for (p = 1; p <= parts; p++) {
            for (i = 0; i < size[p]; i++)
                for (j = 0; j < total; j++) {
                    at = j - before
                    x = (at == i) * (1 + (i == 0) + (i == size[p] - 1)) + (at == i - 1) + (at == i + 1)
                    printf "%d%s", (at >= 0 && at < size[p]) * x, (j < total - 1) ? "\t" : "\n"
                }
            before += size[p]
        }
    }' | tsv2phm -k affinity
}
theory() { # N: the relaxation time
    awk -v n="$1" 'BEGIN { s = sin(atan2(0, -1) / (2 * n)); printf "%.0f\n", 3 / (4 * s * s) }'
}

# ---- against powers ----

for set in runs123 tree200; do
    knnaff --no-distances "$data/$set/X.npy" >K.phm
    diffop -q -t relaxation K.phm >relaxed.phm 2>err
    t=$(attr relaxed.phm t)
    diffop -q -t "$t" K.phm >power.phm 2>err
    agrees abs 1e-13 relaxed.phm power.phm "$set: after the relaxation time, $t, P^t is that of dense powers"
    diffop -q -t relaxation --factors K.phm >factors.phm 2>err
    is "$(phminfo factors.phm | sed -n 's/^kind //p') $(attr factors.phm t) $(attr factors.phm t-chosen)" \
        "factors $t relaxation" "$set: its factors are a record of their own"
    potdist -q relaxed.phm >d.phm
    potdist -q factors.phm >d2.phm
    agrees abs 1e-10 d2.phm d.phm "$set: and lead to the same potentials"
done
is "$(attr relaxed.phm t-chosen)" relaxation "the attributes say what chose t"
for t in 1 2 7 40; do
    diffop -q -t $t K.phm >power.phm 2>err
    diffop -q -t $t --factors K.phm | potdist --potential -g -1 >got.phm
    agrees abs 1e-13 got.phm power.phm "factors of -t $t are those of its power"
done
diffop -q -t 2,7 --factors K.phm >two.phm
is "$(phminfo two.phm | grep -c '^kind factors')" 2 "several powers have factors each"

# ---- known times ----

path 40 >path.phm
succeeds "a path has a relaxation time" diffop -v -t relaxation path.phm
is "$(attr out t)" "$(theory 40)" "which is that of theory"
like "$(cat err)" "t = $(theory 40) \(the relaxation time\)" "and -v tells it"
path 40 30 >near.phm
diffop -q -t relaxation near.phm >got.phm 2>err
is "$(attr got.phm t) $(attr got.phm t-components)" "$(theory 40) " "of two components the larger one's is taken for both"
diffop -q -t "$(theory 40)" near.phm >power.phm 2>err
agrees abs 1e-13 got.phm power.phm "whose power it is"
path 40 6 1 >apart.phm
diffop -t relaxation apart.phm >got.phm 2>err
is "$(attr got.phm t) $(attr got.phm t-components)" "$(theory 40) $(theory 40),$(theory 6),1" \
    "of times far apart each component takes its own"
like "$(cat err)" "note: 3 connected components relax in 1 to $(theory 40) steps: each gets its own power" "and a note says so"
path 6 | diffop -q -t relaxation | phm2tsv >six.tsv 2>err
phm2tsv got.phm | sed -n '41,46p' | cut -f 41-46 | tsv2phm -k operator >got6.phm
agrees abs 1e-15 got6.phm <(tsv2phm -k operator six.tsv) "its power is that of the component alone"
is "$(phm2tsv got.phm | tail -1 | cut -f 47)" 1 "a row alone stays where it is"
path 10 1 1 1 1 1 1 1 1 1 1 1 1 | diffop -q -t relaxation >got.phm 2>err
is "$(attr got.phm t) $(attr got.phm t-components)" "$(theory 10) " "rows alone have no say"
printf '1\t1\t0\n1\t1\t0\n0\t0\t1\n' | tsv2phm -k affinity | diffop -q -t relaxation >got.phm 2>err
is "$(attr got.phm t) $(phm2tsv got.phm | head -1)" $'1 0.5\t0.5\t0' "where there are duplicates and rows alone only, t is 1"
printf '0\t0\n0\t0\n' | tsv2phm -k adjacency | diffop -q -t relaxation --factors >got.phm 2>err
is "$(attr got.phm t) $(phm2tsv got.phm | tail -1)" $'1 2\t1\t1' "rows without neighbours have factors"
printf '1\n' | tsv2phm -k affinity | diffop -t relaxation >got.phm
is "$(phm2tsv got.phm)" 1 "so has one row alone a power"

# ---- operators, landmarks ----

path 40 | diffop -t 1 >operator.phm
succeeds "an operator has a relaxation time" diffop -q -t relaxation operator.phm
is "$(attr out t)" "$(theory 40)" "that of its affinities"
diffop -q -t "$(theory 40)" operator.phm >power.phm
agrees abs 0 out power.phm "and is raised to it"
diffop -t 5 operator.phm | diffop -q -t relaxation >got.phm
is "$(attr got.phm t)" "$(awk -v t="$(theory 40)" 'BEGIN { printf "%.0f", 5 * int(1 / (1 - (1 - 1 / t) ^ 5) + 0.5) }')" \
    "of a power of it, a fifth of the steps, each of five"
fails 1 "factors: needs affinities, got operator" "an operator has no factors" \
    diffop -t relaxation --factors operator.phm
knnaff --sparse "$data/runs123/X.npy" >sparse.phm
diffop -q -l 100 -t relaxation sparse.phm >got.phm 2>err
t=$(attr got.phm t)
diffop -q -l 100 -t "$t" sparse.phm >power.phm 2>err
agrees abs 1e-12 got.phm power.phm "landmarks have a relaxation time of their own, $t"

# ---- walks that never relax ----

printf '0\t1\t0\n1\t0\t1\n0\t1\t0\n' | tsv2phm -k affinity >alternates.phm
diffop -t 1 alternates.phm >operator.phm
for input in alternates operator; do
    fails 1 "component 1 \(of 3 snapshots\): its walk never relaxes .*alternates" \
        "$input: a walk that alternates is refused" diffop -t relaxation $input.phm
done
printf '1\t1e-300\n1e-300\t1\n' | tsv2phm -k affinity >weak.phm
fails 1 "never relaxes .*parts that hardly hang together" "so are parts that nothing joins" \
    diffop -t relaxation weak.phm
printf '1\t1e-9\n1e-9\t1\n' | tsv2phm -k affinity | diffop -q -t relaxation >got.phm
is "$(attr got.phm t)" 500000000 "of parts that hardly hang together the time has all of its digits"

# ---- many rows ----

awk 'BEGIN { srand(1); for (i = 0; i < 20000; i++) print x += rand() - 0.4 }' | tsv2phm -k snapshots |
    knnaff -q --sparse >many.phm
fails 1 "20000 snapshots: .* would become a dense operator of 2 GB: use landmarks \(-l 2000\), or factors \(-t relaxation --factors\)" \
    "without factors many rows are refused, with both remedies" diffop -t relaxation many.phm
"$measure" figures diffop -q -t relaxation --factors many.phm >factors.phm 2>err
ok $? "with factors they are not" || diag "$(cat err)"
kilobytes=$(cut -d ' ' -f 3 figures)
[ "$kilobytes" -lt 300000 ]
ok $? "and nothing of 20,000 x 20,000 is held" || diag "$kilobytes kB"
fails 1 "factors of 20000 snapshots: their operator would take 2 GB" "potdist refuses so many" potdist factors.phm

# ---- bad factors, bad options ----

bad() { # REGEX ROWS NAME
    # shellcheck disable=SC2059 # the rows are a format
    printf "$2" | tsv2phm -k factors >bad.phm
    fails 1 "$1" "$3" potdist bad.phm
}
bad "1 x 2 with 0 negative" '1\t1\n' "factors without a column are refused"
bad "row 1: the component \(column 0\)" '1\t1\t1\n3\t1\t1\n' "a component that is not there is refused"
bad "row 0: the component" '1.5\t1\t1\n1\t1\t1\n' "half a component is refused"
bad "row 0: the root of the degree" '1\t0\t1\n' "a root of 0 is refused"
bad "row 0: a number is not finite" '1\t1\tnan\n' "NaN is refused"
bad "row 0: they give no probabilities" '1\t1\t0\n1\t1\t1\n' "factors of 0 are refused"
bad "row 0: they give no probabilities" '1\t1\t1e200\n1\t1\t1\n' "so are factors whose products overflow"
for negative in -1 0.5 4 x ""; do
    printf '1\t1\t1\n' | tsv2phm -k factors | phm2npy -k factors | npy2phm -k factors -a negative="$negative" >bad.phm
    fails 1 "factors.*attribute negative: '?$negative'? is not a" "'$negative' negative factors are refused" potdist bad.phm
done
for powers in relax relaxation,5 5,auto; do
    fails 2 "-t $powers: expected whole numbers from 1 to 1000000000, or one word alone" \
        "-t $powers is refused" diffop -t "$powers" path.phm
done

# ---- doubling powers ----

diffop -q --t-max 2^12 -e curve.tsv path.phm >got.phm
is "$(awk 'NR > 1 { print $1 }' curve.tsv | paste -sd' ')" "1 2 4 8 16 32 64 128 256 512 1024 2048 4096" \
    "--t-max 2^12 gives the curve of the powers of 2"
t=$(attr got.phm t)
is "$(awk '$3 == 1 { print $1 }' curve.tsv)" "$t" "one of which is chosen"
diffop -q -t 1 --t-max 4 -e linear.tsv path.phm >out
is "$(awk 'NR == 2 || NR == 3 || NR == 5 { print $2 }' linear.tsv)" "$(awk 'NR > 1 && NR < 5 { print $2 }' curve.tsv)" \
    "with the same entropies for the same powers"
diffop -q --t-max 2^12 -e curve.phm path.phm >out
is "$(attr curve.phm t-max) $(attr curve.phm t)" "2^12 $t" "the spectrum says so"
for most in 2^1 2^30 2^ 3^3 2^x -2 ""; do
    fails 2 "expected 3 to 10000, or 2\^2 to 2\^29" "--t-max '$most' is refused" diffop --t-max "$most" path.phm
done

done_testing
