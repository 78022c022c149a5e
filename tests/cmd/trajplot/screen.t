#!/bin/bash
# trajplot on a screen: in a window, and on terminals that have sixels or have none.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh

cd "$T" || exit 1
gnuplot=$(command -v gnuplot) || {
    skip_all "gnuplot is not installed"
}
screen() {
    "${PYTHON:-python3}" "$tests_dir/cmd/trajplot/screen.py" "$@"
}
unset DISPLAY WAYLAND_DISPLAY NO_COLOR COLUMNS LINES
export TERM=xterm

# Two runs of seven snapshots; a matrix; a grid of two numbers along a line, which are two panels.
printf 'file\trun\tstep\ttrain_loss\n' >rows.tsv
for i in 0 1 2 3 4 5 6 7 8 9 10 11 12 13; do
    printf 'f%d\trun %d\t%d\t%d.5\n' "$i" $((i / 7)) $((i % 7)) $((14 - i)) >>rows.tsv
    printf '%d\t%d\t%d\n' $((i % 7)) $((i < 7 ? i % 3 : 4 + i % 3)) $((i % 4)) >>points.tsv
done
cut -f 1,2 points.tsv >plane.tsv
record() { # TSV KIND [-a ATTR]...
    tsv2phm -k matrix "$1" | phm2npy | npy2phm -k "${@:2}"
}
{ tsv2phm rows.tsv && record plane.tsv coords; } >in2.phm
{ tsv2phm rows.tsv && record points.tsv coords; } >in3.phm
record points.tsv distance >matrix.phm
printf '3\t2\t1\n' >line.tsv
{ record line.tsv grid -a value=loss && record line.tsv grid -a value=error; } >line.phm

# ---- sixels ----

for file in in2 in3 matrix line; do
    succeeds "--terminal sixel draws $file.phm" trajplot -q --terminal sixel $file.phm
    is "$(cat "$T/err")" "" "without a word"
    cp "$T/out" $file.six
    is "$(head -c 2 $file.six | od -An -tx1)" " 1b 50" "what it draws begins as sixels do"
    is "$(tail -c 2 $file.six | od -An -tx1)" " 1b 5c" "and ends so"
    trajplot -q --terminal sixel $file.phm | cmp -s - $file.six
    ok $? "the same stream gives the same sixels"
    read -r width height colors < <(screen sixel <$file.six)
    is "$width" 800 "they are 800 pixels wide"
    [ "$height" -gt 300 ] && [ "$height" -le 800 ] && [ "$colors" -gt 50 ]
    ok $? "no higher than that, and in many colours" || diag "$height high, $colors colours"
done
trajplot -q -g --terminal sixel in2.phm | gnuplot 2>/dev/null | cmp -s - in2.six
ok $? "the script that -g prints draws the same"

# ---- characters ----

trajplot -q --terminal characters in2.phm >typed
is "$(wc -l <typed)" 24 "characters in a pipe are 24 lines"
is "$(tr -d '\f' <typed | awk '{ if (length > most) most = length } END { print most }')" 80 \
    "of 80 columns"
! grep -q $'\033' typed
ok $? "without colours"
COLUMNS=100 LINES=40 trajplot -q --terminal characters in2.phm >typed
is "$(wc -l <typed) $(tr -d '\f' <typed | awk 'length > 80' | wc -l)" "40 40" "or as many as COLUMNS and LINES say"
COLUMNS=x LINES=1 trajplot -q --terminal characters in2.phm >typed
is "$(wc -l <typed)" 24 "unless these are no sizes"
is "$(trajplot -q --terminal auto in2.phm | head -c 4 | tail -c 3)" PNG "auto is an image in a pipe, as without the option"
fails 2 "terminal tektronix: expected one of auto, characters, sixel|tektronix" \
    "an unknown kind of terminal is an error of usage" trajplot --terminal tektronix in2.phm
