#!/bin/bash
# Logs of trainings joined to their snapshots, by runs, steps and epochs, and the order of rows.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

# net FILE...: a network of one weight, 0.5, in each.
net() {
    local file
    for file; do
        printf '\x40\x00\x00\x00\x00\x00\x00\x00%-64s\x00\x00\x00\x3f' \
            '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' >"$file"
    done
}

# table SNAPCAT-ARGUMENTS...: the rows without their files, "heading heading;value value;".
table() {
    snapcat "$@" 2>err | phm2tsv -k rows | cut -f 2- | sed 's/\t/ /g' | tr '\n' ';'
}

note() {
    sed 's/^snapcat: note: //' err | paste -sd'|'
}

# ---- logs and checkpoints that do not fit, first ----

net e{0,1,2}.st a_{0,1,2}.st b_{0,1,2}.st 'epoch=0-step=4.st' 'epoch=1-step=8.st' 'epoch=2-step=12.st'
lightning=(-n 'epoch={epoch}-step={step}.st' 'epoch=0-step=4.st' 'epoch=1-step=8.st' 'epoch=2-step=12.st')
printf 'epoch,loss\n1,3\n2,2\n3,1\n' >from_one.csv
fails 1 "from_one.csv: does not fit by epoch, where 2 of 3 snapshots have a row: epoch 0 of e0.st has none: add a row for it" \
    'a log that lacks the row of a snapshot is refused' snapcat -n 'e{epoch}.st' -m from_one.csv e{0,1,2}.st
printf 'epoch,loss\n1,3\n2,2\n' >trained.csv
is "$(table -n 'e{epoch}.st' -m trained.csv e{0,1,2}.st)" 'epoch loss;0 ;1 3;2 2;' \
    'but the snapshot before training, of epoch 0, needs none, where the log ends with the snapshots'
is "$(note)" 'trained.csv: joined by epoch: 2 of 3 snapshots, 2 of 2 rows; none of epoch 0, before training' 'which is said'
printf 'run,epoch,loss\na,1,3\na,2,1\nb,1,4\nb,2,2\n' >two_trained.csv
fails 1 "two_trained.csv: does not fit by run and epoch, where 3 of 4 snapshots have a row: epoch 0 of b_0.st has none" \
    'nor may it go on in one of the runs' snapcat -n '{run}_{epoch}.st' -m two_trained.csv a_0.st a_2.st b_0.st b_1.st
printf 'step,epoch,loss\n4,0,3\n8,1,2\n99,1.5,1\n' >gap.csv
fails 1 "gap.csv: does not fit by step, where 2 of 3 snapshots have a row, nor by epoch, where 2 of 3 snapshots have a row: epoch 2 of epoch=2-step=12.st has none" \
    'it is said how many snapshots each key finds' snapcat -m gap.csv "${lightning[@]}"
fails 1 "from_one.csv: is by epoch, but the snapshots have no column epoch: write \{epoch\} .*, such as -n '\{run\}_\{epoch\}.pt'$" \
    'snapshots without the key are refused' snapcat -m from_one.csv e{0,1,2}.st
printf 'loss\tlr\n1\t2\n' >keyless.tsv
fails 1 "keyless.tsv: no column 'file': the columns are loss, lr, and none is a run, step or epoch that the snapshots have too" \
    'so is a table without a key' snapcat -n 'e{epoch}.st' -m keyless.tsv e{0,1,2}.st
printf 'run,step,loss\na,1,1\nb,1,2\n' >two_runs.csv
fails 1 "two_runs.csv: has runs 'a' and 'b', but the snapshots have no column run" \
    'a log of several runs needs the runs of the snapshots' snapcat -n 'a_{step}.st' -m two_runs.csv a_1.st
printf 'run,step,loss\nc,1,1\n' >other_run.csv
fails 1 "other_run.csv: no row of run 'a', which a_1.st belongs to" 'a run that no log has is named' \
    bash -c "snapcat -q -n '{run}_{step}.st' -m other_run.csv a_1.st"
