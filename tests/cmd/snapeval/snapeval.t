#!/bin/bash
# snapeval: what programs of the user's own measure on checkpoints, and predict with them.
# shellcheck source=tests/tools/tap.sh disable=SC2016 # the evaluators' variables are their own
. tests/tools/tap.sh
mkdir "$T/tmp"
export TMPDIR=$T/tmp
cd "$T" || exit 1

# array TYPE SHAPE NUMBER...: a .npy; the type is NumPy's, with perl's letter behind it, as "<f4f".
cat >array.pl <<'END'
sub array {
    my ($type, $shape, @numbers) = @_;
    my ($descr, $letter) = $type =~ /^(.+)(.)$/;
    my $order = $shape =~ s/^fortran // ? "True" : "False";
    return sprintf("\x93NUMPY\x01\x00v\x00%-117s\n", "{'descr': '$descr', 'fortran_order': $order, 'shape': ($shape), }")
        . pack($letter . substr($descr, 0, 1) =~ tr/|//dr . "*", @numbers);
}
1;
END
array() {
    perl -e 'require "./array.pl"; binmode STDOUT; print array(@ARGV)' -- "$@"
}

# This evaluator says the sum of a checkpoint's numbers, and how many they are. Its predictions are
# 3 samples x 2 classes, its first number plus 0 to 5. It notes what it was asked for; of a
# checkpoint called $STOP it says nothing.
cat >sum.pl <<'END'
require "./array.pl";
$| = 1;
binmode STDOUT;
while (my $path = <STDIN>) {
    chomp $path;
    open my $log, ">>", "asked" or die;
    print $log "$path\n";
    close $log;
    open my $f, "<:raw", $path or die "$path: $!";
    local $/;
    my @numbers = unpack "d<*", substr <$f>, 128;
    $/ = "\n";
    sleep 60 if $path eq ($ENV{STOP} // "");
    my $sum = 0;
    $sum += $_ for @numbers;
    my $block = array("<f4f", "3, 2", map { $numbers[0] + $_ } 0 .. 5);
    print "$sum ", scalar @numbers, " block:", length $block, "\n$block";
}
END
sum="perl sum.pl"

# says ANSWER...: an evaluator that answers so, in turn, and then reads on; \n is in the answers.
says() {
    local answer
    for answer; do
        printf 'read -r p; printf '\''%s'\''; ' "$answer"
    done
    printf 'cat >&2'
}

predictions() { # STREAM: its numbers, a row per line
    phm2tsv -k snapshots "$1"
}
head_line() { # STREAM KEY: of the last record
    phminfo -H "$1" | sed -n "s/^$2 //p" | tail -n 1
}

array '<f8d' '2, 2' 1 2 3 4 >a.npy
array '<f8d' '3,' 10 20 30.5 >b.npy
array '<f8d' '1,' 100 >c.npy
all=(a.npy b.npy c.npy)

# ---- options ----

succeeds "snapeval -h prints its usage" snapeval -h
like "$(cat out)" "^usage: snapeval .*--evaluator.*snapeval\(1\)" "the usage names program, options and page"
fails 2 "no files: name checkpoints" "files are needed" snapeval -e cat
fails 2 "no evaluator" "an evaluator is needed" snapeval a.npy
fails 2 "--names: loss: appears twice" "so is a name for two numbers" \
    snapeval -e cat --names loss,accuracy,loss a.npy
fails 2 "--names: has an empty name: see snapeval -h" "an empty name is refused" snapeval -e cat --names loss, a.npy
for name in file run step epoch; do
    fails 2 "--names: $name: tells the checkpoints apart" "no number is called $name" \
        snapeval -e cat --names "loss,$name" a.npy
done
fails 2 "--skip-nonfinite: a table \(-t\) has no predictions" "a table has no predictions to look at" \
    snapeval -t --skip-nonfinite -e cat a.npy
fails 2 "--jobs 0" "no evaluator at all is refused" snapeval -e cat -j 0 a.npy

# ---- bad checkpoints ----

fails 1 "none.npy: cannot open" "a checkpoint that is not there is named" snapeval -e "$sum" a.npy none.npy
head -c -5 a.npy >short.npy
fails 1 "short.npy: " "so is one that is cut short" snapeval -e "$sum" a.npy short.npy
fails 1 "no file is a sound checkpoint: all 1 are left out" "one at least is sound" snapeval -q --skip-bad -e "$sum" short.npy
succeeds "--skip-bad leaves it out" snapeval -o some.phm --skip-bad -e "$sum" short.npy a.npy
is "$(phm2tsv -k rows some.phm | cut -f 1 | paste -sd,) $(grep -c 'left out: short.npy' err)" "file,a.npy 1" "with a note"
[ ! -e asked ] || ! grep -q short asked
ok $? "an evaluator is not asked for it"

# ---- bad answers ----

# later REGEX NAME COMMAND...: what fails_now then says of all of them at once: that each fails with status
# 1, as fails has it. An evaluator that must be ended takes a tenth of a second.
later_names=()
later_regexes=()
later() {
    later_regexes+=("$1")
    later_names+=("$2")
    shift 2
    { "$@" >"later${#later_names[@]}" 2>&1; echo "status $?" >>"later${#later_names[@]}"; } &
}
fails_now() {
    local i
    wait
    for ((i = 1; i <= ${#later_names[@]}; i++)); do
        [ "$(wc -l <"later$i")" -eq 2 ] && [ "$(tail -n 1 "later$i")" = "status 1" ] &&
            [[ $(cat "later$i") =~ ^snapeval:\ ${later_regexes[i - 1]} ]]
        ok $? "${later_names[i - 1]}" || diag "expected /${later_regexes[i - 1]}/" "$(cat "later$i")"
    done
}

later "b.npy: the evaluator ended with status 3:" "an evaluator that ends is told of, with the checkpoint" \
    snapeval -e 'read -r p; echo 1; read -r p; exit 3' "${all[@]}"
later "b.npy: the evaluator was killed \(Killed\):" "so is one that is killed" \
    snapeval -e 'read -r p; echo 1; read -r p; kill -9 $$' "${all[@]}"
later "b.npy: no answer from the evaluator within 1 s:" "and one that hangs" \
    snapeval --timeout 1 -e 'read -r p; echo 1; read -r p; sleep 60' "${all[@]}"
later "b.npy: the evaluator's answer is not a line of numbers: \"loss 3\"" "and one that says something else" \
    snapeval -e "$(says '1\n' 'loss 3\n')" "${all[@]}"
later "b.npy: an answer of 1 numbers, where others have 2" "fewer numbers than before are refused" \
    snapeval -e "$(says '1 2\n' '1\n')" "${all[@]}"
later "b.npy: an answer of 3 numbers, where others have 2" "so are more" \
    snapeval -e "$(says '1 2\n' '1 2 3\n')" "${all[@]}"
later "a.npy: an answer of 1 numbers, and 2 have names" "and fewer than names" \
    snapeval --names loss,accuracy -e "$(says '1\n')" "${all[@]}"
later "b.npy: the evaluator says more than one line for each path: \"2\"" "and a second line" \
    snapeval -e 'read -r p; echo 1; read -r p; printf "1\n2\n"; cat >&2' "${all[@]}"

# ---- bad predictions ----

# refuses REGEX NAME FILE: a file of predictions, of the second checkpoint; the first's are 3 x 2 of f32.
array '<f4f' '3, 2' 1 2 3 4 5 6 >good.npy
refuses() {
    later "b.npy: $1" "$2" snapeval --timeout 60 -e "$(says '1 file:good.npy\n' "1 file:$3\\n")" "${all[@]}"
}
refuses "none.npy: cannot open: No such file" "a file that is not there is named" none.npy
refuses "tmp: not a regular file" "so is a folder" tmp
refuses "/dev/zero: not a regular file" "and a device" /dev/zero
: >empty
refuses "empty: 0 bytes, neither a .npy array nor float32" "an empty file has no predictions" empty
head -c 7 good.npy >odd
refuses "odd: 7 bytes, of a .npy header alone" "nor has a piece of a header" odd
head -c 100 good.npy >cut.npy
refuses "cut.npy: 100 bytes, of a .npy header alone" "or most of one" cut.npy
printf 'abcde' >five
refuses "five: 5 bytes, neither a .npy array nor float32" "nor have bytes that are not float32" five
head -c -4 good.npy >less.npy
refuses "less.npy: 148 bytes, and a header of an array of 152" "an array that is cut short is refused" less.npy
{ cat good.npy && echo; } >long.npy
refuses "long.npy: 153 bytes, and a header of an array of 152" "so is one that is too long" long.npy
array '<f4f' '6,' 1 2 3 4 5 6 >flat.npy
refuses "flat.npy: an array of 1 dimensions: make it samples x classes" "one without classes" flat.npy
array '<f4f' '3, 1, 2' 1 2 3 4 5 6 >deep.npy
refuses "deep.npy: an array of 3 dimensions" "one with more" deep.npy
array '<f4f' '3, 0' >thin.npy
refuses "thin.npy: an array of 3 x 0" "one of no class" thin.npy
array '<c8f' '3, 2' 1 2 3 4 5 6 1 2 3 4 5 6 >complex.npy
refuses "complex.npy: .*complex" "one of complex numbers" complex.npy
sed 's/descr/descx/' good.npy >header.npy
refuses "header.npy: " "one whose header is damaged" header.npy
array '<f4f' '2, 2' 1 2 3 4 >two.npy
refuses "predictions: 2 x 2 of f32, where other snapshots have 3 x 2 of f32" "other samples are refused" two.npy
array '<f4f' '2, 3' 1 2 3 4 5 6 >three.npy
refuses "predictions: 2 x 3 of f32, where other snapshots have 3 x 2 of f32" "other classes too" three.npy
array '<f8d' '3, 2' 1 2 3 4 5 6 >double.npy
refuses "predictions: 3 x 2 of f64, where other snapshots have 3 x 2 of f32" "and other numbers" double.npy
tail -c 24 good.npy >raw
refuses "predictions: 6 of f32, where other snapshots have 3 x 2 of f32" "and those of which the classes are not known" raw
later "b.npy: predictions: none, where other snapshots have 3 x 2 of f32" "all checkpoints have predictions" \
    snapeval -e "$(says '1 file:good.npy\n' '1\n')" "${all[@]}"
later "b.npy: predictions: 3 x 2 of f32, where other snapshots have none" "or none" \
    snapeval -e "$(says '1\n' '1 file:good.npy\n')" "${all[@]}"
array '<f4f' '3, 2' 1 2 3 nan 5 6 >nan.npy
refuses "predictions: sample 1: class 1: NaN or infinity: .*--skip-nonfinite" "a NaN is named by sample and class" nan.npy
array '<f8d' '3, 2' 1 2 3 4 -inf 6 >inf.npy
later "a.npy: predictions: sample 2: class 0: NaN or infinity" "so is an infinity" \
    snapeval -e "$(says '1 file:inf.npy\n')" a.npy
array '<f4f' '1,' nan | tail -c 4 >rawnan
later "a.npy: predictions: number 0: NaN or infinity" "by its place, where the classes are not known" \
    snapeval -e "$(says '1 file:rawnan\n')" a.npy
later "b.npy: the evaluator ended with status 0 after 3 of 152 bytes of predictions:" \
    "a block that is cut short is refused" \
    snapeval -e 'read -r p; echo 1 block:152; cat good.npy; read -r p; printf "1 block:152\nabc"' "${all[@]}"
later "a.npy: predictions: 152 bytes, and a header of an array of 156" "so is one that says less than it is" \
    snapeval -e 'read -r p; echo 1 block:152; sed "s/3, 2/7, 1/" good.npy; cat >&2' "${all[@]}"
later "b.npy: good.npy: is as the answer before left it: write the predictions anew" \
    "a file that the evaluator has not written again is refused" \
    snapeval -e "$(says '1 file:good.npy\n' '2 file:good.npy\n')" "${all[@]}"
later "[abc].npy: good.npy: another evaluator writes predictions to the same file:" \
    "so is one that two evaluators write" \
    snapeval -j 2 -e 'while read -r p; do echo 1 file:good.npy; sleep 1; done' "${all[@]}"
fails_now
is_tidy
ok $? "nothing is left of all these"
succeeds "one that is written anew, however fast, is not" snapeval -o again.phm \
    -e 'while read -r p; do cat good.npy >again.npy; echo 1 file:again.npy; done' "${all[@]}"

snapeval -o finite.phm --skip-nonfinite -e "$(says '1 file:nan.npy\n' '2 file:good.npy\n' '3 file:nan.npy\n')" \
    "${all[@]}" 2>err
is "$(phm2tsv -k rows finite.phm | paste -sd,) $(predictions finite.phm) $(cat err)" \
    $'file\tloss,b.npy\t2 1\t2\t3\t4\t5\t6 snapeval: note: 2 of 3 snapshots have predictions with NaN or infinity and are left out, first a.npy' \
    "--skip-nonfinite leaves out such checkpoints, and says so"
fails 1 "no snapshot has finite predictions: all 1 are left out" "but not all of them" \
    snapeval --skip-nonfinite -e "$(says '1 file:nan.npy\n')" a.npy

# ---- rows and columns ----

rm -f asked
succeeds "checkpoints of any shapes are evaluated" snapeval -o plain.phm -e "$sum" "${all[@]}"
is "$(cat err) $(phm2tsv -k rows plain.phm | paste -sd,)" \
    $' file\tloss\tvalue2,a.npy\t10\t4,b.npy\t60.5\t3,c.npy\t100\t1' "and their numbers are columns"
is "$(predictions plain.phm | paste -sd,)" $'1\t2\t3\t4\t5\t6,10\t11\t12\t13\t14\t15,100\t101\t102\t103\t104\t105' \
    "their predictions are rows, sample after sample"
is "$(head_line plain.phm kind) $(head_line plain.phm type) $(head_line plain.phm attr) $(phminfo -H plain.phm | grep -c '^from snapeval')" \
    "snapshots f32 classes 2 2" "of snapshots, which know the classes"
is "$(ls plain*)" plain.phm "no journal stays beside them"
snapeval -e "$sum" "${all[@]}" 2>&1 | cmp - <(snapeval -e "$sum" "${all[@]}")
ok $? "the same bytes go to standard output"

mkdir runs
for run in x y; do
    for step in 10 9 2; do
        array '<f8d' '1,' "$step" >"runs/${run}_s$step.npy"
    done
done
printf 'file\tlr\n%s\n' "$(for f in runs/*.npy; do printf '%s\t0.%s\n' "$f" "${#f}"; done)" >lr.tsv
same_rows() { # NAME OPTION...: the rows are snapcat's, with two columns behind them
    snapeval -e "$sum" "${@:2}" runs/*.npy runs/x_s9.npy | phm2tsv -k rows >mine
    snapcat "${@:2}" runs/*.npy runs/x_s9.npy 2>err | phm2tsv -k rows | paste - <(rev mine | cut -f 1,2 | rev) >theirs
    [ "$(wc -l <mine)" -eq 8 ] && cmp mine theirs
    ok $? "$1" || diag "$(cat mine theirs err)"
}
same_rows "rows are those of snapcat"
same_rows "in its order, by runs and steps" -n '{run}_s{step}.npy'
same_rows "also with a table's columns" -n '{run}_s{step}.npy' -m lr.tsv
same_rows "or as given" -n '{run}_s{step}.npy' --as-given
is "$(snapeval -e "$sum" -n '{run}_s{step}.npy' runs/x*.npy | phm2tsv -k rows | cut -f 3,4 | paste -sd,)" \
    $'step\tloss,2\t2,9\t9,10\t10' "and each number is with its checkpoint"
ls runs/y*.npy >list
is "$(snapeval -e "$sum" -T list | phm2tsv -k rows | wc -l)" 4 "files may come from a list"

rm -f asked
snapeval -e "$sum" a.npy b.npy a.npy >twice.phm
is "$(phm2tsv -k rows twice.phm | cut -f 1,2 | paste -sd,) $(predictions twice.phm | cut -f 1 | paste -sd,) $(paste -sd, asked)" \
    $'file\tloss,a.npy\t10,b.npy\t60.5,a.npy\t10 1,10,1 a.npy,b.npy' "a checkpoint that is given twice is evaluated once"
is "$(snapeval -q -e 'while read -r p; do [ -d "$p" ] && echo 1; done' "$data/folders/single" | phm2tsv -k rows | awk 'NR == 2 { print $NF }')" 1 \
    "a folder may be a checkpoint, and its path is the folder's"

snapeval -e 'i=0; while read -r p; do i=$((i + 1)); case $i in 1) echo -nan 1 ;; 2) echo inf 0.1 ;; *) echo 1e-3 0.30000000000000004 ;; esac; done' \
    --names loss,accuracy "${all[@]}" >odd.phm 2>err
is "$(phm2tsv -k rows odd.phm | tail -n 3 | cut -f 2- | paste -sd,) $(cat err)" \
    $'nan\t1,inf\t0.1,0.001\t0.30000000000000004 snapeval: note: of 2 of 3 checkpoints the evaluator gave NaN or infinity' \
    "numbers keep all their digits, and those that are not finite are kept with a note"
is "$(phminfo -H odd.phm | grep -c '^kind')" 1 "without predictions there are rows alone"
is "$(snapeval -e "$sum" --names total a.npy | phm2tsv -k rows | head -n 1)" $'file\ttotal' \
    "--names names the first numbers, and leaves out the others"
snapeval -e "$sum" -m lr.tsv --names lr runs/*.npy >replaced.phm 2>err
is "$(phm2tsv -k rows replaced.phm | head -n 2 | paste -sd,) $(cat err)" \
    $'file\tlr,runs/x_s10.npy\t10 snapeval: note: column \'lr\': the evaluator\'s numbers take the place of those that were known' \
    "a column of that name is replaced, with a note"

succeeds "-t writes a table" snapeval -t -o scores.tsv -e "$sum" -n '{run}_s{step}.npy' runs/*.npy runs/x_s9.npy
is "$(head -n 3 scores.tsv | paste -sd,) $(wc -l <scores.tsv)" \
    $'file\tloss\tvalue2,runs/x_s2.npy\t2\t1,runs/x_s9.npy\t9\t1 7' "of files and numbers, each checkpoint once"
is "$(snapcat -m scores.tsv runs/*.npy | phm2tsv -k rows | cut -f 2 | paste -sd,)" "loss,10,2,9,10,2,9" \
    "which snapcat -m takes"
succeeds "of which predictions are no part" snapeval -t -e "$(says '1 file:none\n' '2\n')" a.npy b.npy

# ---- forms of predictions ----

form() { # FILE EXPECTED NAME: of its predictions: type, attribute, numbers
    snapeval -e "$(says "1 file:$1\\n")" a.npy >form.phm
    is "$(head_line form.phm type) $(head_line form.phm attr) $(predictions form.phm)" "$2" "$3"
}
six=$'1\t2\t3\t4\t5\t6'
form good.npy "f32 classes 2 $six" "a .npy array may be of float32"
form double.npy "f64 classes 2 $six" "of float64"
printf '\x93NUMPY\x01\x00v\x00%-117s\n\x00\x3c\x00\x40\x00\x42\x00\x44\x00\x45\x00\x46' \
    "{'descr': '<f2', 'fortran_order': False, 'shape': (3, 2), }" >half.npy
form half.npy "f32 classes 2 $six" "of float16"
array '>f4f' '3, 2' 1 2 3 4 5 6 >big.npy
form big.npy "f32 classes 2 $six" "big-endian"
array '|u1C' '3, 2' 1 2 3 4 5 6 >bytes.npy
form bytes.npy "f32 classes 2 $six" "of whole numbers"
array '<f4f' 'fortran 3, 2' 1 3 5 2 4 6 >columns.npy
form columns.npy "f32 classes 2 $six" "or class after class, as Fortran has it"
cp raw 'a  raw file'
form 'a  raw file \t' "f32  $six" "a file without a header is float32, of which the classes are not known, and its name may have blanks"
snapeval -e 'read -r p; echo 1 block:24; cat raw' a.npy >block.phm
is "$(predictions block.phm)" "$six" "a block may be without a header too"
perl -e 'require "./array.pl"; binmode STDOUT; print array("<f4f", "100000, 7", map { $_ % 8191 } 0 .. 699999)' >large.npy
snapeval -e 'while read -r p; do printf "1 block:2800128\n"; cat large.npy; done' "${all[@]}" >large.phm
is "$(head_line large.phm layout)" "panel 699048" "panels are of whole samples"
phm2npy -k snapshots large.phm | tail -c 8400000 |
    cmp - <(perl -e 'binmode STDOUT; print pack "f<*", map { ($_ % 8191) x 3 } 0 .. 699999')
ok $? "and predictions of more bytes than pipes and panels hold are whole"
snapeval -j 3 -e "$sum" runs/*.npy >three.phm
snapeval -e "$sum" runs/*.npy >one.phm
cmp <(phm2npy -k snapshots three.phm) <(phm2npy -k snapshots one.phm) &&
    cmp <(phm2tsv -k rows three.phm) <(phm2tsv -k rows one.phm)
ok $? "several evaluators give the same"
is_tidy
ok $? "and nothing is left"

# ---- the journal ----

whole=(-e "$sum" -n '{run}_s{step}.npy' -o whole.phm runs/*.npy)
snapeval "${whole[@]}"
cp whole.phm uninterrupted.phm
is "$(ls whole.phm*)" whole.phm "an output that is whole has no journal"
stopped_at() { # CHECKPOINT SIGNAL: runs until this one, then kills
    local i
    rm -f asked whole.phm
    STOP=$1 snapeval "${whole[@]}" &
    for ((i = 0; i < 100; i++)); do
        grep -qsx "$1" asked && break
        sleep 0.05
    done
    kill "-$2" $!
    wait $! 2>/dev/null
}
goes_on() { # NAME ASKED: the same command asks for so many, and writes the same bytes
    rm -f asked whole.phm
    snapeval -q "${whole[@]}" 2>err
    cmp whole.phm uninterrupted.phm && [ "$(wc -l 2>/dev/null <asked || echo 0)" -eq "$2" ]
    ok $? "$1" || diag "$(cat asked err)"
}
stopped_at runs/y_s9.npy KILL 2>/dev/null
is "$(echo whole.phm*) $(wc -l <whole.phm.journal) $(wc -c <whole.phm.journal.predictions)" \
    "whole.phm.journal whole.phm.journal.predictions 5 96" "kill -9 leaves the journal with the answers so far, and no output"
is_tidy
ok $? "and nothing else"
cp whole.phm.journal half
cp whole.phm.journal.predictions half.predictions
goes_on "the same command goes on where it stopped, and gives the same bytes" 2
is "$(ls whole.phm*)" whole.phm "then the journal goes, with its predictions"
stopped_at runs/x_s10.npy TERM 2>/dev/null
is_tidy && [ ! -e whole.phm ] && [ "$(wc -l <whole.phm.journal)" -eq 3 ]
ok $? "SIGTERM ends it as tidily"

restore() {
    cp half whole.phm.journal
    cp half.predictions whole.phm.journal.predictions
}
restore
snapeval "${whole[@]}" 2>err
is "$(cat err)" "snapeval: note: whole.phm.journal: has 4 of 6 checkpoints from before: only the others are evaluated" "a note says where it goes on"
for cut in 1 30; do
    restore
    head -c -$cut half >whole.phm.journal
    goes_on "a journal torn $cut bytes before its end still leads to the same bytes" 3
done
restore
rm whole.phm.journal.predictions
goes_on "predictions that are gone are made again" 6
restore
head -c 90 half.predictions >whole.phm.journal.predictions
goes_on "so are those that are cut short" 3
restore
printf X | dd of=whole.phm.journal.predictions bs=1 seek=30 conv=notrunc status=none
goes_on "and those that are damaged" 3
restore
cp runs/x_s2.npy kept
array '<f8d' '1,' 7 >runs/x_s2.npy
rm -f asked
snapeval -q "${whole[@]}"
is "$(sort asked | paste -sd,) $(phm2tsv -k rows whole.phm | sed -n 2p | cut -f 4)" "runs/x_s2.npy,runs/y_s10.npy,runs/y_s9.npy 7" \
    "a checkpoint that has changed is evaluated again, and no other"
mv kept runs/x_s2.npy
restore
goes_on "the one that it was is still known" 2

rm -f asked
snapeval --journal own -e "$sum" runs/x*.npy >x.phm
snapeval --journal own -e "$sum" runs/*.npy >grown.phm 2>err
is "$(wc -l <asked) $(wc -l <own) $(cat err)" "6 7 snapeval: note: own: has 3 of 6 checkpoints from before: only the others are evaluated" \
    "a journal of one's own choice stays, and a later command asks only for what is new"
snapeval --journal own -e "$sum" runs/y*.npy 2>err | phm2npy -k snapshots | cmp - <(phm2npy -k snapshots grown.phm | tail -c 72 | cat <(phm2npy -k snapshots x.phm | head -c 128) -)
ok $? "one that asks for fewer takes these"
is "$(wc -l <asked) $(cat err)" "6 snapeval: note: own: has 3 of 3 checkpoints from before" "and asks for none"
snapeval -q --journal own -e "$sum" runs/*.npy | cmp <(phm2npy -k snapshots grown.phm) <(phm2npy -k snapshots)
ok $? "all are still there"

restore
fails 1 "whole.phm.journal: the journal is of another request, which differs in command:" "a journal of another command is refused" \
    snapeval -o whole.phm -e "exec $sum" runs/*.npy
fails 1 "whole.phm.journal: the journal is of another request, which differs in predictions:" "so is one with predictions for a table" \
    snapeval -t -o whole.phm -e "$sum" runs/*.npy
cmp half whole.phm.journal && cmp half.predictions whole.phm.journal.predictions
ok $? "and is left as it is"
for change in 's/ predictions.*/ predictions 6 2 f32 0/' 's/ 6 2 f32/ 8 2 f32/' 's/ 6 2 f32 [0-9]*/&9/' 's/^./x/' \
    's/[0-9] predictions/ predictions/' 's/$/ /' 's/.*/&\n&/;s/\n./&x/' 's/ [^ ]*$//'; do
    restore
    sed "3$change" half >whole.phm.journal
    case $change in *'\n'*) asked=2 ;; *) asked=3 ;; esac
    goes_on "a line that is damaged, as by $change, costs that line" $asked
done
restore
sed '3s/[0-9] predictions/ predictions/' half >whole.phm.journal
snapeval "${whole[@]}" 2>err
is "$(head -n 1 err)" "snapeval: note: whole.phm.journal: 1 line is damaged or contradictory and does not count, the first is line 3: points that no other line has are evaluated again" \
    "a note tells of it"
restore
rm whole.phm.journal.predictions
mkfifo whole.phm.journal.predictions
fails 1 "whole.phm.journal.predictions: not a regular file" "predictions are kept in a file" \
    timeout 10 snapeval "${whole[@]}"
rm whole.phm.journal.predictions
echo "lossgrid journal 2 file 0" >whole.phm.journal
fails 1 "whole.phm.journal: not a journal of snapeval" "lossgrid's journal is not one of snapeval" snapeval "${whole[@]}"
rm -f whole.phm.journal*
exec 9<own
flock 9
fails 1 "own: another snapeval is at work on the journal" "two do not share a journal" \
    snapeval --journal own -e "$sum" runs/*.npy
exec 9<&-

# ---- output ----

fails 1 "No space left" "a full disk is noticed" bash -c 'snapeval "$@" >/dev/full' - -e "$sum" a.npy
fails 1 "$T/none/o: cannot write: No such file" "an output that cannot be written is named before anything is evaluated" \
    snapeval -o "$T/none/o" -e 'echo >&2' a.npy
echo old >kept
fails 1 "ended with status 3" "an output that there was stays" snapeval --force -o kept -e 'exit 3' a.npy
is "$(cat kept)" old "as it is"

done_testing
