#!/bin/bash
# snapcat: what tensors are called, and which tensor of a file is which of the first.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
python=${PYTHON:-python3}
names=$data/names
cd "$T" || exit 1

# make FILE.npz NAME...: vectors of these names, whose numbers count on; NAME=3x2 has that shape,
# and NAME= none.
make() {
    "$python" - "$@" <<'PYTHON'
import sys
import numpy as np

arrays, first = {}, 0
for argument in sys.argv[2:]:
    name, _, shape = argument.partition("=")
    shape = [int(n) for n in shape.split("x") if n] if "=" in argument else [2]
    count = int(np.prod(shape))
    arrays[name] = np.arange(first, first + count, dtype="f4").reshape(shape)
    first += count
np.savez(sys.argv[1], **arrays)
PYTHON
}

# listed FILE OPTION...: the names that -l lists.
listed() {
    snapcat -l "$@" | sed '/^total /d; s/ .*//' | paste -sd ' '
}

# values FILE...: the numbers of all rows.
values() {
    snapcat -q "$@" | phm2npy | "$python" -c 'import io, sys, numpy as np
for row in np.load(io.BytesIO(sys.stdin.buffer.read())): print(*(f"{x:g}" for x in row))'
}

# ---- wrappers ----

make parted.npz module.weight=1x2 bias=1
fails 1 'has no tensor module.weight, but parted.npz has it' \
    'where only some names have "module", it is a layer, and the networks differ' \
    snapcat "$names/bare.pt" parted.npz
make shared.npz module.weight weight
is "$(listed shared.npz)" 'module.weight weight' 'names that would be equal stay'
for file in parallel.pt averaged.pt; do
    is "$(values -x n_averaged "$names/bare.pt" "$names/$file")" "0 1 2
0 1 2" "$file agrees with the bare network"
done
is "$(listed "$names/averaged.pt")" 'bias n_averaged weight' 'the count of an averaged model stands beside its wrapper'
is "$(values "$names/eager.ckpt" "$names/compiled.ckpt")" "0 1 2
0 1 2" 'a network that was compiled inside another agrees with one that was not'
is "$(values "$names/block.pt" "$names/block-wrapped.pt")" "0 1 2
0 1 2" 'so does one with a layer of its own called "module"'
make fsdp.npz _fsdp_wrapped_module/layer/_checkpoint_wrapped_module/w _fsdp_wrapped_module/w
is "$(listed fsdp.npz)" 'layer/w w' 'other formats lose the parts of wrappers too'

# ---- --rename ----

make a.npz x/a y/b
for wrong in '' s 's/a' 's/a/b/i' 'y/a/b/' 's/(a/b/' 's/a/\1/' 's//b/'; do
    fails 2 "substitution '.*': " "--rename '$wrong' is a usage error" snapcat --rename "$wrong" a.npz
done
fails 1 'a.npz: --rename makes z of tensor [xy]/[ab] and of tensor [xy]/[ab]: give each' \
    'names that become equal are refused' snapcat --rename 's/.*/z/' a.npz
is "$(listed a.npz --rename 's,/,.,g' --rename 's/(.)\.(.)/\2.\1&/')" 'a.xx.a b.yy.b' \
    'substitutions follow one another'
is "$(listed a.npz --rename 's/^x/z/')" 'y/b z/a' 'and names are sorted again'
is "$(values a.npz --rename 's/^x/z/')" '2 3 0 1' 'so are the columns'
is "$(values a.npz --rename 's/^x/z/' -i '^z')" '0 1' '-i sees the new names'
is "$(values a.npz --rename 's/^x/z/' -x '^z')" '2 3' 'and so does -x'
make b.npz y.b x.a
fails 1 'a.npz: has no tensor x.a, but b.npz has it: the shapes agree, so make the names agree \(--rename\)' \
    'where only names differ, the error says what helps' snapcat a.npz b.npz
is "$(values a.npz b.npz --rename 's,/,.,g')" "0 1 2 3
2 3 0 1" 'other separators are one substitution away'
is "$(values "$names/first.h5" --rename 's,^model_weights/,,' -i '^conv')" '0 1' \
    'packed data sets of HDF5 are read under other names too'

# ---- names that a program counts on ----

make c.npz dense/kernel=2x2 dense_1/kernel=2x3
make fewer.npz dense_2/kernel=2x2
make other.npz dense_2/kernel=2x2 dense_3/kernel=3x3
fails 1 'fewer.npz: has no tensor dense/kernel, but c.npz has it: compare networks of one shape' \
    'a network of fewer layers is refused' snapcat c.npz fewer.npz
fails 1 'other.npz: tensor dense_3/kernel: is \[3, 3\], but dense_1/kernel, which has its place in c.npz, is \[2, 3\]: .* \(--rename\)' \
    'layers of other shapes are refused, with the names that were matched' snapcat c.npz other.npz
make hand.npz fc_1.w fc_2.w
make by.npz fc_2.w fc_3.w
fails 1 'by.npz: has no tensor fc_1.w, but hand.npz has it' 'what has no slashes was counted by hand' \
    snapcat hand.npz by.npz

is "$(values "$names/first.h5" "$names/second.h5")" "0 1 2 3 4 5
0 1 2 3 4 5" "Keras's second network of a program matches the first by order, not by a name that both have"
snapcat "$names/first.h5" "$names/second.h5" "$names/second.h5" 2>notes >three.phm
like "$(cat notes)" "^snapcat: note: .*second.h5: conv2d_1, dense_1, dense_2 taken for conv2d, dense, dense_1 of .*first.h5, by order; likewise in further files: 1$" \
    'one note says so'
fails 1 'second.h5: has no tensor model_weights/conv2d/.*, but .*first.h5 has it: the shapes agree' \
    'a layer that is left out still counts' snapcat -q -x '/dense_1/' "$names/first.h5" "$names/second.h5"
make nine.npz dense_10/kernel=2x3 dense_9/kernel=2x2
is "$(values c.npz nine.npz)" "0 1 2 3 4 5 6 7 8 9
6 7 8 9 0 1 2 3 4 5" 'numbers are in the order of their values: dense_9, dense_10'
is "$(snapcat -q c.npz nine.npz | phm2tsv -k tensors | tail -n +2 | cut -f 1 | paste -sd ' ')" 'dense/kernel dense_1/kernel' 'columns have the names of the first file'

done_testing
