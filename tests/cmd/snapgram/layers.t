#!/bin/bash
# Layers: the record of tensors, Gram matrices of groups of tensors, and sums of a choice of them.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

header() { # FILE KEY: what the headers say, joined by commas
    phminfo -H "$1" | sed -n "s/^$2 //p" | paste -sd,
}

# gram FILE NAME: the Gram matrix of that name.
gram() {
    phmsum -i "^$2\$" "$1" | phm2tsv -k gram
}

# ---- the record ----

mkdir runs
mlp -q --hidden 8,6 --epochs 9 --data "$data/../../examples/data" -o runs --run a
snapcat runs/*.safetensors >runs.phm
is "$(header runs.phm kind)" rows,tensors,snapshots "the tensors stand between the rows and the snapshots"
is "$(phm2tsv -k tensors runs.phm)" "$(printf '%s\t%s\t%s\t%s\t%s\n' \
    name dtype shape first count \
    layers.0.bias f32 8 0 8 \
    layers.0.weight f32 8x64 8 512 \
    layers.1.bias f32 6 520 6 \
    layers.1.weight f32 6x8 526 48 \
    layers.2.bias f32 10 574 10 \
    layers.2.weight f32 10x6 584 60)" \
    "each tensor has a name, a type, a shape, a first column and a number of columns"
snapcat -i weight runs/*.safetensors >weights.phm
is "$(phm2tsv -k tensors weights.phm | cut -f 1,4,5 | tail -n +2)" "$(printf '%s\t%s\t%s\n' \
    layers.0.weight 0 512 layers.1.weight 512 48 layers.2.weight 560 60)" \
    "columns count from the first tensor that is compared"
knnaff runs.phm | diffop 2>err | potdist | mds >coords.phm
is "$(phm2tsv -k tensors coords.phm)" "$(phm2tsv -k tensors runs.phm)" "it passes through all stages"
phm2npy -k snapshots -o X.npy runs.phm
is "$(snapcat X.npy | phm2tsv -k tensors | tail -n 1)" "$(printf 'array\tf32\t10x644\t0\t6440')" \
    "a file of one array has one tensor"

# ---- groups, by hand ----

# put TENSOR-LINES: three snapshots of four columns with those tensors.
printf '1\t2\t3\t0\n-1\t0\t1\t0\n0\t0.5\t4\t2\n' | tsv2phm -k snapshots -o x.phm
put() {
    { printf 'name\tfirst\tcount\n'; printf '%s\t%s\t%s\n' "$@"; } | tsv2phm -k tensors | cat - x.phm
}
a=$(printf '5\t-1\t1\n-1\t1\t0\n1\t0\t0.25')
b=$(printf '9\t3\t12\n3\t1\t4\n12\t4\t16')
c=$(printf '0\t0\t0\n0\t0\t0\n0\t0\t4')
ac=$(printf '5\t-1\t1\n-1\t1\t0\n1\t0\t4.25')
put a 0 2 b 2 1 c 3 1 >abc.phm

snapgram --by-tensor abc.phm >each.phm
is "$(header each.phm kind)" tensors,gram,gram,gram "--by-tensor writes a Gram matrix for each tensor"
is "$(phminfo -H each.phm | sed -n 's/^attr name //p' | paste -sd,)" a,b,c "they have the tensors' names"
is "$(phminfo -H each.phm | sed -n 's/^attr params //p' | paste -sd,)" 2,1,1 \
    "their attribute params is the number of their columns"
is "$(gram each.phm a)" "$a" "the products of the first tensor agree with a calculation by hand"
is "$(gram each.phm b)" "$b" "those of a tensor in the middle do"
is "$(gram each.phm c)" "$c" "those of the last do"
phmsum each.phm >sum.phm
snapgram x.phm >whole.phm
agrees abs 0 sum.phm whole.phm "together they are the Gram matrix of all columns"

snapgram -G 'a|c' abc.phm >groups.phm
is "$(phminfo -H groups.phm | sed -n 's/^attr name //p' | paste -sd,)" "a|c,other" \
    "a group is called by its expression, and what is in none is in other"
is "$(phm2tsv <(phmsum -i '^a' groups.phm))" "$ac" "a group's columns need not stand together"
phmsum groups.phm >sum.phm
agrees abs 0 sum.phm whole.phm "the groups and the others are the Gram matrix of all columns"
snapgram -G 'last=c,first=[ab]' abc.phm >groups.phm
is "$(phminfo -H groups.phm | sed -n 's/^attr name //p' | paste -sd,)" last,first \
    "groups can be given names, stand in the order of the option, and leave no others here"
snapgram -G ends=a -G b -G ends=c abc.phm >groups.phm
is "$(gram groups.phm ends)" "$ac" "expressions of one name make one group"
snapgram -G '[ab],.' abc.phm >groups.phm
is "$(phmsum -i '^\.$' groups.phm | phm2tsv)" "$c" "a tensor goes to the first group that matches"
snapgram -G 'twice=^[ab]{1,2}$,c' abc.phm >groups.phm
is "$(phminfo -H groups.phm | sed -n 's/^attr name //p' | paste -sd,)" twice,c \
    "a comma in braces is the expression's"
put a 1 1 c 3 1 | snapgram --by-tensor >groups.phm
is "$(phminfo -H groups.phm | sed -n 's/^attr name //p' | paste -sd,)" a,c,other \
    "columns of no tensor are in other too"
phmsum groups.phm >sum.phm
agrees abs 0 sum.phm whole.phm "so that the sum is whole all the same"
put a 0 2 empty 2 0 b 2 1 c 3 1 | snapgram --by-tensor >groups.phm
is "$(phminfo -H groups.phm | sed -n 's/^attr name //p' | paste -sd,)" a,b,c "a tensor without elements has no group"

# ---- what each group took ----

put pos.0 0 1 pos.1 1 1 post.0 2 1 empty 3 0 >named.phm
succeeds "what groups took is told" snapgram -o out.phm -G ahead=s.1,pos named.phm
is "$(cat err)" "snapgram: note: group ahead: 1 tensor, 1 parameter: pos.1
snapgram: note: group pos: 2 tensors, 2 parameters: pos.0, post.0; 1 more matches, but ahead took it first
snapgram: note: group other: 0 tensors, 0 parameters; and 1 column of no tensor
snapgram: note: 1 tensor without elements, in no group: empty" \
    "by the names, of those that another group would have taken too, and of what is left"
succeeds "a tensor that no expression matches" snapgram -o out.phm -G s.0,s.1 named.phm
like "$(cat err)" "group s.1: 1 tensor, 1 parameter: pos.1
snapgram: note: group other: 1 tensor, 1 parameter: post.0; and 1 column of no tensor" "is told to be in other"
succeeds "each tensor by itself" snapgram -o out.phm --by-tensor abc.phm
is "$(cat err)" "" "needs no telling"
is "$(snapgram -q -o out.phm -G a abc.phm 2>&1)" "" "nor does any with -q"
{
    awk 'BEGIN { print "name\tfirst\tcount"; for (i = 0; i < 8; i++) printf "%c%d\t%d\t1\n", 97 + i, i % 2, i }' | tsv2phm -k tensors
    printf '1\t2\t3\t4\t5\t6\t7\t8\n' | tsv2phm -k snapshots
} >many.phm
like "$(snapgram -o out.phm -G . many.phm 2>&1)" "8 parameters: a0, b1, c0, d1, e0, f1, ... \(snapgram -l lists all\)$" "many names are not all told"
is "$(snapgram -l -G ahead=s.1,pos named.phm)" "$(printf '%s\t%s\t%s\t%s\t%s\n' group tensor shape count also \
    pos pos.0 '' 1 '' ahead pos.1 '' 1 pos pos post.0 '' 1 '' '' empty '' 0 '')" \
    "-l lists the tensors, their groups, and other groups that match"
is "$(snapgram -l -G first=0 runs.phm | head -3 | tail -1)" $'first\tlayers.0.weight\t8x64\t512\t' "with shapes, where they are known"
is "$(snapgram -l --by-tensor abc.phm | cut -f 1,2 | paste -sd,)" $'group\ttensor,a\ta,b\tb,c\tc' "also of groups by tensor"

# ---- groups of a network ----

snapgram -G 'first=^layers\.0\.,bias' runs.phm >groups.phm
is "$(phminfo -H groups.phm | sed -n 's/^attr params //p' | paste -sd,)" 520,16,108 \
    "float32 snapshots have groups of as many columns as the architecture says"
snapcat -i '^layers\.0\.' runs/*.safetensors | snapgram >first.phm
phmsum -i '^first$' groups.phm >got.phm
agrees rel 1e-13 got.phm first.phm "the Gram matrix of a group is that of snapshots of its tensors alone"
snapgram --by-tensor runs.phm >each.phm
snapcat -x '^layers\.2\.' runs/*.safetensors | snapgram >without.phm
phmsum -x '^layers\.2\.' each.phm >got.phm
agrees rel 1e-13 got.phm without.phm "without the last layer costs no second reading"
is "$(phminfo -H got.phm | sed -n 's/^attr params //p')" 574 "the sum says of how many columns it is"
is "$(phminfo -H got.phm | sed -n 's/^attr name //p')" \
    layers.0.bias+layers.0.weight+layers.1.bias+layers.1.weight "and what it is the sum of"
phmsum -i weight -i 'layers.2' -x 0 each.phm >got.phm
is "$(phminfo -H got.phm | sed -n 's/^attr name //p')" layers.1.weight+layers.2.bias+layers.2.weight \
    "-i may be repeated, and -x goes over it"
is "$(phmsum -i 2.weight each.phm | phminfo -H | sed -n 's/^attr name //p')" layers.2.weight \
    "a choice of one keeps its name"
is "$(phmsum first.phm each.phm | phminfo -H | grep -c '^attr name')" 0 \
    "a sum of which a part has no name has none"
knnaff each.phm | diffop 2>err | potdist | mds >coords.phm
is "$(phminfo -H coords.phm | sed -n 's/^attr name //p')" "$(phminfo -H each.phm | sed -n 's/^attr name //p')" \
    "the stages make something of each and keep the names"
succeeds "trajplot draws a panel of each" trajplot -o picture.svg coords.phm

# ---- what is refused ----

fails 2 "\[: malformed regular expression" "a malformed group is a matter of usage" snapgram -G 'a,[' abc.phm
fails 2 "empty expression" "so is an empty one" snapgram -G 'a,,b' abc.phm
fails 2 "empty expression" "and a name alone" snapgram -G 'a=' abc.phm
fails 2 "-G and --by-tensor: exclude each other" "-G and --by-tensor exclude one another" \
    snapgram -G a --by-tensor abc.phm
fails 1 "group nope: matches no tensor: choose from a, b, c" \
    "a group without tensors is refused with a list of them" snapgram -G 'a,nope' abc.phm
fails 1 "group \[bc\]: has no tensor, since all that match \(2\) are in a group before it, such as ab: name the narrower group first" \
    "so is one whose tensors are all in groups before" snapgram -G 'ab=[ab],c,[bc]' abc.phm
put w.0 0 1 w.1 1 1 w.22 2 1 v 3 1 >forms.phm
fails 1 "group nope: matches no tensor: choose from w\.\* \(3\), v$" \
    "names that differ in numbers alone are told as one" snapgram -G nope forms.phm
fails 2 "-l: lists groups: name some with -G" "-l lists nothing without groups" snapgram -l abc.phm
fails 2 "-l and --extend: a list extends nothing" "nor does it extend" snapgram -l -G a --extend abc.phm abc.phm
fails 1 "no tensors record before the snapshots" "nor without the tensors' names" snapgram -l -G a x.phm
fails 1 "group nope: matches no tensor" "nor groups without tensors" snapgram -l -G nope abc.phm
fails 1 "no tensors record before the snapshots" "groups need to know the tensors" \
    snapgram --by-tensor x.phm
put a 0 2 b 1 2 >bad.phm
fails 1 "tensors:3: tensor b: overlaps the one before, or is out of order" "tensors that overlap are refused" snapgram --by-tensor bad.phm
put a 0 2 b 2 3 >bad.phm
fails 1 "tensors:3: tensor b: beyond the snapshots' 4 columns" "so are those beyond the snapshots" snapgram --by-tensor bad.phm
put a 0 2 b 2 18446744073709551615 >bad.phm
fails 1 "tensors:3: tensor b: beyond the snapshots' 4 columns" "and sizes that overflow" snapgram --by-tensor bad.phm
put a 0 -1 >bad.phm
fails 1 "tensors:2: count: '-1' is not a number of columns" "and what is no number" snapgram --by-tensor bad.phm
printf 'name\tfirst\na\t0\n' | tsv2phm -k tensors | cat - x.phm >bad.phm
fails 1 "tensors record: has no column count" "and a record that lacks a column" snapgram --by-tensor bad.phm
fails 1 "nope: no Gram matrix has such a name: choose from layers.0.bias, .*layers.2.weight" \
    "phmsum lists the names where one is unknown" phmsum -i bias -i nope each.phm
fails 1 "nope: no Gram matrix has such a name" "also where it is to be left out" phmsum -x nope each.phm
fails 1 "no Gram matrix is chosen: choose from" "and where nothing is left" phmsum -x . each.phm
fails 1 "the Gram matrices have no names: make them with snapgram -G" "or where there are no names" \
    phmsum -i a whole.phm
fails 2 "malformed regular expression" "a malformed choice is a matter of usage" phmsum -i '[' each.phm

done_testing
