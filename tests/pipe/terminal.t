#!/bin/bash
# What a person is shown: names, cells and other programs' texts reach a terminal as text alone, whatever is in
# them, and lines that can be pasted into a shell mean the same there.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/numpy.sh
. tests/tools/numpy.sh
cd "$T" || exit 1

# A title for the window, a line feed, U+009B (which begins a command too), ISO 8859-1, and U+202E (which turns what
# follows around).
evil=$'e\e]0;own\a\nx\r\t\302\233caf\351\342\200\256.npy'
shown='e\x1b]0;own\x07\nx\r\t\xc2\x9bcaf\xe9\xe2\x80\xae.npy'
# Lines of UTF-8, with tabs, without control characters, and with none that end lines or turn their direction. Perl
# knows by itself which these are.
are_tame() { # FILE...
    perl -MEncode -0777 -ne 'my $text = eval { decode("UTF-8", $_, 1) };
        exit 1 if !defined $text || $text =~ /[\x{0}-\x{8}\x{b}-\x{1f}\x{7f}-\x{9f}\x{2028}-\x{202e}\x{2066}-\x{2069}]/' "$@"
}

# ---- messages ----

long=''
for program in $PROGRAMS; do
    for word in "$evil" "-$evil" "--$evil"; do
        "$program" "$word" </dev/null >/dev/null 2>err
        mapfile -t lines <err
        [ ${#lines[@]} = 1 ] || long="$long $program"
        cat err >>all.err
    done
done
are_tame all.err
ok $? "a name, or an option, of control characters is escaped by every program" || diag "$(cat -v all.err)"
is "$long" "" "and makes a message of one line"
is "$(phminfo "$evil" 2>&1)" "phminfo: $shown: cannot open: No such file or directory" "as \\n, \\xHH and so on"
(exec -a "$evil" phminfo -h) >own.out 2>&1 && (exec -a "$evil" phminfo -V) >>own.out 2>&1
(exec -a "$evil" phminfo none) >>own.out 2>&1
are_tame own.out
ok $? "so is the program's own name" || diag "$(cat -v own.out)"

numpy '
import json, struct
evil = "e\x1b]0;own\x07\nx\x7f\x9b\u202e"
def put(path, header, size=8):
    text = header if isinstance(header, bytes) else json.dumps(header, ensure_ascii=False).encode()
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + bytes(size))
one = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
put("tensor.safetensors", {evil: one, "__metadata__": {evil: evil}})
put("type.safetensors", {"a": {"dtype": evil, "shape": [2], "data_offsets": [0, 8]}, "b": one | {"data_offsets": [8, 16]}}, 16)
put("json.safetensors", b"{\"a\": \x1b]0;own\x07}")
put("key.safetensors", b"{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8], \"\\u001b[31m\": \xe9}}")
np.savez("entry.npz", **{evil: np.zeros(2), "b": np.zeros(3)})
np.savez("kind.npz", **{evil: np.array(["x"]), "b": np.zeros(3)})
open("row.tsv", "w").write("file\trun\tstep\t" + "e\x1b]0;own\x07\x9b" + "\n" + "".join(f"f\\n\x1b\tr\x1b[31m\x9b{i % 2}\t{i}\tc\x1b{i}\n" for i in range(6)))
np.save("X.npy", np.random.default_rng(1).normal(size=(6, 4)))
np.save("Y.npy", np.random.default_rng(1).normal(size=(6, 2)))
'

# said NAME COMMAND...: what it prints is tame, standard output too.
said() {
    local name=$1
    shift
    "$@" >out 2>err
    [ -s out ] || [ -s err ]
    ok $? "$name: says something"
    are_tame out err
    ok $? "$name: which is escaped" || diag "$(cat -v out err | head -20)"
}
said "names of tensors in a list" snapcat -l tensor.safetensors
like "$(cat out)" 'own\\x07\\nx\\x7f\\xc2\\x9b\\xe2\\x80\\xae +f32 +\[2\]  in' "and the columns are aligned"
said "a type that is none" snapcat -l type.safetensors
said "what is left out" snapcat -o x.phm type.safetensors
said "a text that is not JSON" snapcat -o x.phm json.safetensors
said "one of Jansson's errors" snapcat -o x.phm key.safetensors
said "entries of an archive" snapcat -l entry.npz kind.npz
said "a tensor that does not match" snapcat -o x.phm entry.npz tensor.safetensors
said "an expression of no use" snapcat -x "$evil" -o x.phm entry.npz
said "a spec" snapalign --print-spec -o - entry.npz
said "a column that is not there" trajplot -c "$evil" -o x.svg Y.npy
said "an image of an unknown kind" trajplot -o "$evil" Y.npy

# ---- streams ----

npy2phm -k snapshots -r row.tsv -a "note=$evil" X.npy >X.phm
npy2phm -k coords -r row.tsv Y.npy >Y.phm
said "attributes, and columns" phminfo X.phm
grep -qF 'column e\x1b]0;own\x07' out
ok $? "a column is named on one line"
phm2tsv Y.phm >Y.tsv
cut -f1-4 Y.tsv | cmp -s - row.tsv
ok $? "into a file, or a pipe, cells go as they are"
said "a column that has no numbers" trajstat -c $'e\e]0;own\a\302\233' X.phm

if has_terminal; then
    # on_terminal NAME COMMAND: what a terminal is sent.
    on_terminal() {
        script -qec "$2" /dev/null </dev/null 2>/dev/null | tr -d '\r' >out
        [ -s out ] && are_tame out
        ok $? "$1, on a terminal" || diag "$(head -c 500 out | cat -v)"
    }
    on_terminal "a table" "phm2tsv Y.phm"
    on_terminal "runs" "trajstat X.phm"
    on_terminal "steps" "trajstat --steps X.phm"
    on_terminal "ends" "trajstat --ends X.phm"
    on_terminal "what a stream holds" "phminfo X.phm"
    on_terminal "tensors" "snapcat -l tensor.safetensors entry.npz"
    on_terminal "findings" "snapaudit X.phm"
    on_terminal "a script" "trajplot -g -c run -t \"\$(printf 'e\\033]0;own\\007')\" Y.phm"
    on_terminal "the same table" "phm2tsv Y.phm"
    is "$(tail -n +2 out | head -n 1 | cut -f1-3)" 'f\n\x1b	r\x1b[31m\xc2\x9b0	0' "its cells are escaped"
else
    skip 10 "there is no terminal"
fi

# ---- what can be pasted ----

# pasted NAME PROGRAM FILE [OPTION...]: the last line of provenance, run by a shell, gives the same stream.
pasted() {
    local name=$1 from
    shift
    "$@" >one.phm 2>/dev/null
    from=$(phminfo -H one.phm | sed -n 's/^from //p' | tail -n 1)
    printf '%s\n' "$from" >from.sh
    are_tame from.sh && sh from.sh >two.phm 2>/dev/null && [ -s two.phm ] && cmp -s one.phm two.phm
    ok $? "$name: its line of provenance can be pasted into sh" || diag "$(cat -v from.sh)"
    bash from.sh 2>/dev/null | cmp -s one.phm -
    ok $? "$name: and into bash"
}
# shellcheck disable=SC2016 # no expansions are wanted
for name in "$evil" "it's a \"\$HOME\".npy" $'a\nb.npy' $'caf\351.npy' $'-n\e%s\\.npy' '!$(id)`id`!.npy' ' .npy'; do
    cp X.npy "./$name"
    pasted "$(printf %q "$name")" npy2phm -k snapshots -- "./$name"
done
cp row.tsv "$evil.tsv"
pasted "a table" npy2phm -k snapshots -r "$evil.tsv" X.npy
cp entry.npz "$evil.npz"
pasted "a checkpoint" snapcat -x "^e" "$evil.npz"
pasted "an attribute" npy2phm -k snapshots -a "note=$evil" X.npy

mkdir run
numpy '
for step in range(1, 8):
    np.savez(f"run/step_{step}.npz", **{"e\x1b": np.array([step, step ** 2.5]), "b": np.zeros(3)})
'
mv run "$evil.d"
snapcat --guess --command "$evil.d" >command.sh 2>err
are_tame command.sh err && [ "$(wc -l <command.sh)" = 1 ]
ok $? "--guess prints a command on one line" || diag "$(cat -v command.sh err)"
sh command.sh >one.phm 2>/dev/null && snapcat "$evil.d"/*.npz 2>/dev/null | phm2npy | cmp -s - <(phm2npy one.phm)
ok $? "which sh runs"
snapcat --guess -o one.phm "$evil.d" 2>err
are_tame err
ok $? "so is the command that a note tells"
phatetools -n --title "$evil" -o "$evil.svg" "$evil.d" >figure.sh 2>err
are_tame figure.sh err
ok $? "phatetools prints a pipeline that is escaped" || diag "$(cat -v figure.sh err)"
sh figure.sh >/dev/null 2>err && [ -s "$evil.svg" ]
ok $? "and sh draws it, into a file of that name" || diag "$(cat -v err)"

done_testing
