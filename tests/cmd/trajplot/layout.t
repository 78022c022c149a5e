#!/bin/bash
# Figures of every kind, in every format that tells where its texts are, with few runs and many, short
# names and long, captions of one line and of several: no text is cut off, lies on another, or is lost.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh

for needed in gnuplot pdftotext fc-match "${PYTHON:-python3}"; do
    command -v "$needed" >/dev/null || {
        skip 1 "$needed is not installed"
        done_testing
    }
done

count=0
while read -r line; do
    case $line in
    'ok '*) ok 0 "${line#ok }" ;;
    'not ok '*) ok 1 "${line#not ok }" ;;
    *) diag "${line#\# }" ;;
    esac
    case $line in
    *'the texts of '*) figures=${line#*the texts of } && count=$((count + ${figures%% *})) ;;
    esac
done < <("${PYTHON:-python3}" "$tests_dir/cmd/trajplot/layout.py" "$T" 2>&1)
[ "$count" -gt 500 ]
ok $? "more than 500 figures were drawn"

done_testing
