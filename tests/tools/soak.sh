#!/bin/bash
# soak.sh SECONDS [SEED]: for so long, programs and pipelines are hurt at random moments: killed, sent
# signals, cut off from their readers, left without memory or disk. After each fault no output looks whole
# that is not, nothing else is left, and the same command, unhurt, ends with the same bytes. In TAP: one
# test per kind of fault; the first of the wrongs are told. BUILD is where the programs are.
#
# The disk that fills is a tmpfs in a name space of its own, for which the script starts anew.
set -u
seconds=${1:?soak.sh SECONDS [SEED]}
RANDOM=${2:-$$}
here=$(cd "$(dirname "$0")" && pwd)
data=$here/../data
if [ -z "${SOAK_MOUNTS-}" ]; then
    mounts=none
    for unshare in 'unshare -m' 'unshare -rm'; do
        # shellcheck disable=SC2086 # words of a command
        $unshare sh -c 'mount -t tmpfs tmpfs /mnt' 2>/dev/null && mounts=tmpfs && break
    done
    [ $mounts = tmpfs ] || unshare=
    # shellcheck disable=SC2086
    SOAK_MOUNTS=$mounts exec env --default-signal $unshare bash "$0" "$seconds" "$RANDOM"
fi
export PATH=${BUILD:+$(cd "$BUILD" && pwd):}$PATH LC_ALL=C OMP_NUM_THREADS=2 OPENBLAS_NUM_THREADS=2 OMP_WAIT_POLICY=passive

WORK=$(mktemp -d)
IN=$WORK/in    # the inputs
WELL=$WORK/well # what the commands make unhurt
HURT=$WORK/hurt # what they make hurt: the disk that fills, with out/ and tmp/
mkdir "$IN" "$WELL" "$HURT"
clean_up() {
    cd /
    [ "$SOAK_MOUNTS" = none ] || umount -l "$HURT"
    rm -rf "$WORK"
}
trap clean_up EXIT
DISK=64M
[ "$SOAK_MOUNTS" = none ] || mount -t tmpfs -o size=$DISK tmpfs "$HURT" || exit 1
mkdir "$HURT/out" "$HURT/tmp"
cd "$IN" || exit 1

# ---- the commands ----

array() { # TYPE SHAPE, numbers on standard input: a .npy
    local letter=d
    [ "$1" = f8 ] || letter=f
    printf '\x93NUMPY\x01\x00v\x00%-117s\n' "{'descr': '<$1', 'fortran_order': False, 'shape': ($2), }"
    perl -e 'binmode STDOUT; local $/; print pack("'$letter'<*", split " ", <STDIN>)'
}

make_inputs() {
    local row
    printf 'file\tstep\ttest_loss\n' >steps.tsv
    for row in {10..33}; do
        awk -v row="$row" 'BEGIN { srand(row); for (i = 0; i < 20000; i++) print row * sin(i) + rand() }' | array f4 20000 >"s$row.npy"
        printf 's%s.npy\t%s\t%s\n' "$row" "$row" $((row * row % 17)) >>steps.tsv
    done
    for row in 1 2 3; do
        echo "$row" "$((row * row))" 0.1 0.2 | array f8 2,2 >"p$row.npy"
    done
    seq 1 2400 | awk '{ print sin($1) }' | array f4 24,100 >logits.npy
    cat >say.sh <<'END'
while read -r path; do
    od -A n -v -t f8 -j 128 "$path" | paste -sd ' '
done
END
    snapcat -q -m steps.tsv s??.npy >x.phm
    snapcat -q -m steps.tsv s1?.npy >head.phm
    snapgram -q x.phm >g.phm
    npy2phm -k snapshots "$data/tree200/X.npy" | knnaff -q >a.phm 2>/dev/null
    diffop -q a.phm >p.phm
    potdist -q p.phm >d.phm
    mds -q d.phm >y.phm
    knnaff -q g.phm 2>/dev/null | diffop -q -t 4 | potdist -q >steps_d.phm
    mds -q steps_d.phm >steps.phm
}