printf 'step,loss\n1,1\n2,2\n' | tee one.csv >two.csv
fails 1 "two.csv: has a column loss, as a table before: of which of the 2 runs each is is not known: add a column run" \
    'two logs that could be of either run are refused' \
    bash -c "snapcat -q -n '{run}_{step}.st' -m one.csv -m two.csv [ab]_[12].st"

printf 'optimizer,epoch,loss\na,1,3\na,2,1\nb,1,4\nb,2,2\n' >mixed.csv
fails 1 "mixed.csv: rows of one epoch differ, first in optimizer for a_1.st, and of which of the 2 runs each is is not known: add a column run, or make fields of the names \(-n, --name\) of the columns" \
    'a log of several runs that does not say so is refused' \
    bash -c "snapcat -q -n '{run}_{epoch}.st' -m mixed.csv [ab]_[12].st"

# A column that the names have a field of tells trainings apart, as runs do.
net lr0.1_e{0,1,2}.st lr0.01_e{0,1,2}.st
by_lr=(-q -n 'lr{lr}_e{step}.st')
printf 'lr,step,loss\n0.1,1,9\n0.1,2,8\n' >one_lr.csv
fails 1 "one_lr.csv: no row of lr '0.01', which lr0.01_e1.st belongs to: add rows, leave the file out, or call the field otherwise" \
    'a row of another lr than the name has is of another training' \
    snapcat "${by_lr[@]}" -m one_lr.csv lr*_e[12].st
fails 1 "one_lr.csv and the other tables: no row of lr '0.01', which" 'nor has another log one' \
    snapcat "${by_lr[@]}" -m one_lr.csv -m one_lr.csv lr*_e[12].st
printf 'lr,step,loss\n0.1,1,9\n0.1,2,8\n,1,7\n,2,7\n' >gap_lr.csv
fails 1 "gap_lr.csv: no row of lr '0.01', which lr0.01_e1.st belongs to" 'rows without an lr alone are of none' \
    snapcat "${by_lr[@]}" -m gap_lr.csv lr*_e[12].st
printf 'lr,step,loss\n0.1,1,9\n0.1,2,8\n0.01,1,5\n' >less_lr.csv
fails 1 "less_lr.csv: does not fit by lr and step, where 3 of 4 snapshots have a row: step 2 of lr0.01_e2.st has none" \
    'nor is a row of the same step' snapcat "${by_lr[@]}" -m less_lr.csv lr*_e[12].st
printf 'lr,step,loss\n0.1,1,9\n0.1,2,8\n0.01,1,5\n0.01,2,4\n' >lr.csv
fails 1 "lr.csv: does not fit by lr and step, where 4 of 5 snapshots have a row: step 0 of lr0.01_e0.st has none" \
    'whether a log goes on behind the snapshots is asked of each lr' \
    snapcat "${by_lr[@]}" -m lr.csv lr0.1_e[012].st lr0.01_e[01].st
printf 'run,lr,loss\na,1,9\n' >run_lr.csv
fails 1 "run_lr.csv: no row of run 'b' and lr '1', which b_1.st belongs to" 'runs and fields are named' \
    bash -c "snapcat -q -n '{run}_{lr}.st' -m run_lr.csv a_1.st b_1.st"
json() {
    printf '%b\n' "$1" >log.json
    fails 1 "log.json: JSON, not a table: convert it in Python: $2.to_csv\(TABLE\)" "JSON is refused with what converts it: $1" \
        snapcat -m log.json a_1.st
}
json '{"step":1,"loss":0.5}\n{"step":2,"loss":0.5}' 'pandas.read_json\(FILE, lines=True\)'
json '\xef\xbb\xbf{"step":1}' 'pandas.read_json\(FILE, lines=True\)'
json '[{"step":1}]' 'pandas.read_json\(FILE\)'
json '{\n "log_history": []\n}' 'pandas.DataFrame\(json.load\(open\(FILE\)\)\[KEY_OF_ROWS\]\)'

# ---- Lightning: several rows of an epoch, with gaps; steps from 0, where checkpoints count from 1 ----

