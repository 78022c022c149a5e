#!/bin/bash
# Slips of a command line do not cost a file: an output does not take the place of an input, nor of a file
# that phatetools did not write.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
mkdir runs
cp "$data/formats/stored.npz" runs/a.npz
cp "$data/formats/stored.npz" runs/b.npz
seq 1 30 | awk '{ print $1 * $1 % 17 "\t" $1 * 7 % 13 }' >t.tsv
tsv2phm -k coords -o c.phm t.tsv
tsv2phm -k distance -o d.phm <(awk 'BEGIN { for (i = 0; i < 9; i++) { for (j = 0; j < 9; j++) printf "%d\t", (i - j) ^ 2; print "" } }' | sed 's/\t$//')

# The command is refused, and the file has still the same bytes.
keeps() { # FILE REGEX NAME COMMAND...
    local before
    before=$(sha256sum <"$1")
    fails 2 "$2" "$3" "${@:4}"
    is "$(sha256sum <"$1")" "$before" "and the file stays ($3)"
}

theirs="neither a stream nor a picture .*name after -o forgotten"
keeps runs/a.npz "-o runs/a.npz: .*$theirs" "a forgotten name in front of checkpoints" snapcat -o runs/*.npz
keeps runs/a.npz "-o runs/a.npz: is one of the inputs" "a checkpoint as its own grid" \
    lossgrid -e 'echo 1' -r 1 -x 0:1:2 -o runs/a.npz runs/a.npz
keeps c.phm "-o c.phm: is one of the inputs" "a stream as its own picture" trajplot -o c.phm c.phm
keeps t.tsv "-o t.tsv: .*$theirs" "a forgotten name in front of standard input" tsv2phm -o t.tsv
keeps t.tsv "-o t.tsv: .*$theirs" "a table in the place of another file" phm2tsv -o t.tsv c.phm
keeps runs/b.npz "-o runs/b.npz: .*$theirs" "a jump over another checkpoint" snapjump -s 1 -r 1 -o runs/b.npz runs/a.npz
cp runs/b.npz runs/a2.npz
keeps runs/a2.npz "-o runs/a2.npz: .*$theirs" "the last of several jumps" \
    snapjump -s 1,2 -r 1 -o 'runs/{name}{step}.npz' runs/a.npz
is "$(echo runs/*)" "runs/a.npz runs/a2.npz runs/b.npz" "before the first is written"
rm runs/a2.npz

# What an input is.
ln c.phm hard.phm
ln -s c.phm soft.phm
input="is one of the inputs: give the output another name"
keeps c.phm "$input" "a stream in its own place" phm2tsv -o c.phm c.phm
keeps c.phm "$input" "by another spelling" phm2tsv -o ./runs/../c.phm c.phm
keeps c.phm "$input" "by a hard link" phm2tsv -o hard.phm c.phm
keeps c.phm "$input" "by a symbolic link" phm2tsv -o soft.phm c.phm
keeps c.phm "$input" "by a symbolic link that is read" phm2tsv -o c.phm soft.phm
# shellcheck disable=SC2094 # that is the slip
keeps c.phm "$input" "by /dev/stdin" phm2tsv -o /dev/stdin <c.phm
# shellcheck disable=SC2094
keeps c.phm "$input" "by standard input" phm2tsv -o c.phm - <c.phm
keeps c.phm "standard output: is the file of an input" "by standard output" bash -c 'phminfo c.phm >>c.phm'
keeps c.phm "-B c.phm: .*|$input" "by an option" embscore -B c.phm -o c.phm d.phm
keeps t.tsv "$input" "by a table" snapcat -m t.tsv -o t.tsv runs/a.npz
echo runs/b.npz >list
keeps runs/b.npz "$theirs" "a checkpoint of a list" snapcat -T list -o runs/b.npz runs/a.npz
keeps list "$input" "the list itself" snapcat -T list -o list runs/a.npz
keeps c.phm "--settings c.phm: $input" "as a file beside the output" embsweep --settings c.phm -o x.phm c.phm
mkfifo pipe
exec 3<>pipe
fails 2 "-o pipe: $input" "a pipe that would wait for itself" phm2tsv -o pipe pipe
exec 3<&-
for other in made ./made; do
    fails 2 "--pairs $other: another output goes there too" "two outputs in one place ($other)" \
        embsweep --pairs $other -o made d.phm
done

# A descriptor's name is written to as the descriptor is: no file takes the place of the one behind it.
phm2tsv c.phm >c.tsv
{
    echo head
    phm2tsv -o /dev/stdout c.phm
    phm2tsv -o /dev/fd/1 c.phm
    echo tail
} >several
is "$(cat several)" "$(echo head && cat c.tsv c.tsv && echo tail)" "what others write to standard output stays"
cat c.phm >appended
ln -s /dev/stdout printed
tsv2phm -k coords -o printed c.tsv >>appended
is "$? $(head -c "$(stat -c %s c.phm)" appended | cmp - c.phm) $(stat -c %s appended)" \
    "0  $(($(stat -c %s c.phm) + $(tsv2phm -k coords c.tsv | wc -c)))" "nor is a stream replaced that it is appended to"
keeps c.phm "-o /dev/fd/3: is one of the inputs: give the output another name$" "an input by a descriptor" \
    bash -c 'phm2tsv --force -o /dev/fd/3 c.phm 3>>c.phm'
lossgrid -q -e 'while read -r path; do echo 1; done' -r 1 -x 0:1:2 -o /dev/stdout runs/a.npz >grid.phm
is "$? $(phminfo grid.phm | grep -c '^kind grid') $([ -e /dev/stdout.journal ] && echo journal)" "0 1 " "no journal lies beside a descriptor"
fails 1 "/dev/stdout: cannot write: Bad file descriptor" "a closed one is not opened anew" \
    bash -c 'phm2tsv -o /dev/stdout c.phm >&-'
is "$(ls -d ./*deleted* 2>/dev/null)" "" "and nothing else is left"

# Names that are none.
fails 2 "-o -k: is the name after -o missing" "an option for a name" knnaff -o -k 3 c.phm
fails 2 "-o --knn: is the name after -o missing" "a long one" knnaff -o --knn 3 c.phm
fails 2 "-o: an empty name" "an empty name" knnaff -o '' c.phm
fails 2 "--settings: an empty name" "an empty name beside the output" embsweep --settings '' d.phm
fails 1 "runs: cannot write: Is a directory: name a file in it" "a folder" phm2tsv -o runs c.phm

# A file that is protected.
cp c.phm kept.phm
chmod a-w kept.phm
keeps kept.phm "-o kept.phm: the file there is protected from writing" "a stream that may not be written to" \
    tsv2phm -k coords -o kept.phm c.tsv
tsv2phm --force -k coords -o kept.phm c.tsv
is "$? $(phm2tsv kept.phm) $(stat -c %A kept.phm)" "0 $(cat c.tsv) -r--r--r--" "unless it is meant"
if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 true 2>/dev/null; then
    mkdir sticky
    cp c.phm sticky
    chmod 777 sticky
    chmod 711 "$T"
    nobody=(setpriv --reuid=65534 --bounding-set=-all --inh-caps=-all)
    keeps sticky/c.phm "protected from writing" "somebody else's" "${nobody[@]}" tsv2phm -k coords -o sticky/c.phm <c.tsv
    : >sticky/secret
    chmod 664 sticky/secret
    setpriv --reuid=65534 --regid=65534 --clear-groups tsv2phm -k coords --force -o sticky/secret <c.tsv
    is "$? $(stat -c '%u %g %a' sticky/secret)" "0 65534 65534 644" "a group that is another gets no more than all others"
    rm sticky/secret
    chmod 1777 sticky
    cp c.phm sticky/c.phm
    : >asked
    chmod 666 asked sticky/c.phm
    fails 1 "sticky/c.phm: .*Operation not permitted: this file cannot be replaced" "and one that only its owner may replace" \
        "${nobody[@]}" lossgrid -e 'echo >asked' -r 1 -x 0:1:2 -o sticky/c.phm runs/a.npz
    is "$(wc -c <asked) $(ls sticky)" "0 c.phm" "before anything is done"
else
    skip 5 "not root"
fi

: >mounted
bind='mount --bind mounted mounted 2>/dev/null && exec "$@"'
if unshare -m sh -c "$bind" - true 2>/dev/null; then
    fails 1 "mounted: .*busy: this file cannot be replaced" "a file that is mounted is named before the work" \
        unshare -m sh -c "$bind" - lossgrid -e 'echo >asked' -r 1 -x 0:1:2 -o mounted runs/a.npz
    is "$(cat asked 2>/dev/null)" "" "which is not done"
else
    skip 2 "mounting is not allowed"
fi

# With --force.
phm2tsv --force -o t.tsv c.phm
is "$? $(cat t.tsv)" "0 $(phm2tsv c.phm)" "--force replaces any file"
cp c.phm own.phm
phm2tsv --force -o own.phm own.phm
is "$? $(cat own.phm)" "0 $(phm2tsv c.phm)" "and an input that has been read by then"
cp runs/a.npz one.npz
snapjump -q -s 1 -r 1 runs/a.npz >jumped.npz
snapjump -q --force -s 1 -r 1 -o one.npz one.npz
is "$? $(cmp one.npz jumped.npz)" "0 " "a jump from a checkpoint into its own place, too"
cp runs/a.npz runs/a1.npz
keeps runs/a1.npz "$input$" "but not where it is read later" \
    snapjump --force -s 1,2 -r 1 -o 'runs/{name}{step}.npz' runs/a.npz runs/a1.npz
keeps runs/a.npz "$input$" "nor where a folder is followed" snapcat --force --follow runs -o runs/a.npz runs/a.npz

# What is ours is replaced; a picture by the mark in it.
succeeds "a stream is replaced" tsv2phm -k coords -o new.phm c.tsv
succeeds "again" tsv2phm -k coords -o new.phm c.tsv
: >empty
succeeds "so is an empty file" tsv2phm -k coords -o empty c.tsv
trajplot -q -g -o picture.png c.phm >script && trajplot -q -g -o picture.png c.phm >script2
is "$? $(cmp script script2)" "0 " "a script that names a picture does not write it"

if command -v gnuplot >/dev/null; then
    gnuplot script
    keeps picture.png "$theirs" "a picture that gnuplot drew for somebody" trajplot -q -o picture.png c.phm
    for kind in png svg pdf eps tex; do
        trajplot -q -o mine.$kind c.phm && trajplot -q -o mine.$kind c.phm
        ok $? "a picture of ours is replaced ($kind)"
    done
    trajplot -q --animate mine.gif --dpi 30 --frames 2 c.phm 2>/dev/null && trajplot -q --animate mine.gif --dpi 30 --frames 2 c.phm
    ok $? "so is a film"
    is "$(perl -0777 -ne '
        use Compress::Zlib; my $at = 8;
        while ($at < length) {
            my ($n, $type) = unpack("N a4", substr($_, $at, 8));
            my $bad = crc32(substr($_, $at + 4, 4 + $n)) != unpack("N", substr($_, $at + 8 + $n, 4));
            print "$type: ", substr($_, $at + 8, $n) =~ s/\0/: /r, $bad ? " bad" : "", "\n" if $type eq "tEXt" || $bad;
            $at += 12 + $n;
        }' mine.png)" "tEXt: Software: trajplot (phatetools)" "a PNG says what drew it, in a chunk with its checksum"
    is "$(grep -c 'trajplot (phatetools)' mine.svg mine.eps mine.tex | paste -sd' ')" "mine.svg:1 mine.eps:1 mine.tex:1" "so do pictures of text"
    is "$(tail -n 1 mine.pdf)" "% trajplot (phatetools)" "and a PDF at its end"
    sed 's/trajplot (phatetools)/trajplot (phateTools)/' mine.svg >theirs.svg
    keeps theirs.svg "$theirs" "a picture with another mark" trajplot -q -o theirs.svg c.phm
else
    skip 14 "gnuplot is not installed"
fi
if has_pages; then
    trajplot -q -o page.html c.phm && trajplot -q -o page.html c.phm
    ok $? "a page of ours is replaced"
    echo '<!DOCTYPE html><title>trajplot (phatetools)</title>' >theirs.html
    keeps theirs.html "$theirs" "a page about us" trajplot -q -o theirs.html c.phm
else
    skip 3 "trajplot was built without three.js"
fi

done_testing
