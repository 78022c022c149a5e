#!/bin/bash
# losshom: distances and a column in, persistent homology out; what GUDHI says of the same graphs.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/habits.sh
. tests/tools/habits.sh
homology=$data/homology
cd "$T" || exit 1

attr() { # KEY FILE
    phminfo -H "$2" | sed -n "s/^attr $1 //p"
}

# A stream of a graph's column and distances.
stream_of() { # NAME
    tsv2phm "$homology/$1.rows.tsv"
    case $1 in
        g*) tsv2phm -k distance "$homology/$1.distances.tsv" ;;
        *) npy2phm -k distance "$data/$1/euclidean.potdist.npy" ;;
    esac
}

# The first line of two tables of numbers in which one differs by more than 1e-9; both in order.
first_difference() { # OURS THEIRS
    paste "$1" "$2" | awk '
        { if (NF % 2) { print "line " NR ": " $0; exit }
          for (i = 1; i <= NF / 2; i++) {
              off = $i - $(i + NF / 2)
              if (off > 1e-9 || off < -1e-9) { print "line " NR ": " $0; exit } } }'
}

# Points in an order that does not hang on the digits of rounded sums.
points_of() {
    awk '{ printf "%d\t%.12f\t%.12f\t%d\n", $1, 0 + $2, 0 + $3, $NF }' | sed 's/-\(0\.0*\)\t/\1\t/g' | sort
}

filtration_option() { # FILTRATION
    [ "$1" = superlevel ] && echo --superlevel
}

# ---- against GUDHI ----

while read -r name k filtration; do
    stream_of "$name" >"$name.phm"
    # shellcheck disable=SC2046 # an option or none
    losshom -q -k "$k" $(filtration_option "$filtration") --force -S summary.tsv \
        "$name.phm" >"$name.$filtration" 2>err
    phm2tsv "$name.$filtration" | points_of >ours
    awk -v name="$name" -v filtration="$filtration" '$1 == name && $3 == filtration' \
        "$homology/diagrams.tsv" | cut -f 4- | points_of >theirs
    cmp -s ours theirs
    ok $? "$name, $filtration: the diagram is GUDHI's" || diag "$(diff ours theirs | head -5)"
    awk 'NR > 1 { print $2, $3, $5, $6, $7, $8 }' summary.tsv >ours
    awk -v name="$name" -v filtration="$filtration" '$1 == name && $3 == filtration' \
        "$homology/summaries.tsv" | cut -f 4- >theirs
    is "$(first_difference ours theirs)" "" "$name, $filtration: so are its norms and its entropy"
done < <(cut -f 1-3 "$homology/diagrams.tsv" | uniq)
is "$(find . -name '*level' | wc -l)" 24 "those were twelve graphs, from below and from above"

wrong=
cut -f 1-3 "$homology/between.tsv" | uniq >pairs
while read -r a b filtration; do
    losshom -B "$b.$filtration" "$a.$filtration" >between.tsv || wrong="$wrong $a-$b"
    sed 1d between.tsv | cut -f 2- >ours
    awk -v a="$a" -v b="$b" -v filtration="$filtration" '$1 == a && $2 == b && $3 == filtration' \
        "$homology/between.tsv" | cut -f 4- >theirs
    [ -z "$(first_difference ours theirs)" ] || wrong="$wrong $a-$b"
done <pairs
is "$wrong" "" "bottleneck and Wasserstein distances are GUDHI's"
is "$(wc -l <pairs)" 24 "between all neighbours of the twelve"
is "$(head -1 between.tsv)" $'record\tdimension\tbottleneck\twasserstein-1\twasserstein-2' \
    "they stand under headings"

# ---- the habits of a filter ----

# A line: 3 - 1 - 4 - 0 - 5 - 2 - 6.
seq 0 6 | awk '{ for (j = 0; j < 7; j++) printf "%d%s", 10 + ($1 - j) ^ 2 * ($1 != j) - 10 * ($1 == j),
    j < 6 ? "\t" : "\n" }' | tsv2phm -k distance >line.phm
