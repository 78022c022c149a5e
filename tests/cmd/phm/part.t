#!/bin/bash
# phmsum: parts add up where all of them are there, once, and of the same snapshots.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/numpy.sh
. tests/tools/numpy.sh
cd "$T" || exit 1
numpy '' || skip_all "no numpy"

# Five snapshots of 40 columns, whose parts are part1.phm to part4.phm.
numpy 'np.save("x.npy", np.random.default_rng(1).normal(size=(5, 40)))'
printf '%s\t%s\t%s\n' file run step a0 a 0 a1 a 1 b0 b 0 b1 b 1 b2 b 2 >rows.tsv
npy2phm -k snapshots -r rows.tsv x.npy -o x.phm
snapgram x.phm -o whole.phm
for i in 1 2 3 4; do
    snapgram --part $i/4 x.phm -o part$i.phm
done

phmsum part[1-4].phm >sum.phm
agrees rel 1e-12 sum.phm whole.phm "all parts are the whole"
phmsum part3.phm part1.phm part4.phm part2.phm >sum.phm
agrees rel 1e-12 sum.phm whole.phm "in any order"
is "$(attrs sum.phm)" "params 40,summands 4" "the sum is no part"
cat part[1-4].phm | phmsum -o sum.phm
agrees rel 1e-12 sum.phm whole.phm "in one stream, too"
is "$(phminfo -H sum.phm | grep -c '^kind rows')" 1 "which has one table then"

numpy 'x = np.load("x.npy")[:, :10]; np.save("equal.npy", np.hstack([x, x]))'
npy2phm -k snapshots -r rows.tsv equal.npy >equal.phm
for i in 1 2; do snapgram --part $i/2 equal.phm -o equal$i.phm; done
succeeds "parts may have the same numbers" phmsum equal1.phm equal2.phm
is "$(cat err)" "" "without a warning"

# ---- parts that are missing, or too many ----

fails 1 'part 3 of 4 is missing: give the stream of --part 3/4, too$' "a missing part is named" \
    phmsum part1.phm part2.phm part4.phm
fails 1 'parts 1, 3, 4 of 4 are missing: give the streams of --part 1/4 and of the others' "so are several" \
    phmsum part2.phm
cp part3.phm copy.phm
fails 1 'copy.phm: part 3/4 appears twice, first in part3.phm: give each part once' \
    "of a part that appears twice both files are named" phmsum part[1-4].phm copy.phm
fails 1 'whole.phm: a whole, and in part1.phm is a part' "a whole is no part" phmsum part1.phm whole.phm
fails 1 'whole.phm: a whole, and in part1.phm is a part' "whichever comes first" phmsum whole.phm part1.phm
snapgram --part 2/5 x.phm -o fifth.phm
fails 1 'fifth.phm: part 2/5, but part1.phm is one of 4 parts' "fifths are no quarters" phmsum part1.phm fifth.phm

# Each part of 20 of 40 columns is one tensor here, so that its pieces go on where those before ended.
for name in b c; do
    printf '%s\t%s\t%s\t%s\t%s\n' name dtype shape first count a f32 20 0 20 $name f32 20 20 20 >tensors.tsv
    { tsv2phm -k tensors tensors.tsv && cat x.phm; } >of_$name.phm
done
snapgram --part 1/2 of_b.phm -o of_b1.phm
snapgram --part 2/2 of_c.phm -o of_c2.phm
fails 1 'of_c2.phm: part 2/2, of other tensors than the part in of_b1.phm: choose the same for all parts' \
    "parts are of the same tensors" phmsum of_b1.phm of_c2.phm

# ---- a part that is taken for the whole ----

npy2phm -k snapshots -a part=1/4 -a params=40 -a whole=160 -r rows.tsv x.npy -o columns.phm
preddist -q -c 4 --part 1/3 x.phm -o samples.phm
knnaff -q -k 2 whole.phm | diffop -q | potdist -q | mds -q -o coords.phm
alone='record: it is part 1/4 alone, not the whole: give the sum of all parts .phmsum'
for stage in 'knnaff -k 2' pca mds embsweep trajstat 'mds --onto coords.phm' trajplot; do
    # shellcheck disable=SC2086 # a program with its options
    fails 1 "part1.phm: squares $alone\)" "a part is not the whole of $stage" $stage part1.phm