# One a line; @ is the output.
commands() {
    cat <<'END'
snapcat -q -m steps.tsv -o @ s??.npy
snapgram -q -o @ x.phm
phmsum -q -o @ g.phm
knnaff -q -o @ x.phm
diffop -q -o @ a.phm
diffop -q -l 40 -t 10 -o @ a.phm
potdist -q -o @ p.phm
mds -q -o @ d.phm
mds -q -a nonmetric -o @ d.phm
pca -q -o @ x.phm
losshom -q -k 5 -c step -o @ steps_d.phm
embsweep -q -r 0,1 -o @ g.phm
preddist -q -c 10 -o @ logits.npy
trajstat -q -o @ g.phm
snapaudit -q -o @ x.phm
phm2npy -q -o @ d.phm
phm2tsv -q -o @ d.phm
snapjump -q --bias -s 1 -r 1 -o @ s10.npy
lossgrid -q -e 'sh say.sh' --to p2.npy -x 0:1:40 --names loss,b,c,d -o @ p1.npy
snapeval -q -e 'sh say.sh' --names loss,b,c,d -o @ p1.npy p2.npy p3.npy
trajplot -q -o @.svg y.phm
trajplot -q -o @.png steps.phm
trajplot -q --force --dpi 40 --animate @.gif steps.phm
trajplot -q -o @.tex steps.phm
trajplot -q -o @.pdf steps.phm
trajplot -q -o @.html steps.phm
snapcat -q -m steps.tsv s??.npy | knnaff -q -o @
snapcat -q -m steps.tsv s??.npy | snapgram -q | knnaff -q | diffop -q | potdist -q | mds -q -o @
knnaff -q x.phm | diffop -q | potdist -q | mds -q | trajplot -q -o @.svg
snapcat -q -m steps.tsv s??.npy >@
snapgram -q x.phm >@
knnaff -q x.phm | diffop -q >@
END
}

# ---- a command, hurt and unhurt ----

