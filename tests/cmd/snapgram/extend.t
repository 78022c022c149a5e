#!/bin/bash
# Growing runs: a Gram matrix is extended by new snapshots, and keeps what it had.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

# corner N FILE: the first N rows and columns of the last Gram matrix, 17 digits each.
corner() {
    phm2tsv -k gram "$2" | sed -n "1,$1p" | cut -f "1-$1"
}

# pick FILE ROW...: these rows and columns of the last Gram matrix, in this order.
pick() {
    phm2tsv -k gram "$1" | awk -F '\t' -v rows="${*:2}" '
        { for (j = 1; j <= NF; j++) g[NR, j] = $j }
        END {
            n = split(rows, at, " ")
            for (i = 1; i <= n; i++)
                for (j = 1; j <= n; j++)
                    printf "%s%s", g[at[i], at[j]], j < n ? "\t" : "\n"
        }'
}

# rows NAME...: a row table of those files.
rows() {
    printf '%s\n' file "$@" | tsv2phm
}

# ---- by hand ----

printf '1\t2\t3\n-1\t0\t1\n' | tsv2phm -k snapshots -o x2.phm
printf '1\t2\t3\n-1\t0\t1\n0\t0.5\t4\n' | tsv2phm -k snapshots -o x3.phm
printf '14\t2\t13\n2\t2\t4\n13\t4\t16.25\n' | tsv2phm -k gram -o g3.phm
rows a b | cat - x2.phm | snapgram >old.phm
rows a b c | cat - x3.phm >new.phm
succeeds "a Gram matrix is extended" snapgram --extend old.phm -o got.phm new.phm
agrees abs 0 got.phm g3.phm "the result agrees with a calculation by hand"
is "$(phminfo -H got.phm | sed -n 's/^kind //p' | paste -sd,)" rows,gram "it comes with the rows of all snapshots"
is "$(phm2tsv -k rows got.phm | tail -n 1)" c "the new one among them"
snapgram --extend got.phm new.phm >again.phm
agrees abs 0 again.phm g3.phm "with no new snapshot it stays what it is"

# 2 would be right: what is kept, rather than computed, stays wrong, and what follows from it. (The
# nearest to c is a; so b is as far from c as the way by a is long, of which the old part is wrong.)
printf '14\t2.5\n2.5\t2\n' | tsv2phm -k gram >g2.phm
rows a b | cat - g2.phm >wrong.phm
is "$(snapgram --extend wrong.phm new.phm | phm2tsv)" "$(printf '14\t2.5\t13\n2.5\t2\t4.5\n13\t4.5\t16.25')" \
    "old entries are kept, not computed anew"
# What squares would round: a product of 3e7 beside a length of 1e16.
printf '1e16\t30000000.03\n30000000.03\t0.58\n' >uneven.tsv
rows a b | cat - <(tsv2phm -k gram uneven.tsv) >old_uneven.phm
rows a b c | cat - <(printf '100000000\t0\n0.3\t0.7\n5\t5\n' | tsv2phm -k snapshots) >new_uneven.phm
is "$(snapgram --extend old_uneven.phm new_uneven.phm | phm2tsv | head -2 | cut -f 1-2)" "$(phm2tsv -k gram old_uneven.phm)" \
    "also beside one that is much longer"
rows a b | cat - <(printf '14\t12\n12\t2\n' | tsv2phm -k squares) >squares.phm
is "$(snapgram --extend squares.phm new.phm | phm2tsv -k squares)" \
    "$(printf '14\t12\t4.25\n12\t2\t10.25\n4.25\t10.25\t16.25')" "squares stay squares, however far apart"
rows a b | cat - <(printf '1\t1e-200\n5\t5\n' | tsv2phm -k snapshots) | snapgram -o tiny.phm
rows c b a | cat - <(printf '1\t2e-200\n5\t5\n1\t1e-200\n' | tsv2phm -k snapshots) >less_tiny.phm
fails 1 "rows 2 and 0 differ, but by less than 1e-150" "rows are told of by their numbers in the input" \
    snapgram --extend tiny.phm less_tiny.phm
# Two of one name, which differ: the first is the first.
rows a a | cat - x2.phm | snapgram -o twice.phm
rows c a a | cat - <(printf '0\t0.5\t4\n1\t2\t3\n-1\t0\t1\n' | tsv2phm -k snapshots) |
    snapgram --extend twice.phm -o got.phm
is "$(pick got.phm 2 3 1)" "$(phm2tsv -k gram g3.phm)" "a name that stands twice is that of two rows"
rows a b c d e | cat - <(printf '1\t2\t3\n-1\t0\t1\n1\t2\t3\n7\t7\t7\n7\t7\t7\n' | tsv2phm -k snapshots) |
    snapgram --extend old.phm | knnaff -k 1 2>err >K.phm
like "$(cat err)" "4 snapshots, .*: each has 1 or more others at distance 0" "a new snapshot can be the double of an old one"

# ---- a run that grows ----

