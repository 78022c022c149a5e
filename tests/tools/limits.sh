#!/bin/bash
# limits.sh [PROGRAM...]: tries programs (all: $PROGRAMS) on 500 snapshots under `ulimit -v` of $LIMITS MB each
# (50, 100, ..., 1000). A program must give the bytes that it gives without a limit, or say one line and exit
# with a bad status, within 10 seconds; the dynamic loader may say that line too (status 127). Prints a line for
# each program, and what went wrong; exit status 1 where anything did.
data=$PWD/tests/data
read -r -a limits <<<"${LIMITS:-$(seq -s ' ' 50 50 1000)}"
read -r -a programs <<<"${*:-$PROGRAMS}"
T=$(mktemp -d) && trap 'rm -rf "$T"' EXIT && cd "$T" && mkdir in tmp || exit
export TMPDIR=$T/tmp

# 500 checkpoints of 20 numbers, on two runs' ways.
perl -e '
    for my $i (0 .. 499) {
        my @x = map { (1 + $i / 100) * sin(0.02 * $i * $_ + $_ * $_) + 0.001 * (($i * 7919 + $_ * 104729) % 97) } 1 .. 20;
        open my $f, ">:raw", sprintf("in/%s_e%03d.npy", $i % 2 ? "a" : "b", $i >> 1) or die;
        printf $f "\x93NUMPY\x01\x00v\x00%-117s\n", "{\x27descr\x27: \x27<f4\x27, \x27fortran_order\x27: False, \x27shape\x27: (10, 2), }";
        print $f pack("f<*", @x);
        close $f or die;
    }' || exit
echo 'while read -r path; do echo 1.5; done' >evaluator.sh
snapcat -q -n '{run}_e{step}.npy' -o x.phm in/*.npy && snapgram -q -o g.phm x.phm && knnaff -q -o a.phm g.phm &&
    diffop -q -o p.phm a.phm && potdist -q -o d.phm p.phm && mds -q -o y.phm d.phm && phm2npy -o d.npy d.phm &&
    phm2tsv -o d.tsv d.phm || exit

# arguments_of PROGRAM: those with which it is tried, into `arguments`, and the end of its output's name.
arguments_of() {
    ending=out
    case $1 in
    snapcat) arguments=(-n '{run}_e{step}.npy' in/*.npy) ;;
    snapeval) arguments=(-t -n '{run}_e{step}.npy' -e 'sh evaluator.sh' in/a_e00?.npy) ;;
    snapaudit | snapgram) arguments=(x.phm) ;;
    preddist) arguments=(-c 2 --values logits x.phm) ;;
    embsweep) arguments=(-k 5 -r 0 --all g.phm) ;;
    snapjump) arguments=(-s 1 -r 1 in/a_e001.npy) ;;
    snapalign) arguments=(-n '{run}_e1.pt' "$data"/alignment/mlp_?_e1.pt) ;;
    lossgrid) arguments=(-x -1:1:5 -r 1 -e 'sh evaluator.sh' in/a_e000.npy) ;;
    phmsum) arguments=(g.phm) ;;
    knnaff | pca | trajstat) arguments=(g.phm) ;;
    diffop) arguments=(a.phm) ;;
    potdist) arguments=(p.phm) ;;
    mds | phm2npy | phm2tsv | phminfo) arguments=(d.phm) ;;
    losshom) arguments=(-k 3 -c step d.phm) ;;
    embscore) arguments=(d.phm y.phm) ;;
    npy2phm) arguments=(-k distance d.npy) ;;
    tsv2phm) arguments=(-k distance d.tsv) ;;
    trajplot) arguments=(y.phm) ending=png ;;
    phatetools) arguments=(in) ending=png ;;
    esac
}

# Of phatetools each stage of the pipeline may say a line.
is_refused() { # PROGRAM STATUS
    if [ "$2" -eq 0 ] || [ "$2" -ge 124 ] || [ -n "$(find made tmp -type f)" ]; then
        return 1
    fi
    [ "$1" = phatetools ] || { [ "$(wc -l <err)" -eq 1 ] && [[ $(cat err) == "$1: "* ]]; }
}

is_loaders() { # PROGRAM STATUS
    [ "$2" -eq 127 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "error while loading shared libraries" err
}

try() { # PROGRAM MB
    local status
    rm -rf made && mkdir made
    (ulimit -v $(($2 * 1000)) && exec timeout -k 1 10 "$1" -q -o "made/$1.$ending" "${arguments[@]}") >out 2>err </dev/null
    status=$?
    if [ $status -eq 0 ]; then
        cmp -s "made/$1.$ending" "right/$1.$ending" && right="$right $2" && return
    else
        is_loaders "$1" $status && loader="$loader $2" && return
        is_refused "$1" $status && refused="$refused $2" && return
    fi
    bad=$((bad + 1))
    echo "$1: $2 MB: status $status, left: $(find made tmp -type f | paste -sd" "): $(head -c 500 err)"
}

bad=0
mkdir right
for program in "${programs[@]}"; do
    arguments_of "$program"
    "$program" -q -o "right/$program.$ending" "${arguments[@]}" </dev/null || exit
    right='' refused='' loader=''
    for mb in "${limits[@]}"; do
        try "$program" "$mb"
    done
    echo "$program: loader:$loader; refused:$refused; right:$right"
done
exit $((bad > 0))