cat >metrics.csv <<'END'
epoch,step,train_loss,val_loss
0,3,,2
0,3,1,
1,7,,1
1,7,0.5,
2,11,,0.5
2,11,0.25,
3,15,,0.25
END
is "$(table -m metrics.csv "${lightning[@]}")" 'epoch step train_loss val_loss;0 4 1 2;1 8 0.5 1;2 12 0.25 0.5;' \
    'a log is joined by epochs where its steps are others; gaps hide nothing, and a snapshot keeps its step'
is "$(note)" "metrics.csv: joined by epoch: 3 of 3 snapshots, 6 of 7 rows; not by step, where 0 of 3 snapshots have a row" \
    'what was matched, and what not, is said in one line'
# Every step has a row, but that of the next epoch.
printf 'epoch,step,loss\n0,3,9\n1,4,8\n1,7,7\n2,8,6\n2,11,5\n3,12,4\n' >shifted.csv
is "$(table -m shifted.csv "${lightning[@]}")" 'epoch step loss;0 4 9;1 8 7;2 12 5;' \
    'rows of other epochs are not taken for those of a step, and of several values the last counts'
is "$(note)" "shifted.csv: joined by epoch: 3 of 3 snapshots, 5 of 6 rows; of 2 values that differ within one epoch the last counts, first loss of epoch=1-step=8.st; not by step, where epochs differ" \
    'both are said'
printf 'step,loss\n12,1\n4.0,3\n8e0,2\n' >steps.csv
is "$(table -m steps.csv "${lightning[@]}")" 'epoch step loss;0 4 3;1 8 2;2 12 1;' 'keys are compared as numbers'
is "$(note)" "steps.csv: joined by step: 3 of 3 snapshots, 3 of 3 rows" 'and steps come before epochs'

# ---- fields of names ----

by_lr=(-n 'lr{lr}_e{step}.st')
printf 'LR,step,loss\n1e-1,1,9\n0.10,2,8\n1e-2,1,5\n0.01,2,4\n' >lr_e.csv
is "$(table "${by_lr[@]}" -m lr_e.csv lr0.1_e[12].st lr0.01_e[12].st)" \
    'lr step loss;0.1 1 9;0.1 2 8;0.01 1 5;0.01 2 4;' 'fields are compared as numbers, and are what the name says'
is "$(note)" 'lr_e.csv: joined by lr and step: 4 of 4 snapshots, 4 of 4 rows' 'which is said'
is "$(table "${by_lr[@]}" -m lr.csv lr0.1_e[012].st lr0.01_e[012].st)" \
    'lr step loss;0.1 0 ;0.1 1 9;0.1 2 8;0.01 0 ;0.01 1 5;0.01 2 4;' 'the snapshots before training need no rows'
printf '0.01,3,3\n' | cat lr.csv - >longer_lr.csv
is "$(table "${by_lr[@]}" -m longer_lr.csv lr0.1_e[012].st lr0.01_e[12].st)" \
    'lr step loss;0.1 0 ;0.1 1 9;0.1 2 8;0.01 1 5;0.01 2 4;' 'though the log of another lr goes on'
printf 'lr,step,loss,val_loss\n0.1,1,9,\n,1,,7\n0.01,2,3,\n0.1,2,8,\n,2,,6\n' >gaps.csv
is "$(table "${by_lr[@]}" -m gaps.csv lr0.1_e[12].st)" 'lr step loss val_loss;0.1 1 9 7;0.1 2 8 6;' \
    'a row with a gap for the field belongs to the row beside it'
net 'w1-0.52.st' 'w2-0.25.st' lr0.12_e1.st
printf 'epoch,val_loss\n1,0.5172\n2,0.25499\n' >rounded.csv
is "$(table -n 'w{epoch}-{val_loss}.st' -m rounded.csv w?-*.st)" 'epoch val_loss;1 0.52;2 0.25;' \
    'a loss that the names have rounded is the same'
printf 'lr,step,loss\n0.125,1,5\n' >near.csv
fails 1 "near.csv: no row of lr '0.12'" 'but a number is not rounded to another that has as few digits' \
    snapcat -q "${by_lr[@]}" -m near.csv lr0.12_e1.st
