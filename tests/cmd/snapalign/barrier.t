#!/bin/bash
# snapalign -e: the loss between networks before and after, which is what lossgrid and trajstat find on
# the line to the network and to its aligned copy. Also the rises of real trainings.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/cmd/snapalign/networks.sh
. tests/cmd/snapalign/networks.sh
digits=$tests_dir/../examples/data
mlp="mlp --eval - --data '$digits'"

mkdir runs
for run in 1 2; do
    mlp -q --run s$run --seed $run --epochs 4 --hidden 16 --optimizer adam --data "$digits" -o runs
done
names=(-n '{run}_e{step}.safetensors')

snapalign "${names[@]}" -q -e "$mlp" --points 4 --copies aligned -o barrier.tsv runs/*
barrier() { # NETWORK: between run s1 and it
    lossgrid -q -e "$mlp" -x 0:1:4 --to "$1" runs/s1_e004.safetensors | trajstat -q --barrier |
        awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "barrier") c = i } NR == 2 { print $c }'
}
is "$(column barrier barrier.tsv)" "0 $(barrier runs/s2_e004.safetensors)" 'the barrier before is that of lossgrid and trajstat'
is "$(column aligned_barrier barrier.tsv)" "0 $(barrier aligned/s2_e004.safetensors)" \
    'the one after is that to the aligned copy'
is "$(column loss barrier.tsv)" "$(for run in 1 2; do echo runs/s${run}_e004.safetensors; done | mlp --eval - --data "$digits" | cut -d' ' -f 1 | paste -sd' ')" \
    'losses are those of the last snapshots'
is "$(nearer barrier.tsv) $(awk -F '\t' 'NR == 3 { print ($12 < $11 / 2) }' barrier.tsv)" '1 1' \
    'two seeds on digits: the distance falls, and the barrier by half at least'
for run in runs aligned; do echo $run/s2_e004.safetensors; done | mlp --eval - --data "$digits" |
    awk '{ loss[NR] = $1; accuracy[NR] = $2 }
        END { d = loss[1] - loss[2]; exit !(accuracy[1] == accuracy[2] && d * d < 1e-10 * loss[1] * loss[1]) }'
ok $? 'the copy has the loss and the accuracy of its original'

# ---- evaluators that fail ----

cat >sum.py <<'END'
# The sum of all absolute values, which no order of units changes; its negative rises between ends.
import sys
import numpy as np
for line in sys.stdin:
    with np.load(line.rstrip("\n")) as arrays:
        print(-sum(np.abs(arrays[name]).sum(dtype="f8") for name in arrays), flush=True)
END
snapalign -q "${npz[@]}" -e "'$python' sum.py" -S planted.tsv stored_[ab].npz >out
is "$(awk -F '\t' 'NR == 3 { print ($12 * $12 < 1e-12), ($11 * $11 > 1e-12) }' planted.tsv)" '1 1' \
    'between a network and itself in another order there is no barrier'

# ---- specifications that do not fit ----

cat >first.py <<'END'
# Of each array the sum by places: what changes if units change places. With an argument each evaluator
# has answers of its own.
import os
import sys
import numpy as np
for line in sys.stdin:
    with np.load(line.rstrip("\n")) as arrays:
        loss = sum(np.abs(arrays[name]).ravel() @ np.arange(arrays[name].size) for name in arrays)
        print(loss + os.getpid() * len(sys.argv[1:]), flush=True)
END
fails 1 'run b: the loss of the last snapshot is .* the specification does not fit the network' \
    'a network that computes something else once it is aligned is refused' \
    snapalign -q "${npz[@]}" -e "'$python' first.py" -o other.phm stored_[ab].npz
[ ! -e other.phm ]
ok $? 'then there is no stream'
snapalign -q "${npz[@]}" -e "'$python' first.py random" -o other.phm stored_[ab].npz
ok $? 'of a random evaluator this is not asked'
fails 1 'run b: x = 0: the evaluator ended' 'an evaluator that ends is named with run and place' \
    snapalign -q "${npz[@]}" -e 'exit 3' -S s.tsv stored_[ab].npz
fails 1 'x = 0' 'so is one that does not answer in numbers' \
    snapalign -q "${npz[@]}" -e 'while read -r path; do echo no; done' stored_[ab].npz
[ ! -e s.tsv ]
ok $? 'then there is no summary'
snapalign "${npz[@]}" -e 'while read -r path; do echo nan; done' -S nan.tsv stored_[ab].npz >out 2>err
is "$(column barrier nan.tsv) $(grep -c 'run b: the evaluator gave NaN or infinity' err)" '0 nan 1' \
    'losses that are not finite give no barrier, and one note'
fails 2 '--points 2' 'a line has a point between its ends' snapalign --points 2 stored_a.npz
fails 2 '--jobs 0' 'no evaluator at all is refused' snapalign --jobs 0 stored_a.npz
is "$(ls -A tmp)" '' 'temporary files are gone'

done_testing
