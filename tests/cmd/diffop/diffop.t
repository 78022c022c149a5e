#!/bin/bash
# diffop: affinities or operators in, powers of the diffusion operator out.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/habits.sh
. tests/tools/habits.sh
cd "$T" || exit 1

attr() { # FILE KEY
    phminfo -H "$1" | sed -n "s/^attr $2 //p"
}

printf '1\t1\t0\n1\t1\t2\n0\t2\t2\n' | tsv2phm -k affinity >k.phm
keeps_habits k.phm diffop -t 2
fails 2 "k.phm: at most one file" "two files are refused" diffop k.phm k.phm

# ---- powers ----

printf '0.5\t0.5\t0\n0.25\t0.25\t0.5\n0\t0.5\t0.5\n' | tsv2phm -k operator >p1.phm
printf '0.375\t0.375\t0.25\n0.1875\t0.4375\t0.375\n0.125\t0.375\t0.5\n' | tsv2phm -k operator >p2.phm
diffop -t 1 k.phm >got.phm
agrees abs 0 got.phm p1.phm "-t 1 is the operator calculated by hand"
diffop -t 2 k.phm >got.phm
agrees abs 1e-15 got.phm p2.phm "-t 2 is its square"
is "$(attr got.phm t) $(attr got.phm components)" "2 1" "t and the number of components are attrs"
diffop -t 1 p1.phm >got.phm
agrees abs 0 got.phm p1.phm "an operator to the power 1 is itself"
diffop --time 2 p1.phm >got.phm
agrees abs 1e-15 got.phm p2.phm "an operator is powered on"
phm2npy -o k.npy k.phm
diffop -t 2 k.npy >got.phm
agrees abs 1e-15 got.phm p2.phm "a .npy array is taken for an affinity"

knnaff "$data/runs123/X.npy" >K.phm
diffop -t 12 K.phm >twelve.phm 2>err
diffop -t 3 K.phm 2>err | diffop -t 4 >three_four.phm 2>err
agrees abs 1e-13 three_four.phm twelve.phm "the third power to the fourth is the twelfth"
is "$(attr three_four.phm t)" 12 "powers of powers are counted"
diffop -t 1 k.phm | phm2tsv | awk '{ print $1 + $2 + $3 }' | sort -u >sums
is "$(cat sums)" 1 "rows sum to 1"
diffop -t 1000000000 K.phm 2>err | potdist >far.phm 2>err
is "$(attr far.phm t)" 1000000000 "the largest power is an operator still"
printf '0\t1\n1\t0\n' | tsv2phm -k operator >swap.phm
fails 1 "-t [0-9]+: too large for an operator of power" "a power of powers does not overflow" bash -c '
    diffop -t 999999999 swap.phm | diffop -t 999999999 | diffop -t 999999999'
knnaff -k 1 <(potdist p2.phm) | diffop -t 3 >got.phm
is "$(attr got.phm t)" 3 "the t of another operator, further up the pipe, is not counted"

# ---- t by entropy ----

diffop -e curve.tsv K.phm >auto.phm 2>err
t=$(attr auto.phm t)
diffop -t "$t" K.phm >given.phm 2>err
agrees abs 0 given.phm auto.phm "without -t the power is the one in attr t"
diffop -t auto K.phm >given.phm 2>err
agrees abs 0 given.phm auto.phm "-t auto is the default"
is "$(head -1 curve.tsv)" $'i\tH\tchosen' "-e writes a heading"
is "$(awk 'NR > 1 { print $1 }' curve.tsv | paste -sd' ')" "$(seq -s' ' 0 99)" \
    "and 100 points, numbered from 0"
is "$(awk '$3 == 1 { print $1 }' curve.tsv)" "$t" "of which the chosen one is marked"
like "$(diffop -v K.phm 2>&1 >/dev/null)" "t = $t \(the entropy's knee\)" "-v tells t"

curve() {
    cut -f 2 "$1" | tail -n +2 | tsv2phm -k curve
}
# By numpy: p = s^(i+1) / sum + 2.2e-16, -sum p ln p, of the singular values s of p1.phm and of its
# eigenvalues, which are 1, 1/2 and -1/4.
printf '%s\n' 0.9446979909861107 0.657850669294866 0.4184673598979575 | tsv2phm -k curve >singular.phm
printf '%s\n' 0.9556998911125347 0.6680178186607545 0.41643136349828747 | tsv2phm -k curve >eigen.phm
for input in k.phm p1.phm; do
    for values in singular eigen; do
        diffop --entropy $values --t-max 3 --force --entropy-curve by_hand.tsv $input >out
        curve by_hand.tsv >got.phm
        agrees abs 1e-12 got.phm $values.phm "$input: entropies of the $values values are numpy's"
    done