grep -v '^0.01' lr.csv >lr0.1.csv
grep -v '^0.1' lr.csv >lr0.01.csv
is "$(table "${by_lr[@]}" -m lr0.1.csv -m lr0.01.csv lr0.1_e[12].st lr0.01_e[12].st)" \
    'lr step loss;0.1 1 9;0.1 2 8;0.01 1 5;0.01 2 4;' 'each of several logs is of its lr'
net a_lr0.1_1.st b_lr0.01_1.st
is "$(table -n '{run}_lr{lr}_{step}.st' -m lr0.1.csv -m lr0.01.csv [ab]_lr*.st)" 'run lr step loss;a 0.1 1 9;b 0.01 1 5;' \
    'which then is of one run'
printf 'optimizer,seed,batch\na,1,32\nb,1,64\n' >batch.csv
is "$(table -n '{optimizer}_{seed}.st' -m batch.csv a_1.st b_1.st)" 'optimizer seed batch;a 1 32;b 1 64;' \
    'a table of fields alone is joined by these, also as text'
is "$(note)" 'batch.csv: joined by optimizer and seed: 2 of 2 snapshots, 2 of 2 rows' 'and they are named'
printf 'Step,a - lr,b - lr\n1,7,8\n' >chart.csv
is "$(table -n '{run}_{lr}.st' -m <(sed 's/Step/lr/' chart.csv) a_1.st b_1.st)" 'run lr;a 1;b 1;' \
    'no other column overwrites what the name says'
"$PYTHON" -c 'import numpy; numpy.savez("own_1.npz", w=numpy.eye(2, dtype="f4"), loss=0.5)'
printf 'step,loss,acc\n1,0.9,0.1\n' >own.csv
is "$(table -n 'own_{step}.npz' -m own.csv own_1.npz)" 'loss step acc;0.9 1 0.1;' \
    "a checkpoint's own columns are not keys"

# ---- epochs that may be shifted ----

net m_{2,4}.st
printf 'epoch,loss\n0,5\n1,4\n2,3\n3,2\n4,1\n' >keras0.csv
is "$(table -n 'm_{epoch}.st' -m keras0.csv m_[24].st)" 'epoch loss;2 3;4 1;' \
    'whether names count from 1 and a log from 0 is not known'
is "$(note)" 'keras0.csv: joined by epoch: 2 of 2 snapshots, 2 of 5 rows; the log counts from 0: do the names count from 1?' \
    'and is asked'
sed -i 2d keras0.csv
table -n 'm_{epoch}.st' -m keras0.csv m_[24].st >/dev/null
is "$(note)" 'keras0.csv: joined by epoch: 2 of 2 snapshots, 2 of 4 rows' 'but not of a log that has no epoch 0'
printf 'run,epoch,loss\na,1,5\na,2,4\nc,0,5\n' >third.csv
table -n '{run}_{epoch}.st' -m third.csv a_[12].st >/dev/null
is "$(note)" 'third.csv: joined by run and epoch: 2 of 2 snapshots, 2 of 3 rows' 'or that has it of another run'
printf 'file,epoch\nm_2.st,2\nm_4.st,4\n' >epochs.csv
printf 'epoch,loss\n0,5\n2,3\n4,1\n' >from_zero.csv
table -m epochs.csv -m from_zero.csv m_[24].st >/dev/null
is "$(note)" 'from_zero.csv: joined by epoch: 2 of 2 snapshots, 2 of 3 rows' 'nor where epochs are not of names'

# ---- what others write ----

long=0,$(printf '%040d' 0)
printf 'step;loss;acc;lr;text;long\n1;0,51;50;NA;0,5;%s\n2;-1,5e-3;0,6;;x;%s\n3;NA;;;;\n' "$long" "$long" >commas.csv
is "$(table -n 'a_{step}.st' -m commas.csv a_[12].st)" \
    "step loss acc lr text long;1 0,51 50  0,5 $long;2 -1,5e-3 0,6  x $long;" \
    'decimal commas are kept as text'
is "$(note)" 'commas.csv: columns loss, acc: decimal commas, kept as text: write 0.5, not 0,5|commas.csv: joined by step: 2 of 2 snapshots, 2 of 3 rows' \
    'which is said of the columns that have no other text'

