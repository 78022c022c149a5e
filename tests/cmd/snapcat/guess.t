#!/bin/bash
# Folders of runs, in which the checkpoints, their template and their logs are found.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

# net FILE...: a network of one weight in each, which is another for each file.
weight=0
net() {
    local file
    for file; do
        mkdir -p "${file%/*}"
        weight=$((weight + 1))
        printf "\\x40\\x00\\x00\\x00\\x00\\x00\\x00\\x00%-64s\\x00\\x00\\x$(printf '%x' $((weight % 128)))\\x3f" \
            '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' >"$file"
    done
}

# other FILE...: something else.
other() {
    local file
    for file; do
        mkdir -p "${file%/*}"
        echo something >"$file"
    done
}

# same FILE FILE: the streams are the same but for the lines that say from what.
same() {
    perl -0777 -e 's{^from .*\nhead .*\n( *\n)?\n}{}mg for my ($a, $b) = map { local @ARGV = $_; <> } @ARGV; exit($a ne $b)' "$@"
}

# guessed FOLDER COMMAND NAME: the command is printed, and reads what --guess reads.
guessed() {
    local got
    got=$(command_of "$1")
    [ "$got" = "$2" ] && snapcat -q --guess "$1" >guessed.phm && sh -c "$got -q" >by_hand.phm && same guessed.phm by_hand.phm
    ok $? "$3" || diag "got: $got" "expected: $2" "$(cat err)"
}

command_of() {
    snapcat --guess --command "$@" 2>err
}

note() {
    snapcat --guess --command "$@" 2>&1 >/dev/null | sed 's/^snapcat: note: //' | paste -sd'|'
}

# open_question FOLDER ANSWER NAME: guessing is refused with an option that settles it.
open_question() {
    local answer
    fails 1 "$2" "$3" snapcat --guess "$1"
    answer=$(sed "s/.* \(-n [^ ]*\).*/\1/" "$T/err")
    succeeds '... and the last option that is named settles it' sh -c "snapcat -q --guess $answer $1"
}

# ---- what is no folder of checkpoints, first ----

mkdir empty
fails 1 'empty: holds no checkpoints' 'an empty folder is refused' snapcat --guess empty
other texts/notes.txt texts/.hidden.pt texts/train.log
fails 1 'texts: holds no checkpoints' 'so is one without checkpoints' snapcat --guess texts
fails 1 '/dev/null: neither a folder nor a file' 'so is a device' snapcat --guess /dev/null
fails 1 'nowhere: cannot open: No such file' 'so is what is not there' snapcat --guess nowhere
fails 2 '--guess: no folders' 'folders have to be named' snapcat --guess
fails 2 '--command: needs --guess' '--command is of --guess' snapcat --command empty
fails 2 '--guess and --follow: .* -n TEMPLATE' '--follow is not' snapcat --guess --follow empty
fails 2 '--guess and -T: exclude each other' 'nor are lists of files' snapcat --guess -T /dev/null empty
net nameless/{a,b}.safetensors
fails 1 'nameless/a.safetensors: no number in the names of the 2 checkpoints says the step' \
    'checkpoints without steps are refused' snapcat --guess nameless
net seeds/seed{0,1}.safetensors
fails 1 'no number in the names of the 2 checkpoints' 'seeds are no steps' snapcat --guess seeds
net twice/step_{1,01}.safetensors
fails 1 'twice/step_01.safetensors and twice/step_1.safetensors: are both step 1 of one run' \
    'a step that appears twice is refused' snapcat --guess twice
net damaged/model_{1,2}.safetensors
head -c 40 damaged/model_2.safetensors >short && mv short damaged/model_2.safetensors
fails 1 'damaged/model_2.safetensors' 'a damaged checkpoint is an error' snapcat --guess damaged
is "$(snapcat -q --guess --skip-bad damaged 2>&1 | phm2tsv -k rows | wc -l)" 2 '... that --skip-bad passes over'

# ---- open questions ----

net grid/m_{1,2}_{1,2}.safetensors
open_question grid "two numbers vary, .*: -n 'm_.run._.step..safetensors' or -n 'm_.step._.run..safetensors'" \
    'two numbers that could be the step are a question'
net tuned/m_{0.1,0.01}_{1,2}.safetensors
guessed tuned "snapcat -n 'm_{run}_{step}.safetensors' tuned/m_*_*.safetensors" \
    'a fraction before a whole number tells runs apart'
