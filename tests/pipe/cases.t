#!/bin/bash
# What public reports of PyTorch, Keras, Flax, Lightning, stable-baselines3, PHATE and pandas are about, each
# with the smallest input that shows it: nothing is misread in silence. The checkpoints that numpy alone cannot
# write are made by data/cases/make.py.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/numpy.sh
. tests/tools/numpy.sh
cases=$data/cases
cd "$T" || exit 1

# length FILE...: length and straightness of the trajectory, to four digits.
length() {
    snapcat -q "$@" | trajstat -q | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        NR == 2 { printf "%.4g %.4g\n", $at["length"], $at["straightness"] }'
}

# column NAME FILE...: what a column of the rows holds, in one line.
column() {
    local name=$1
    shift
    snapcat -q "$@" | phm2tsv -k rows | awk -F '\t' -v name="$name" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i }
        NR > 1 && at { printf "%s%s", (NR > 2 ? " " : ""), $at }'
}

# listed FILE: the tensors that are compared, in one line.
listed() {
    snapcat -l "$1" | awk '$1 != "total" && $NF == "in" { printf "%s%s", (n++ ? " " : ""), $1 }'
}

# ---- what is compared is what was trained ----

is "$(listed "$cases/generator0.pt")" 'enc.weight' '01: the state of a generator beside the state_dict is not compared'
is "$(length "$cases"/generator?.pt)" '1.5 1' 'so that the path is as long as the network went'
snapcat -l "$cases/generator0.pt" | grep -q '^generator .* out: '
ok $? 'and -l lists the generator, with the reason'

is "$(listed "$cases/averaged0.pt")" 'weight' "02: an averaged model's counter is not compared, and its wrapper's name is gone"
is "$(length "$cases"/averaged?.pt)" '1 1' 'so that the path is that of the average'

fails 1 'mixed0.pt: tensor head: .*numpy' '04: a numpy array in a state_dict is not passed over in silence' \
    snapcat "$cases"/mixed?.pt
snapcat -l "$cases/mixed0.pt" | grep -q '^head .*numpy'
ok $? 'and -l lists it'

numpy "
for e in range(6):
    np.savez(f'f{e}.npz', **{'params/Dense_0/kernel': np.ones((3, 3)) * (1 + 0.1 * e), 'batch_stats/BatchNorm_0/mean': np.full(3, 10.0 * e),
                             'batch_stats/BatchNorm_0/var': np.full(3, 100.0 * e)})"
is "$(length "$cases"/keras1_?.h5)" '0.5292 1' "06: Keras 1's running statistics are not compared"
is "$(length f?.npz)" '1.5 1' "07: Flax's batch_stats are not compared"

is "$(column valid_loss "$cases"/loss?.pt)" '0.5 0.25' '08: a loss that is a tensor is a column'

# ---- what cannot be read can be left out ----

