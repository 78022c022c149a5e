#!/bin/bash
# Files made to do harm. Those that a fuzzing harness (tests/fuzz) has found are here in small.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
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

# An archive whose last entry lies, with its header, in the bytes of the one before, which is shorter than what
# comes before it.
perl -e 'binmode STDOUT;
    sub fields { pack("v5 V3 v2", 20, 0, 0, 0, 0, 0, $_[1], $_[1], length $_[0], 0) }
    sub entry { "PK\3\4" . fields($_[0], length $_[1]) . $_[0] . $_[1] }
    sub listed { "PK\1\2" . pack("v", 20) . fields($_[0], $_[1]) . pack("x10 V", $_[2]) . $_[0] }
    my $inner = entry("b.npy", "x" x 40);
    my $first = entry("0.npy", "x" x 200);
    my $files = $first . entry("a.npy", $inner);
    my $directory = listed("0.npy", 200, 0) . listed("a.npy", length $inner, length $first) .
        listed("b.npy", 40, length($files) - length $inner);
    print $files, $directory, "PK\5\6" . pack("x4 v2 V2 x2", 3, 3, length $directory, length $files)' >overlap.npz
fails 1 "zip entry b.npy: overlaps a.npy" "entries that overlap are refused" snapcat overlap.npz

# A text of variable length, in a heap that libhdf5 would read for ever, or past its end: the first
# object's index is 16 bytes behind the heap's beginning, the size of the free space 48.
patch_heap() { # OFFSET BYTE
    perl -0777 -pe 'BEGIN { binmode STDIN; binmode STDOUT; ($at, $byte) = splice @ARGV, 0, 2 }
        substr($_, index($_, "GCOL") + $at, 8) = pack "Q<", $byte' "$@" <"$tests_dir/fuzz/seeds/checkpoint-hdf5/early"
}
patch_heap 48 0 >heap.h5
is "$(timeout 20 snapcat -q heap.h5 | phm2tsv -k rows | cut -f 3)" $'note\ntext' \
    "a heap in an HDF5 file whose free space has no size is read, and not for ever"
patch_heap 16 9 >index.h5
fails 1 "note: .*damaged" "an HDF5 text that is not in its heap is refused" timeout 20 snapcat index.h5
patch_heap 24 18446744073709551608 >size.h5
fails 1 "note: .*damaged" "an HDF5 text longer than its heap is refused" timeout 20 snapcat size.h5

done_testing