done
diffop -t 2 -e given.tsv --t-max 4 k.phm >out
is "$(cut -f 1,3 given.tsv | paste -sd,)" $'i\tchosen,0\t0,1\t0,2\t1,3\t0' "a given t is marked"
diffop -o to_file.phm -e - k.phm >out 2>err
is "$(wc -l <out) $(attr to_file.phm components)" "101 1" "-e - writes to standard output beside -o"

# ---- components ----

printf '1\t0\t1\t0\n0\t1\t0\t1\n1\t0\t1\t0\n0\t1\t0\t1\n' | tsv2phm -k affinity >two.phm
printf '0.5\t0\t0.5\t0\n0\t0.5\t0\t0.5\n0.5\t0\t0.5\t0\n0\t0.5\t0\t0.5\n' | tsv2phm -k operator >two_p.phm
succeeds "two components are no error" diffop -t 3 two.phm
like "$(cat err)" "^diffop: note: 2 connected components \(of 2, 2 snapshots\): .*: to join some, use a larger -k of knnaff$" \
    "but are told of, with their sizes and what joins them"
cp out got.phm
agrees abs 1e-15 got.phm two_p.phm "the power keeps them apart"
is "$(attr got.phm components)" 2 "their number is an attr"
is "$(diffop -q -t 3 two.phm 2>&1 >/dev/null)" "" "-q leaves that out"
like "$(diffop -t 1 two_p.phm 2>&1 >/dev/null)" "2 connected components" "an operator's are found too"
like "$(seq 20 | sed 's/^1.$/&000/' | tsv2phm -k snapshots | knnaff -k 3 | diffop 2>&1 >/dev/null)" \
    "components .*: to join some, use knnaff -k 6 \(here 3\)" "of neighbours twice as many are named"
printf '0\t0\t0\n0\t1\t1\n0\t1\t1\n' | tsv2phm -k affinity | diffop -t 5 >got.phm 2>err
is "$(phm2tsv got.phm | head -1)" $'1\t0\t0' "a snapshot without neighbours stays where it is"

# ---- walks that have forgotten where they began ----

# Eight snapshots on an arc, as a short training leaves them.
arc() { # k
    awk 'BEGIN { for (i = 0; i < 8; i++) print cos(i / 3) "\t" sin(i / 3) }' | tsv2phm -k snapshots |
        knnaff -k "$1"
}
warnings() { # COMMAND...
    "$@" 2>&1 >/dev/null | grep 'diffop: warning'
}
# How broad the picture is, for its length of 1.
breadth() {
    potdist -q | mds -q | phm2tsv |
        awk 'NR > 1 { x += $1 * $1; y += $2 * $2 } END { print (y > 0.01 * x ? "arc" : "line") }'
}
arc 5 >k5.phm
arc 2 >k2.phm
like "$(warnings diffop k5.phm)" \
    "^diffop: warning: t = 7: walks end alike .* \(to 1.* %\), .* little of the data: use diffop -t 1, or knnaff -k 2 \(here 5\)$" \
    "with too many neighbours the picture would be a line: what to do instead is said"
is "$(diffop -q k5.phm 2>err | breadth) $(diffop -t 1 k5.phm | breadth) $(diffop k2.phm | breadth)" "line arc arc" \
    "and either makes it an arc"