printf '\xef\xbb\xbfepoch;accuracy;loss;val_loss\r\n0;0.1;3;NA\r\n1;0.2;2;1.5\r\n2;0.3;1;NA\r\n' >keras.csv
is "$(table -n 'e{epoch}.st' -m keras.csv e{0,1,2}.st)" 'epoch accuracy loss val_loss;0 0.1 3 ;1 0.2 2 1.5;2 0.3 1 ;' \
    "Keras's, with semicolons, a mark, CR LF and NA"
printf '"epo\tch",epoch,loss\n9,0,3\n9,1,2\n9,2,1\n' >tab.csv
is "$(table -n 'e{epoch}.st' -m tab.csv e{0,1,2}.st)" 'epoch epo\tch loss;0 9 3;1 9 2;2 9 1;' \
    'a tab within a quoted heading separates nothing'
printf 'Wall time,Step,Value\n1.7e9,1,0.5\n1.7e9,2,0.25\n' | tee run-a-tag-loss.csv >run-b-tag-loss.csv
sed -i 's/0\.5/9/' run-b-tag-loss.csv
is "$(table -n '{run}_{step}.st' -m run-a-tag-loss.csv -m run-b-tag-loss.csv [ab]_[12].st)" \
    'run step loss;a 1 0.5;a 2 0.25;b 1 9;b 2 0.25;' "TensorBoard's: the file's name gives the run, and the value its name"
is "$(note)" "run-a-tag-loss.csv: joined by run and step: 2 of 4 snapshots, 2 of 2 rows|run-b-tag-loss.csv: joined by run and step: 2 of 4 snapshots, 2 of 2 rows" \
    'each log is of its run'
printf 'Wall time,Step,Value\n1.7e9,1,0.5\n1.7e9,2,0.25\n' >file.csv
fails 1 "file.csv: column 'file': would take the place of the snapshots' paths: call the column, or the table, otherwise" \
    "a file's name is not taken for that of the column of paths" snapcat -n 'a_{step}.st' -m file.csv a_1.st a_2.st
printf 'Step,a - file\n1,0.5\n2,0.25\n' >of_files.csv
fails 1 "of_files.csv: column 'a - file': would take the place of the snapshots' paths" \
    'nor is the name of a chart' snapcat -n '{run}_{step}.st' -m of_files.csv a_1.st a_2.st
mkdir -p a b
printf 'step,loss\n1,1\n2,2\n' >a/metrics.csv
printf 'step,loss\n1,3\n2,4\n' >b/metrics.csv
is "$(table -n '{run}_{step}.st' -m a/metrics.csv -m b/metrics.csv [ab]_[12].st)" 'run step loss;a 1 1;a 2 2;b 1 3;b 2 4;' \
    "a folder's name gives the run of the log in it"
is "$(table -n '{optimizer}_{epoch}.st' -m mixed.csv [ab]_[12].st)" 'optimizer epoch loss;a 1 3;a 2 1;b 1 4;b 2 2;' \
    'a field of the names tells of which run each row is'
printf 'epoch,loss\n1,5\n2,6\n' | tee b_log.csv >loss-of-a.csv
is "$(table -n '{run}_{epoch}.st' -m b_log.csv -m loss-of-a.csv [ab]_[12].st)" 'run epoch loss;a 1 5;a 2 6;b 1 5;b 2 6;' \
    "words of the file's name give the run"
net a_b_{1,2}.st
printf 'epoch,loss\n1,7\n2,8\n' >a_b_log.csv
is "$(table -n '{run}_{epoch}.st' -m b_log.csv -m a_b_log.csv -m loss-of-a.csv {a,b,a_b}_[12].st)" \
    'run epoch loss;a 1 5;a 2 6;b 1 5;b 2 6;a_b 1 7;a_b 2 8;' 'the longest run that the name has'
fails 1 "b_log.csv: has a column loss, as a table before" 'a name with two runs is of neither' \
    bash -c "snapcat -q -n '{run}_{epoch}.st' -m a_b_log.csv -m b_log.csv -m a_b_log.csv [ab]_[12].st"
