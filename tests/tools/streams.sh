# What tests of streams look at without the programs that read streams. Sourced after tap.sh.
# shellcheck shell=bash

# payload FILE: the numbers of the last record, raw.
payload() {
    local bytes
    bytes=$(without_end "$1" | grep -a '^bytes ' | tail -n 1 | cut -d ' ' -f 2)
    without_end "$1" | tail -c $((bytes + 22)) | head -c "$bytes"
}

# rows FILE: the row table of a stream that begins with it.
rows() {
    sed -e '1,/^$/d' -e '/^xxh3 /,$d' "$1"
}