fails 2 "-o, --terminal: a picture goes to one place" "so is a terminal with a file" \
    trajplot --terminal sixel -o x.png in2.phm
fails 2 "--show, --terminal: a picture goes to one place" "and with a window" trajplot --terminal sixel --show in2.phm
fails 2 "-o, --show: a picture goes to one place" "and a window with a file" trajplot --show -o x.png in2.phm

# ---- terminals that are asked ----

if has_terminal; then
    kind() { # [NAME=VALUE] KIND [-p] COMMAND...: what the terminal got, then what else is known of it
        local got
        screen tty "$@" >typed 2>asked
        got=characters
        grep -q $'\033P' typed && got=sixels
        echo "$got" "$(paste -sd' ' asked)"
    }
    is "$(kind sixel trajplot in2.phm)" "sixels asked restored" "a terminal that says it has sixels gets them"
    like "$(head -1 typed)" '"1;1;([67][0-9][0-9];570|750;5[0-9][0-9])' "that fill the window that it tells of, but for two lines"
    is "$(kind sixel -p trajplot in2.phm)" "sixels asked restored" "so does one whose window's pixels the system knows"
    like "$(head -1 typed)" '"1;1;(9[56][0-9];|[0-9]*;760)' "that fill that"
    is "$(kind plain trajplot in2.phm)" "characters asked restored" "one that says it has none gets characters"
    is "$(tr -d '\r' <typed | wc -l)" 39 "as many as it has lines, but for the prompt's"
    grep -qa '38;5;[0-9]*mA' typed && grep -qa '(blue) to .* (yellow)' typed
    ok $? "in colours, which it explains"
    is "$(kind plain trajplot in3.phm) $(grep -ac '38;5;\|(blue)' typed)" "characters asked restored 0" \
        "in space it says nothing of colours, for gnuplot gives characters none there"
    is "$(kind silent trajplot in2.phm)" "characters asked restored" "so does one that does not answer"
    is "$(TERM=dumb kind sixel trajplot in2.phm)" "characters restored" "a dumb one is not asked"
    is "$(kind sixel trajplot --terminal characters in2.phm)" "characters restored" "nor one that is to show characters"
    is "$(kind silent trajplot --terminal sixel in2.phm)" "sixels asked restored" "one that is told to gets sixels in any case"
    # shellcheck disable=SC2016 # for the inner shell
    is "$(kind sixel bash -mc 'trajplot in2.phm & wait $!')" "characters restored" \
        "one that is another job's at the moment is not asked"
    # On a busy machine the interrupt may come when the terminal's time to answer is over.
    for _ in 1 2 3 4 5; do
        screen tty silent -i trajplot in2.phm >typed 2>asked
        [ -s typed ] || break
    done
    is "$(paste -sd' ' asked)" "asked restored" "an interrupted question leaves the terminal as it was"
    is "$(wc -c <typed)" 0 "and draws nothing"
else
    skip 16 "no terminal to be had"
fi

# ---- windows ----

has_window() {
    "$gnuplot" -e 'set print "-"; print GPVAL_TERMINALS' | grep -Eq ' (wxt|qt|x11) '
}
fails 1 "no window: neither DISPLAY nor WAYLAND_DISPLAY is set: .*without --show.*-o" \
    "a window without a screen is an error that says what else there is" trajplot --show in2.phm
if has_window; then
    fails 1 "no window: .*cannot reach" "so is one on a screen that is not there" \
        env DISPLAY=:4711 timeout 20 trajplot --show in2.phm
else
    fails 1 "no window: this gnuplot cannot open one" "so is one by a gnuplot that has none" \
        env DISPLAY=:4711 timeout 20 trajplot --show in2.phm