printf 'file\ttest_loss\tepoch\n' >rows.tsv
paste <(seq 0 6 | sed 's/$/.pt/') <(printf '%s\n' 3 1 4 0 5 2 6) <(seq 0 6) >>rows.tsv
{ tsv2phm rows.tsv && cat line.phm; } >both.phm
keeps_habits both.phm losshom -q -k 1
succeeds "notes tell the numbers" losshom -k 1 both.phm
like "$(cat err "$T/err")" "dimension 0: 3 points, 1 of them essential; total persistence 12," \
    "of each dimension"
like "$(cat "$T/err")" "saddles over minima: 3.33333 on average" "and the mean height of saddles"

# ---- what is written ----

losshom -q -k 1 --force --tree tree.tsv -S summary.tsv both.phm >got.phm
is "$(phminfo -H got.phm | sed -n 's/^kind //p' | paste -sd,)" "rows,diagram" \
    "the row table passes through, the diagram takes the place of the distances"
is "$(phm2tsv got.phm)" "$(printf '%s\n' $'0\t0\t6\t3\t-1\t-1\t1' $'0\t1\t4\t1\t2\t1\t0' \
    $'0\t2\t5\t5\t4\t5\t0')" "a diagram has births, deaths and their rows, by hand"
is "$(attr column got.phm) $(attr filtration got.phm) $(attr k got.phm) $(attr edges got.phm)" \
    "test_loss sublevel 1 6" "column, filtration, k and edges are attrs"
is "$(attr points-0 got.phm) $(attr essential-0 got.phm) $(attr total-0 got.phm)" "3 1 12" \
    "as are the numbers of each dimension"
is "$(cat tree.tsv)" "$(printf '%s\n' $'record\tnode\tparent\tkind\theight\trow\tsize\tfile' \
    $'1\t0\t3\tminimum\t0\t3\t1\t3.pt' $'1\t1\t3\tminimum\t1\t1\t2\t1.pt' \
    $'1\t2\t4\tminimum\t2\t5\t1\t5.pt' $'1\t3\t4\tsaddle\t4\t2\t4\t2.pt' \
    $'1\t4\t-1\tsaddle\t5\t4\t7\t4.pt')" "--tree writes the merge tree, by hand"
is "$(attr smad got.phm)" "3.3333333333333335" "smad is the mean of 4, 3 and 3"
is "$(sed -n 2,3p summary.tsv | cut -f 1-5)" "$(printf '1\t0\t3\t1\t12\n1\t1\t0\t0\t0')" \
    "-S writes the numbers of each dimension"
losshom -q -k 1 --superlevel --force --tree tree.tsv both.phm >got.phm
is "$(phm2tsv got.phm | cut -f 1-3 | paste -sd' ')" $'0\t6\t0 0\t5\t2 0\t4\t0 0\t3\t1' \
    "--superlevel goes from the top down"
is "$(grep -c maximum tree.tsv)" 4 "and calls the leaves of its tree maxima"
losshom -q -k 1 -c epoch both.phm >got.phm
is "$(phm2tsv got.phm | cut -f 1-3)" $'0\t0\t6' "-c names the column"
is "$(losshom -q -k 1 -S - -o got.phm both.phm | cut -f 1-3 | head -2)" \
    $'record\tdimension\tpoints\n1\t0\t3' "-S - writes to standard output"
losshom -q -k 1 -o twice.phm --force --tree tree.tsv <(cat both.phm line.phm)
is "$(phminfo -H twice.phm | sed -n 's/^kind //p' | paste -sd,) $(cut -f 1 tree.tsv | uniq | paste -sd,)" \
    "rows,diagram,diagram record,1,2" "several records are told apart in the tables"

# ---- snapshots without a number, components ----

