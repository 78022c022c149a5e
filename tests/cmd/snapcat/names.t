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
is "$(values a.npz b.npz --rename 's,/,.,g')" "0 1 2 3
2 3 0 1" 'other separators are one substitution away'
done_testing
