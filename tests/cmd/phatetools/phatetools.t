#!/bin/bash
# phatetools: the pipeline that it prints is the one that it runs, and what fails leaves no figure.
# shellcheck disable=SC2016 # $HOME stands in a title
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
examples=$PWD/examples/data
cd "$T" || exit
mkdir runs empty
for run in sgd adam; do
    mlp -q --run $run --optimizer $run --epochs 9 --hidden 4 --images 200 --data "$examples" -o runs
done
guessed=$(snapcat --guess --command runs/ 2>err)

# made: the pictures here, in one line.
made() {
    find . -name '*.[ps][nv]g' -printf '%P ' | sort
}

# ---- what is wrong ----

fails 2 "expected a FOLDER or a FILE: see phatetools -h" "a folder is needed" phatetools
fails 2 "expected a FOLDER" "compare needs folders" phatetools compare
fails 2 "-%: unknown option: see phatetools -h" "an unknown letter is refused" phatetools runs -%
fails 2 "--no[.]such: unknown option: see phatetools -h" "and what cannot be a name" phatetools runs --no.such
fails 2 "--: unknown option: see phatetools -h" "a name is needed" phatetools runs --=3
fails 2 "--extend: unknown option: snapgram has --extend, .*see phatetools -h" \
    "an option of another program is refused with its name" phatetools runs --extend x
fails 2 "--metrik: .*knnaff has --metric, potdist has --metric, " "one that is mistyped, with those alike" \
    phatetools runs --metrik cosine
fails 2 "-k: needs an argument" "an option lacks its argument" phatetools runs -k
fails 2 "--log=3: takes no argument" "or has one too many" phatetools runs --log=3
fails 2 "many" "a stage refuses its option before anything is read" \
    phatetools none -k many
is "$(phatetools -n runs --no-such 2>&-) $?, $(phatetools -n runs -k many 2>&-) $?" " 2,  2" \
    "also where standard error is closed"
fails 2 "'?.run._e.step..pt'?: not a file: for a template of names use --name, since -n is --dry-run" \
    "a template that snapcat takes behind -n is asked for by its long name" phatetools runs -n '{run}_e{step}.pt'
fails 2 "--metric runs/no.csv: expected one of euclidean" "-m is the metric" phatetools runs -m runs/no.csv
fails 2 "x.tiff: unknown kind of image" "trajplot refuses the figure's name" phatetools runs -o x.tiff
fails 1 "none" "a folder that is not there is named" phatetools none
fails 1 "empty" "a folder without checkpoints is named" phatetools -n empty
is "$(made)" "" "none of these leaves a figure"

# ---- what is printed is what runs ----

succeeds "a folder becomes a figure" phatetools runs/ -o x.png
like "$(grep '^phatetools:' err)" "note: -t relaxation, .*--ground 0.5, .*--phate$" "a line says what is not PHATE's own, and why"
grep -v '^[a-z]*: ' err >printed
is "$(cat printed)" "$guessed |
knnaff |
diffop -t relaxation |
potdist --ground 0.5 |
mds |
trajplot -o x.png" "the pipeline is printed, a stage on each line"
is "$(phatetools -n runs/ -o x.png)" "$(cat printed)" "-n prints the same, to standard output, and no more"
phatetools -n runs/ -o y.png >figure.sh && sh figure.sh && cmp -s x.png y.png
ok $? "and sh makes the same figure of it, byte for byte"
eval "$guessed" | knnaff | diffop -t relaxation | potdist --ground 0.5 | mds | trajplot -o z.png && cmp -s x.png z.png
ok $? "which is that of the programs"
for shell in dash 'bash --posix' 'busybox sh'; do
    if ! command -v "${shell%% *}" >/dev/null; then
        skip 1 "there is no ${shell%% *}"
        continue
    fi
    rm -f y.png
    $shell "$(command -v phatetools)" -q runs/ -o y.png 2>err && [ ! -s err ] && cmp -s x.png y.png
    ok $? "$shell runs it, and with -q without a word" || diag "$(cat err)"
done
phatetools -q runs/ -o - >y.png && cmp -s x.png y.png
ok $? "-o - is standard output"

# figure_of WORD...: what the figure is called.
figure_of() {
    phatetools -n "$@" 2>err | sed -n '$s/^trajplot //p'
}
is "$(figure_of runs/)" "-o runs.png" "the figure of a folder has its name"
is "$(cd runs && figure_of .)" "-o runs.png" "whatever the path to it"
is "$(figure_of runs/*)" "-o trajectories.png" "that of files is trajectories.png"
is "$(figure_of runs --terminal characters)" "--terminal characters" "what is drawn elsewhere gets no file"
echo old >runs.png
fails 1 "runs.png: exists: to replace it, add -o runs.png" "where it was not asked for, none is replaced" phatetools runs
is "$(cat runs.png)" old "but left"
rm -f -- *.png

# ---- options ----

# told OPTION...: the stages of the pipeline but the first, joined by bars.
told() {
    phatetools -n runs -o x.png "$@" 2>err | sed 1d | tr -d '\n'
}

is "$(told -k 7 -t 20 --log)" "knnaff -k 7 |diffop -t 20 |potdist --ground 0.5 |mds |trajplot -o x.png --log" \
    "options go to the stages that have them, in the place of defaults"
is "$(told --knn=7 --time=20 --ground 0.2)" \
    "knnaff --knn 7 |diffop --time 20 |potdist --ground 0.2 |mds |trajplot -o x.png" "in their long form too"
is "$(told -k7 -vj1)" \
    "knnaff -k 7 -v -j 1 |diffop -t relaxation -v -j 1 |potdist --ground 0.5 -v -j 1 |mds -v -j 1 |trajplot -o x.png -v" \
    "letters may stand together; -v and -j are all programs'"