mkdir runs
mlp -q --hidden 40,30 --epochs 59 --data "$data/../../examples/data" -o runs --run a
files=(runs/*)
snapcat "${files[@]}" >all.phm
snapgram all.phm >full.phm
for n in 1 7 59; do
    snapcat "${files[@]:0:n}" | snapgram -o old$n.phm
    snapgram --extend old$n.phm all.phm >got.phm
    agrees rel 1e-13 got.phm full.phm "extended from $n to 60 rows it is the Gram matrix of all"
    is "$(corner $n got.phm)" "$(corner $n old$n.phm)" "the $n old rows are kept to the last bit"
done
snapcat "${files[@]:0:30}" | snapgram --extend old7.phm -o old30.phm
snapgram --extend old30.phm all.phm >got.phm
agrees rel 1e-13 got.phm full.phm "it can be extended again and again"
is "$(knnaff got.phm | diffop | potdist | mds | phminfo -H | sed -n 's/^shape //p' | tail -n 1)" "60 2" \
    "and drawn"

snapcat "${files[@]:0:20}" | snapgram -G 'first=s\.0\.,bias' -o old.phm
snapgram -G 'first=s\.0\.,bias' all.phm >full.phm
snapgram -G 'bias=s\.[12]\.bias,first=s\.0\.' --extend old.phm all.phm >got.phm
for name in first bias other; do
    phmsum -i $name full.phm -o full_$name.phm
    phmsum -i $name got.phm -o got_$name.phm
    phmsum -i $name old.phm -o old_$name.phm
    agrees rel 1e-13 got_$name.phm full_$name.phm "of several Gram matrices each is extended, by its name: $name"
    is "$(corner 20 got_$name.phm)" "$(corner 20 old_$name.phm)" "and kept: $name"
done

# Two runs that grow: in the order of runs and steps, new snapshots of the first come amidst the old.
mkdir b
mlp -q --hidden 40,30 --epochs 3 --data "$data/../../examples/data" -o b --run b
old=(runs/a_e00[01]* b/b_e00[01]*) new=(runs/a_e002* b/b_e002*)
snapcat "${old[@]}" | snapgram -o two_runs.phm
snapcat -o amidst.phm "${old[@]}" "${new[@]}"
snapgram amidst.phm >full.phm
snapgram --extend two_runs.phm -o got.phm amidst.phm
agrees rel 1e-13 got.phm full.phm "new snapshots may lie amidst the old ones"
is "$(phm2tsv -k rows got.phm)" "$(phm2tsv -k rows amidst.phm)" "and stay where they are"
is "$(phm2tsv -k rows amidst.phm | awk 'NR > 1 && /e00[01]/ { print NR - 1 }' | paste -sd' ')" "1 2 4 5" \
    "(these are not together)"
is "$(pick got.phm 1 2 4 5)" "$(pick two_runs.phm 1 2 3 4)" \
    "what the old ones had is kept to the last bit"

# ---- what is refused ----

fails 1 "old.phm: has no Gram matrix of all columns: group the tensors as they were" \
    "groups that were are asked for" snapgram --extend old.phm all.phm
fails 1 "old.phm: has no Gram matrix second" "a group that was not is refused" \
    snapgram -G 'first=s\.0\.,second=s\.1' --extend old.phm all.phm
fails 1 "old.phm: the Gram matrix bias is of 40 columns, in the input of 30" "so is one of other tensors" \
    snapgram -G 'first=s\.0\.,bias=s\.1.bias' --extend old.phm all.phm
cat wrong.phm g2.phm >two.phm
fails 1 "two.phm: 2 Gram matrices, in the input 1 groups" "and a part of the groups" \
    snapgram --extend two.phm new.phm

snapcat --as-given -o reordered.phm "${files[0]}" "${files[2]}" "${files[1]}" "${files[@]:3}"
snapgram reordered.phm >full.phm
snapgram --extend old7.phm -o got.phm reordered.phm
agrees rel 1e-13 got.phm full.phm "old snapshots may come in another order"
is "$(pick got.phm 1 3 2 4 5 6 7)" "$(pick old7.phm 1 2 3 4 5 6 7)" "and keep what they had"
snapcat -o three.phm "${files[@]:0:3}"
fails 1 "old7.phm: runs/a_e003.safetensors is not in the input: give the old snapshots together with the new ones" \
    "fewer snapshots than there were are refused" \
    snapgram --extend old7.phm three.phm
snapcat -i weight -o weights.phm "${files[@]}"
fails 1 "old7.phm: 6 tensors, in the input 3: give snapcat the same -i and -x" "other tensors are refused" \
    snapgram --extend old7.phm weights.phm
cp "${files[9]}" "${files[4]}"
snapcat --as-given -o changed.phm "${files[@]}"
fails 1 "old7.phm: row 4 \(runs/a_e004.safetensors\) is not as long as it was, so its file has changed" \
    "an old snapshot that was changed since is found" \
    snapgram --extend old7.phm changed.phm
fails 1 "g3.phm: a Gram matrix of 3 snapshots, but a table of 0 rows" "a Gram matrix without rows is refused" \
    snapgram --extend g3.phm new.phm
fails 1 "3 snapshots, but a table of 0 rows before them" "so are snapshots without rows" \
    snapgram --extend got.phm x3.phm
printf 'name\na\nb\n' | tsv2phm | cat - g2.phm >unnamed.phm
fails 1 "unnamed.phm: has no row table with a column 'file'" "and rows that do not say their files" \
    snapgram --extend unnamed.phm new.phm
fails 1 "all.phm: expected gram records, got none: make them with snapgram" "a stream without Gram matrices is refused" \
    snapgram --extend all.phm all.phm
fails 1 "none.phm: cannot open" "so is a file that is not there" snapgram --extend none.phm all.phm
head -c -30 old7.phm >cut.phm
fails 1 "cut.phm: .*cut short" "one cut short" snapgram --extend cut.phm all.phm
rows a b | cat - <(printf '1\t2\n3\t4\n' | tsv2phm -k gram) >bad.phm
fails 1 "bad.phm: gram matrix: row 0, column 1: 2 is not symmetric" "and one that is no Gram matrix" \
    snapgram --extend bad.phm new.phm

done_testing
