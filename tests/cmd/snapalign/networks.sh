# Common to the tests of snapalign, which source it after tap.sh: networks of a known answer, and what
# is read of them. Pairs are made so that b is a with its units in a random order: b aligned to a is a,
# bit for bit (alignment.py; with PyTorch's optimiser: data/alignment/make.py).
# shellcheck shell=bash disable=SC2034,SC2154 # of the tests, and of tap.sh
networks=$data/alignment
alignment=$tests_dir/cmd/snapalign/alignment.py
python=${PYTHON:-python3}
npz=(-n '{kind}_{run}.npz')
mkdir "$T/tmp"
export TMPDIR=$T/tmp
cd "$T" || exit 1
"$python" "$alignment" make >made 2>&1
ok $? 'networks can be made' || diag "$(cat made)"

# numbers FILE... [OPTION...]: what snapcat takes of checkpoints.
numbers() {
    snapcat -q "$@" | phm2npy -k snapshots | md5sum
}

# stream FILE: the snapshots of a stream, without its headers.
stream() {
    phm2npy -k snapshots "$1" | md5sum
}

# column NAME FILE: of a summary, without the heading.
column() {
    awk -F '\t' -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next } { print $c }' "$2" |
        paste -sd' '
}

# nearer FILE: how many runs of a summary are nearer to the reference than before.
nearer() {
    awk -F '\t' 'NR > 1 && $7 < $6 { n++ } END { print n + 0 }' "$1"
}

