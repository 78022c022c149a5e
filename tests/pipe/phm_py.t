#!/bin/bash
# examples/phm.py: records to numpy and back, and pipes from Python.
# shellcheck source=tests/tools/tap.sh disable=SC2034
. tests/tools/tap.sh
# shellcheck source=tests/tools/numpy.sh
. tests/tools/numpy.sh
numpy 'np' 2>/dev/null || skip_all "no numpy"
examples=$PWD/examples
cd "$T" || exit 1
export PYTHONDONTWRITEBYTECODE=1

python() { # CODE [ARGUMENT]...: with phm, what it prints, or the error that it raises
    local code=$1
    shift
    numpy "import sys, subprocess
sys.path.insert(0, '$examples')
sys.dont_write_bytecode = True
import phm
try:
    ${code//$'\n'/$'\n'    }
except (ValueError, subprocess.CalledProcessError) as error:
    print(type(error).__name__, error)" "$@"
}

# ---- there and back ----

is "$(python 'D = np.arange(6.0).reshape(2, 3) / 7
open("dense.phm", "wb").write(phm.record("distance", D, {"k": 5, "potential-metric": "cosine"}))
r, = phm.records("dense.phm")
print(r.kind, r.attrs, r.data.dtype, (r.data == D).all())')" \
    "distance {'k': '5', 'potential-metric': 'cosine'} float64 True" "a matrix goes there and back, with its attributes"
is "$(python 'x = np.asfortranarray(np.arange(12, dtype="f4").reshape(3, 4))
open("panels.phm", "wb").write(phm.record("snapshots", x))
r, = phm.records("panels.phm")
print(r.data.dtype, (r.data == x).all())') $(phminfo panels.phm | grep -c 'panel')" "float32 True 1" "so do float32 numbers, in panels"
is "$(python 'rows = [{"file": "a\tb\\n.pt", "loss": 0.5}, {"file": "", "loss": 1}]
open("table.phm", "wb").write(phm.record("rows", rows))
r, = phm.records("table.phm")
print(r.kind, r.data == [{k: str(v) for k, v in row.items()} for row in rows])')" "rows True" "so does a table with tabs in it"
phminfo table.phm >/dev/null
is $? 0 "which the programs read"
npy2phm -k snapshots "$data/runs123/X.npy" >x.phm
npy2phm -k snapshots -r <(echo step && seq 123) "$data/runs123/X.npy" >named.phm
is "$(python '*_, k = phm.pipe("knnaff -q --sparse --no-distances x.phm")
*_, dense = phm.pipe("knnaff -q x.phm")
print(k.kind, len(k.data), (k.data == dense.data).all())')" "affinity 123 True" "a sparse matrix is read"
like "$(python 'phm.record("gram", np.ones((2, 2)) * 1j)')" "^ValueError npy2phm: .*complex128 is not read" \
    "what cannot be written is refused in the program's words"

# ---- pipes ----

is "$(python 'print(*(r.kind for r in phm.pipe("knnaff -q named.phm | diffop -q")))' 2>&1)" \
    "rows distance operator" "the records of a pipe come in order"
is "$(python 'x, = phm.records("x.phm")
*_, ours = phm.pipe("knnaff -q | diffop -q | potdist -q | mds -q", phm.record("snapshots", x.data))
*_, theirs = phm.pipe("knnaff -q x.phm | diffop -q | potdist -q | mds -q")
print(ours.kind, ours.data.shape, (ours.data == theirs.data).all())')" "coords (123, 2) True" "numbers go into a pipe, and come out of it"
is "$(python 'r, = phm.pipe("printf '"'"'a\n1|2\n'"'"' | tsv2phm")
print(r.data)')" "[{'a': '1|2'}]" "a bar in quotes is not the end of a stage"
is "$(python 'print(*(r.kind for r in phm.pipe("false || { cat x.phm | knnaff -q; cat x.phm; } | cat")))')" \
    "distance affinity snapshots" "whatever bash reads is a pipe"
is "$(python 'for r in phm.pipe("cat x.phm x.phm x.phm x.phm"):
    print(r.kind)
    break')" "snapshots" "a reader may stop early"

# ---- what is bad ----

refuses() { # EXPECTED NAME CODE
    like "$(python "$3" 2>/dev/null)" "^$1" "$2"
}
failed="CalledProcessError Command"
refuses "$failed 'knnaff -k 999 x.phm [|] diffop' returned non-zero exit status 1" "a pipe with a stage that fails" \
    'list(phm.pipe("knnaff -k 999 x.phm | diffop"))'
like "$(PYTHONPATH=$examples "${PYTHON:-python3}" -c 'import phm; list(phm.pipe("knnaff -k 999 x.phm | diffop"))' 2>&1)" \
    "^knnaff: k = 999: " "which says why"
refuses "1 $failed .* exit status 3" "also where it fails behind all its output" \
    'for i, r in enumerate(phm.pipe("cat x.phm | sh -c '"'cat && exit 3'"' | cat")): print(i + 1, end=" ")'
refuses "$failed 'cat x.phm [|] false'" "and without a word" 'list(phm.pipe("cat x.phm | false"))'
refuses "$failed .* exit status 2" "or reads no more" \
    'list(phm.pipe("cat " + 20 * "x.phm " + "| knnaff -q | diffop -t 0"))'
head -c 1000 x.phm >cut.phm
refuses "ValueError phminfo: .*cut short" "a file cut short is refused" 'list(phm.records("cut.phm"))'
refuses "ValueError cat cut.phm: cut short in a record of kind snapshots" "so is a pipe's output" 'list(phm.pipe("cat cut.phm"))'
# pieces FILE: its records, each in a file: FILE.1, FILE.2, ...
pieces() {
    perl -0777 -ne 'for (split /(?=^phm 1\n)/m) { open $f, ">", "$ARGV." . ++$n; print $f $_ }' "$1"
}
pieces named.phm
refuses "ValueError cat named.phm.1: cut short behind a record of kind rows: an end record should follow it" \
    "a stream cut between records is refused" 'list(phm.pipe("cat named.phm.1"))'
refuses "ValueError cat named.phm.2 named.phm.3: the end record counts 2 records, but 1 came" "so is one that lost a record" \
    'list(phm.pipe("cat named.phm.2 named.phm.3"))'
is "$(python 'print(*(r.kind for r in phm.pipe("cat named.phm x.phm named.phm")))')" "rows snapshots snapshots rows snapshots" \
    "streams are joined, and their ends out of sight"
is "$(python 'x, = phm.records("x.phm")
print(x.attrs)
old = open("named.phm.1", "rb").read().replace(b"attr end-record follows\n", b"")
open("old.phm", "wb").write(old[:old.index(b"head ")] + old[old.index(b"\n\n") + 1:])
print(*(r.kind for r in phm.pipe("cat old.phm named.phm")))')" $'{}\nrows rows snapshots' "one of an older version needs no end"
refuses "ValueError echo hello: not a phm record where one should begin: b'hello" "and what is not a stream" \
    'list(phm.pipe("echo hello"))'
for command in yes 'yes | cat'; do
    refuses "ValueError ${command/|/[|]}: not a phm record" "$command: even where it does not end" "list(phm.pipe('$command'))"
done
{ head -c 1000 x.phm; printf '\xff'; tail -c +1002 x.phm; } >damaged.phm
refuses "ValueError phminfo: damaged.phm: .*damaged" "a file that is damaged is refused" 'list(phm.records("damaged.phm"))'
refuses "ValueError phminfo: none.phm: cannot open" "so is one that is missing" 'list(phm.records("none.phm"))'
done_testing