net keras/{a,b}/weights.{01-1.33,02-0.50,03-0.52}.safetensors
guessed keras "snapcat -n '{run}/weights.{step}-{number2}.safetensors' keras/*/weights.*-*.safetensors" \
    '... and behind one is a column'
net kinds/step_{1,2}{,_ema}.safetensors
open_question kinds "two kinds of names, .*: -n 'step_.step..safetensors' or -n 'step_.step._ema.safetensors'" \
    'two kinds of names are a question'
net ends/{0,1,2}/final.safetensors names/{0,1,2}_best.safetensors
open_question names "all are, .*: -n '.step._best.safetensors' for steps, or -n '.run._best.safetensors' for runs" \
    'numbers of files that are all called best are hardly steps'
open_question ends "could be a step or a run: say which: -n '.step.' for steps, or -n '.run.' for runs" \
    '... nor are those of folders with one such file'

# ---- layouts ----

net flat/{adam,sgd}_e{000,003,012}.safetensors
guessed flat "snapcat -n '{run}_e{epoch}.safetensors' flat/*_e*.safetensors" 'runs and epochs of names'
net folders/{adam,sgd}/step_{100,200,1000}.safetensors
other folders/adam/{optimizer.pt,last.ckpt,.hidden.pt,config.json}
guessed folders "snapcat -n '{run}/step_{step}.safetensors' folders/*/step_*.safetensors" 'runs of folders'
is "$(note folders)" '6 checkpoints of 2 runs; left out: 1 of optimisers and the like (folders/adam/optimizer.pt), 1 called best, last or final, which repeat others (folders/adam/last.ckpt)' \
    'it is said what is left out'
guessed folders/adam "snapcat -n 'step_{step}.safetensors' folders/adam/step_*.safetensors" 'one run'
net nested/{adam,sgd}/seed{1,2}/e{1,2}.safetensors
guessed nested "snapcat -n '{run}/{run}/e{epoch}.safetensors' nested/*/*/e*.safetensors" 'folders in folders'
is "$(snapcat -q --guess nested | phm2tsv -k rows | cut -f 2 | uniq | paste -sd' ')" \
    'run adam/seed1 adam/seed2 sgd/seed1 sgd/seed2' '... which are the run together'
net mixed/{adam,sgd}/seed{1,2}_e{1,2}.safetensors
guessed mixed "snapcat -n '{run}/{run}_e{epoch}.safetensors' mixed/*/*_e*.safetensors" 'folders and names together'
net plain/x{1,2}/{1,2,10}.safetensors
guessed plain "snapcat -n '{run}/{step}.safetensors' plain/*/*.safetensors" 'numbers alone'
net deep/a/step_{1,2}.safetensors deep/b/c/step_{1,2}.safetensors
guessed deep "snapcat -n 'step_{step}.safetensors' deep/a/step_*.safetensors deep/b/c/step_*.safetensors" \
    'folders of several depths'
net steps/{a,b}/{10,20}/model.safetensors
guessed steps "snapcat -n '{run}/{step}' steps/*/*" 'a folder per step'
net epochs/epoch_1/iter_{15,25}.safetensors epochs/epoch_2/iter_{35,45}.safetensors
guessed epochs "snapcat -n '{run}/epoch_{epoch}/iter_{step}.safetensors' epochs/epoch_*/iter_*.safetensors" \
    'folders of epochs are no runs'
net lightning/version_{0,1}/checkpoints/epoch={0,1}-step=50.safetensors
for version in 0 1; do
    mv lightning/version_$version/checkpoints/epoch={1-step=50,1-step=100}.safetensors
    other lightning/version_$version/checkpoints/last.ckpt
    printf 'epoch,step,train_loss,val_loss\n0,49,1,\n0,49,,2\n1,99,3,\n1,99,,4\n' >lightning/version_$version/metrics.csv
done
guessed lightning "snapcat -n '{run}/checkpoints/epoch={epoch}-step={step}.safetensors' -m lightning/version_0/metrics.csv -m lightning/version_1/metrics.csv lightning/*/checkpoints/epoch=*-step=*.safetensors" \
    'Lightning, with its logs'
is "$(snapcat -q --guess lightning | phm2tsv -k rows | cut -f 2- | sed 's/\t/ /g' | paste -sd';')" \
    'run epoch step train_loss val_loss;version_0 0 50 1 2;version_0 1 100 3 4;version_1 0 50 1 2;version_1 1 100 3 4' \
    '... a log of each run beside its folder of checkpoints'