is "$(told -a 10 -c run -d 3 -f run -g 0 -l 5 -m cosine -p 2 -r 1 -s sgd -e x.tsv -z step --seed 2 --metric euclidean)" \
    "knnaff -a 10 -m cosine -p 2 --metric euclidean |diffop -t relaxation -l 5 -r 1 -e x.tsv --seed 2 |potdist --ground 0.5 -g 0 |mds -d 3 -s sgd |trajplot -o x.png -c run -f run -z step" \
    "letters go where the manual says"
like "$(phatetools -n runs -qj1)" "^snapcat .*-q .*-j 1 " "snapcat's too"
like "$(phatetools -n runs --all -x bias 2>err)" "^snapcat .*--all -x bias" "--all and -x are snapcat's"
is "$(told --phate)" "knnaff |diffop |potdist --between constant |mds |trajplot -o x.png" "--phate is the plain picture"
is "$(told --phate -t 9 --between data)" "knnaff |diffop -t 9 |potdist --between data |mds |trajplot -o x.png" \
    "which options change too"
title=$'it\'s "5 %"\n of $HOME\\n'
is "$(eval "trajplot() { echo \"\$4\"; } && $(phatetools -n runs -o x.png --title "$title" | sed -n '/^trajplot/,$p')")" "$title" \
    "an argument may have any characters, and reaches the stage as it was given"

# ---- names ----

name=$'-it\'s a "$HOME"\n* folder'
mv runs "./$name"
succeeds "a folder may have any name" phatetools -q -o x.svg -- "$name"
phatetools -n -o "$name.svg" -- "$name" >figure.sh && sh figure.sh && cmp -s x.svg "./$name.svg"
ok $? "and its pipeline runs, into a file of such a name"
mv "./$name" runs
rm -f x.svg "./$name.svg"

# ---- what fails on the way ----

# spoil PROGRAM COMMAND: makes a stage that writes all that it has to, and then does this.
mkdir fake
spoil() {
    printf '#!/bin/sh\ncase $* in *--help | *--guess*) PATH=%s exec %s "$@" ;; esac\nPATH=%s %s "$@" && %s\n' \
        "'$PATH'" "$1" "'$PATH'" "$1" "$2" >"fake/$1"
    chmod +x "fake/$1"
}
for stage in snapcat knnaff diffop potdist mds trajplot; do
    spoil $stage 'exit 3'
    PATH=$T/fake:$PATH phatetools -q runs -o x.svg >out 2>err
    status=$?
    rm -f fake/$stage
    [ $stage = trajplot ] || is "$status $(made)" "1 " "$stage fails behind all its output: status 1, and no figure"
    [ $stage != trajplot ] || is "$status" 1 "trajplot fails: status 1"
done
rm -f x.svg
spoil mds 'kill -9 $$'
PATH=$T/fake:$PATH phatetools -q compare runs runs -o x.svg >out 2>err
is "$? $(made)" "1 " "a stage that is killed: the same, also of compare"
like "$(cat err)" "trajplot: .*: mds failed: see what it says" "and who failed is told"
rm fake/mds
phatetools -q runs -k 99 -o x.svg 2>err
is "$? $(grep -v -e '^knnaff: k = 99: needs' -e '^[a-z]*: standard input: record 1: [a-z]* failed: see what it says$' err)" '1 ' \
    'one stage says what is wrong, and those behind it who failed'
! phatetools -n runs 2>err >&- && grep -Eq "write error|I/O error|Bad file" err
ok $? "-n notices that standard output is closed" || diag "$(cat err)"

# ---- logs ----

printf 'run,step,val_loss\n' >log.csv
snapcat -q --guess runs | phm2tsv -k rows | awk -F '\t' -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { print $at["run"], $at["step"], NR / 8 }' >>log.csv
succeeds "behind -m a file is a log" phatetools -n runs -m log.csv
like "$(cat out)" "snapcat -m log.csv -n .*knnaff \|" "which snapcat gets"

# ---- compare ----

mkdir -p deep/wide
mlp -q --run sgd --epochs 9 --hidden 12 --images 200 --data "$examples" -o deep/wide
succeeds "compare draws networks of two shapes" phatetools compare runs deep/wide/ -o x.svg
grep -v '^[a-z]*: ' err >figure.sh
is "$(sed -n '1p; /^mds/,$p' figure.sh | tr '\n' ' ')" \
    "{ mds $(snapcat --guess --command deep/wide 2>err) | knnaff | diffop -t relaxation | potdist --ground 0.5 | mds } | trajplot --one-scale --titles runs,wide -o x.svg " \
    "a picture each, as panels on one scale"
mv x.svg y.svg
sh figure.sh && cmp -s x.svg y.svg
ok $? "and what it prints makes the same"
like "$(phatetools -n compare runs deep/wide --titles 'a,b')" "--titles a,b$" "titles may be given"

# ---- doctor ----

succeeds "doctor finds all that pictures need" phatetools doctor
like "$(cat out)" "OpenBLAS .* kernels for .*gnuplot .*[0-9]+ processors" "and tells what they are made with"
is "$(grep -cE '^ok: (programs of version|pipe|pictures .(png|svg|pdf|eps|tex)|HDF5)' out)" 8 "what works is told"
printf '#!/bin/sh\necho "mds (phatetools) 0.1"\n' >fake/mds
chmod +x fake/mds
PATH=$T/fake:$PATH phatetools doctor >out 2>err
is "$? $(grep -c '^missing: programs of version .*: mds$' out)" "1 1" "a program of another version is found"
grep -q "^missing: pipe" out
ok $? "and that the pipe fails"
TMPDIR=$T/none fails 1 "$T/none: cannot write: set TMPDIR" "and a folder that cannot be written" phatetools doctor

done_testing
