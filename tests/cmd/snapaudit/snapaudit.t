#!/bin/bash
# snapaudit: whether trajectories are what they say they are.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/habits.sh
. tests/tools/habits.sh
planted=$tests_dir/cmd/snapaudit/runs.py
cd "$T" || exit 1
if ! "${PYTHON:-python3}" "$planted" 2>err; then
    skip_all "numpy is not installed"
fi
heading=$'finding\trun\tstep\tfile\ttensor\twhat\tother'

# found OPERAND...: the findings, each as "finding run step tensor other", without empty cells; an
# audit that fails leaves none.
found() {
    snapaudit "$@" 2>err | awk -F'\t' 'NR > 1 { $6 = ""; $4 = $2 == "" ? $4 : ""; print }' | tr -s ' ' | sed 's/ $//'
}

# finds FAULT EXPECTED NAME: of the runs with that fault, as files and as a stream.
finds() {
    is "$(found -n '{run}_e{step}.npz' "$1"/*.npz)" "$2" "$3"
    snapcat -q -n '{run}_e{step}.npz' "$1"/*.npz >stream.phm 2>err
    is "$(found stream.phm)" "$2" "$3, in a stream"
}

# finds_in_files FAULT EXPECTED NAME: what a stream cannot hold.
finds_in_files() {
    is "$(found -n '{run}_e{step}.npz' "$1"/*.npz)" "$2" "$3"
}

# ---- bad input ----

printf 'file\trun\tstep\na\tr\t0\nb\tr\t1\nc\tr\t2\n' >abc.tsv
{ tsv2phm abc.tsv && printf '1\t2\n2\t3\n3\t5\n' | tsv2phm -k snapshots; } >abc.phm
FAILURE=2 FOLDER="folder of no known kind" keeps_habits abc.phm snapaudit
fails 2 "a stream of snapshots is read as it is" "options for checkpoints do not fit a stream" snapaudit -i w abc.phm
fails 2 "a stream of snapshots is read as it is" "nor -n standard input" bash -c "snapaudit -n '{step}.pt' <abc.phm"
fails 2 "abc.phm: at most one file" "there is one stream" snapaudit abc.phm abc.phm
fails 2 "expected snapshots, got gram \(from snapgram abc.phm\)" "a Gram matrix is refused" \
    snapaudit <(snapgram abc.phm)
fails 2 "expected snapshots, got rows" "a table of rows alone is refused" snapaudit <(tsv2phm abc.tsv)
fails 2 "has a table of 3 rows, but snapshots of 2" "a table of other snapshots is refused" \
    snapaudit <(tsv2phm abc.tsv && printf '1\n2\n' | tsv2phm -k snapshots)
fails 2 "a snapshots record of 2 x 0" "snapshots without columns are refused" \
    snapaudit <(printf '\x93NUMPY\x01\x00v\x00%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 0), }")
fails 2 "column 'optimizer': not in the table of rows" "a column of runs that is not there is an error" \
    snapaudit -r optimizer abc.phm
fails 2 "column 'width': not in the table of rows" "so is one of starts" snapaudit --start width abc.phm
fails 2 "column 'run': has no numbers" "and one of steps without numbers" snapaudit -s run abc.phm
fails 2 "tensor other: beyond the snapshots' 2 columns" "a table of tensors that do not fit is refused" \
    snapaudit <(printf 'name\tfirst\tcount\nother\t1\t9\n' | tsv2phm -k tensors && cat abc.phm)
head -c 900 honest/a_e0.npz >cut.npz
fails 2 "cut.npz: " "a file that is cut short is refused" snapaudit cut.npz honest/a_e1.npz
fails 2 "no tensor is chosen" "so is a choice of no tensor" snapaudit -i none honest/a_e0.npz
fails 2 "No such file" "and a list that is not there" snapaudit -T nowhere
fails 2 "no files: name checkpoints" "or that is empty" snapaudit -T /dev/null

# ---- nothing to find ----

succeeds "honest runs are clean" snapaudit -n '{run}_e{step}.npz' honest/*.npz
is "$(cat out)" "$heading" "and there is a heading"
is "$(cat err)" "" "and nothing else"
succeeds "an honest stream is clean" snapaudit <(snapcat -q -n '{run}_e{step}.npz' honest/*.npz)
awk 'BEGIN { print "file\trun\tstep\tstart"; for (i = 0; i < 123; i++) printf "%d\trun%d\t%d\tone\n", i, i / 41, i % 41 }' >named.tsv
{ tsv2phm named.tsv && npy2phm -k snapshots "$data/runs123/X.npy"; } >runs123.phm
succeeds "three optimisers that say that they have one start are clean" snapaudit runs123.phm
succeeds "- is standard input" bash -c 'snapaudit - <abc.phm'
succeeds "one snapshot is clean" snapaudit honest/a_e0.npz
is "$(cat out)" "$heading" "and has a heading"
succeeds "two snapshots are clean" snapaudit honest/a_e0.npz honest/a_e1.npz
printf '1\t2\n2\t4\n3\t5\n' | tsv2phm -k snapshots >bare.phm
succeeds "snapshots without a table of rows are clean" snapaudit bare.phm
like "$(cat err)" "no table of rows: the 3 rows are taken as one run" "a note says what they are taken for"
is "$(snapaudit -q bare.phm 2>&1)" "$heading" "which -q silences"

# ---- copies ----

finds copy "copy a 9 copy/a_e4.npz" "a whole copy is found, with what it is of"
finds nostep "no-step a 8 nostep/a_e7.npz" "a stretch without steps is one finding"
like "$(snapaudit -n '{run}_e{step}.npz' nostep/*.npz)" "snapshots in a row: 4\)" "which says how long it is"
finds final "copy a 5 final/a_e2.npz
no-step a 6 final/a_e5.npz
copy a 9 final/a_e2.npz
copy a 13 final/a_e2.npz
order a 2 final/a_e11.npz" "final weights in earlier steps are found, and the first is out of place"
finds part "copy a 9 w part/a_e4.npz" "a copy of one tensor is found"
finds still "no-step a 9 w still/a_e8.npz" "a step that one tensor does not take is found"
finds frozen "frozen a 0 b" "a tensor that never changes is said once"

# A number of bfloat16's coarseness comes back by chance.
printf 'name\tdtype\tshape\tfirst\tcount\nscale\tbf16\tscalar\t0\t1\nw\tf32\t3\t1\t3\n' >tensors.tsv
awk 'BEGIN { srand(1); for (i = 0; i < 20; i++) { print int(i / 3) % 4, rand() + i, rand() - i, rand() } }' |
    tr ' ' '\t' >x.tsv
{ tsv2phm -k tensors tensors.tsv && tsv2phm -k snapshots x.tsv; } >scale.phm
is "$(found -q scale.phm)" "" "a single coarse number that comes back is not a finding"

# ---- out of place ----

finds stray "returns a 9 stray/a_e10.npz" "a snapshot that leaves and returns is found"
finds straytensor "returns a 9 w straytensor/a_e10.npz" "so is a tensor of it"
finds strays "returns a 6 strays/a_e9.npz" "three in a row are one finding"
finds neighbours "order a 9 neighbours/a_e7.npz" "snapshots that have changed places are found"
finds far "order a 10 far/a_e2.npz
order a 3 far/a_e9.npz" "also far apart, with where they fit"
snapcat -q -n '{run}_e{step}.npz' honest/a_*.npz | phm2tsv -k rows |
    awk -F'\t' '{ print $0 "\t" (NR == 1 ? "epoch" : $3 == 7 ? 2 : int($3 / 2)) }' >epochs.tsv
is "$(found -m epochs.tsv honest/a_*.npz)" "order a 7 honest/a_e6.npz" "an epoch that falls is found"
like "$(snapaudit -m epochs.tsv honest/a_*.npz)" "epoch falls from 3 to 2 where step rises" "and said to fall"
sed 's/\t7\t2$/\t6\t3/' epochs.tsv >twice.tsv
is "$(found -m twice.tsv honest/a_*.npz)" "order a 6 honest/a_e6.npz" "a step that appears twice is found"

# ---- between runs ----

finds foreign "returns a 9 foreign/a_e10.npz
twin b 9 foreign/a_e9.npz" "a snapshot of another run is found"
finds twins "twin b 0 twins/a_e0.npz" "a beginning that two runs share is one finding"
like "$(snapaudit -n '{run}_e{step}.npz' twins/*.npz)" "snapshots in a row: 3\)" "which says how long it is"

# starts COLUMN A B: the runs a and b that claim these starts.
starts() {
    snapcat -q -n '{run}_e{step}.npz' honest/*.npz | phm2tsv -k rows |
        awk -F'\t' -v OFS='\t' -v name="$1" -v a="$2" -v b="$3" '{ print $0, NR == 1 ? name : $2 == "a" ? a : b }'
}
starts start 0 0 >claims.tsv
is "$(found -m claims.tsv honest/*.npz)" "start b 0 honest/a_e0.npz" "runs that claim one start and have two are found"
starts start 0 1 >claims.tsv
is "$(found -m claims.tsv honest/*.npz)" "" "runs that claim two starts may differ"
starts seed 0 0 >claims.tsv
is "$(found -m claims.tsv honest/*.npz)" "start b 0 honest/a_e0.npz" "a seed claims a start"
is "$(found -m claims.tsv honest/*_e[1-9].npz)" "" "but not of what has been trained"
cut -f 1,2,4 claims.tsv >unnumbered.tsv
is "$(found -m unnumbered.tsv honest/*_e[1-9].npz)" "" "nor of what may have been, for want of steps"
starts init he he >claims.tsv
is "$(found -m claims.tsv honest/*.npz)" "" "a column of another name claims nothing"
is "$(found --start init -m claims.tsv honest/*.npz)" "start b 0 honest/a_e0.npz" "unless it is named"
mkdir one && cp honest/a_*.npz one && cp honest/a_e0.npz one/b_e0.npz && cp honest/b_e[1-9].npz one
is "$(found -n '{run}_e{step}.npz' one/*.npz)" "twin b 0 one/a_e0.npz" "a start that two runs share is found"
starts seed 0 0 | sed 's/honest/one/' | grep -v 'b_e1[0-3]' >claims.tsv
is "$(found -m claims.tsv one/*.npz)" "" "but not where they say that they share it"
starts seed 0 1 | sed 's/honest/one/' | grep -v 'b_e1[0-3]' >claims.tsv
is "$(found -m claims.tsv one/*.npz)" "twin b 0 one/a_e0.npz" "another seed does not say so"
starts start 0 1 | sed 's/honest/one/' | grep -v 'b_e1[0-3]' >claims.tsv
is "$(found -m claims.tsv one/*.npz)" "start b 0 one/a_e0.npz" "but not by runs that claim two"
mkdir later && cp honest/*.npz later && cp honest/a_e5.npz later/b_e0.npz
starts start 0 1 | sed 's/honest/later/' >claims.tsv
like "$(found -m claims.tsv later/*.npz)" "twin b 0 later/a_e5.npz" "a claim of starts hides no later snapshot that is a start"

# ---- files that differ, numbers that are none ----

finds_in_files names "differs names/a_e9.npz names/a_e0.npz" "another name of a tensor is found"
finds_in_files shapes "differs shapes/a_e9.npz shapes/a_e0.npz" "and another shape"
finds_in_files types "differs a 9 w types/a_e0.npz" "and another type"
like "$(snapaudit -q names/*.npz)" $'has no tensor w, but names/a_e0.npz has it' "which say how"
like "$(snapaudit -q types/*.npz)" $'stored as f64, but f32 in the first file: 1 of 2 tensors' "and of how many"
is "$(found -x '^w' -n '{run}_e{step}.npz' names/*.npz)" "" "what is left out does not count"
finds_in_files nonfinite "nonfinite a 9 w" "NaN and infinities are found"
like "$(snapaudit -q nonfinite/*.npz)" "NaN: 1, infinite: 2, first at element 18" "counted, with the first"
{ printf 'name\tfirst\tcount\nw\t1\t1\n' | tsv2phm -k tensors && printf '9\t1\nnan\t4\n' | tsv2phm -k snapshots; } >gap.phm
like "$(snapaudit -q gap.phm)" $'nonfinite\t\t\trow 1\tunnamed columns\t' "columns of no tensor are not the whole snapshot"

# ---- rounding ----

finds rounding "rounding a $(found -n '{run}_e{step}.npz' rounding/*.npz | cut -d' ' -f3-)" "steps below float16's rounding are found"
like "$(found -n '{run}_e{step}.npz' rounding/*.npz)" "rounding a [0-9]+ rounding/a_e[0-9]+.npz" "once in the run"
finds above "" "steps above it are not"

# ---- status, and one reading ----

snapaudit -n '{run}_e{step}.npz' copy/*.npz >out
is $? 1 "findings have status 1"
snapaudit -n '{run}_e{step}.npz' -o table.tsv copy/*.npz
is "$? $(cmp table.tsv out && echo same)" "1 same" "also with -o"
snapaudit -j 1 -n '{run}_e{step}.npz' strays/*.npz >one_thread
snapaudit -j 3 -n '{run}_e{step}.npz' strays/*.npz | cmp -s - one_thread
ok $? "the findings do not depend on the number of threads"

# The bytes that the shell and the processes that it has waited for have read.
read_so_far() {
    local key value
    while read -r key value; do
        [ "$key" = rchar: ] && echo "$value"
    done <"/proc/$$/io"
}
perl -e 'binmode STDOUT; srand 1; print pack("f<*", map { rand } 1 .. 250000)' >step.f32
for step in 0 1 2 3 4 5 6 7 8 9; do
    { cat step.f32 && printf 'aaa%s' $step; } >"raw$step.f32"
done
before=$(read_so_far)
found --raw f32 raw?.f32 >out
after=$(read_so_far)
is "$(cat out)" "rounding raw1.f32 raw0.f32" "one number that moves is below rounding"
if [ "$before" ]; then
    extra=$((after - before - 10 * 1000004))
    [ $extra -ge 0 ] && [ $extra -lt 1000000 ]
    ok $? "every byte is read once" || diag "read beyond the files: $extra bytes"
else
    skip 1 "the system does not count what is read"
fi

done_testing