# trainer FOLDER STEP: a checkpoint as Hugging Face's Trainer saves it.
trainer() {
    net "$1/model.safetensors"
    other "$1"/{optimizer.pt,scheduler.pt,rng_state_{0,1}.pth,training_args.bin,tokenizer.json}
    printf '{"global_step":%s,"epoch":1,"log_history":[]}' "$2" >"$1/trainer_state.json"
}
for run in a b; do
    trainer trainer/$run/checkpoint-500 500
    trainer trainer/$run/checkpoint-1000 1000
    net trainer/$run/model.safetensors
done
guessed trainer "snapcat -n '{run}/checkpoint-{step}' trainer/*/checkpoint-*" "folders of Hugging Face's Trainer"
is "$(note trainer)" '4 checkpoints of 2 runs; left out: 2 without a step in the name (first trainer/a/model.safetensors)' \
    '... without the network at the end'
net weights/{a,b}/{model.safetensors,step_{1,2}.pt}
guessed weights "snapcat -n '{run}/step_{step}.pt' weights/*/step_*.pt" \
    'a folder that holds a network and others is not one'
mkdir -p distributed/run{1,2}
for run in 1 2; do
    cp -r "$data/dcp/two" distributed/run$run/step_1
    cp -r "$data/dcp/two" distributed/run$run/step_2
done
guessed distributed "snapcat -n '{run}/step_{step}' distributed/*/step_*" 'DCP folders'
mkdir adapters
cp -r "$data/lora/linear/step-1" adapters/checkpoint-1
cp -r "$data/lora/linear/step-2" adapters/checkpoint-2
guessed adapters "snapcat -n 'checkpoint-{step}' adapters/checkpoint-*" 'LoRA adapters'
for step in 1 2; do
    net shards/checkpoint-$step/model-0000{1,2}-of-00002.safetensors
    sed -i 's/{"w"/{"v"/' shards/checkpoint-$step/model-00002-of-00002.safetensors
    printf '{"weight_map":{"w":"model-00001-of-00002.safetensors","v":"model-00002-of-00002.safetensors"}}' \
        >shards/checkpoint-$step/model.safetensors.index.json
done
guessed shards "snapcat -n 'checkpoint-{step}' shards/checkpoint-*" 'folders of shards'
net shards/checkpoint-{1,2}/optimizer.pt
rm shards/checkpoint-2/*.index.json
fails 1 "shards/checkpoint-2: files of one network without their index .NAME.index.json." "shards without their index are named" \
    snapcat --guess shards
net few/step_{1,2,3,4,10,20}.safetensors few/step_3_ema.safetensors few/init.safetensors
guessed few "snapcat -n 'step_{step}.safetensors' few/step_[0-9].safetensors few/step_[0-9][0-9].safetensors" \
    'patterns do not match what is left out'
net behind/e{1,2}_{adam,sgd}.safetensors
guessed behind "snapcat -n 'e{epoch}_{run}.safetensors' behind/e*_adam.safetensors behind/e*_sgd.safetensors" \
    'runs behind the step'
net around/lr{0.1,0.2}_e{1,10}_s{0,1}.safetensors
rm around/lr0.1_e10_s0.safetensors
guessed around "snapcat -n '{run}_e{epoch}_{run}.safetensors' around/lr0.1_e*_s0.safetensors around/lr0.1_e*_s1.safetensors around/lr0.2_e*_s0.safetensors around/lr0.2_e*_s1.safetensors" \
    'runs before and behind the step, in the same order in any locale'
net metric/epoch={1-val_loss=0.52,2-val_loss=0.48}.safetensors
guessed metric "snapcat -n 'epoch={epoch}-val_loss={val_loss}.safetensors' metric/epoch=*-val_loss=*.safetensors" \
    'metrics of names'
net best/best-epoch={1,2}.safetensors
guessed best "snapcat -n 'best-epoch={epoch}.safetensors' best/best-epoch=*.safetensors" \
    'a word of all names says nothing'
net links/real/step_{1,2}.safetensors
ln -s real links/latest
ln -s .. links/real/up
ln -s step_2.safetensors links/real/step_9.safetensors
ln -s nowhere links/dangling
guessed links "snapcat -n 'step_{step}.safetensors' links/real/step_1.safetensors links/real/step_2.safetensors" \
    'links, also in a circle, repeat nothing'
mkdir linked
ln -s ../flat linked/flat
guessed linked "snapcat -n '{run}_e{epoch}.safetensors' linked/flat/*_e*.safetensors" 'but lead to other folders'

# ---- names ----

net 'hard names'/{"it's","my run",'[x]','a*b',ünï,'b{c'}/step_{1,2}.safetensors
guessed 'hard names' "snapcat -n '{run}/step_{step}.safetensors' 'hard names/[x]/step_'*.safetensors 'hard names/a*b/step_'*.safetensors 'hard names/b{c/step_'*.safetensors 'hard names/it'\\''s/step_'*.safetensors 'hard names/my run/step_'*.safetensors 'hard names/ünï/step_'*.safetensors" \
    'blanks, quotes, patterns, braces and UTF-8 in names'
net ./-dash/e{1,2}.safetensors
is "$(command_of -- -dash)" "snapcat -n 'e{epoch}.safetensors' -- -dash/e*.safetensors" 'a dash first'
succeeds '... is no option' sh -c "$(command_of -- -dash)"
net feed/step_{1,2}.safetensors $'feed/step_3\n.safetensors' $'feed/a\nb/step_1.safetensors'
guessed feed "snapcat -n 'step_{step}.safetensors' feed/step_[0-9].safetensors" 'names with a line feed are left out'
is "$(command_of folders/adam folders/sgd/)" \
    "snapcat -n '{run}/step_{step}.safetensors' folders/*/step_*.safetensors" \
    'several folders, with and without a slash'