sed 's/^3.pt\t0/3.pt\t/; s/^5.pt\t2/5.pt\tnan/' rows.tsv >holes.tsv
{ tsv2phm holes.tsv && cat line.phm; } >holes.phm
fails 1 "column 'test_loss': has no finite number for 2 snapshots, the first is 3.pt \(row 3\): .*--skip" \
    "a row without a number is named" losshom -k 1 holes.phm
losshom -k 1 --skip holes.phm >got.phm 2>err
like "$(cat err)" "column 'test_loss': 2 snapshots without a number are left out" "--skip says how many it leaves out"
is "$(phm2tsv got.phm | cut -f 2-4 | paste -sd' ')" $'1\t6\t1' \
    "the others are joined with the nearest that are left: 0-1-2-4-6"
{ tsv2phm "$homology/g8.rows.tsv" && tsv2phm -k distance "$homology/g8.distances.tsv"; } >parts.phm
losshom -k 1 parts.phm >got.phm 2>err
like "$(cat err)" "warning: graph of 1 nearest neighbours: has [0-9]+ connected components: .*: to join some, use losshom -k 2" \
    "several components are warned of"
is "$(attr graph-components got.phm)" "$(attr essential-0 got.phm)" "each has one class that never dies"
{
    tsv2phm "$homology/g8.rows.tsv"
    tsv2phm -k distance "$homology/g8.distances.tsv" | sed 's/^bytes .*/&\nattr components 17/; /^head /d'
} >diffused.phm
losshom -q -k 1 diffused.phm >got.phm 2>err
is "$(attr components got.phm) $(attr graph-components got.phm)" "17 $(attr essential-0 got.phm)" \
    "diffop's number of components is not overwritten by that of the graph"

# ---- distances between diagrams ----

losshom -q -k 1 both.phm >a.phm
printf '0\t2\t5\t5\t4\t5\t0\n' | tsv2phm -k diagram >point.phm
printf '%s\n' 'phm 1' 'kind diagram' 'type f64' 'shape 0 7' 'layout dense' 'bytes 0' '' \
    'xxh3 2d06800538d394c2' >none.phm
is "$(losshom -B a.phm a.phm | sed 1d)" $'1\t0\t0\t0\t0\n1\t1\t0\t0\t0' \
    "a diagram is at distance 0 from itself"
# The point is 2-5. 0-6 with it at 2, 1-4 and 2-5 with the diagonal at 1.5; or 2-5 with it, 0-6 at 3
# and 1-4 at 1.5 with the diagonal.
is "$(losshom --between point.phm a.phm | sed -n 2p | cut -f 2-4)" $'0\t2\t4.5' \
    "distances to a diagram of one point, by hand"
is "$(losshom -B none.phm point.phm | sed -n 2p)" $'1\t0\t1.5\t1.5\t1.5' \
    "to an empty diagram all points go to the diagonal"
is "$(losshom -B none.phm none.phm | sed -n 2p)" $'1\t0\t0\t0\t0' "two empty diagrams are equal"
is "$(losshom -B a.phm <(cat a.phm point.phm) | cut -f 1,3 | sed 1d | paste -sd' ')" \
    $'1\t0 1\t0 2\t2 2\t0' "each of several diagrams is compared with the one"
losshom -q -k 1 both.phm | losshom -B point.phm --force -o between.tsv
is "$(wc -l <between.tsv)" 3 "diagrams come from a pipe, and -o takes the table"

fails 1 "has 2 diagrams, but .* has 3: give one diagram, or as many" "counts that differ are refused" \
    losshom -B <(cat a.phm a.phm) <(cat a.phm a.phm a.phm)
losshom -q -k 1 --superlevel both.phm >top.phm
fails 1 "a sublevel filtration, the other of a superlevel one" "basins are not compared with hills" \
    losshom -B top.phm a.phm
