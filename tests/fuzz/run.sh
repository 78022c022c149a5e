#!/bin/bash
# run.sh DIRECTORY SECONDS [NAME...]: runs the harnesses in DIRECTORY, JOBS of them at a time: each for so
# long from each of the seeds that are named; or all, each for so long, which its seeds in tests/fuzz/seeds
# share. Ends with status 1 where there is a finding, which stays in DIRECTORY/findings. What is learnt stays
# in DIRECTORY/corpus.
#
# The harness hdf5 calls libhdf5, of which 1.10.8 has crashes, loops and thirst for memory that are not
# ours to mend: it goes on after them, and a finding is what happens in our own code.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$1
seconds=$2
shift 2

# Lines "SECONDS NAME" of all seeds.
share() {
    local path harness count
    for path in "$here"/seeds/*; do
        harness=${path##*/}
        harness=${harness%%-*}
        count=$(find "$here/seeds" -maxdepth 1 \( -name "$harness" -o -name "$harness-*" \) | wc -l)
        echo $((seconds > count ? seconds / count : 1)) "${path##*/}"
    done
}

if [ $# -ne 1 ]; then
    { if [ $# -eq 0 ]; then share; else for name in "$@"; do echo "$seconds $name"; done; fi; } |
        xargs -n 2 -P "${JOBS:-1}" "$here/run.sh" "$build" || exit 1
    exit
fi

# The reports in a log whose first frame outside the C library and the sanitizers is our own code.
own_findings() {
    awk '
        /runtime error: / { print; bad = 1 }
        /ERROR: (Address|Leak)Sanitizer|ERROR: libFuzzer: deadly signal/ { report = $0; looking = 1 }
        looking && /^ *#[0-9]+ / && /libhdf5[^\/]*\.so/ { looking = 0 }
        looking && /^ *#[0-9]+ .*(lib\/(base|checkpoint)|tests\/fuzz)\// { print report; print; looking = 0; bad = 1 }
        END { exit !bad }' "$1"
}

name=$1
harness=${name%%-*}
corpus=$build/corpus/$name
options=(-max_total_time="$seconds" -max_len=16384 -timeout=60 -rss_limit_mb=512
    -artifact_prefix="$build/findings/$name-" -print_final_stats=1)
[ "$harness" != hdf5 ] || options+=(-fork=1 -ignore_crashes=1 -ignore_timeouts=1 -ignore_ooms=1 -timeout=5)
for dict in "$here/$harness.dict" "$here/$name.dict"; do
    [ ! -e "$dict" ] || options+=(-dict="$dict")
done
mkdir -p "$corpus" "$build/findings"
status=0
"$build/${harness}_fuzz" "${options[@]}" "$corpus" "$here/seeds/$name" 2>"$build/$name.log" || status=$?
# Its status is that of the last process, which may have ended in libhdf5.
if [ "$harness" = hdf5 ] && grep -q '^INFO: fuzzed for' "$build/$name.log"; then
    status=0
    ! own_findings "$build/$name.log" >&2 || exit 1
fi
if [ $status -ne 0 ]; then
    tail -n 60 "$build/$name.log" >&2
    exit 1
fi
awk -v name="$name" '
    /^#.* cov: / { for (i = 1; i < NF; i++) { if ($i == "cov:") cov = $(i + 1); if ($i == "ft:") features = $(i + 1) } }
    /^#[0-9]+: cov: / { runs = substr($1, 2) + 0 }
    /oom\/timeout\/crash: / { foreign = ", " $0; sub(/.*oom\/timeout\/crash: /, "", foreign); sub(/ .*/, " of libhdf5 (memory/time/crash)", foreign); foreign = ", " foreign }
    /number_of_executed_units/ { runs = $2 }
    END { printf "%s: %d runs, %d edges, %d features, no finding%s\n", name, runs, cov, features, foreign }
' "$build/$name.log"
