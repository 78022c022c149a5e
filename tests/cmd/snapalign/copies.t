#!/bin/bash
# snapalign --copies: aligned copies in the checkpoints' own formats, with all that follows the weights.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/cmd/snapalign/networks.sh
. tests/cmd/snapalign/networks.sh

copied() { # KIND END: the copy of b holds what a holds, buffers too; that of a is the file
    rm -rf to && snapalign -q -n "{kind}_{run}.$2" --copies to --force -o to.tsv "$1"_[ab]."$2" 2>err &&
        [ "$(numbers "to/$1_b.$2" --all)" = "$(numbers "$1_a.$2" --all)" ] &&
        [ "$(numbers "$1_b.$2" --all)" != "$(numbers "$1_a.$2" --all)" ] && cmp -s "to/$1_a.$2" "$1_a.$2"
    ok $? "$1.$2: the copy of b is like a" || diag "$(cat err)"
}
for kind in float16 float32 float64 bf16 conv; do
    copied $kind safetensors
done
for kind in stored deflated fortran; do
    copied $kind npz
done
is "$(column run to.tsv)" 'a b' 'the summary is the output'
snapalign -q "${npz[@]}" --copies own -o own.tsv own_?.npz
"$python" "$alignment" outputs own own_q.npz own_r.npz 2>err
ok $? 'copies compute what their originals do' || diag "$(cat err)"
is "$(nearer own.tsv)" 2 'networks of their own come nearer'
snapalign -q "${npz[@]}" own_?.npz >own.phm
is "$(stream own.phm)" "$(numbers own/own_?.npz)" 'stream and copies are the same numbers'

pt=(-n 'mlp_{run}_e{step}.pt')
snapalign "${pt[@]}" --copies 'by/{run}/{name}.{step}.pt' -o pt.tsv "$networks"/mlp_?_e?.pt 2>err
like "$(cat err)" "mlp_a_e0.pt: the optimiser's states.*follow the parameters in the order of the file" \
    "a note says how an optimiser's states were recognised"
same=0
for step in 0 1; do
    [ "$(numbers by/b/mlp_b_e$step.$step.pt --all)" = "$(numbers "$networks/mlp_a_e$step.pt" --all)" ] &&
        cmp -s by/a/mlp_a_e$step.$step.pt "$networks/mlp_a_e$step.pt" && same=$((same + 1))
done
is $same 2 "one permutation a run: both snapshots become run a's, with Adam's states and averaged weights"
is "$(find by -type f | wc -l) $(column snapshots pt.tsv)" '4 2 2' 'copies go into folders of their runs'

snapalign "${npz[@]}" --copies moments moments_?.npz 2>err >out
like "$(cat err)" 'moments_a.npz: tensor optimizer.moments: its parameter is not known.*do not train on with it, but with the aligned weights of snapalign and a new optimiser' \
    'a warning names a state whose parameter is not known'
is "$(numbers -i optimizer --all moments/moments_b.npz)" "$(numbers -i optimizer --all moments_b.npz)" 'which stays as it is'

fails 1 'own/own_p.npz: already exists' 'no file is written over' \
    snapalign -q "${npz[@]}" --copies own own_[pq].npz
mkdir other && cp stored_b.npz other/stored_a.npz
fails 1 'x/stored_a.npz: the copy of both stored_a.npz and other/stored_a.npz: put \{run\}' \
    'two copies of one name are refused' snapalign -q --copies x --to own_p.npz -m <(
        printf 'file\trun\nstored_a.npz\ta\nother/stored_a.npz\tb\n') stored_a.npz other/stored_a.npz
fails 1 'stored_a.npz: already exists' 'the files themselves are not written over' \
    snapalign -q "${npz[@]}" --copies . stored_[ab].npz
fails 2 '--copies: an empty name' 'a name that is empty is not the root folder' \
    snapalign -q "${npz[@]}" --copies '' stored_[ab].npz
cp stored_a.npz x_a.npz
ln -s x_a.npz link_a.npz
for option in '-o link_a.npz' '-S x_a.npz'; do
    # shellcheck disable=SC2086 # an option and its value
    fails 2 "$option: is one of the inputs" "$option keeps the checkpoint of this name" \
        snapalign -q "${npz[@]}" $option x_a.npz stored_b.npz
done
cmp -s x_a.npz stored_a.npz
ok $? 'whose bytes stay'
for run in .. /x x/../../y; do
    printf 'file\trun\nstored_a.npz\ta\nstored_b.npz\t%s\n' "$run" >odd.tsv
    fails 1 "stored_b.npz: its run, '$run', cannot be in the name of a copy" "a run called $run leads nowhere" \
        snapalign -q -m odd.tsv --copies 'x/{run}.npz' stored_[ab].npz
done
fails 1 'braces stand only for \{name\}, \{run\}, \{step\}' 'other braces are refused' \
    snapalign -q "${npz[@]}" --copies 'x/{seed}' stored_[ab].npz
fails 1 'keras_a.h5: HDF5: changed copies of this format are not made' 'HDF5 has no copies' \
    snapalign -q -n '{kind}_{run}.h5' --copies x keras_[ab].h5
fails 1 'keras_a.h5: HDF5: changed copies of this format are not made' 'nor barriers' \
    snapalign -q -n '{kind}_{run}.h5' -e 'false' keras_[ab].h5
touch plain
fails 1 'plain/x: cannot make the folder|plain: cannot make the folder|plain/' 'a folder that cannot be made is named' \
    snapalign -q "${npz[@]}" --copies plain/x/y stored_[ab].npz
[ ! -e x ]
ok $? 'and nothing is left behind'

done_testing
