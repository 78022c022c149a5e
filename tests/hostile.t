#!/bin/bash
# Files made to do harm. Those that a fuzzing harness (tests/fuzz) has found are here in small.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$T" || exit 1

# A zip archive of empty entries with these names, in which \0 is a NUL.
zip_of() {
    perl -e 'binmode STDOUT;
        for (@ARGV) {
            s/\\0/\0/g;
            my $entry = pack("v x20 v2", 20, length, 0);
            $directory .= "PK\1\2" . pack("v", 20) . $entry . pack("x10 V", length $files) . $_;
            $files .= "PK\3\4" . $entry . $_;
        }
        print $files, $directory,
            "PK\5\6" . pack("x4 v2 V2 x2", scalar @ARGV, scalar @ARGV, length $directory, length $files)' "$@"
}

zip_of a/ a/data.pkl >folder.pt
fails 1 "a/data.pkl" "a folder in an archive is passed over" snapcat folder.pt
zip_of a/ 'b\0c' >name.pt
fails 1 "a bad name in its directory" "a damaged entry behind a folder is refused" snapcat name.pt

done_testing
