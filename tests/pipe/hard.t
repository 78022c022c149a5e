#!/bin/bash
# Data at the edge, through the whole pipeline as a user runs it: duplicates, far rows, stars,
# chains, distances of all orders of magnitude, next to nothing. Sizes are what a test can wait for.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

# points ROWS PROGRAM: rows of five branches in 20 dimensions with noise, as TSV; PROGRAM, awk, may
# change x[0..19] of row i.
points() {
    awk -v n="$1" 'BEGIN {
        srand(1)
        for (b = 0; b < 5; b++)
            for (j = 0; j < 20; j++)
                end[b, j] = rand() - 0.5
        for (i = 0; i < n; i++) {
            for (j = 0; j < 20; j++)
                x[j] = end[i % 5, j] * i / n + 0.02 * (rand() - 0.5)
            '"$2"'
            for (j = 0; j < 20; j++)
                printf "%.17g%s", x[j], j < 19 ? "\t" : "\n"
        }
    }'
}

# picture FILE KNNAFF-OPTIONS DIFFOP-OPTIONS: warnings in err, the picture in picture.phm.
picture() {
    local file=$1 status
    # shellcheck disable=SC2086 # options are words
    knnaff $2 "$file" 2>err1 | diffop $3 2>err2 | potdist 2>err3 | mds >picture.phm 2>err4
    status="${PIPESTATUS[*]}"
    cat err1 err2 err3 err4 >err
    [ "$status" = "0 0 0 0" ]
}

# draws FILE ROWS NAME [KNNAFF-OPTIONS]: with all rows, and with 100 landmarks, there is a picture
# of so many points in finite places that are not all the same, and every line on standard error is
# a short one of a program.
draws() {
    local file=$1 rows=$2 name=$3 knnaff_options=${4:-} options
    for options in "" "-l 100"; do
        picture "$file" "$knnaff_options" "$options" &&
            phm2tsv -k coords picture.phm | awk -v n="$rows" '
                NR > 1 && ($(NF - 1) "" $NF) ~ /[aif]/ { exit bad = 1 }
                NR == 2 { x = $(NF - 1) }
                NR > 2 && $(NF - 1) != x { differ = 1 }
                END { exit bad || NR != n + 1 || !differ }' &&
            ! grep -vqE '^(knnaff|diffop|potdist|mds): .' err && [ "$(wc -L <err)" -lt 900 ]
        ok $? "$name${options:+, with landmarks}" || diag "$(head -c 2000 err)"
    done
}

# ---- duplicates ----

# 300 of 1,000 rows: copies of row 3, ten of row 4 to 23 each, one of rows 24 on.
points 1000 '
    for (j = 0; i < 700 && j < 20; j++)
        kept[i, j] = x[j]
    for (j = 0; i >= 700 && j < 20; j++)
        x[j] = kept[i < 710 ? 3 : i < 910 ? 4 + i % 20 : i - 886, j]' >table.txt
tsv2phm -k snapshots table.txt >duplicates.phm
draws duplicates.phm 1000 "300 duplicates of 1000 rows are drawn"
like "$(cat err)" "knnaff: warning: [0-9]+ snapshots, the first is row 3: each has 5 or more duplicates, .*: use one snapshot of each set \(snapaudit" \
    "a warning names the first whose bandwidth is 0, and no larger k where there are many"
is "$(grep -c duplicates err)" 1 "in one line"
sort table.txt | uniq -d | wc -l >distinct
is "$(cat distinct)" 111 "(the data are as they should be)"
# What is equal has no distance, and so one place; but where it lowers stress, metric MDS may part
# even that.
knnaff duplicates.phm 2>err | diffop 2>>err | potdist | tee distances.phm | mds -a classical >picture.phm
phm2tsv -k coords picture.phm | tail -n +2 | paste - table.txt | awk -F '\t' '
    { key = ""; for (i = 3; i <= NF; i++) key = key "\t" $i }
    key in x { d = ($1 - x[key]) ^ 2 + ($2 - y[key]) ^ 2; if (d > most) most = d }
    !(key in x) { x[key] = $1; y[key] = $2 }
    { r = $1 ^ 2 + $2 ^ 2; if (r > size) size = r }
    END { print sqrt(most / size); exit most > 1e-12 * size }' >apart
ok $? "classical MDS lays duplicates on each other" || diag "$(cat apart)"
is "$(phm2tsv -k distance distances.phm | sed -n 704p | cut -f 4)" 0 \
    "the potential distance of duplicates is 0"

awk 'BEGIN { print "file"; for (i = 0; i < 1000; i++) printf "/%0300d/run_%d.pt\n", 0, i }' >names.tsv
phm2npy -o table.npy duplicates.phm
npy2phm -k snapshots -r names.tsv table.npy | knnaff >affinity.phm 2>err
is "$(wc -l <err) $(($(wc -c <err) < 1000))" "1 1" "of a long name a warning shows but a part"
like "$(cat err)" "the first is \.\.\.0.*0/run_3\.pt: " "in which it differs"

# ---- a row far away ----

points 300 'if (i == 200) x[0] = 1e6' | tsv2phm -k snapshots >far.phm
draws far.phm 300 "a row far away is drawn"
draws far.phm 300 "so is one that is a component of its own" "--bandwidth 0.1"
like "$(cat err)" "diffop: note: 2 connected components \(of 299, 1 snapshots\)" \
    "which a note tells"

# ---- a star: a hub, and leaves at the same distance from it and from each other ----