done
for stage in 'knnaff -k 2' pca 'trajstat --layers'; do
    # shellcheck disable=SC2086 # a program with its options
    fails 1 "columns.phm: snapshots $alone, of what snapgram makes of each\)" "nor are columns of $stage" \
        $stage columns.phm
done
fails 2 'columns.phm: snapshots record: it is part 1/4 alone' "nor of an audit" snapaudit columns.phm
fails 1 'samples.phm: distance record: it is part 1/3 alone' "nor are samples" mds samples.phm
fails 1 "part1.phm: squares $alone" "also where distances stand beside" embscore part1.phm coords.phm
for program in phminfo 'phm2npy -k squares' 'phm2tsv -k squares'; do
    # shellcheck disable=SC2086 # a program with its options
    succeeds "$program takes what it is given" $program part1.phm
done

# ---- parts of other snapshots ----

# other NAME ROWS [COLUMNS]: part 2/4 of snapshots with that table, in NAME.
other() {
    npy2phm -k snapshots -r "$2" x.npy | snapgram --part 2/4 -o "$1"
}

sed 's/a1/c1/' rows.tsv >renamed.tsv
other renamed.phm renamed.tsv
fails 1 'renamed.phm: row 1: file is c1, but in part1.phm it is a1: give parts of the same' \
    "parts are of the same files" phmsum part1.phm renamed.phm
sed 's/b\t2/b\t3/' rows.tsv >later.tsv
other later.phm later.tsv
fails 1 'later.phm: row 4: step is 3, but in part1.phm it is 2' "of the same steps" phmsum part1.phm later.phm
sed 's/a\t0/c\t0/' rows.tsv >rerun.tsv
other rerun.phm rerun.tsv
fails 1 'rerun.phm: row 0: run is c, but in part1.phm it is a' "of the same runs" phmsum part1.phm rerun.phm
sed 's,[ab][012]\t,/scratch/&,' rows.tsv >moved.tsv
other moved.phm moved.tsv
fails 1 'moved.phm: row 0: file is /scratch/a0, but in part1.phm it is a0: if this is one file, name it alike' \
    "under the same names, or the remedy is told" phmsum part1.phm moved.phm
sed '1s/$/\tloss/; 2,$s/$/\t0.5/' rows.tsv >loss.tsv
sed '4s/0.5/0.25/' loss.tsv >rewritten.tsv
npy2phm -k snapshots -r loss.tsv x.npy | snapgram --part 1/4 -o loss.phm
other rewritten.phm rewritten.tsv
succeeds "a file may have another loss in each part" phmsum loss.phm rewritten.phm part3.phm part4.phm
is "$(cat err)" "phmsum: warning: rewritten.phm: row 2: loss is 0.25, but in loss.phm it is 0.5: if the file was written \
anew between, make all parts again (snapcat --part)" "which is told, once"
{ sed -n 1p rows.tsv && sed -n 3p rows.tsv && sed -n 2p rows.tsv && sed -n '4,$p' rows.tsv; } >turned.tsv
other turned.phm turned.tsv
fails 1 'turned.phm: row 0: file is a1' "in the same order" phmsum part1.phm turned.phm
cut -f 1,2 rows.tsv >short.tsv
other short.phm short.tsv
fails 1 'short.phm: the rows have no column step, which part1.phm has' "described alike" phmsum part1.phm short.phm
fails 1 'part1.phm: the rows have a column step, which short.phm has not' "either way" phmsum short.phm part1.phm
npy2phm -k gram -a part=2/4 -a params=10 -a whole=40 -o bare.phm <(snapgram x.phm | phm2npy -k gram)
fails 1 'bare.phm: a part without a table of rows' "with a table" phmsum part1.phm bare.phm
{ cat rows.tsv && printf 'b3\tb\t3\n'; } >more.tsv
{ tsv2phm -k rows <more.tsv && phm2npy -k squares part2.phm | npy2phm -k squares -a part=2/4 -a params=10 -a whole=40
} >longer.phm
fails 1 'longer.phm: a table of 6 rows before a part of 5 snapshots' "its own" phmsum longer.phm
numpy 'np.save("y.npy", np.ones((6, 40))); np.save("z.npy", np.ones((5, 41)))'
npy2phm -k snapshots -r more.tsv y.npy | snapgram --part 2/4 -o more.phm
fails 1 'more.phm: 6 rows, but part1.phm has 5' "of as many" phmsum part1.phm more.phm
npy2phm -k snapshots -r rows.tsv z.npy | snapgram --part 2/4 -o wider.phm
fails 1 'wider.phm: part 2/4 of 41 numbers, but part1.phm is a part of 40' "and of as many parameters" \
    phmsum part1.phm wider.phm

