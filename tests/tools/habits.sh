# What every filter does alike. Sourced after tap.sh.
# shellcheck shell=bash

# refuses_prefixes FILE COMMAND...: every proper prefix of FILE on standard input ends in status 1, or
# FAILURE, one line on standard error, and no output.
refuses_prefixes() {
    is "$("$BUILD/tests/tools/prefixes" "$ALIKE" "$@" 2>&1)" "" "$2 refuses every prefix of a stream"
}

# damaged FILE BYTE: the file with that byte's lowest bit flipped.
damaged() {
    perl -0777 -pe 'BEGIN { binmode STDIN; binmode STDOUT; $at = shift }
        substr($_, $at, 1) ^= "\x01"' "$2" <"$1"
}

# keeps_habits FILE PROGRAM [OPTION...]: FILE is good input of one or two small records, for which the
# program with these options says nothing on standard error. FAILURE is the status for bad input, 1.
# FOLDER is what the program says of a folder.
keeps_habits() {
    local file=$1 size records bad=${FAILURE:-1}
    shift
    size=$(without_end "$file" | wc -c)
    records=$(phminfo -H "$file" | grep -c '^kind ')

    succeeds "$1 -h prints its usage" "$1" -h
    like "$(cat "$T/out")" "^usage: $1 .*--output.*$1\(1\)" "the usage names program, options and page"
    fails 2 "-%: unknown option.*: see $1 -h" "$1 refuses an unknown option" "$1" -%
    fails 2 "--no-such: unknown option.*: see $1 -h" "$1 refuses an unknown long option" "$1" --no-such
    fails 2 "-o: needs an argument" "$1 refuses -o without a file" "$1" -o

    succeeds "$1 reads a file" "$@" "$file"
    is "$(cat "$T/err")" "" "$1 says nothing where all is well"
    cp "$T/out" "$T/first"
    "$@" "$file" | cmp -s - "$T/first"
    ok $? "$1 gives the same bytes twice"
    "$@" --force -o "$T/o" "$file" >"$T/out" && [ ! -s "$T/out" ] && cmp -s "$T/o" "$T/first"
    ok $? "$1 -o writes the same to the file and nothing to standard output"
    succeeds "$1 reads standard input" bash -c '"$@"' - "$@" <"$file"

    fails "$bad" "empty stream" "$1 refuses an empty stream" "$@" /dev/null
    fails "$bad" "$T/none: cannot open: No such file" "$1 names a file that is not there" "$@" "$T/none"
    fails "$bad" "${FOLDER:-it is a directory}" "$1 refuses a directory" "$@" "$T"
    { without_end "$file" && printf p; } >"$T/begun" # those of the end record are all alike
    refuses_prefixes "$T/begun" "$@"
    damaged "$file" $((size - 30)) >"$T/damaged"
    fails "$bad" "the checksum of the payload" "$1 refuses a damaged payload" "$@" "$T/damaged"
    damaged "$file" $((size - 3)) >"$T/damaged"
    fails "$bad" "the checksum of the payload" "$1 refuses a damaged trailer" "$@" "$T/damaged"
    damaged "$file" 12 >"$T/damaged"
    fails "$bad" "header" "$1 refuses a damaged header" "$@" "$T/damaged"
    { cat "$file" && head -c $((size - 1)) "$file"; } >"$T/second"
    fails "$bad" "record $((2 * records))" "$1 writes nothing where a second record is cut short" "$@" "$T/second"

    fails "$bad" "Bad file descriptor" "$1 notices that standard output is closed" \
        bash -c '"$@" >&-' - "$@" "$file"
    fails "$bad" "No space left" "$1 notices a full disk" bash -c '"$@" >/dev/full' - "$@" "$file"
    fails "$bad" "No space left" "$1 notices a full disk behind -o" "$@" -o /dev/full "$file"
    fails "$bad" "$T/none/o: cannot write: No such file" "$1 names an output that cannot be written" \
        "$@" -o "$T/none/o" "$file"
    mkdir -p "$T/kept"
    echo 'phm 1' >"$T/kept/o" # as a stream begins
    fails "$bad" "cut short" "$1 -o refuses a stream cut short" "$@" -o "$T/kept/o" <(head -c -1 "$file")
    is "$(ls -A "$T/kept") $(cat "$T/kept/o")" "o phm 1" \
        "$1 leaves the file that was there, and no other, when it fails"
}