awk 'BEGIN { for (i = 0; i <= 200; i++) for (j = 1; j <= 200; j++) printf "%d%s", i == j, j < 200 ? "\t" : "\n" }' |
    tsv2phm -k snapshots >star.phm
awk 'BEGIN { for (i = 0; i <= 200; i++) for (j = 0; j <= 200; j++)
        printf "%d%s", i == j ? 0 : i * j == 0 ? 1 : 2, j < 200 ? "\t" : "\n" }' |
    tsv2phm -k distance >star_distances.phm
draws star.phm 201 "a star on orthogonal axes is drawn"
draws star_distances.phm 201 "so is one of given distances"
draws star_distances.phm 201 "and one whose leaves are affine to the hub only" "-k 1"
succeeds "a star has principal components" knnaff -p 10 -o affinity.phm star.phm
for algorithm in classical nonmetric; do
    mds -a $algorithm star_distances.phm | phm2tsv | awk '
        NR > 2 && $1 ^ 2 + $2 ^ 2 > 1e-6 { out++ }
        END { exit !(out > 50) }'
    ok $? "$algorithm MDS does not fold it into a point"
done

# ---- a chain ----

seq 500 | tsv2phm -k snapshots >chain.phm
draws chain.phm 500 "a chain is drawn"
picture chain.phm
phm2tsv -k coords picture.phm | awk '
    NR > 2 { d = ($1 - x) ^ 2 + ($2 - y) ^ 2; if (d > step) step = d }
    NR > 1 { x = $1; y = $2; r = x ^ 2 + y ^ 2; if (r > size) size = r }
    END { print sqrt(step / size); exit step > 0.01 * size }' >step
ok $? "neighbours in a chain are neighbours in the picture" || diag "$(cat step)"

# ---- distances from 1e-12 to 1e12 ----

awk 'BEGIN { for (i = 0; i < 600; i++) printf "%.17g\n", 10 ^ (24 * i / 599 - 12) }' >scales.txt
tsv2phm -k snapshots scales.txt >scales.phm
awk '{ x[NR] = $1 } END { for (i = 1; i <= NR; i++) for (j = 1; j <= NR; j++)
        printf "%.17g%s", i < j ? x[j] - x[i] : x[i] - x[j], j < NR ? "\t" : "\n" }' scales.txt |
    tsv2phm -k distance >scales_distances.phm
draws scales.phm 600 "points at scales from 1e-12 to 1e12 are drawn"
draws scales_distances.phm 600 "so are such distances"
knnaff scales.phm >dense.phm
knnaff scales_distances.phm >given.phm
figure=$("$BUILD/tests/tools/compare" abs 1e-9 dense.phm given.phm)
ok $? "no digit of the small ones is lost" || diag "$figure"
knnaff --sparse scales.phm >sparse.phm
figure=$("$BUILD/tests/tools/compare" abs 1e-12 dense.phm sparse.phm)
ok $? "nor in a search for neighbours" || diag "$figure"
awk 'BEGIN { srand(2); for (i = 0; i < 300; i++) for (j = 0; j < i; j++) d[i, j] = d[j, i] = 10 ^ (24 * rand() - 12)
    for (i = 0; i < 300; i++) for (j = 0; j < 300; j++) printf "%.17g%s", d[i, j], j < 299 ? "\t" : "\n" }' |
    tsv2phm -k distance >wild.phm
draws wild.phm 300 "distances of these sizes that obey no triangle are drawn"

# ---- next to nothing ----

printf '0\t1\n2\t3\n' | tsv2phm -k snapshots >two.phm
fails 1 "k = 5: needs at least 6 snapshots, got 2: use -k 1 \(at most 1\), or give more snapshots$" \
    "two rows are too few for the default" knnaff two.phm
picture two.phm "-k 1" && [ "$(phm2tsv -k coords picture.phm | wc -l)" -eq 3 ] && [ ! -s err ]
ok $? "two rows are drawn with -k 1"
printf '0\t1\n' | tsv2phm -k snapshots >one.phm
fails 1 "k = 1: needs at least 2 snapshots, got 1: give more snapshots$" "one row is refused" knnaff -k 1 one.phm
is "$(echo 1 | tsv2phm -k affinity | diffop | potdist | mds | phm2tsv | tail -1)" $'0\t0' \
    "but one affinity is a point"
points 600 'for (j = 0; j < 20; j++) x[j] = 7' | tsv2phm -k snapshots >equal.phm
for options in "" "--sparse"; do
    # shellcheck disable=SC2086 # options are words
    fails 1 "all 600 snapshots are equal and make no trajectory" \
        "all rows equal are refused${options:+, $options}" knnaff $options equal.phm
done

# ---- several at once ----

points 900 '
    if (i >= 150 && i < 300) { for (j = 0; j < 20; j++) x[j] = 1000 }                # all equal
    if (i >= 300 && i < 450) { for (j = 0; j < 20; j++) x[j] = 0; x[0] = 10 ^ (24 * (i - 300) / 150 - 12) }
    if (i >= 450 && i < 600) { for (j = 0; j < 20; j++) x[j] = -1e5; x[1] += i }     # a chain
    if (i >= 600 && i < 899) { for (j = 0; j < 20; j++) x[j] += 1e4 }                # an offset
    if (i == 899) { for (j = 0; j < 20; j++) x[j] = -1e15 }                          # far away' |
    tsv2phm -k snapshots >several.phm
draws several.phm 900 "all of these at once are drawn"
draws several.phm 900 "and in components" "--bandwidth 3"

done_testing
