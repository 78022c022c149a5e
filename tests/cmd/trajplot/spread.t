#!/bin/bash
# trajplot: the spread of places as ellipses, and all pictures of a stream side by side.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

# Three snapshots of two runs, and one of none. The covariance of the first has the eigenvalues 9 and
# 4, its major axis at 30 degrees; of the second it is a circle; of the third a line along y.
printf 'file\trun\tstep\tspread-xx\tspread-xy\tspread-yy\n' >rows.tsv
printf '%s\t%s\t%s\t%s\t%s\t%s\n' p a 0 7.75 2.1650635094610964 5.25 q a 1 0.25 0 0.25 r b 0 0 0 4 s '' '' '' x 1 >>rows.tsv
printf '0\t0\n10\t0\n10\t10\n0\t10\n' | tsv2phm -k coords >places.phm
cat <(tsv2phm rows.tsv) places.phm >x.phm

block() { # NAME FILE
    sed -n "/^\$$1 << END/,/^END/p" "$2" | sed '1d;$d'
}
trajplot -g x.phm >script 2>err
is "$(block spread script | awk 'NF { for (i = 1; i <= NF; i++) $i = sprintf("%.6g", $i) } { print }')" \
    $'0 0 6 4 30\n10 0 1 1 0\n\n\n10 10 4 0 90\n\n\n0 10 2 0 90' \
    "an ellipse has both diameters, two standard deviations each, and the angle of the longer one"
is "$(grep -c 'with ellipses' script)" 3 "runs have ellipses of their own, and so has what is in none"
is "$(grep -o "ellipses lc rgb '[^']*'" script | sort -u | wc -l)" 3 "in their hues"
awk '/with ellipses/ { last = NR } /with lines ls|with points pt/ && !first { first = NR } END { exit !(last < first) }' script
ok $? "beneath lines and points"
# The picture reaches from -3 to 12, the ellipse of the first and of the third, and a margin of a 20th.
low=$(sed -n 's/^set xrange \[\(-[0-9.]*\):.*/\1/p' script | head -n 1)
awk -v low="$low" 'BEGIN { exit !(low < -3) }'
ok $? "they are within the frame" || diag "from $low"
succeeds "the legend tells what they are" grep -q "standard deviation" script
trajplot -g --spread none x.phm >plain 2>err
! grep -q 'ellipses\|[$]spread\|standard deviation' plain
ok $? "--spread none leaves them out"
cat <(cut -f 1-3 rows.tsv | tsv2phm) places.phm | trajplot -g >other 2>err
cmp -s plain other
ok $? "as a table without the columns does"
trajplot -g -d 3 x.phm >out 2>err
fails 2 "--spread x: expected one of ellipses, none" "--spread takes its names alone" trajplot --spread x x.phm
cut -f 1-5 rows.tsv | tsv2phm | cat - places.phm | trajplot -g 2>err | grep -q ellipses
is $? 1 "two of the columns are not enough"
printf '0\t0\t1\n10\t0\t2\n10\t10\t3\n0\t10\t4\n' | tsv2phm -k coords | cat <(tsv2phm rows.tsv) - | trajplot -g 2>err | grep -q ellipses
is $? 1 "there are none in space"
trajplot -g --terminal characters x.phm 2>err | grep -q ellipses
is $? 1 "nor in characters"

# ---- in a page ----

if has_pages && command -v "$PYTHON" >/dev/null; then
    page() { "$PYTHON" "$tests_dir/cmd/trajplot/html_page.py" "$@"; }
    trajplot -o x.html x.phm 2>err
    is "$(page axes x.html)" "$(printf '%.4f\t%.4f\t%.4f\t%.4f\n' 2.5981 1.5 1 1.7321 0.5 0 0 0.5 0 2 0 0 0 1 0 0)" \
        "a page has both semi-axes of each ellipse"
    is "$(page head x.html | grep -o '"spread", "[a-z ]*"')" '"spread", "standard deviation"' "and its legend tells of them"
    trajplot --spread none -o x.html x.phm 2>err
    is "$(page axes x.html)" "" "--spread none leaves them out of it, too"
else
    skip 3 "trajplot was built without three.js, or there is no Python"
fi

# ---- the pictures of a sweep ----

for run in 0 1; do
    seq 0 7 | awk -v r=$run '{ printf "%g\t%g\t%g\n", $1, r * $1 * $1 / 4, r }' >>points
    seq 0 7 | awk -v r=$run '{ print $1 "\trun" r "\t" $1 }' >>names
done
{ printf 'file\trun\tstep\n' && cat names; } | tsv2phm | cat - <(tsv2phm -k snapshots points) |
    embsweep -k 2,3 -t auto,5 -r 0 --leave-out runs --all >all.phm
is "$(phminfo -H all.phm | grep -c '^kind coords')" 13 "(twelve pictures and their mean)"
trajplot -g all.phm >script 2>err
is "$(cat err)" "" "all pictures of a stream are drawn"
titles=$(sed -n 's/^# Panel [0-9]*: //p' script | tr -d "'\"")
is "$(head -n 5 <<<"$titles" | paste -sd '|')|$(tail -n 1 <<<"$titles")" \
    "mean|k 2, t auto|k 2, t 5|k 3, t auto|k 3, t 5|no run1, k 3, t 5" "with what differs for titles"
is "$(grep -c 'set xrange' script) $(grep 'set xrange' script | sort -u | wc -l)" "13 1" "at one scale"
[ "$(trajplot -g --all --free all.phm 2>err | grep 'set xrange' | sort -u | wc -l)" -gt 6 ]
ok $? "or each at its own"
is "$(grep -c 'with ellipses' script) $(grep -c '^[$]spread1 ' script)" "2 1" "only the mean has ellipses"
is "$(block snapshots6 script | grep -c '^[0-9-]')" 8 "a picture without a run has the snapshots of the other"
is "$(grep -o 'n = [0-9]*, mean of 12 pictures' script) $(grep -c 'n = ' script)" "n = 16, mean of 12 pictures 1" "the one caption is that of the mean"
is "$(grep -o 'k 2,3, t auto,5[^)]*)' script | tr -d "\\\\" | paste -sd ' ')" "k 2,3, t auto,5, euclidean, each of 2 runs left out)" "with the settings"
trajplot -g -n 2 all.phm 2>err | grep -q ellipses
is $? 1 "a single picture of a sweep has no ellipses"
trajplot -g --all all.phm | cmp -s - script
ok $? "--all says what is done without it"
for t in 5 10; do
    phm2npy -k coords x.phm | npy2phm -k coords -a k=2 -a t=$t -a stress=0.$t
done | trajplot -g >script 2>err
is "$(sed -n 's/^# Panel [0-9]*: //p' script | tr -d "'\"" | paste -sd '|')" "t 5|t 10" "powers are titles"
is "$(grep -o 'n = [^"]*k = 2' script) $(grep -c 't = 5' script) $(grep -o 'stress = [^"]*' script)" \
    "n = 4, k = 2 0 stress = 0.1 to 0.5" "the caption tells what all pictures have, and how far the stress goes"
trajplot -g --all x.phm 2>err | grep -q '^# Panel'
is $? 1 "a single picture is drawn as ever"
fails 1 "cut short" "of a stream that is whole" trajplot <(head -c -1 all.phm)

done_testing