net $'line\nfeed'/step_{1,2}.safetensors
succeeds 'a line feed in the name of a folder' sh -c "$(command_of $'line\nfeed') -q"
is "$(command_of flat/sgd_e{000,012}.safetensors)" \
    "snapcat -n 'sgd_e{epoch}.safetensors' flat/sgd_e000.safetensors flat/sgd_e012.safetensors" 'files that are named'

# ---- options ----

is "$(command_of -k state -x 'b ias' --as-given flat)" \
    "snapcat -k state -x 'b ias' --as-given -n '{run}_e{epoch}.safetensors' flat/*_e*.safetensors" \
    'options stand in the command'
is "$(command_of -n 'step_{step}_ema.safetensors' kinds)" \
    "snapcat -n 'step_{step}_ema.safetensors' kinds/step_*_ema.safetensors" 'a template that is given is not guessed'
is "$(note -n 'step_{step}_ema.safetensors' kinds)" \
    '2 checkpoints of 1 run; left out: 2 that do not fit the template (first kinds/step_1.safetensors)' \
    '... and what does not fit is left out'
is "$(snapcat --guess flat 2>&1 >/dev/null | grep -o 'same without.*')" \
    "same without --guess: snapcat -n '{run}_e{epoch}.safetensors' flat/*_e*.safetensors" 'the note has the command'
is "$(command_of -q -j 2 flat)" "snapcat -q -j 2 -n '{run}_e{epoch}.safetensors' flat/*_e*.safetensors" \
    '... also those that do not bear on the result'
succeeds '-o takes the command' snapcat -q --guess --command -o line flat
is "$(<line)" "snapcat -q -n '{run}_e{epoch}.safetensors' flat/*_e*.safetensors" '... as a line'
fails 2 'neither a stream nor a picture' 'the output is none of the checkpoints that are found' \
    snapcat -q --guess -o flat/adam_e000.safetensors flat
is "$(snapcat -q --guess -l flat | grep -c '^w')" 6 '-l lists those that are found'

# ---- logs ----

# log FILE HEADINGS [ROW...]
log() {
    printf '%s\n' "${@:2}" >"$1"
}
# joins FOLDER: the tables that are joined.
joins() {
    command_of "$1" | grep -o -- '-m [^ ]*' | paste -sd' '
}
net logs/{a,b}/step_{1,2}.safetensors
log logs/a/train.csv step,loss 1,0.5 2,0.25
log logs/a/val.csv step,val 1,0.5 2,0.25
log logs/config.csv key,value lr,1
is "$(joins logs)" '' 'a log that one run lacks is left out'
like "$(note logs)" "log left out: logs/a/train.csv: no row of run 'b'" '... and it is said why'
cp logs/a/*.csv logs/b
is "$(joins logs)" '-m logs/a/train.csv -m logs/b/train.csv -m logs/a/val.csv -m logs/b/val.csv' \
    'logs of each run are joined'
like "$(note logs)" "log left out: logs/config.csv: no column 'file'" 'a table that is no log is not'
log logs/all.csv run,step,lr a,1,3 a,2,3 b,1,4 b,2,4
like "$(joins logs)" '-m logs/all.csv' 'a log of all runs is'
is "$(command_of -m logs/all.csv logs)" \
    "snapcat -m logs/all.csv -n '{run}/step_{step}.safetensors' logs/*/step_*.safetensors" 'tables that are given are not guessed'