rm a_b_*
printf '"Step","a - train/loss","b - train/loss"\n"1","0.5","7"\n"2","0.25","8"\n' >wandb.csv
is "$(table -n '{run}_{step}.st' -m wandb.csv [ab]_[12].st)" 'run step train/loss;a 1 0.5;a 2 0.25;b 1 7;b 2 8;' \
    "Weights & Biases' chart: a column per run"
is "$(note)" "wandb.csv: joined by step: 4 of 4 snapshots, 2 of 2 rows; for all 2 runs, since the table has no column run" \
    'a log without runs is for all'
printf 'Step,vital-sun-1 - loss,vital-sun-1 - loss__MIN,vital-sun-1 - Step\n1,5,4,1\n2,6,5,2\n' >one_run.csv
is "$(table -n 'a_{step}.st' -m one_run.csv a_[12].st)" 'step loss loss__MIN vital-sun-1 - Step;1 5 4 1;2 6 5 2;' \
    'whose run need not be a column where there is one'
for headings in 'step,train - loss,val - loss' 'step,train - loss,acc' 'step,train - loss,train - '; do
    printf '%s\n1,5,6\n' "$headings" >several.csv
    is "$(table -n 'a_{step}.st' -m several.csv a_1.st)" "$(sed 's/ *$//;y/,/ /' several.csv | tr '\n' ';')" \
        "not all of one run: $headings"
done
printf 'step,a - loss\n1,5\n' >of_a.csv
is "$(table -n '{run}_{step}.st' -m of_a.csv b_1.st)" 'run step a - loss;b 1 5;' 'nor where snapshots are of another run'
printf ',_step,_runtime,loss\n0,1,0.1,5\n1,2,0.2,6\n' >history.csv
is "$(table -n 'a_{step}.st' -m history.csv a_[12].st)" 'step _runtime loss;1 0.1 5;2 0.2 6;' \
    'its history, through pandas: _step is the step, and the index is passed over'
printf ' step , "loss"\n' | sed 's/ "loss"/loss /' >padded.csv
printf '1,5\n2,6\n' >>padded.csv
is "$(table -n 'a_{step}.st' -m padded.csv a_[12].st)" 'step loss;1 5;2 6;' 'headings may be padded'
printf 'step,loss,eval_loss\n1,5,\n1,,4\n2,6,\n2,,3\n' >trainer.csv
is "$(table -n 'a_{step}.st' -m trainer.csv a_[12].st)" 'step loss eval_loss;1 5 4;2 6 3;' "Hugging Face's log history"
printf 'run,lr\na,0.1\nb,0.2\n' >settings.csv
is "$(table -n '{run}_{step}.st' -m settings.csv [ab]_[12].st)" 'run step lr;a 1 0.1;a 2 0.1;b 1 0.2;b 2 0.2;' \
    'a table of runs alone is joined by runs'
printf 'file,step\na_1.st,10\na_2.st,20\n' >files.csv
printf 'step,loss\n10,5\n20,6\n' >late.csv
is "$(table -m late.csv -m files.csv a_[12].st)" 'step loss;10 5;20 6;' 'tables by files come first, and give keys'
printf ',file,loss\n0,a_1.st,5\n1,a_2.st,6\n' >pandas.csv
is "$(table -m pandas.csv a_[12].st)" 'loss;5;6;' "pandas' unnamed index is passed over"
printf ',file,loss\nx,a_1.st,5\n1,a_2.st,6\n' >nameless.csv
fails 1 'nameless.csv: column 1 has no heading, and is not an index' 'another column without a heading is not' \
    snapcat -m nameless.csv a_1.st a_2.st
printf 'file,,loss\na_1.st,1,2\n' >middle.csv
fails 1 'middle.csv: column 2 has no heading: give it one' 'nor is one amidst the others' snapcat -m middle.csv a_1.st

for heading in '[loss]' '{loss}'; do
    printf '%s,file\n5,a_1.st\n' "$heading" >braces.csv
    is "$(table -m braces.csv a_1.st)" "$heading;5;" "a heading in brackets is not JSON: $heading"
done

# ---- steps that are not numbers ----

net adam_e{1,2,10}.st sgd_final.st
fails 1 "adam_e1.st: step is 'e1', not a number: use -n '\{run\}_e\{step\}.st'" 'the template that fits is named' \
    snapcat -n '{run}_{step}.st' adam_e1.st adam_e10.st adam_e2.st