# line COMMAND FOLDER [STAGE PREFIX]: what a shell runs to make FOLDER/o; PREFIX stands before that stage,
# from 0.
line() {
    local text=${1//@/$2/o} i stage rest=
    local -a stages=()
    while [[ $text == *' | '* ]]; do
        stages+=("${text%%' | '*}")
        text=${text#*' | '}
    done
    stages+=("$text")
    for i in "${!stages[@]}"; do
        stage=${stages[i]}
        [ "$i" != "${3-}" ] || stage="$4 $stage"
        rest+="${rest:+ | }$stage"
    done
    printf '%s\n' "$rest"
}

# Runs a line in a session of its own, whose number is left in $WORK/session. Ends with the line's status;
# 124 where it does not end in 20 s.
run() { # LINE
    { setsid -w timeout -k 1 20 bash -c "read -ra stat </proc/self/stat; echo \${stat[5]} >$WORK/session
        set -o pipefail; $1" 2>"$WORK/err" </dev/null; } 2>/dev/null
}

now() { # milliseconds
    echo $((${EPOCHREALTIME/./} / 1000))
}

learn() { # sets COMMANDS, STAGES, MILLISECONDS, BYTES, OUTPUT: of each command
    local command i=0 began made
    while read -r command; do
        command=${command/-o @/--force -o @} command=${command/--animate @/--force --animate @}
        mkdir "$WELL/$i"
        began=$(now)
        if ! run "$(line "$command" "$WELL/$i")"; then
            echo "Bail out! $command: $(head -n 1 "$WORK/err")"
            exit 1
        fi
        made=$(ls "$WELL/$i")
        COMMANDS[i]=$command
        STAGES[i]=$(($(grep -o ' | ' <<<"$command" | wc -l) + 1))
        MILLISECONDS[i]=$(($(now) - began + 1))
        OUTPUT[i]=$made
        BYTES[i]=$(stat -c %s "$WELL/$i/$made")
        i=$((i + 1))
    done < <(commands)
}

# ---- the faults ----

KINDS=(kill signal memory pipe disk file)
SIGNALS=(TERM INT HUP QUIT USR1 USR2 XCPU ALRM VTALRM PWR PROF)

# The prefix of a stage that tells its process number, so that it can be killed.
told="sh -c 'echo \$\$ >\"\$0\"; exec \"\$@\"' $WORK/victim"

# Sends SIGNAL to the stage after so many milliseconds.
strike() { # SIGNAL MILLISECONDS
    sleep "$(printf '%d.%03d' $(($2 / 1000)) $(($2 % 1000)))"
    kill -"$1" "$(cat "$WORK/victim" 2>/dev/null)" 2>/dev/null
}

# hurt KIND COMMAND: runs the command with such a fault; sets STATUS and FAULT, what was done to it.
hurt() {
    local kind=$1 i=$2 stage=$((RANDOM % STAGES[$2])) amount
    local text=${COMMANDS[i]} out=$HURT/out
    case $kind in
    kill | signal)
        local signal=KILL
        [ "$kind" = kill ] || signal=${SIGNALS[RANDOM % ${#SIGNALS[@]}]}
        amount=$((RANDOM % (MILLISECONDS[i] + MILLISECONDS[i] / 10 + 1)))
        FAULT="stage $stage: $signal after $amount ms"
        rm -f "$WORK/victim"
        strike "$signal" "$amount" &
        run "$(line "$text" "$out" "$stage" "$told")"
        STATUS=$?
        wait
        ;;
    memory)
        amount=$((50000 + RANDOM * 12))
        FAULT="stage $stage: ulimit -v $amount"
        run "$(line "$text" "$out" "$stage" "sh -c 'ulimit -v $amount; exec \"\$@\"' sh")"
        STATUS=$?
        ;;
    pipe)
        amount=$(((RANDOM * 32768 + RANDOM) % (BYTES[i] + 1)))
        FAULT="stage $stage: its reader ends after $amount bytes"
        if [ $((stage + 1)) -lt "${STAGES[i]}" ]; then
            run "$(line "$text" "$out" $((stage + 1)) "head -c $amount |")"
        else
            run "$(line "${text/>@/| head -c $amount >@}" "$out")"
        fi
        STATUS=$?
        ;;
    disk)
        amount=$(((RANDOM * 32768 + RANDOM) % (BYTES[i] + BYTES[i] / 4 + 4096) / 4096 + 1))
        FAULT="a disk of $amount pages of 4 KB"
        mount -o "remount,size=$((4 * amount))k" "$HURT"
        run "$(line "$text" "$out")"
        STATUS=$?
        mount -o "remount,size=$DISK" "$HURT"
        ;;
    file)
        amount=$(((RANDOM * 32768 + RANDOM) % (BYTES[i] + BYTES[i] / 4 + 1024) / 1024))
        FAULT="stage $stage: ulimit -f $amount"
        run "$(line "$text" "$out" "$stage" "sh -c 'ulimit -f $amount; exec \"\$@\"' sh")"
        STATUS=$?
        ;;
    esac
}

# ---- what must hold ----

complain() { # WHAT
    wrong=1
    [ $((shown += 1)) -gt 20 ] || printf '# %s\n# %s: %s\n' "${COMMANDS[command]}" "$FAULT" "$1"
}

# What lies under the output's name before some of the commands.
OLD='what was there before'

# Whether the output is whole, as by the unhurt command, or, where it is not, does not look so: written by
# the shell it is a stream that is refused, else it is what was there before, or nothing.
check_output() { # COMMAND
    local made=$HURT/out/${OUTPUT[$1]} well=$WELL/$1/${OUTPUT[$1]}
    if cmp -s "$made" "$well"; then
        whole=1
    elif [ "$STATUS" -eq 0 ] && [ "$kind" != pipe ]; then
        complain "status 0, but the output is $([ -e "$made" ] && echo another || echo missing)"
    elif [ -e "$made" ] && [[ ${COMMANDS[$1]} != *'>@' ]]; then
        [ "$(head -c 100 "$made" | tr -d '\0')" = "$OLD" ] || complain "an output is left that is not whole"
    elif [ -e "$made" ] && phminfo "$made" >/dev/null 2>&1; then
        complain "a stream is taken for whole that is not"
    fi
}

# The processes that are left of the last run. (A name has neither blanks nor parentheses.)
processes_left() {
    awk -v session="$(cat "$WORK/session")" '$6 == session && $3 != "Z" { print $1, $2 }' /proc/[0-9]*/stat 2>/dev/null
}

# Whether nothing is left in TMPDIR, and no process, soon: what evaluators leave goes when their guard has
# seen the end.
is_gone() {
    local tries=50
    while [ -n "$(ls -A "$HURT/tmp")$(processes_left)" ]; do
        [ $((tries -= 1)) -gt 0 ] || return 1
        sleep 0.1
    done
}

# What is replaced is linked under another name and renamed at once: a kill in between leaves a whole copy.
remove_copy() { # COMMAND
    local copy
    for copy in "$HURT/out/${OUTPUT[$1]}".??????; do
        ! cmp -s "$copy" "$WELL/$1/${OUTPUT[$1]}" || rm "$copy"
    done
}

check_rest() { # COMMAND
    local left
    [ "$kind" != kill ] || remove_copy "$1"
    left=$(cd "$HURT/out" && find . -mindepth 1 ! -name "${OUTPUT[$1]}" ! -name "${OUTPUT[$1]}.journal")
    [ -z "$left" ] || complain "left: $left"
    is_gone || complain "left in TMPDIR or running: $(ls -A "$HURT/tmp") $(processes_left)"
}

check_status() {
    case $STATUS in
    0 | 1) ;;
    2) [[ ${COMMANDS[command]} == snapaudit* ]] || complain "status 2: $(head -n 1 "$WORK/err")" ;;
    124 | 137) [ "$kind" = kill ] || complain "does not end" ;;
    127) [ "$kind" = memory ] || complain "status 127" ;; # the loader's
    *) [ "$kind" = signal ] || complain "status $STATUS: $(head -n 1 "$WORK/err")" ;;
    esac
}