is "$(warnings diffop -t 1 k5.phm)$(warnings diffop k2.phm)" "" "without a warning"
arc 3 >k3.phm
warning=$(warnings diffop -t 38 k3.phm)
like "$warning" "little of the data: use diffop -t [2-9]$" "few neighbours are not made fewer"
is "$(warnings diffop -t "${warning##* }" k3.phm)" "" "and the t that is named is not warned of"
is "$(warnings diffop -t 1,2,12,30 k5.phm | sed 's/: walks.*//')" "diffop: warning: t = 12" \
    "of several powers the first is warned of"
like "$(warnings diffop -t 1000000000 <(knnaff "$data/runs123/X.npy"))" "little of the data: use diffop -t relaxation$" \
    "of a walk of which nothing but rounding is left, the power is not guessed"
is "$(warnings diffop -t relaxation <(knnaff "$data/runs123/X.npy"))" "" "and that one is not warned of"
printf '1\t0.9\t0.9\n0.9\t1\t0.9\n0.9\t0.9\t1\n' | tsv2phm -k affinity >even.phm
like "$(warnings diffop even.phm)" "little of the data: use a smaller -k of knnaff$" \
    "where a single step forgets, fewer steps are not offered"
arc 5 | phm2tsv >block.tsv
{
    sed 's/$/\t0\t0\t0/' block.tsv
    printf '0\t0\t0\t0\t0\t0\t0\t0\t1\t1\t1\n%.0s' 1 2 3
} | tsv2phm -k affinity >blocks.phm
like "$(warnings diffop -t 7 blocks.phm | tail -1)" "t = 7: 1 of 2 components: walks end alike .*: use diffop -t 1$" \
    "of components, those of duplicates are not warned of"
for set in tree200 runs123; do
    for metric in euclidean cosine; do
        is "$(warnings diffop <(knnaff -m $metric "$data/$set/X.npy"))" "" "$set, $metric: there is nothing to warn of"
    done
done

# ---- few snapshots ----

printf '1\n' | tsv2phm -k affinity >one.phm
succeeds "one snapshot has an operator" diffop one.phm
is "$(phm2tsv out)" 1 "which is 1"
printf '1\t0.5\n0.5\t1\n' | tsv2phm -k affinity | diffop -t 1 >got.phm
printf '2\t1\n1\t2\n' | tsv2phm -k affinity | diffop -t 1 >got2.phm
agrees abs 1e-16 got.phm got2.phm "the scale of affinities does not matter"

# ---- bad input ----

refuses() { # KIND ROWS REGEX NAME
    # shellcheck disable=SC2059 # the rows are a format
    printf "$2" | tsv2phm -k "$1" >bad.phm
    fails 1 "$3" "$4" diffop bad.phm
}
refuses affinity '1\t2\n1\t1\n' "affinity matrix: row 0, column 1: 2 is not symmetric" \
    "affinities that are not symmetric are refused"
refuses affinity '1\t-1\n-1\t1\n' "row 0, column 1: -1 is negative" "negative affinities are refused"
refuses affinity '1\tnan\nnan\t1\n' "row 0, column 1: nan" "NaN is refused"
refuses affinity '1\t2\t3\n2\t1\t1\n' "affinity matrix: not square: got 2 x 3: give a row and a column for each snapshot$" "affinities that are not square are refused"
refuses affinity '1e308\t1e308\n1e308\t1e308\n' "row 0: its sum overflows" "sums that overflow are refused"
refuses operator '0.5\t0.5\n0.5\t0.4\n' "row 1 sums to 0.9, not 1" "rows that do not sum to 1 are refused"
refuses operator '1.5\t-0.5\n0\t1\n' "row 0, column 1: -0.5 is negative" "a negative operator is refused"
refuses operator '1\t0\n0\tnan\n' "row 1, column 1: nan" "NaN in an operator is refused"
{
    awk 'BEGIN { print "file"; for (i = 0; i < 20000; i++) print "snapshot" i }' | tsv2phm
    printf '1\tnan\nnan\t1\n' | tsv2phm -k affinity
} >long.phm
fails 1 "row 0, column 1: nan" "nothing is written of a long row table before an affinity that fails" \
    diffop long.phm
phm2npy k.phm >k.npy
for k in 5x nan 1e999 0 -1 ""; do
    fails 1 "affinity record: attribute k: '$k' is not a whole number from 1 on: correct it" "k '$k' is refused" \
        diffop -q -t 1 <(npy2phm -k affinity -a k="$k" k.npy)
done
printf '0.9\t0.1\n0.1\t0.9\n' | tsv2phm -k operator | phm2npy >p.npy
fails 1 "operator record: attribute t: '2x' is not a whole number" "so is a power that is not a number" \
    diffop -q -t 1 <(npy2phm -k operator -a t=2x p.npy)
printf '1\tnan\nnan\t1\n' | tsv2phm -k affinity >nan.phm
rm -f left.tsv
fails 1 "row 0, column 1: nan" "a record behind a good one that is bad" diffop -t 1 -e left.tsv <(cat k.phm nan.phm)
[ ! -e left.tsv ]
ok $? "leaves no entropy curve of the good one"
fails 1 "cut short" "a stream cut short is refused" diffop -t 1 -e left.tsv <(head -c -1 k.phm)
[ ! -e left.tsv ]
ok $? "and leaves no entropy curve"
fails 1 "$T/none/e: cannot write" "a curve that cannot be written is an error" diffop -e "$T/none/e" k.phm

# ---- the wrong kind ----

printf '1\n2\n3\n' | tsv2phm -k snapshots >x.phm
fails 1 "expected affinity or adjacency or operator, got snapshots \(from tsv2phm -k snapshots\): knnaff missing\?" \
    "snapshots are refused" diffop x.phm
snapgram -o g.phm x.phm
fails 1 "got gram \(from snapgram x.phm\): knnaff missing\?" "a Gram matrix is refused" diffop g.phm
potdist -o d.phm p2.phm
fails 1 "got distance \(from potdist p2.phm\): the order is snapcat FILE\.\.\. \| knnaff \| diffop \| potdist \| mds \| trajplot$" \
    "distances are refused" diffop d.phm

# ---- bad options ----

for option in "-t 0" "-t -1" "-t 1.5" "-t x" "-t 1000000001" "--t-max 2" "--t-max 10001" \
    "--entropy x"; do
    # shellcheck disable=SC2086 # an option and its argument
    fails 2 "expected" "$option is refused" diffop $option k.phm
done
fails 2 "-e -: another output goes there too" "-e - is refused without -o" diffop -e - k.phm
fails 2 "-e one.phm: another output goes there too" "and so are two outputs of one name" diffop -e one.phm -o one.phm k.phm

done_testing
