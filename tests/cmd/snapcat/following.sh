# What the tests of --follow share.
# shellcheck shell=bash disable=SC2034 # the tests use `status`

# Each test has a directory `runs` of its own, and a snapcat that follows it in the background.
begin() { # OPTION...
    rm -rf runs out err
    mkdir runs
    [ ! -e early ] || mv -T early runs
    : >err
    # What a script starts in the background ignores interrupts.
    env --default-signal=INT snapcat -v --follow runs "$@" >out 2>err &
    follower=$!
}

# The follower's exit status, to $status.
finish() {
    local try
    for ((try = 0; try < 400; try++)); do
        kill -0 "$follower" 2>/dev/null || break
        sleep 0.05
    done
    kill -KILL "$follower" 2>/dev/null && diag "not ended in 20 seconds: $(cat err)"
    wait "$follower"
    status=$?
}

end() { # SIGNAL
    kill -s "$1" "$follower"
    finish
}

# heard REGEX: waits until snapcat has said so.
heard() {
    local try
    for ((try = 0; try < 200; try++)); do
        grep -Eq "$1" err && return
        sleep 0.05
    done
    diag "not heard in 10 seconds: $1" "$(cat err)"
    return 1
}

files() { # of the row table
    phm2tsv -k rows out | tail -n +2 | cut -f 1 | paste -sd' '
}

# has ROWS: waits until now.phm has so many.
has() {
    local try
    for ((try = 0; try < 200; try++)); do
        [ "$(phminfo -H now.phm 2>/dev/null | sed -n 's/^shape \([0-9]*\) .*/\1/p' | tail -n 1)" = "$1" ] && return
        sleep 0.05
    done
    diag "now.phm has not had $1 rows in 10 seconds: $(cat err)"
    return 1
}
