#!/bin/bash
# The whole pipeline on real training runs: `make demo` puts the programs on PATH and runs this
# script from the top of the sources. It leaves nine runs in demo/ and their picture in demo.png.
set -euo pipefail

epochs=40
seeds='0 1 2'
examples=$(dirname "$0")
declare -A optimizers=([sgd]=sgd [mom]=momentum [adam]=adam)

say() {
    printf 'demo: %s\n' "$*"
}

# Prints a command for the user to copy.
show() {
    printf '    %s\n' "$*"
}

say "training nine networks (64-64-32-10, relu) on the digits in $examples/data, $epochs epochs each:"
say "three initialisations (seeds $seeds), each with SGD, momentum and Adam"
mkdir -p demo
rm -f demo/*.safetensors
for seed in $seeds; do
    for name in sgd mom adam; do
        mlp --data "$examples/data" --run "$name$seed" --seed "$seed" --optimizer "${optimizers[$name]}" \
            --epochs "$epochs" --out demo
    done
done
set -- demo/*.safetensors
say "left $# snapshots in demo/; turning them into a picture with"
show "export PATH=$(printf %q "$(dirname "$(command -v snapcat)")"):\$PATH"
show "snapcat demo/*.safetensors | knnaff | diffop -t relaxation | potdist --ground 0.5 | mds | trajplot -o demo.png -c test_loss"
snapcat "$@" | knnaff | diffop -t relaxation | potdist --ground 0.5 | mds | trajplot -o demo.png -c test_loss
say "done: look at demo.png: nine trajectories, each triple starting at one point (its initialisation),"
say "coloured by test loss. Next:"
show "snapcat demo/*.safetensors | phminfo"
show "man $([ -e man/phatetools.7 ] && echo ./man/phatetools.7 || echo 7 phatetools)"
