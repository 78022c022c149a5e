#!/bin/bash
# Signals that end a program, and limits that the system sets: nothing half-written is left, in any way of
# making an output file.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
cd "$T" || exit 1
if ldd "$BUILD/tsv2phm" | grep -q libasan; then
    skip_all "the sanitizers handle signals themselves, and are loaded before anything else"
fi

lacking() { # CALL COMMAND...: as on a file system that has no such call
    with_faults "$1"
    "${faults[@]}" "${@:2}"
}
with_faults() {
    faults=(env "FAULT_CALL=$1" "LD_PRELOAD=$BUILD/tests/tools/faults.so")
}

# Runs with each signal of `signals` a command that has opened its output, and waits for its input:
# where it has got the signal it has ended by it, and its directory is empty.
mkfifo input
exec 3<>input
each_signal() { # COMMAND...
    local signal wrong=0 status
    declare -A pid
    for signal in $signals; do
        rm -rf "of_$signal"
        mkdir "of_$signal"
        (cd "of_$signal" && exec "$@" -o o.phm <../input 2>../"err_$signal") &
        pid[$signal]=$!
    done
    for signal in $signals; do
        await_output "${pid[$signal]}"
        kill -s "$signal" "${pid[$signal]}"
    done
    for signal in $signals; do
        wait "${pid[$signal]}" 2>/dev/null
        status=$?
        [ $status -eq $((128 + $(kill -l "$signal"))) ] && [ -z "$(ls -A "of_$signal")" ] && [ ! -s "err_$signal" ] &&
            continue
        wrong=$((wrong + 1))
        diag "SIG$signal: status $status, left: $(ls -A "of_$signal"), $(head -c 300 "err_$signal")"
    done
    return $wrong
}

# Until a process has an output open: a file in its own directory.
await_output() { # PID
    local i
    for ((i = 0; i < 500; i++)); do
        readlink "/proc/$1/fd/"* 2>/dev/null | grep -q "/of_[^/]*/." && return
        sleep 0.02
    done
    diag "no output was opened in 10 s"
}

# Not those that stop a process or that it does not hear of, and not the two that are errors of a write.
signals=$(kill -l | grep -oE 'SIG[A-Z0-9+-]+' | sed 's/SIG//' |
    grep -vxE 'CHLD|CONT|STOP|TSTP|TTIN|TTOU|URG|WINCH|PIPE|XFSZ|KILL')
each_signal tsv2phm 2>/dev/null && [ "$(wc -w <<<"$signals")" -gt 40 ]
ok $? "each signal that can be caught ends a program, and nothing is left of its output"
with_faults tmpfile
each_signal "${faults[@]}" tsv2phm 2>/dev/null
ok $? "nor where the output has a temporary name"
signals=KILL each_signal tsv2phm 2>/dev/null
ok $? "SIGKILL leaves nothing where outputs have no name until they are whole"

# What is ignored on entry, what only tells a process something, and what an error of a write stands for.
mkfifo later
mkdir of_later
(cd of_later && exec env --ignore-signal=USR1 "$BUILD/tsv2phm" <../later -o o.phm) &
exec 4>later
await_output $!
for signal in USR1 WINCH URG CHLD CONT PIPE XFSZ; do
    kill -s $signal $!
done
printf 'step\n7\n' >&4
exec 4>&-
wait $!
is "$? $(phminfo of_later/o.phm | grep shape)" "0 shape 1 1" "signals that do not end a program, or are ignored, do not disturb it"

# A limit on the size of files: in blocks of 1024 bytes.
limited() { # COMMAND...
    (ulimit -f 8 && "$@")
}
seq 1 5000 >long.tsv
seq 1 200000 >longer.tsv
tsv2phm -k distance long.tsv >long.phm
mkdir made
for call in none tmpfile linkat; do
    fails 1 "made/o.phm: cannot write: File too large: .*ulimit -f" "a file larger than ulimit -f is an error ($call)" \
        limited lacking $call tsv2phm -k distance -o made/o.phm long.tsv
    is "$(ls -A made)" "" "and nothing is left ($call)"
done
limited "$BUILD/tsv2phm" -k distance long.tsv >cut.phm 2>err
is "$? $(wc -l <err)" "1 1" "standard output, too"
like "$(cat err)" "^tsv2phm: standard output: cannot write: File too large: " "with the same words"

# Files that are made and replaced in each way.
for call in none tmpfile linkat; do
    rm -rf made && mkdir made
    lacking $call tsv2phm -k distance -o made/o.phm long.tsv
    is "$? $(ls -A made) $(stat -c %a made/o.phm)" "0 o.phm 644" "an output is made with the usual permissions ($call)"
    cmp -s <(tsv2phm -k distance long.tsv) <(sed 's/ -o [^ ]*//' made/o.phm)
    ok $? "and whole ($call)"
    chmod 640 made/o.phm
    lacking $call tsv2phm -k distance -o made/o.phm longer.tsv
    is "$? $(ls -A made) $(stat -c %a made/o.phm) $(phminfo made/o.phm | grep shape)" "0 o.phm 640 shape 200000 1" \
        "a file that is replaced passes on its permissions ($call)"
    mkdir made/far
    ln -s far/to made/link
    lacking $call tsv2phm -k distance -o made/link long.tsv
    is "$? $(readlink made/link) $(ls -A made/far) $(phminfo made/far/to | grep shape)" "0 far/to to shape 5000 1" \
        "a link that points to no file yet stays, and the file is made there ($call)"
    lacking $call tsv2phm -k distance -o made/link longer.tsv
    is "$? $(readlink made/link) $(ls -A made/far) $(phminfo made/far/to | grep shape)" "0 far/to to shape 200000 1" \
        "so does a link to a file, which is replaced ($call)"
done
name=$(printf 'n%.0s' {1..251}).phm
tsv2phm -k distance -o "$name" long.tsv && tsv2phm -k distance -o "$name" longer.tsv
is "$? $(phminfo "$name" | grep shape)" "0 shape 200000 1" "the longest name that a file may have is no trouble"
ln -s loop loop
fails 1 "loop: cannot write: Too many levels of symbolic links" "a link to itself is an error" tsv2phm -k distance -o loop long.tsv

if [ "$(id -u)" -eq 0 ]; then
    : >owned && chown 12345:23456 owned
    tsv2phm -k distance -o owned long.tsv
    is "$(stat -c '%u:%g' owned)" 12345:23456 "a file that is replaced keeps its owner and group, where that is allowed"
else
    skip 1 "only root may give files away"
fi

# A gnuplot that takes no interrupt, as the real one at times while it draws.
mkdir bin
cat >bin/gnuplot <<'END'
#!/bin/sh
trap '' INT
echo $$ >drawing
sleep 60
END
chmod +x bin/gnuplot
soon() { # COMMAND...
    local i
    for ((i = 0; i < 100; i++)); do
        "$@" && return
        sleep 0.05
    done
    return 1
}
# shellcheck disable=SC2317 # called by soon
is_gone() { # PROCESS: or dead, and not yet waited for
    ! grep -qs '^State:[[:space:]]*[^Z]' "/proc/$1/status"
}
printf '1\t2\n3\t4\n' | tsv2phm -k coords >plane.phm
for signal in KILL TERM; do
    rm -f drawing
    PATH=$T/bin:$PATH trajplot -q -o drawn.png plane.phm &
    soon test -s drawing
    kill -$signal $!
    wait $! 2>/dev/null
    soon is_gone "$(cat drawing)"
    ok $? "gnuplot does not outlive trajplot: $signal" || kill -KILL "$(cat drawing)"
done

done_testing
