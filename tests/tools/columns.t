#!/bin/bash
# What make lint says of long lines, on planted ones.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
columns=$tests_dir/tools/columns.pl
cd "$T" || exit 1

line() { # COUNT CHARACTER: a comment so long
    printf '/* %s */\n' "$(printf "%$(($1 - 6))s" | sed "s/ /$2/g")"
}

{ line 100 x && line 100 é; } >good.c
succeeds "lines of 100 characters pass, whatever their bytes" perl "$columns" good.c good.c
is "$(cat "$T/out")" "" "in silence"
{ line 100 x && line 101 é; } >long.h
is "$(perl "$columns" good.c long.h good.c)" "long.h:2: 101 characters: a line has at most 100" \
    "a comment of 101 characters is found, with its place"
perl "$columns" long.h >/dev/null
is $? 1 "and the status is 1"

done_testing