losshom -q -k 1 -c epoch both.phm >epoch.phm
losshom -B epoch.phm a.phm >/dev/null 2>err
like "$(cat err)" "warning: column 'test_loss': compared with a diagram of column 'epoch', .*: make both with losshom -c test_loss$" \
    "different columns are warned of"
fails 1 "expected diagram, got distance .*losshom missing\?" "distances are no diagram" losshom -B a.phm both.phm
fails 1 "expected diagram, got distance" "nor are they on the other side" losshom -B both.phm a.phm
printf '0\t2\t5\n' | tsv2phm -k diagram >narrow.phm
fails 1 "narrow.phm: diagram: has 3 columns, expected 7" "a matrix of three columns is no diagram" \
    losshom -B narrow.phm a.phm
printf '0\t5\t2\t0\t0\t0\t0\n' | tsv2phm -k diagram >upside.phm
fails 1 "upside.phm: diagram: point 0 .*: its death is below its birth" \
    "a death below its birth is refused" losshom -B a.phm upside.phm
fails 1 "cannot open" "a file that is not there is named" losshom -B nowhere.phm a.phm
fails 1 "cut short" "a diagram cut short is refused" losshom -B <(head -c -1 a.phm) a.phm
fails 1 "No space left" "a full disk is noticed" losshom -B a.phm -o /dev/full a.phm
fails 2 "both diagrams would come from standard input" "-B - needs a file" losshom -B - - <a.phm
fails 2 "give the other options to the losshom" "-B goes with no option of a diagram's making" \
    losshom -B a.phm -k 3 a.phm

# ---- bad input ----

fails 1 "column 'loss': not in the table of rows: choose one of file, test_loss, epoch" \
    "a column that is missing is refused" losshom -k 1 -c loss both.phm
fails 1 "column 'file': has no finite number" \
    "a column without numbers is refused" losshom -k 1 -c file both.phm
fails 1 "no table of rows comes before the distances" "distances alone are refused" losshom -k 1 line.phm
fails 1 "7 rows have no 7 nearest others each: use -k 6 at most, or more snapshots$" "a k too large is refused" \
    losshom -k 7 both.phm
fails 1 "no 20 nearest others" "as is the usual one" losshom both.phm
{ tsv2phm <(head -3 rows.tsv) && cat line.phm; } >short.phm
fails 1 "table of rows: has 2 rows, the distances have 7" "a table of other rows is refused" \
    losshom -k 1 short.phm
refuses() { # ROWS REGEX NAME
    # shellcheck disable=SC2059 # the rows are a format
    { tsv2phm <(head -3 rows.tsv) && printf "$1" | tsv2phm -k distance; } >bad.phm
    fails 1 "$2" "$3" losshom -k 1 bad.phm
}
refuses '0\t1\n2\t0\n' "row 0, column 1: 1 is not symmetric" "distances that are not symmetric are refused"
refuses '0\tnan\nnan\t0\n' "row 0, column 1: nan is not a finite number" "NaN is refused"
refuses '0\t-1\n-1\t0\n' "is negative" "negative distances are refused"
refuses '0\t1\t2\n1\t0\t2\n' "not square: got 2 x 3" "a matrix that is not square is refused"
printf '1\t1\n1\t1\n' | tsv2phm -k affinity >k.phm
fails 1 "expected distance, got affinity .*diffop \| potdist missing\?" "affinities are refused" \
    losshom k.phm
fails 2 "-S -: another output goes there too" "-S - and the diagram collide" \
    losshom -S - both.phm
fails 2 "--tree -: another output goes there too" "so do -S - and --tree -" \
    losshom -S - --tree - -o got.phm both.phm
fails 2 "--tree one: another output goes there too" "and two tables of one name" losshom -S one --tree one both.phm
fails 1 "No space left" "a full disk under --tree is noticed" losshom -q -k 1 --tree /dev/full both.phm
fails 2 "expected a whole number" "-k 0 is refused" losshom -k 0 both.phm

done_testing