fails 1 "sgd_final.st: step is 'final', not a number: put what stands beside the number in the template" \
    'where there is one' snapcat -n '{run}_{step}.st' sgd_final.st
fails 1 "epoch=0-step=4.st: epoch is 'epoch=0', not a number: use -n 'epoch=\{epoch\}-step=\{step\}.st'" 'epochs are numbers too' \
    snapcat -n '{epoch}-step={step}.st' 'epoch=0-step=4.st'
printf 'file\tstep\nadam_e1.st\te1\n' >text_steps.tsv
fails 1 "adam_e1.st: step is 'e1', not a number, so the order of the rows is not known: write 'e\{step\}' in the template" \
    'so are the steps of tables' snapcat -m text_steps.tsv adam_e1.st
printf 'file\tstep\nx\te2\ny\te10\n' >text_rows.tsv
"$PYTHON" -c 'import numpy; numpy.save("rows.npy", numpy.eye(2))'
npy2phm -k snapshots -r text_rows.tsv -o text_rows.phm rows.npy
fails 1 "x: step is 'e2', not a number" "and what reads rows of other sources refuses them: trajstat of an array" \
    trajstat text_rows.phm
{ tsv2phm text_rows.tsv && printf '0\t1\n1\t0\n' | tsv2phm -k coords; } >text_coords.phm
for program in trajstat "trajplot -o x.svg"; do
    # shellcheck disable=SC2086 # a program and its options
    fails 1 "x: step is 'e2', not a number" "and what reads rows of other sources refuses them: $program" \
        $program text_coords.phm
done

# ---- order ----

is "$(snapcat -n '{run}_e{step}.st' adam_e*.st | phm2tsv -k rows | cut -f 3 | paste -sd' ')" 'step 1 2 10' \
    'steps are in the order of numbers'
is "$(table -n '{run}_{step}.st' b_2.st a_2.st a_1.st b_1.st)" 'run step;b 1;b 2;a 1;a 2;' \
    'runs stay in the order in which they appear'
is "$(table --as-given -n '{run}_{step}.st' b_2.st a_2.st a_1.st b_1.st)" 'run step;b 2;a 2;a 1;b 1;' '--as-given leaves rows where they are'
is "$(table -n '{letter}_{step}.st' b_2.st a_2.st a_1.st)" 'letter step;b 2;a 2;a 1;' 'so do steps that appear twice without runs'
# Each network is its row's: 3 * step in float32.
"$PYTHON" -c '
import numpy as np
for step in 10, 2, 1: np.savez(f"n_{step}.npz", w=np.full(2, 3.0 * step, "f4"), v=np.zeros(step, "f4"))'
snapcat -i w -n 'n_{step}.npz' n_10.npz n_2.npz n_1.npz | phm2npy -k snapshots -o n.npy
is "$("$PYTHON" -c 'import numpy; print(*numpy.load("n.npy")[:, 1])')" '3.0 6.0 30.0' 'parameters move with their rows, however files are laid out'

# A log in a folder of one run's snapshots is of this run, also in a folder beside them.
mkdir -p of_x/{nets,logs} of_y
net of_x/nets/a_{1,2}.st of_y/b_{1,2}.st
printf 'step,loss\n1,3\n2,4\n' >of_x/logs/train.csv
printf 'step,loss\n1,5\n2,6\n' >of_y/train.csv
is "$(table -n '{run}_{step}.st' -m of_x/logs/train.csv -m of_y/train.csv of_x/nets/*.st of_y/*.st)" \
    'run step loss;a 1 3;a 2 4;b 1 5;b 2 6;' 'logs in the folders of runs are of these'
net of_y/a_3.st
printf 'step,loss\n1,5\n2,6\n3,7\n' >of_y/train.csv
is "$(table -n '{run}_{step}.st' -m of_y/train.csv of_x/nets/*.st of_y/*.st)" \
    'run step loss;a 1 5;a 2 6;a 3 7;b 1 5;b 2 6;' 'one in a folder of several runs is of all'

done_testing
