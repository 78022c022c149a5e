# Python with numpy, in one process for a whole test: to start one takes longer than most of what is asked of
# it. Sourced after tap.sh.
# shellcheck shell=bash

# shellcheck disable=SC2154 # tap.sh sets it
coproc NUMPY { exec "${PYTHON:-python3}" "$tests_dir/tools/numpy_server.py"; }
# Subshells have these, but not those of the coprocess.
exec {numpy_asked}>&"${NUMPY[1]}" {numpy_answered}<&"${NUMPY[0]}"

# numpy CODE [ARGUMENT]...: runs the code in the current folder, with numpy as np and the arguments in argv,
# and prints what it prints. Where it raises, or there is no numpy, a traceback is on standard error, and
# the status is 1. It has no standard input; one runs at a time.
numpy() {
    local printed='' said='' status=''
    printf '%s\0' "$PWD" $# "$@" >&"$numpy_asked"
    IFS= read -r -d '' printed <&"$numpy_answered"
    IFS= read -r -d '' said <&"$numpy_answered"
    IFS= read -r -d '' status <&"$numpy_answered"
    printf '%s' "$printed"
    printf '%s' "$said" >&2
    return "${status:-1}"
}