# ---- attributes by other hands ----

# by_hand FILE ATTRIBUTE...: part 2/4 as another program would write it.
by_hand() {
    local file=$1 attributes=()
    shift
    while [ $# -gt 0 ]; do attributes+=(-a "$1") && shift; done
    npy2phm -k gram -r rows.tsv "${attributes[@]}" products.npy -o "$file"
}
phm2npy -k squares part2.phm -o squares.npy
numpy 's = np.load("squares.npy"); d = np.diag(s); p = (d[:, None] + d - s) / 2
np.fill_diagonal(p, d); np.save("products.npy", p)'
by_hand hand.phm part=2/4 params=10 whole=40
phmsum part1.phm hand.phm part3.phm part4.phm >sum.phm
agrees rel 1e-12 sum.phm whole.phm "products and squares may be mixed"
phmsum hand.phm part1.phm part3.phm part4.phm >sum.phm
agrees rel 1e-12 sum.phm whole.phm "in any order, too"
by_hand hand.phm part=2/4 params=9 whole=40
fails 1 'the parts hold 39 numbers, but 40 are the whole: some of a part' "parts without some of their columns are no whole" \
    phmsum part1.phm hand.phm part3.phm part4.phm
by_hand hand.phm part=2/4 params=11 whole=40
fails 1 'with it the parts hold more than the whole, 40 numbers' "nor with more" phmsum part1.phm hand.phm part3.phm part4.phm
by_hand hand.phm part=5/4 params=10 whole=40
fails 1 'hand.phm: gram record: attribute part: 5/4: not a part' "a part is one of them" phmsum hand.phm
by_hand hand.phm part=2/4 params=10
fails 1 'hand.phm: gram record: part 2/4, but no attribute whole' "and tells what the whole is" phmsum hand.phm

# ---- names ----

{ printf '%s\t%s\t%s\n' name first count a 0 15 b 15 25 | tsv2phm -k tensors && cat x.phm; } >named.phm
snapgram --by-tensor named.phm -o layers.phm
for i in 1 2 3 4; do
    snapgram --by-tensor --part $i/4 named.phm -o layer$i.phm
done
phmsum -i '^a$' layers.phm >one.phm
phmsum -i '^a$' layer[1-4].phm >sum.phm
agrees rel 1e-12 sum.phm one.phm "a name is added over all parts"
is "$(attrs sum.phm)" "name a,params 15,summands 2" "and named once"
snapgram --part 2/4 -o plain2.phm named.phm
fails 1 'plain2.phm: part 2/4 of all tensors, but layer1.phm has groups: group the tensors of all parts alike' \
    "a part without names is none of those with names, which -i would not find" \
    phmsum -i '^a$' layer1.phm plain2.phm layer[34].phm
fails 1 'layer1.phm: part 1/4 of a group, but plain2.phm is of all tensors' "whichever comes first" \
    phmsum -i '^a$' plain2.phm layer1.phm layer[34].phm
for i in 1 2 3 4; do
    snapgram -q -G x=a,y=b --part $i/4 named.phm -o group$i.phm
done
snapgram -q -G x=b,y=a --part 2/4 named.phm -o exchanged.phm
fails 1 'exchanged.phm: part 2/4, of other groups than the part in group1.phm: group the tensors of all parts alike \(-G, --by-tensor\)' \
    "groups of one name are by one expression" phmsum -i x group1.phm exchanged.phm group[34].phm
snapgram -q --by-tensor --part 2/4 named.phm -o each.phm
fails 1 'each.phm: part 2/4, of other groups than the part in group1.phm' "a group may have the name of a tensor" \
    phmsum -i x group1.phm each.phm group[34].phm
phmsum -i x group[1-4].phm -o sum.phm
agrees rel 1e-12 sum.phm one.phm "then they are added"
is "$(attrs sum.phm)" "name x,params 15,summands 2" "and the sum is no part"
cat layer[1-4].phm | phmsum -o sum.phm
is "$(phminfo -H sum.phm | sed -n 's/^kind //p' | paste -sd,)" rows,tensors,gram "one stream has one table of tensors"
fails 1 'part 4 of 4 is missing' "all parts must be there, also those that lack the name" phmsum -i '^a$' layer[1-3].phm
fails 1 'layer2.phm: part 2/4, a appears twice, first in layer2.phm' "a name appears once in each" \
    phmsum layer[1-4].phm layer2.phm
phmsum layer[1-4].phm >sum.phm
is "$(phm2tsv -k tensors sum.phm)" "$(printf '%s\t\t\t%s\t%s\n' a 0 15 b 15 25 | sed '1i name\tdtype\tshape\tfirst\tcount')" \
    "the tensors are put together again"

# ---- distances of predictions ----

preddist -q -c 4 x.phm -o whole.phm
for i in 1 2 3; do
    preddist -q -c 4 --part $i/3 x.phm -o samples$i.phm
done
is "$(attrs samples2.phm)" \
    "samples 3,part 2/3,whole 10,metric bhattacharyya,squared yes,classes 4,values logits" "parts of samples count them"
phmsum samples[123].phm >sum.phm
agrees rel 1e-12 sum.phm whole.phm "they add up"
is "$(attrs sum.phm)" "samples 10,metric bhattacharyya,squared yes,classes 4,values logits,summands 3" "to all samples"
fails 1 'part 2 of 3 is missing: give the stream of --part 2/3' "a missing one is named" phmsum samples1.phm samples3.phm
fails 1 'samples1.phm: part 1/3 appears twice' "so is one that appears twice" phmsum samples[123].phm samples1.phm
fails 1 'whole.phm: a whole, and in samples1.phm is a part' "and a whole" phmsum samples1.phm whole.phm
fails 1 'part 1/11: there are only 10 samples' "there are not more parts than samples" preddist -c 4 --part 1/11 x.phm
numpy 'np.save("labels.npy", np.arange(10) % 4)'
preddist -q -c 4 --labels labels.npy x.phm | phm2tsv -k rows | cut -f 4,5 >expected
for i in 1 2 3; do
    preddist -q -c 4 --labels labels.npy --part $i/3 x.phm -o samples$i.phm
done
phmsum -q samples[123].phm | phm2tsv -k rows | cut -f 4,5 >got
numpy 'a, b = (np.loadtxt(f, skiprows=1) for f in argv); assert abs(a - b).max() < 1e-12' got expected
ok $? "each part takes its own labels"
numpy 'x = np.load("x.npy"); x[:, 33] = np.nan; np.save("nan.npy", x)'
fails 1 'sample 8' "a sample is named by its number among all" \
    preddist -c 4 --part 3/3 <(npy2phm -k snapshots -r rows.tsv nan.npy)
fails 1 'part 2/4 of the columns, which may cut samples: give the whole to preddist --part' "columns are no samples" \
    preddist -c 5 <(npy2phm -k snapshots -a part=2/4 -a params=10 -a whole=40 x.npy)

# ---- sketches ----

for i in 1 2 3; do
    numpy 's = np.random.default_rng(int(argv[0])).normal(size=(5, 64)).astype("f4")
s[0, 0] = (1e20, -1e20, 1)[int(argv[0]) - 1] # in this order alone the sum is 1
np.save("s.npy", s)' $i
    cp s.npy s$i.npy
    npy2phm -k snapshots -r rows.tsv -a sketch=64 -a seed=0 -a params=$((99 + i)) -a part=$i/3 -a whole=303 s$i.npy -o sketch$i.phm
done
numpy 'a, b, c = (np.load(f"s{i}.npy").astype("f8") for i in (1, 2, 3)); np.save("s.npy", ((a + b) + c).astype("f4"))'
phmsum sketch2.phm sketch3.phm sketch1.phm >sum.phm
phm2npy -k snapshots sum.phm | cmp -s - s.npy
ok $? "sketches of parts are added in the order of the parts, and rounded once"
is "$(attrs sum.phm)" "sketch 64,seed 0,params 303,summands 3" "and are sketches of the whole"
numpy 'np.save("zeros.npy", np.full((5, 64), -0.0, "f4"))'
for i in 1 2; do
    npy2phm -k snapshots -r rows.tsv -a sketch=64 -a seed=0 -a params=1 -a part=$i/2 -a whole=2 zeros.npy -o zeros$i.phm
done
is "$(phmsum zeros[12].phm | phm2npy -k snapshots | cmp - zeros.npy 2>&1)" "" "-0 and -0 are -0, as in a sum of logs"
fails 1 'part 3 of 3 is missing' "all must be there" phmsum sketch1.phm sketch2.phm
npy2phm -k snapshots -r rows.tsv -a sketch=64 -a seed=1 -a params=101 -a part=2/3 -a whole=303 s2.npy -o seed.phm
fails 1 'seed.phm: the first part: of sketches of 64 numbers, seed 0, but the input is of .*seed 1' "with one seed" \
    phmsum sketch1.phm seed.phm
for choice in 1:a=weight,b=bias 2:a=bias,b=weight; do
    snapcat -q --sketch 64 -G "${choice#*:}" --part "${choice%%:*}/2" "$data/formats/zip.pt" -o "choice${choice%%:*}.phm"
done
fails 1 'choice2.phm: part 2/2, of other groups than the part in choice1.phm' "with groups by the same expressions" \
    phmsum choice1.phm choice2.phm
npy2phm -k snapshots -r rows.tsv -a sketch=64 -a seed=0 s2.npy -o alone.phm
fails 1 'alone.phm: sketches that are not a part' "others do not add up" phmsum alone.phm
fails 1 'sketches, distances and Gram matrices do not add up' "nor do they with Gram matrices" phmsum sketch1.phm \
    <(npy2phm -k gram -r rows.tsv -a part=2/3 -a params=101 -a whole=303 products.npy)

# Of checkpoints: the parts' numbers are rounded to float32, 1e-7 of them.
for option in '' '-G b,w' --by-tensor; do
    for i in 1 2 3; do
        # shellcheck disable=SC2086 # no word, one, or two
        snapcat -q --sketch 64 $option --part $i/3 "$data/formats/zip.pt" -o sketch$i.phm
    done
    # shellcheck disable=SC2086
    snapcat -q --sketch 64 $option "$data/formats/zip.pt" -o whole.phm
    phmsum sketch[123].phm >sum.phm
    agrees abs 1e-5 sum.phm whole.phm "sketches of parts by snapcat add up $option"
    cmp -s <(phm2tsv -k tensors sum.phm) <(phm2tsv -k tensors whole.phm)
    ok $? "and so do the parameters that each stands for"
    snapgram -q whole.phm -o one.phm
    for i in 1 2 3; do snapgram -q sketch$i.phm -o gram$i.phm; done
    succeeds "their Gram matrices can be added, too" phmsum gram[123].phm
done
numpy 'np.save("large.npy", np.full((5, 64), 3e38, "f4"))'
for i in 1 2; do
    npy2phm -k snapshots -r rows.tsv -a sketch=64 -a seed=0 -a params=1 -a part=$i/2 -a whole=2 large.npy -o large$i.phm
done
fails 1 'number 0 of the sum is 6e\+38, which does not fit float32' "a sum that overflows is an error" phmsum large[12].phm
done_testing
