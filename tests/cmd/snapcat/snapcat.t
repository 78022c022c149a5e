#!/bin/bash
# snapcat: what goes into the two records, and every input that it refuses.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/streams.sh
. tests/tools/streams.sh
cd "$T" || exit 1

# hex BYTES...: the bytes themselves.
hex() {
    local byte
    for byte in "$@"; do
        printf '%b' "\\x$byte"
    done
}

one='00 00 80 3f' two='00 00 00 40' three='00 00 40 40' four='00 00 80 40' half='00 00 00 3f'
nan='00 00 c0 7f' infinite='00 00 80 ff'

# safetensors FILE HEADER BYTES...: the header's length goes in front, the data behind.
safetensors() {
    local file=$1 header=$2 length=${#2}
    shift 2
    {
        hex "$(printf %02x $((length & 255)))" "$(printf %02x $((length >> 8)))" 00 00 00 00 00 00
        printf %s "$header"
        hex "$@"
    } >"$file"
}

# network FILE METADATA WEIGHT1 WEIGHT2 BIAS: tensors w of [2, 1], b of [1], each weight 4 bytes.
network() {
    local meta=
    [ -n "$2" ] && meta="\"__metadata__\":{$2},"
    # shellcheck disable=SC2086
    safetensors "$1" "{$meta\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},\
\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}" $3 $4 $5
}

# field FILE KEY: of the last header line of that key. values FILE TYPE(f4|f8): of the last record.
field() {
    without_end "$1" | grep -a "^$2 " | grep -av '^attr end-record' | tail -n 1 | cut -d ' ' -f 2-
}
values() {
    payload "$1" | od -An -v -t"$2" -w"${3:-64}" | tr -s ' ' | sed 's/^ //'
}

network r1_e000.st '"run":"r1","step":"0"' "$one" "$two" "$three"
network r1_e001.st '"run":"r1","step":"1","loss":"0.5"' "$two" "$four" "$half"

# ---- the two records ----

succeeds 'two snapshots are concatenated' snapcat -o two.phm r1_e000.st r1_e001.st
is "$(values two.phm f4)" '3 1 2 0.5 2 4' 'a row holds the tensors in name order, flattened'
is "$(field two.phm type), $(field two.phm shape), $(field two.phm layout)" 'f32, 2 3, panel 3' \
    'the matrix is float32, a snapshot a row'
is "$(field two.phm attr)" 'params 3' 'the number of parameters is an attribute'
is "$(rows two.phm)" "$(printf 'file\trun\tstep\tloss\nr1_e000.st\tr1\t0\t\nr1_e001.st\tr1\t1\t0.5')" \
    'the row table has the metadata, empty where a file has none'
like "$(field two.phm from)" '^snapcat r1_e000.st r1_e001.st$' 'the provenance names the files'
snapcat r1_e000.st r1_e001.st >stdout.phm
snapcat r1_e000.st r1_e001.st | cmp -s - stdout.phm
ok $? 'the same input gives the same bytes'

snapcat -i w -o w.phm r1_e000.st r1_e001.st
is "$(values w.phm f4)" '1 2 2 4' '-i leaves the tensors that match'
snapcat -x w -o b.phm r1_e000.st r1_e001.st
is "$(values b.phm f4)" '3 0.5' '-x leaves out the tensors that match'
snapcat -i w -i '^b$' -x nothing -o all.phm r1_e000.st r1_e001.st
is "$(values all.phm f4)" '3 1 2 0.5 2 4' '-i may be given several times'

printf 'r1_e001.st\n\nr1_e000.st\n' >list
snapcat --as-given -T list -o listed.phm
is "$(values listed.phm f4)" '0.5 2 4 3 1 2' '-T reads the files from a list'
snapcat -T - r1_e000.st <list >listed.phm
is "$(rows listed.phm | wc -l)" 4 'files of a list come behind those of the command line'

# ---- number formats ----

# 0.5 in binary16 and in bfloat16, 2 in int32
safetensors half.st '{"x":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}' 00 38
safetensors bfloat.st '{"x":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}' 00 3f
safetensors int.st '{"x":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}' 02 00 00 00
snapcat -o f32.phm half.st bfloat.st
is "$(field f32.phm type): $(values f32.phm f4)" 'f32: 0.5 0.5' 'formats that fit float32 stay float32'
snapcat --all -o f64.phm half.st int.st
is "$(field f64.phm type): $(values f64.phm f8)" 'f64: 0.5 2' 'where one does not fit, all become float64'

# ---- .npy: the same 2 x 3 array in C and in Fortran order ----

npy() { # FILE FORTRAN BYTES...
    local file=$1 header="{'descr': '|u1', 'fortran_order': $2, 'shape': (2, 3), }"
    shift 2
    {
        printf '\x93NUMPY\x01\x00'
        hex "$(printf %02x "${#header}")" 00
        printf %s "$header"
        hex "$@"
    } >"$file"
}
npy c.npy False 01 02 03 04 05 06
npy fortran.npy True 01 04 02 05 03 06
snapcat -o npy.phm c.npy fortran.npy
is "$(values npy.phm f4)" '1 2 3 4 5 6 1 2 3 4 5 6' '.npy files are rows in C order, whatever their own'

# ---- columns ----

mkdir -p a b
cp r1_e000.st a/r1_e000.st
cp r1_e000.st b/r1_e000.st
snapcat -n '{run}_e{epoch}.st' -o name.phm r1_e000.st a/r1_e000.st
is "$(rows name.phm | cut -f 1,2,4)" \
    "$(printf 'file\trun\tepoch\nr1_e000.st\tr1\t000\na/r1_e000.st\tr1\t000')" '-n makes columns of names'
snapcat -n '{run}/r1_e{step}.st' -o name.phm a/r1_e000.st
is "$(rows name.phm | tail -n 1)" "$(printf 'a/r1_e000.st\ta\t000')" '-n goes over the metadata'

printf 'run\tfile\ttest_loss\nx\tr1_e001.st\t0.25\n\tr1_e000.st\t2\n' >runs.tsv
snapcat -m runs.tsv -n '{run}_e{step}.st' -o table.phm r1_e000.st r1_e001.st
is "$(rows table.phm | cut -f 2,3,5)" "$(printf 'run\tstep\ttest_loss\nr1\t000\t2\nx\t001\t0.25')" \
    '-m goes over -n, but for its empty cells'
printf 'file,note\n"r1_e000.st","a, b"\n' >runs.csv
snapcat -m runs.csv -o csv.phm a/r1_e000.st
is "$(rows csv.phm | tail -n 1 | cut -f 4)" 'a, b' 'a CSV will do, and a base name finds its row'
printf 'file\tn\na/r1_e000.st\t1\nb/r1_e000.st\t2\n' >paths.tsv
snapcat -m paths.tsv -o paths.phm b/r1_e000.st a/r1_e000.st
is "$(rows paths.phm | tail -n 2 | cut -f 4 | tr '\n' ' ')" '2 1 ' 'whole paths come before base names'
printf 'file\tn\nr1_e000.st\t1\n' >part1.tsv
printf 'file\tn\nr1_e001.st\t2\nx.st\t3\n' >part2.tsv
snapcat -m part1.tsv -m part2.tsv -o parts.phm r1_e000.st r1_e001.st 2>err
is "$(rows parts.phm | tail -n 2 | cut -f 5 | tr '\n' ' ')" '1 2 ' 'several tables are one'
is "$(cat err)" 'snapcat: note: part2.tsv: 1 of 2 rows match no snapshot, and are left out, first x.st' \
    'rows of a table that match nothing are a note'

fails 1 'nowhere/\*.st: no file has such a name: see what there is with ls' 'a pattern that matches nothing is told from a file' \
    snapcat 'nowhere/*.st'
fails 1 'nowhere/x.phm: cannot write: .*: make its directory first \(mkdir -p\)$' 'so is an output without its directory' \
    snapcat -o nowhere/x.phm r1_e000.st
fails 1 'part1.tsv: r1_e001.st is missing' 'a table that lacks a file is named with it' \
    snapcat -m part1.tsv r1_e000.st r1_e001.st
printf 'file\tn\nr1_e000.st\t1\nx\t1\nr1_e000.st\t2\n' >twice.tsv
fails 1 'twice.tsv: row 1: r1_e000.st appears again in row 3 of twice.tsv' \
    'a table that has a file twice is named with it' snapcat -m twice.tsv r1_e000.st
fails 1 'paths.tsv: row 1: r1_e000.st appears again in row 2 of paths.tsv' \
    'a base name that two rows have finds neither' snapcat -m paths.tsv r1_e000.st
fails 1 'part1.tsv: row 1: matches a/r1_e000.st and b/r1_e000.st' \
    'two snapshots cannot be one row by base name' snapcat -m part1.tsv a/r1_e000.st b/r1_e000.st
printf 'path\tn\nr1_e000.st\t1\n' >nofile.tsv
fails 1 "nofile.tsv: no column 'file': the columns are path, n" 'a table without a column file is refused' \
    snapcat -m nofile.tsv r1_e000.st
printf 'file\tn\nr1_e000.st\n' >ragged.tsv
fails 1 'ragged.tsv:2: 1 fields' 'a ragged table is refused' snapcat -m ragged.tsv r1_e000.st
fails 1 'none.tsv: cannot open' 'a table that is not there is refused' snapcat -m none.tsv r1_e000.st
fails 1 'r1_e000.st: does not fit the template' 'a name that does not fit its template is refused' \
    snapcat -n '{run}-{step}.st' r1_e000.st

# ---- snapshots that differ ----

safetensors other_shape.st '{"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}' \
    00 00 00 00 00 00 00 00 00 00 00 00
safetensors lacks.st '{"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' 00 00 00 00
fails 1 'other_shape.st: tensor w: is \[1, 2\], but \[2, 1\] in r1_e000.st' \
    'another shape is refused, with both files' snapcat r1_e000.st other_shape.st
fails 1 'lacks.st: has no tensor w, but r1_e000.st has it' 'a tensor too few is refused' \
    snapcat r1_e000.st lacks.st
fails 1 'lacks.st: has no tensor w, but r1_e000.st has it' 'a tensor too many is refused' \
    snapcat lacks.st r1_e000.st
succeeds 'tensors that differ can be left out' snapcat -x w r1_e000.st other_shape.st lacks.st
fails 1 'r1_e000.st: no tensor is chosen: it has b, w' 'an expression that matches nothing is refused' \
    snapcat -i conv r1_e000.st
safetensors none.st '{}'
fails 1 'none.st: no tensors' 'a file without tensors is refused' snapcat none.st

# ---- NaN and infinity ----

network nan.st '' "$one" "$nan" "$three"
network inf.st '' "$one" "$two" "$infinite"
fails 1 'nan.st: tensor w: element 1: NaN or infinity' 'a NaN is refused with file, tensor and element' \
    snapcat r1_e000.st nan.st inf.st
fails 1 'inf.st: tensor b: element 0: NaN or infinity' 'an infinity is refused likewise' snapcat inf.st nan.st
succeeds 'a NaN in a tensor left out does no harm' snapcat -x w r1_e000.st nan.st
snapcat --skip-nonfinite -o skip.phm nan.st r1_e000.st inf.st r1_e001.st 2>err
is "$(values skip.phm f4)" '3 1 2 0.5 2 4' '--skip-nonfinite drops the snapshots'
is "$(rows skip.phm | cut -f 1 | tr '\n' ' ')" 'file r1_e000.st r1_e001.st ' 'and their rows'
is "$(cat err)" 'snapcat: note: 2 of 4 snapshots hold a NaN or an infinity and are left out, first nan.st' \
    'and says so'
fails 1 'no snapshot is finite' 'no snapshot left is an error' snapcat --skip-nonfinite nan.st inf.st

# ---- files that are none ----

head -c 100 r1_e000.st >short.st
fails 1 'short.st: .*cut short' 'a header cut short is refused with the file' snapcat r1_e000.st short.st
head -c -1 r1_e000.st >short.st
fails 1 'short.st: .*cut short' 'data cut short are refused with the file' snapcat r1_e000.st short.st
: >empty
fails 1 'empty: empty file' 'an empty file is refused' snapcat empty
fails 1 'runs.tsv: a table, not a checkpoint' 'a table is refused' snapcat runs.tsv
fails 1 'gone.st: cannot open' 'a file that is not there is refused' snapcat r1_e000.st gone.st
fails 1 'a: a folder of no known kind' 'a folder of no kind is refused' snapcat a
mkfifo pipe
fails 1 'pipe: not a regular file' 'a pipe is refused, and not waited for' snapcat pipe
safetensors overlap.st '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}' 00 00 00
fails 1 'overlap.st: tensor b: .*overlap' 'tensors that overlap are refused' snapcat overlap.st
safetensors outside.st '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}' 00
fails 1 'outside.st: tensor a: .*1 bytes of data' 'offsets outside the file are refused' snapcat outside.st
safetensors json.st '{"a":}'
fails 1 'json.st: .*not JSON' 'a header that is not JSON is refused' snapcat json.st
safetensors dtype.st '{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}' 00
fails 1 'dtype.st: tensor a: F8_E4M3 is not read' 'a dtype that is not read is refused' snapcat dtype.st

# ---- usage and output ----

fails 2 'no files' 'no operands are a matter of usage' snapcat
fails 2 '\(: malformed regular expression' 'a malformed expression is a matter of usage' snapcat -i '(' r1_e000.st
fails 2 'template \{run: malformed' 'a malformed template is a matter of usage' snapcat -n '{run' r1_e000.st
fails 1 'none: cannot open' 'a list that is not there is refused' snapcat -T none
snapcat -o gone.phm r1_e000.st nan.st 2>err
is "$(echo gone.phm*)" 'gone.phm*' 'after an error no output file is left'
if [ -e /dev/full ]; then
    snapcat r1_e000.st >/dev/full 2>err
    is "$? $(grep -c 'standard output: cannot write' err)" '1 1' 'a full disk is an error'
else
    skip 1 'no /dev/full'
fi
snapcat r1_e000.st >&- 2>err
is $? 1 'a closed output is an error'

# ---- many files, several panels ----

# Snapshots of 40,000 parameters: 100 of them make two panels of 20,960 columns (8 MB) and a rest.
header='{"x":{"dtype":"F32","shape":[40000],"data_offsets":[0,160000]}}'
safetensors long.st "$header"
head -c 160000 /dev/zero >>long.st
for i in {1..100}; do
    cp long.st "long$i.st"
done
snapcat long{1..100}.st >long.phm
is "$(field long.phm shape), $(field long.phm layout)" '100 40000, panel 20960' 'panels are about 8 MB'
is "$(field long.phm bytes)" 16000000 'and hold all columns'
(ulimit -n 48 && snapcat long{1..100}.st) | cmp - long.phm
ok $? 'more files than may be open at once give the same bytes'
printf '\x00\x00\xc0\x7f' | dd of=long7.st bs=1 seek=$((8 + ${#header} + 4 * 39999)) conv=notrunc status=none
printf '\x00\x00\xc0\x7f' | dd of=long9.st bs=1 seek=$((8 + ${#header} + 4 * 39998)) conv=notrunc status=none
snapcat long{1..100}.st 2>err >/dev/null
is "$? $(cat err)" '1 snapcat: long7.st: tensor x: element 39999: NaN or infinity: leave the file out, or use --skip-nonfinite' \
    'of several errors the first is reported, whatever the threads do'

done_testing
