#!/bin/bash
# Rounding on a diagonal, or across it, is rounding in every program that takes distances; more is not.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

# distances DIAGONAL ASKEW BELOW: of ten points on a bent line, 0 to 9 and back to 4.5, the largest 9; what is
# on the diagonal, how far above it is off, and what points 5 and 8, which are 0 apart, have.
distances() {
    awk -v diagonal="$1" -v askew="$2" -v below="$3" 'BEGIN {
        for (i = 0; i < 10; i++)
            at[i] = i < 8 ? i * 9 / 7 : i == 8 ? at[5] : 4.5
        for (i = 0; i < 10; i++)
            for (j = 0; j < 10; j++) {
                far = at[i] > at[j] ? at[i] - at[j] : at[j] - at[i]
                if (i == j) far = diagonal; else if (far == 0) far = below; else if (j > i) far += askew
                printf "%.17g%s", far, j < 9 ? "\t" : "\n"
            } }' | tsv2phm -k distance
}
{ printf 'file\trun\tstep\tloss\n'
  for i in $(seq 0 9); do printf 'f%s\ta\t%s\t%s\n' "$i" "$i" $((i * 7 % 10)); done; } | tsv2phm >rows.phm
cat rows.phm <(distances 0 0 0) >plain.phm
mds -q -o coords.phm plain.phm

declare -A programs=(
    [knnaff]="knnaff -k 2" [mds]="mds -q" [losshom]="losshom -q -k 2 -c loss" [trajstat]="trajstat -q"
    [embscore]="embscore -q -k 2" [embsweep]="embsweep -q -k 2 -r 0 -t 3" [potdist]="potdist -q --ground 0.5"
)
knnaff -q -k 2 --no-distances plain.phm | diffop -q -t 3 -o operator.phm
run() { # PROGRAM FILE
    # shellcheck disable=SC2086 # a command and its options
    case $1 in
    embscore) ${programs[$1]} "$2" coords.phm ;;
    potdist) # which takes them as those of an operator's snapshots
        cat <(phm2npy -k distance "$2" | npy2phm -k distance -a of=snapshots) operator.phm | ${programs[$1]}
        ;;
    *) ${programs[$1]} "$2" ;;
    esac
}

# name, diagonal, across, below 0
while read -r name diagonal askew below; do
    cat rows.phm <(distances "$diagonal" "$askew" "$below") >rounded.phm
    for program in "${!programs[@]}"; do
        run "$program" rounded.phm >got 2>err
        status=$?
        run "$program" plain.phm >want
        case $program in
        trajstat | embscore) cmp -s got want ;;
        *) cmp -s <(phm2tsv got) <(phm2tsv want) ;;
        esac
        is "$status $? $(cat err)" "0 0 " "$program takes $name for rounding"
    done
done <<'END'
2e-16-on-the-diagonal 2e-16 0 0
less-than-0-on-the-diagonal -2e-16 0 0
8e-6-of-9-across-it 0 8e-6 0
less-than-0-beside-it 0 0 -1e-16
END

while read -r name regex diagonal askew below; do
    cat rows.phm <(distances "$diagonal" "$askew" "$below") >wrong.phm
    for program in "${!programs[@]}"; do
        fails 1 "$regex" "$program refuses $name" run "$program" wrong.phm
    done
done <<'END'
1e-5-on-the-diagonal (diagonal|itself) 1e-5 0 0
2e-5-across-it symmetric 0 2e-5 0
-1e-5-beside-it negative 0 0 -1e-5
END

# ---- Gram matrices ----

# Centred elsewhere: the squared length of a row at the mean is rounding.
printf '1\t-1\t0\n-1\t1\t0\n0\t0\t-1e-17\n' | tsv2phm -k gram >centred.phm
is "$(pca -q -d 1 centred.phm | phm2tsv -k coords | awk 'NR > 1 { printf "%.12g ", $1 }')" "1 -1 0 " \
    "a squared length below 0 by rounding is 0"
printf '1\t-1\t0\n-1\t1\t0\n0\t0\t-1e-3\n' | tsv2phm -k gram >wrong.phm
fails 1 "negative, on the diagonal" "more below 0 is refused" pca wrong.phm

done_testing