check_again() { # COMMAND
    rm -f "$HURT/out/${OUTPUT[$1]}"
    run "$(line "${COMMANDS[$1]}" "$HURT/out")" || complain "fails again, unhurt: $(head -n 1 "$WORK/err")"
    cmp -s "$HURT/out/${OUTPUT[$1]}" "$WELL/$1/${OUTPUT[$1]}" || complain "the same command makes another output"
    [ "$(ls -A "$HURT/out")" = "${OUTPUT[$1]}" ] || complain "left: $(ls -A "$HURT/out")"
}

declare -a COMMANDS STAGES MILLISECONDS BYTES OUTPUT
declare -A faults stopped wrongs
make_inputs
export TMPDIR=$HURT/tmp
learn
shown=0
end=$((SECONDS + seconds))
while [ $SECONDS -lt $end ]; do
    kind=${KINDS[RANDOM % ${#KINDS[@]}]} command=$((RANDOM % ${#COMMANDS[@]}))
    [ "$kind" != disk ] || [ "$SOAK_MOUNTS" = tmpfs ] || continue
    whole=0 wrong=0
    [ $((RANDOM % 2)) -eq 0 ] || echo "$OLD" >"$HURT/out/${OUTPUT[command]}"
    hurt "$kind" "$command"
    check_status
    check_output "$command"
    check_rest "$command"
    check_again "$command"
    rm -rf "$HURT"/out/* "$HURT"/tmp/*
    faults[$kind]=$((${faults[$kind]-0} + 1))
    stopped[$kind]=$((${stopped[$kind]-0} + 1 - whole))
    wrongs[$kind]=$((${wrongs[$kind]-0} + wrong))
done

number=0 failed=0
for kind in "${KINDS[@]}"; do
    number=$((number + 1)) count=${faults[$kind]-0}
    if [ "$count" -eq 0 ]; then
        echo "ok $number # SKIP $kind: no fault in this time"
        continue
    fi
    if [ "${wrongs[$kind]}" -gt 0 ]; then
        failed=1
        printf 'not '
    fi
    echo "ok $number - $kind: $count faults, $((count - stopped[$kind])) survived, ${stopped[$kind]} stopped, ${wrongs[$kind]} wrong"
done
echo "1..$number"
[ $failed -eq 0 ]
