#!/bin/bash
# snapcat: files whose numbers a shell does not count by.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

# warned FILE...: what snapcat warns of.
warned() {
    snapcat -o out.phm "$@" 2>&1
}

mkdir -p run/checkpoint-{100,200,1000} other
for file in run/checkpoint-{100,200,1000}/w.npy {a,b,a0,a00}9.npy {a,b}10.npy a1{8,9}.npy b9c1.npy a9x.npy other/a9.npy \
    99999999999999999999998.npy 99999999999999999999999.npy; do
    printf '1\t2\n' | tsv2phm -k snapshots | phm2npy >"$file"
done
is "$(warned run/*/w.npy)" "snapcat: warning: no steps are known, and the rows are in the order of the files, in which run/checkpoint-1000/w.npy comes before run/checkpoint-200/w.npy: name the steps: -n 'checkpoint-{step}/w.npy'" \
    "files in the order of letters are warned of, with the template that counts"
snapcat -n 'checkpoint-{step}/w.npy' run/*/w.npy >out.phm
is "$(phm2tsv -k rows out.phm | cut -f 2 | paste -sd,)" step,100,200,1000 "which puts them in order"
like "$(warned a10.npy a9.npy)" "a10.npy comes before a9.npy: name the steps: -n 'a\{step\}.npy'$" "also by names"
like "$(warned b9.npy a10.npy a009.npy)" "a10.npy comes before a009.npy" "zeros in front do not count"
like "$(warned a19.npy a18.npy)" "name the steps: -n 'a\{step\}.npy'$" "the whole number is the step"
like "$(warned a9.npy 99999999999999999999999.npy 99999999999999999999998.npy)" "9.npy comes before 9*8.npy" "numbers have any size"
for order in "a9.npy a10.npy" "a09.npy a10.npy" "a9.npy a009.npy" "a10.npy b9.npy" "b10.npy b9c1.npy" "a10.npy a9x.npy" "a10.npy other/a9.npy" \
    "--as-given a10.npy a9.npy" "-n a{step}.npy a10.npy a9.npy"; do
    # shellcheck disable=SC2086 # options and files
    is "$(warned $order)" "" "nothing is said of $order"
done

done_testing