net apart/ckpt/{adam,sgd}_e{1,2}.safetensors
mkdir apart/logs
log apart/logs/adam.csv epoch,loss 1,1 2,2
log apart/logs/sgd.csv epoch,loss 1,3 2,4
is "$(joins apart)" '-m apart/logs/adam.csv -m apart/logs/sgd.csv' 'logs that are called as the runs are joined'
net part/{adam,sgd}/seed{1,2}/step_{1,2}.safetensors
mv apart/logs/adam.csv apart/logs/adam_log.csv
mv apart/logs/sgd.csv apart/logs/sgd_log.csv
is "$(joins apart)" '-m apart/logs/adam_log.csv -m apart/logs/sgd_log.csv' 'also with a word more'
mv apart/logs/adam_log.csv apart/log1.csv
mv apart/logs/sgd_log.csv apart/log2.csv
is "$(joins apart)" '' 'logs of which nothing says the run are left out, all of them'
like "$(note apart)" 'apart/log1.csv: has columns of apart/log2.csv, and nothing says of which run each is' \
    '... and it is said why'
log part/adam/log.csv step,loss 1,1 2,2
is "$(joins part)" '' 'a log of some runs is not joined to all'
like "$(note part)" 'part/adam/log.csv: nothing says of which run it is' '... and it is said why'
log part/log.csv step,loss 1,1 2,2
rm part/adam/log.csv
is "$(joins part)" '-m part/log.csv' 'but one above all is'
printf '{"step":1}\n' >part/log.jsonl
like "$(note part)" 'log left out: part/log.jsonl: JSON, not a table: convert it' 'JSON is not read, and what converts it is said'

# ---- numbers that no word calls steps or epochs ----

net vague/model_{0,1,2}.safetensors
log vague/log.csv epoch,loss 0,1 1,2 2,3
guessed vague "snapcat -n 'model_{epoch}.safetensors' -m vague/log.csv vague/model_*.safetensors" \
    'a log by epoch alone tells that numbers are epochs'
log vague/log.csv epoch,step,loss 0,0,1 0,1,2 1,2,3 1,3,4 2,4,5
is "$(joins vague)" '' 'a log of both is not joined by chance'
like "$(note vague)" "vague/log.csv: has steps and epochs, and the numbers of the names could be either: say which: -n 'model_.step..safetensors' or -n 'model_.epoch..safetensors'" \
    '... but asked for'
. "$tests_dir/tools/numpy.sh"
if numpy ''; then
    mkdir own told contrary
    numpy 'w = np.ones(2, np.float32)
for i in range(3):
    np.savez(f"own/{chr(120 - i)}.npz", w=w * i, step=np.int64(i))
    np.savez(f"told/model_{i}.npz", w=w, epoch=np.int64(i))
    np.savez(f"contrary/model_{i}.npz", w=w, epoch=np.int64(100))'
    guessed own 'snapcat own/*.npz' 'without numbers in names the steps in the files count'
    is "$(snapcat -q --guess own | phm2tsv -k rows | cut -f 2 | paste -sd' ')" 'step 0 1 2' '... in their order'
    guessed told "snapcat -n 'model_{epoch}.npz' told/model_*.npz" 'epochs in the files tell what the names count'
    fails 1 "contrary/model_0.npz and contrary/model_1.npz: the names say 0 and 1, but the files epoch 100 and 100: say what the numbers are: -n 'model_.step..npz' for steps, or -n 'model_.run..npz' for runs" \
        'names that the files contradict are a question' snapcat --guess contrary
fi

# ---- many ----

mkdir many && (cd many && for i in {1..3000}; do : >"x$i.txt"; done)
net many/step_{1,2}.safetensors
guessed many "snapcat -n 'step_{step}.safetensors' many/step_*.safetensors" 'many other files'
mkdir closed && net closed/{a,b}/step_{1,2}.safetensors
chmod 0 closed/b
if ! ls closed/b >listed 2>&1; then
    like "$(note closed)" '2 checkpoints of 1 run; left out: 1 that cannot be read .closed/b' 'a folder that cannot be read is said'
fi
chmod 755 closed/b

done_testing