numpy "np.savez('object.npz', w=np.ones(3), config={'lr': 0.1})"
for file in complex.pt:filter float8.pt:scaled object.npz:config; do
    name=${file#*:} file=${file%:*}
    [ -e "$file" ] || cp "$cases/$file" .
    fails 1 "$file: tensor $name: .*" "12: $file: what is not read is an error" snapcat "$file"
    is "$(snapcat -q -x "^$name\$" "$file" | phm2tsv | tail -n 1)" $'1\t1\t1' 'unless -x leaves it out'
    is "$(snapcat -q -i '^w$' "$file" | phm2tsv | tail -n 1)" $'1\t1\t1' 'or -i does not take it in'
    snapcat -l "$file" | grep -q "^$name .* not read"
    ok $? 'and -l says why'
done

numpy "
np.savez('word.npz', w=np.ones(3), step=7, optimizer='adam')
np.savez('record.npz', w=np.ones(3), log=np.zeros(2, dtype=[('epoch', 'i4'), ('loss', 'f4')]))
np.save('dictionary.npy', {'w': np.ones(3)}, allow_pickle=True)"
is "$(column step word.npz) $(column optimizer word.npz)" '7 adam' '13: words and numbers in an .npz are columns'
fails 1 'record.npz: .*log: .*structured array' 'a structured array is named as one' snapcat record.npz
fails 1 'dictionary.npy: .*savez\(\*\*' 'a pickled dictionary is named as one' snapcat dictionary.npy

# ---- names ----

snapcat -q "$cases"/{eager,compiled,saved}.ckpt >wrapped.phm
is $? 0 "15: networks that torch.compile and others have wrapped stand beside those that are plain"
is "$(listed "$cases/fsdp.ckpt")" "$(listed "$cases/eager.ckpt")" 'whichever part is wrapped'

snapcat "$cases"/{first,second}.h5 >counted.phm 2>note
is "$? $(grep -c 'dense_1' note)" '0 1' '26: names on which Keras counts match by order, with a note'

# ---- logs, names of files, and order ----

numpy "
for e in range(1, 13): np.savez(f'sgd_e{e}.npz', w=np.array([2.0 * e, 0]))"
fails 1 "e1.*not a number.*\{run\}_e\{step\}" '05: a step that is not a number is an error, with a template that fits' \
    snapcat -n '{run}_{step}.npz' sgd_*.npz
is "$(length -n '{run}_e{step}.npz' sgd_*.npz) $(column step -n '{run}_e{step}.npz' sgd_*.npz)" \
    '22 1 1 2 3 4 5 6 7 8 9 10 11 12' 'and with steps that are numbers e2 comes before e10'

numpy "
for e in range(3): np.savez(f'a{e}.npz', w=np.ones(2) * e)
open('pandas.csv', 'w').write(',file,train_loss\n' + ''.join(f'{e},a{e}.npz,{2 ** -e}\n' for e in range(3)))"
is "$(column train_loss -m pandas.csv a?.npz)" '1 0.5 0.25' "16: the index of pandas has no heading, and is passed over"

numpy "
for e in range(3): np.savez(f'epoch={e}-step={(e + 1) * 5}.npz', w=np.ones(2) * e)
open('metrics.csv', 'w').write('epoch,step,train_loss,val_loss\n' + ''.join(f'{e},{e * 5 + 4},,{4 ** -e}\n{e},{e * 5 + 4},{2 ** -e},\n' for e in range(3)))"
is "$(column train_loss -n 'epoch={epoch}-step={step}.npz' -m metrics.csv epoch=*.npz) \
$(column val_loss -n 'epoch={epoch}-step={step}.npz' -m metrics.csv epoch=*.npz)" \
    '1 0.5 0.25 1 0.25 0.0625' "18: a trainer's log is joined by epoch, and its gaps are filled"

# ---- files that are something else ----

is "$(listed "$cases/agent.zip")" 'actor.weight' '19: the policy in a stable-baselines3 archive is read'

printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 99\n' 0 >pointer.pt
printf '<!doctype html>\n<html><head><title>Too many requests</title></head></html>\n' >page.pt
fails 1 'pointer.pt: .*Git LFS.*git lfs pull' '21: a Git LFS pointer is named as one' snapcat pointer.pt
fails 1 'page.pt: .*web page' 'and a web page' snapcat page.pt

# ---- numbers ----

numpy "
x = np.cumsum(np.random.default_rng(1).normal(size=(30, 4)), 0)
np.save('correlation.npy', 1 - np.corrcoef(x))
np.save('near.npy', 1000 + 1e-6 * np.random.default_rng(1).normal(size=(30, 4)))
np.save('noise.npy', np.random.default_rng(1).normal(size=(40, 4)))"
for program in knnaff mds; do
    succeeds "17: $program takes distances that differ from symmetric ones by rounding" \
        bash -c "npy2phm -k distance correlation.npy | $program -q"
done
knnaff -q near.npy | phm2npy -k distance >between.npy
is "$(numpy "
x, d = np.load('near.npy'), np.load('between.npy')
true = np.sqrt(((x[:, None] - x[None]) ** 2).sum(-1))
print(abs(d - true).max() <= 1e-9 * true.max())")" True '23: distances in the ninth digit of the coordinates are right'
knnaff -q -k 36 noise.npy | diffop -q -t 100 | potdist 2>note >flat.phm
like "$(cat note)" 'potdist: warning: .*forgotten' '11: a picture of rounding has a warning'

# ---- pictures ----

printf 'run\tstep\ncaf\351\t0\ncaf\351\t1\ncaf\351\t2\n' >latin.tsv
numpy "np.save('c.npy', np.array([[0., 0], [1, 1], [2, 0]]))"
npy2phm -k coords -r latin.tsv c.npy | trajplot -q -o latin.svg
xmllint --noout latin.svg
ok $? '10: an SVG with names that are not UTF-8 is well-formed'
done_testing
