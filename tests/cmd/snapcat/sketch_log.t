#!/bin/bash
# snapcat LOG...: logs of sketches, whole, cut and damaged, of several runs and of shards.
# shellcheck source=tests/tools/tap.sh disable=SC2034
. tests/tools/tap.sh
# shellcheck source=tests/tools/numpy.sh
. tests/tools/numpy.sh
numpy 'np' 2>/dev/null || skip_all "no numpy"
examples=$PWD/examples
cd "$T" || exit 1

# Number k of a sketch is step * 64 + k, times `scale`.
cat >logs.py <<'EOF'
import zlib
import numpy as np

def record(step, numbers=64, seed=0, run="a", shard=None, params=1000, share=None, scale=1, tensors=None, clock=None, **facts):
    attrs = {"sketch": numbers, "seed": seed, "params": params}
    if shard:
        attrs = {**attrs, "params": share or params // shard[1], "part": "%d/%d" % shard, "whole": params}
    if tensors:
        attrs["tensors"] = tensors
    if clock:
        attrs["begun"], attrs["time"] = clock
    attrs.update({"row." + key: value for key, value in {"run": run, "step": step, **facts}.items() if value is not None})
    head = "phm 1\nkind snapshots\ntype f32\nshape 1 %d\nlayout dense\nbytes %d\n" % (numbers, 4 * numbers)
    head += "".join("attr %s %s\n" % item for item in attrs.items()) + "from a test of logs of sketches\n"
    data = (scale * ((step or 0) * 64 + np.arange(numbers, dtype="f4"))).tobytes()
    head += "head %08x\n\n" % zlib.crc32(head.encode())
    return head.encode() + data + b"crc32 %08x       \n" % zlib.crc32(data)

def log(path, steps, **options):
    with open(path, "ab") as f:
        for step in steps:
            f.write(record(step, **options))
EOF
log() { # PATH STEPS [OPTIONS]
    numpy "import sys
sys.path[:0] = ['$examples', '.']
sys.dont_write_bytecode = True
from logs import *
log('$1', $2, ${3-})"
}
table() { # LOG...: the row table, commas for tabs
    snapcat -q "$@" | phm2tsv -k rows | tr '\t' ,
}

# ---- one log ----

log a.sketch 'range(4)' 'loss=0.5'
is "$(table a.sketch)" "file,run,step,loss
a.sketch,a,0,0.5
a.sketch,a,1,0.5
a.sketch,a,2,0.5
a.sketch,a,3,0.5" "what is known of a step becomes columns of its row"
snapcat a.sketch >a.phm 2>err
is "$(cat err)" "" "a whole log needs no word"
is "$(attrs a.phm)" "sketch 64,seed 0,params 1000" "attributes are those of snapcat --sketch"
phm2npy -k snapshots a.phm >a.npy
numpy 'assert (np.load("a.npy") == np.arange(256).reshape(4, 64)).all()'
ok $? "a row is its record's numbers"
is "$(phm2tsv -k tensors a.phm | tr '\t' ' ')" "name dtype shape first count params
sketch f32 64 0 64 1000" "the columns are one sketch"

# ---- runs ----

log b5.sketch '[5]' 'run="b"'
log b.sketch '[3, 4]' 'run="b"'
is "$(table b5.sketch b.sketch a.sketch | cut -d, -f 2,3 | paste -sd' ')" "run,step b,3 b,4 b,5 a,0 a,1 a,2 a,3" \
    "rows are run by run, each in the order of its steps"
is "$(table --as-given b5.sketch b.sketch | cut -d, -f 2,3 | paste -sd' ')" "run,step b,5 b,3 b,4" "or as the log has them"
snapcat b5.sketch b.sketch | phm2npy -k snapshots >b.npy
numpy 'assert (np.load("b.npy")[:, 0] == [192, 256, 320]).all()'
ok $? "and the numbers go with their rows"
log none1.sketch 'range(2)' 'run=None'
log none2.sketch 'range(2)' 'run=None'
is "$(table none1.sketch none2.sketch | cut -d, -f 2,3 | paste -sd' ')" \
    "step,run 0,none1.sketch 1,none1.sketch 0,none2.sketch 1,none2.sketch" "logs that name no run are a run each"
is "$(table -n 'none{run}.sketch' none1.sketch none2.sketch | cut -d, -f 2- | paste -sd' ')" \
    "step,run 0,1 1,1 0,2 1,2" "a template names them"
printf 'run\tstep\ttest_loss\na\t0\t9\na\t1\t8\na\t2\t7\na\t3\t6\n' >table.tsv
is "$(table -m table.tsv a.sketch | tail -n 1)" "a.sketch,a,3,0.5,6" "a table is joined by run and step"
printf '%s\n' a.sketch b.sketch >list
is "$(table -T list | wc -l)" 7 "logs may be named in a list"

# ---- cut and damaged ----

size=$(stat -c %s a.sketch)
last=$((size * 3 / 4))
for cut in 1 6 200 $((size / 4 - 1)); do
    head -c $((last + cut)) a.sketch >cut.sketch
    is "$(snapcat -o cut.phm cut.sketch 2>&1 | sed 's/ (step 3)//')" \
        "snapcat: note: cut.sketch: bytes $last to $((last + cut)) are not a whole record, and are left out" \
        "a log with $cut bytes of its last record: one line says what is lost"
    phm2npy -k snapshots cut.phm >cut.npy
    numpy 'assert (np.load("cut.npy") == np.load("a.npy")[:3]).all()'
    ok $? "and the rest is read"
done
like "$(snapcat -o cut.phm cut.sketch 2>&1)" " to $((size - 1)) \(step 3\) are" "with its step"
log cut.sketch '[3, 4]'
is "$(table cut.sketch | cut -d, -f 3 | paste -sd' ')" "step 0 1 2 3 4" "records behind a torn one are read"
{ head -c $((last + 50)) a.sketch; head -c 70 a.sketch; cat b.sketch; head -c 300 /dev/zero; } >torn.sketch
is "$(snapcat torn.sketch 2>&1 >/dev/null)" "snapcat: note: torn.sketch: 2 stretches are not whole records, and \
are left out, 420 bytes in all, the first bytes $last to $((last + 120))" "several losses are one line"
{ cat a.sketch; head -c 4096 /dev/zero; } >zeros.sketch
like "$(snapcat zeros.sketch 2>&1 >/dev/null)" "bytes $size to $((size + 4096)) \(zeros\) are not a whole record" \
    "zeros that a machine without power left are told as such"
is "$(table zeros.sketch | wc -l)" 5 "and all records are read"

# ---- no record ----

: >empty.sketch
fails 1 "empty.sketch: an empty log: wait for the first step" "an empty log is refused" snapcat a.sketch empty.sketch
is "$(table --skip-bad empty.sketch a.sketch | wc -l)" 5 "or left out"
head -c 300 a.sketch >begun.sketch
fails 1 "begun.sketch: a log without a whole record \(bytes 0 to 300 \(step 0\)\)" "so is a log of no whole record" \
    snapcat begun.sketch
head -c 3 a.sketch >three.sketch
fails 1 "three.sketch: a log without a whole record" "so is one of three bytes" snapcat three.sketch
fails 1 "no log has a whole record: all 2 are left out" "one log must have a record" \
    snapcat -q --skip-bad begun.sketch three.sketch

# ---- steps again ----

log again.sketch 'range(4)'
log again.sketch '[2, 3, 4]' 'scale=10'
is "$(snapcat -o again.phm again.sketch 2>&1)" "snapcat: note: again.sketch: goes back from step 3 to step 2, run a: 2 \
records of the earlier attempt are left out" "a training that was resumed logs steps again"
phm2npy -k snapshots again.phm >again.npy
numpy 'assert (np.load("again.npy")[:, 1] == [1, 65, 1290, 1930, 2570]).all()'
ok $? "and the later records count"
log given_up.sketch 'range(8)'
log given_up.sketch '[3, 4]' 'scale=10'
log given_up.sketch 'range(3)' 'run="other"'
snapcat -q given_up.sketch | phm2npy -k snapshots >again.npy
numpy 'assert (np.load("again.npy")[:, 1] == [1, 65, 129, 1930, 2570, 1, 65, 129]).all()'
ok $? "what the earlier attempt did beyond is of another past; other runs are not"
log twice.sketch 'range(2)' 'scale=10'
is "$(snapcat -o again.phm a.sketch twice.sketch 2>&1)" "snapcat: note: a.sketch: run a, step 0 was logged again, as \
others were: the later record counts" "of several logs the later one counts"
phm2npy -k snapshots again.phm >again.npy
numpy 'assert (np.load("again.npy")[:2, 1] == [10, 650]).all()'
ok $? "with its numbers"

# ---- shards ----

for rank in 1 2 3; do
    log "s$rank.sketch" 'range(5)' "shard=($rank, 3), params=3000, scale=10.0 ** -$rank"
done
succeeds "shards are added" snapcat -o shards.phm s3.sketch s1.sketch s2.sketch
is "$(cat err "$T/err")" "" "without a word"
is "$(attrs shards.phm)" "sketch 64,seed 0,params 3000" "and are the whole"
is "$(phm2tsv -k rows shards.phm | cut -f 1 | uniq | paste -sd' ')" "file s1.sketch" "a row is the first shard's"
phm2npy -k snapshots shards.phm >shards.npy
numpy 'x = np.arange(320, dtype="f4").reshape(5, 64)
parts = [(10.0 ** -i * x).astype("f4") for i in (1, 2, 3)]
assert (np.load("shards.npy") == sum(p.astype("f8") for p in parts).astype("f4")).all()'
ok $? "in float64, in the order of the parts, whatever that of the files"
head -c $(($(stat -c %s s2.sketch) - 5)) s2.sketch >s2cut.sketch
is "$(snapcat -o shards.phm s1.sketch s2cut.sketch s3.sketch 2>&1 | tail -n 1)" "snapcat: note: 1 step is left \
out for want of shards: the first is run a, step 4: shard 2 of 3 is missing" "a step whose shards are not all there is left out"
is "$(phm2tsv -k rows shards.phm | wc -l)" 5 "and the others are there"
fails 1 "no step has all its shards: the first is run a, step 0: shard 2 of 3 is missing: name the logs of all" \
    "a log that is missing is named" snapcat s1.sketch s3.sketch
for rank in 1 2; do
    log "s$rank.sketch" '[4, 5]' "shard=($rank, 2), params=3000"
done
is "$(snapcat -q s1.sketch s2.sketch s3.sketch | phm2tsv -k rows | wc -l)" 7 \
    "a training that goes on with fewer ranks has its steps"
for rank in 1 2; do
    log "r$rank.sketch" '[0, 1, 1]' "shard=($rank, 2), scale=0.5"
    log "r$rank.sketch" '[1]' "shard=($rank, 2), scale=1"
done
is "$(snapcat -o again.phm r1.sketch r2.sketch 2>&1)" "snapcat: note: r1.sketch: goes back from step 1 to step 1, run a: 2 \
records of the earlier attempt are left out
snapcat: note: r2.sketch: goes back from step 1 to step 1, run a: 2 records of the earlier attempt are left out" \
    "shards are logged again, too"
phm2npy -k snapshots again.phm >again.npy
numpy 'assert (np.load("again.npy") == [np.arange(64), 2 * np.arange(64, 128)]).all()'
ok $? "and the later ones are added"
for rank in 1 2; do
    log "first$rank.sketch" 'range(2)' "shard=($rank, 2)"
    log "later$rank.sketch" '[1]' "shard=($rank, 2), scale=10"
done
snapcat -q first1.sketch later1.sketch first2.sketch later2.sketch | phm2npy -k snapshots >again.npy
numpy 'assert (np.load("again.npy")[:, 1] == [2, 65 * 20]).all()'
ok $? "of several logs the later shard of each rank counts"
# Killed again, as soon as the first of two processes had logged its first step: the other's shard is older.
for step in 0 1; do
    log killed1.sketch "[$step]" "shard=(1, 2), clock=(101.5, 103 + 5 * $step)"
    log killed2.sketch "[$step]" "shard=(2, 2), clock=(105.5, 1.07e2 + $step)"
done
is "$(snapcat killed1.sketch killed2.sketch 2>&1 >killed.phm)" "" "processes of one attempt may begin one by one"
log killed1.sketch '[1]' 'shard=(1, 2), clock=(109.5, 111)'
is "$(snapcat -o killed.phm killed1.sketch killed2.sketch 2>&1 | tail -n 1)" "snapcat: note: 1 step is left out for \
want of shards: the first is run a, step 1: shard 2 of 2 is an earlier attempt's, by its time" "shards of two attempts are no step"
is "$(phm2tsv -k rows killed.phm | wc -l)" 2 "and those before it are there"
log killed2.sketch '[1]' 'shard=(2, 2), clock=(109.25, 111)'
is "$(snapcat -q killed1.sketch killed2.sketch | phm2tsv -k rows | wc -l)" 3 "the later attempt's are one, when both are there"
for attempt in 0 1; do
    for rank in 1 2; do
        log "one$rank.sketch" "range($attempt, 2)" "shard=($rank, 2), clock=(200 * $attempt + 90 * $rank, 200 * $attempt + 90 * $rank + 9)"
    done
done
is "$(snapcat -q one1.sketch one2.sketch | phm2tsv -k rows | wc -l)" 3 "shards may be logged one after the other"
log noon.sketch '[0]' 'clock=("noon", 1)'
fails 1 "noon.sketch: .*begun" "a time that is no number is refused" snapcat noon.sketch

log t1.sketch 'range(2)' 'shard=(1, 2), params=3000, share=1000'
log t2.sketch 'range(2)' 'shard=(2, 2), params=3000, share=1500'
fails 1 "run a, step 0: the parts hold 2500 numbers, but 3000 are the whole" "shards that make no whole are refused" \
    snapcat t1.sketch t2.sketch
log u1.sketch '[None]' 'shard=(1, 2)'
fails 1 "u1.sketch: a shard without its step" "and so are those that tell no step" snapcat u1.sketch
log whole.sketch 'range(2)' 'run="w", params=3000'
is "$(snapcat -q whole.sketch s1.sketch s2.sketch s3.sketch | phm2tsv -k rows | wc -l)" 9 \
    "runs with and without shards go together"

# ---- what does not fit ----

log k.sketch 'range(2)' 'numbers=128'
log seed.sketch 'range(2)' 'seed=1'
log params.sketch 'range(2)' 'params=1001'
fails 1 "k.sketch: sketches with sketch 128, but a.sketch has 64" "sketches of another length are refused" \
    snapcat a.sketch k.sketch
fails 1 "seed.sketch: sketches with seed 1, but a.sketch has 0" "so are those of another seed" snapcat a.sketch seed.sketch
fails 1 "params.sketch: sketches with parameters 1001, but a.sketch has 1000" "and of other networks" \
    snapcat a.sketch params.sketch
log named.sketch 'range(2)' 'run="b", tensors="00000000000000ab"'
log other.sketch 'range(2)' 'run="c", tensors="10000000000000ab"'
fails 1 "other.sketch: step 0: sketches of other tensors than those of named.sketch, though .*log the same tensors, under" \
    "and of networks that are as large, but with other names" snapcat named.sketch other.sketch
like "$(snapcat -q named.sketch | attrs /dev/stdin)" "tensors 00000000000000ab,params" "which the stream tells"
is "$(snapcat -q named.sketch a.sketch | attrs /dev/stdin | grep -c tensors)" 0 "if all logs do"
fails 1 "named.sketch: step 0: sketches of other tensors" "whatever comes between them" snapcat other.sketch a.sketch named.sketch
log bad.sketch 'range(2)' 'tensors="xyz"'
fails 1 "bad.sketch: attribute tensors: 'xyz' is not 16 hexadecimal digits" "nonsense is refused" snapcat bad.sketch
log last.sketch 'range(2)' 'seed=2**64 - 1'
like "$(snapcat -q last.sketch | attrs /dev/stdin)" "seed 18446744073709551615," "the last seed is one"
log beyond.sketch 'range(2)' 'seed=2**64'
fails 1 "beyond.sketch: attribute seed: '18446744073709551616' is not a whole number from 0 to 2\^64 - 1" \
    "what is beyond is none" snapcat beyond.sketch
log nan.sketch 'range(2)' 'scale=float("nan")'
fails 1 "nan.sketch: step 0: number 0 is nan" "a NaN is refused" snapcat nan.sketch
fails 1 "a.phm: a stream of phm, with a record of kind rows, not a log of sketches: it is ready for the next program" \
    "a stream that is ready is refused" snapcat a.phm
sed '/^head /d' a.sketch >headless.sketch
fails 1 "headless.sketch: a record without the line head" "so is a log without digests of its headers" snapcat headless.sketch
fails 1 "a.sketch: a log of sketches, but table.tsv is none: give either" "logs and other files do not mix" \
    snapcat a.sketch table.tsv
for option in '-i w' '-x w' --all --cka '--rename s/a/b/' '-k w' '--raw f32' --raw-factors '--part 1/2' \
    --skip-nonfinite '--sketch 64' -l; do
    # shellcheck disable=SC2086 # a word and its value
    fails 2 "is for checkpoints, and the files are logs of sketches: leave it out" "$option is refused with logs" \
        snapcat $option a.sketch
done
done_testing