fi
# A gnuplot that is given another script than trajplot's: EDIT is sed's.
mkdir bin
edited() { # EDIT
    printf '#!/bin/sh\nsed "%s" /dev/stdin >changed && exec "%s" --default-settings /dev/stdin <changed\n' \
        "$1" "$gnuplot" >bin/gnuplot
    chmod +x bin/gnuplot
}
edited "s/has('[a-z0-9]*')/0/g"
fails 1 "no window: this gnuplot cannot open one: install gnuplot-qt or gnuplot-x11" \
    "a gnuplot without windows is an error that says what to install" \
    env DISPLAY=:4711 PATH="$T/bin:$PATH" trajplot --show in2.phm
script=$(trajplot -q -g --show in2.phm)
is "$(tail -1 <<<"$script")" "if (!closed) pause mouse close" "-g --show prints a script that waits for its window"
like "$(trajplot -q -g --show line.phm | tail -3 | paste -sd' ')" "pause mouse close unset multiplot .*pause mouse close$" \
    "with panels it waits before they are done, or after, as the gnuplot can zoom"
for option in "-c train_loss" --linear "--width 8cm"; do
    # shellcheck disable=SC2086 # an option and its argument
    like "$(trajplot -q -g --show $option in2.phm)" "set terminal wxt size (900,[67][0-9]+|[78][0-9]+,750) .*title 'trajplot'" \
        "a window is as wide or as high as others with $option"
done

gone() { # PID: whether that process has ended, or does so soon
    for _ in $(seq 200); do
        [ -d "/proc/$1" ] && ! grep -q '^State:.*Z' "/proc/$1/status" || return 0
        sleep 0.05
    done
    return 1
}
child_of() { # PID
    local children
    for _ in $(seq 200); do
        read -r children <"/proc/$1/task/$1/children"
        [ -n "$children" ] && echo "${children%% *}" && return
        sleep 0.05
    done
}
if command -v Xvfb >/dev/null && has_window; then
    # It tells the number of its screen when it can be talked to.
    mkfifo displays
    Xvfb -displayfd 3 -screen 0 1280x1024x24 -nolisten tcp 3>displays >/dev/null 2>&1 &
    server=$!
    trap 'kill $server; rm -rf "$T"' EXIT
    read -r number <displays
    export DISPLAY=:$number
    edited "s/pause mouse close/system 'touch waiting'; &/"
    for file in in2 in3 matrix line; do
        rm -f waiting
        PATH=$T/bin:$PATH trajplot -q --show $file.phm 2>err &
        shown=$!
        child=$(child_of $shown)
        until [ -e waiting ] || ! kill -0 $shown; do sleep 0.05; done
        sleep 0.5
        read -r width height < <(screen window trajplot close)
        [ "${width:-0}" -ge 700 ] && [ "$height" -ge 300 ] && [ "$height" -le 850 ]
        ok $? "$file.phm is shown in a window that a screen has room for" || diag "$width x $height"
        wait $shown
        is "$? $(cat err)" "0 " "when it is closed, trajplot ends well"
        gone "$child"
        ok $? "and gnuplot has ended"
    done
    for signal in INT TERM KILL; do
        env --default-signal=INT trajplot -q --show in2.phm 2>err &
        shown=$!
        child=$(child_of $shown)
        screen window trajplot >size
        kill -$signal $shown
        wait $shown 2>/dev/null
        is $? $((128 + $(kill -l $signal))) "SIG$signal ends trajplot"
        gone "$child"
        ok $? "and its gnuplot"
    done
    edited "s/^set border/set samples 300000; &/; s/NaN with points lc palette/sin(x) with points/"
    PATH=$T/bin:$PATH timeout 30 trajplot -q --show in2.phm &
    shown=$!
    screen window trajplot close >size
    wait $shown
    is $? 0 "a window can be closed while its picture is drawn"
    edited "s/^set border/set boarder/"
    fails 1 "gnuplot: script:[0-9]+: [Uu]nrecognized option.*set boarder.*print the script with -g" \
        "a mistake in a window's script is told with its line" env PATH="$T/bin:$PATH" trajplot --show in2.phm
else
    skip 20 "no Xvfb, or no gnuplot with windows"
fi

done_testing
