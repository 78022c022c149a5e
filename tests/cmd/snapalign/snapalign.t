#!/bin/bash
# snapalign: networks whose units are in another order, brought to one, as a stream.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/cmd/snapalign/networks.sh
. tests/cmd/snapalign/networks.sh

# ---- bad input ----

succeeds 'snapalign -h prints its usage' snapalign -h
like "$(cat out)" '^usage: snapalign .*--spec FILE.*snapalign\(1\)' 'the usage names program, options and page'
fails 2 'no files: name checkpoints' 'files are needed' snapalign
fails 2 '-%: unknown option.*: see snapalign -h' 'an unknown option is refused' snapalign -%
fails 2 '-S: with --copies the summary is the output' 'there is one summary' \
    snapalign --copies x -S y stored_a.npz
fails 2 '-S -: another output goes there too' 'stream and summary go to two places' snapalign -S - stored_a.npz
fails 1 'none: cannot open' 'a file that is missing is named' snapalign none stored_a.npz
fails 1 'one run, and nothing to align it to: .*-n' 'one run needs another' snapalign --spec mlp.spec stored_a.npz
fails 1 'one run, and nothing' 'so do files of which no runs are known' \
    snapalign --spec mlp.spec stored_a.npz stored_b.npz
fails 1 'c: is neither a run nor a file: the runs are a, b' 'an unknown reference is refused, with those there are' \
    snapalign "${npz[@]}" --to c --spec mlp.spec stored_a.npz stored_b.npz
fails 1 'wide_b.npz.*stored_a.npz|stored_a.npz.*wide_b.npz' 'networks of two shapes are refused, with both names' \
    snapalign "${npz[@]}" --spec mlp.spec stored_a.npz wide_b.npz
fails 1 'residual_a.safetensors.*' 'so are those of two kinds' \
    snapalign -n '{kind}_{run}.{end}' --spec mlp.spec stored_a.npz residual_a.safetensors
fails 1 'wide_b.npz' 'and a reference of another shape' \
    snapalign "${npz[@]}" --to wide_b.npz --spec mlp.spec stored_a.npz stored_b.npz
for reference in '' '--to nan_b.npz'; do
    # shellcheck disable=SC2086 # an option and its argument
    fails 1 'nan_b.npz: tensor 2.weight: element 10: NaN' "a NaN is named ($reference)" \
        snapalign "${npz[@]}" $reference --spec mlp.spec stored_a.npz nan_b.npz
done
printf 'file\trun\tstep\nstored_a.npz\ta\t1\nstored_b.npz\tb\t1\nown_p.npz\tb\t\n' >gap.tsv
fails 1 'own_p.npz: has no step, so the last snapshot of its run is not known' \
    'a snapshot without a step leaves the last one of its run unknown' \
    snapalign -m gap.tsv --spec mlp.spec stored_a.npz stored_b.npz own_p.npz
printf 'file\trun\nstored_a.npz\ta\nstored_b.npz\t\n' >gap.tsv
fails 1 'stored_b.npz: is in no run: .*-n' 'a snapshot of no run is refused' \
    snapalign -m gap.tsv --spec mlp.spec stored_a.npz stored_b.npz
head -c 300 stored_b.npz >short_b.npz
fails 1 'short_b.npz' 'a file cut short is refused' snapalign "${npz[@]}" --spec mlp.spec stored_a.npz short_b.npz
fails 1 'none.spec: cannot open' 'a specification that is missing is named' \
    snapalign "${npz[@]}" --spec none.spec stored_a.npz stored_b.npz
sed 's/^4.weight.*/4.weight C C/' mlp.spec >wrong.spec
fails 1 'wrong.spec:' 'one that does not fit the shapes is refused, by its line' \
    snapalign "${npz[@]}" --spec wrong.spec stored_a.npz stored_b.npz
fails 1 'tied.pt: tensor head.weight: shares its elements.*--spec' 'tied weights need a specification' \
    snapalign -q --to "$networks/tied.pt" "$networks/tied.pt"
# shellcheck disable=SC2317 # called by name
to_full() { "$@" >/dev/full; }
# shellcheck disable=SC2317 # called by name
to_closed() { "$@" >&-; }
fails 1 'No space left' 'a full disk is noticed' to_full snapalign -q "${npz[@]}" stored_[ab].npz
fails 1 'Bad file descriptor' 'so is a closed output' to_closed snapalign -q "${npz[@]}" stored_[ab].npz
fails 1 'none/s: cannot write' 'and a summary that cannot be written' \
    snapalign -q "${npz[@]}" -S none/s -o left stored_[ab].npz
fails 1 'No space left' 'or has no room' snapalign -q "${npz[@]}" -S /dev/full -o left stored_[ab].npz
[ ! -e left ] && [ -z "$(ls -A tmp)" ]
ok $? 'then there is no stream, and temporary files are gone'

# ---- planted orders ----

planted() { # KIND END [OPTION...]: run b becomes run a
    local a=$1_a.$2 b=$1_b.$2
    snapalign -q -n "{kind}_{run}.$2" "${@:3}" --force -S "$1.tsv" -o "$1.phm" "$a" "$b" 2>err
    [ "$(stream "$1.phm")" = "$(numbers "$a" "$a")" ] && [ "$(numbers "$a" "$b")" != "$(numbers "$a" "$a")" ] &&
        [ "$(column aligned_distance "$1.tsv")" = '0 0' ]
    ok $? "$1.$2 ${*:3}: run b becomes run a" || diag "$(cat err "$1.tsv")"
}
planted float32 safetensors --spec mlp.spec
for kind in float16 float32 float64 bf16; do
    planted $kind safetensors
done
for kind in stored deflated fortran large; do
    planted $kind npz
done
planted keras h5
planted deflated npz --rename 's/^/#/' # names that --print-spec refuses
planted conv safetensors
planted residual safetensors --spec residual.spec
snapalign -q -n '{kind}_{run}.safetensors' --all conv_?.safetensors >all.phm
is "$(stream all.phm)" "$(numbers --all conv_a.safetensors conv_a.safetensors)" \
    '--all: buffers are in the stream, in order'
fails 1 'residual_a.safetensors: .*--spec' 'a residual network needs a specification' \
    snapalign -n '{kind}_{run}.safetensors' residual_a.safetensors residual_b.safetensors
is "$(column run stored.tsv) $(column last stored.tsv) $(column units stored.tsv) $(column snapshots stored.tsv)" \
    'a b stored_a.npz stored_b.npz 24 24 1 1' 'the summary has a row per run'
snapcat -q stored_a.npz stored_b.npz | snapgram -q | phm2tsv -k gram |
    awk 'NR == 1 { aa = $1; ab = $2 } NR == 2 { printf "%.6g %.6g", sqrt(aa + $2 - 2 * ab), ab }' >expected
is "$(awk 'NR == 3 { printf "%.6g %.6g", $6, $8 }' stored.tsv)" "$(cat expected)" \
    "its distances and products before are those of snapcat's rows"
is "$(awk 'NR == 3 { print ($5 > 15 && $5 <= 24), ($9 > $8) }' stored.tsv)" '1 1' 'nearly all units have changed places'
is "$(phm2tsv -k rows stored.phm)" "$(snapcat -q "${npz[@]}" stored_a.npz stored_b.npz | phm2tsv -k rows)" \
    "the rows are snapcat's"
is "$(phm2tsv -k tensors stored.phm)" "$(snapcat -q stored_a.npz | phm2tsv -k tensors)" 'so are the tensors'
snapalign -q -j 1 "${npz[@]}" own_?.npz >one.phm
snapalign -q "${npz[@]}" own_?.npz >two.phm
is "$(stream one.phm)" "$(stream two.phm)" 'the number of threads makes no difference'
for options in '-r 0 --starts 1' '-r 1 --starts 1' '-r 0 --starts 9'; do
    # shellcheck disable=SC2086 # options and their arguments
    snapalign -q $options "${npz[@]}" --force -S order.tsv own_[pq].npz >out
    column aligned_product order.tsv | cut -d' ' -f 2
done >products
is "$(awk '{ p[NR] = $1 } END { print (p[1] != p[2]), (p[3] > p[1]) }' products)" '1 1' \
    'other seeds find other orders, and more starts a better one'
snapalign -q -v "${npz[@]}" stored_a.npz stored_b.npz 2>err >out
like "$(cat err)" 'derived: 2.weight.P1.P0.*run b: .* of 24 units change places, distance 0' \
    '-v tells the derived specification, and each run'

# ---- specifications ----

snapalign --print-spec stored_a.npz >printed.spec
planted stored npz --spec printed.spec
is "$(snapalign --print-spec --spec printed.spec stored_a.npz)" "$(cat printed.spec)" \
    'what --print-spec prints, --spec reads'
snapalign --print-spec -o o.spec stored_a.npz && cmp -s o.spec printed.spec
ok $? '--print-spec writes to the file of -o'

# ---- references ----

to_c() { # REFERENCE: a, b and c become c
    snapalign -q "${npz[@]}" --to "$1" stored_?.npz >c.phm
    is "$(stream c.phm)" "$(numbers stored_c.npz stored_c.npz stored_c.npz)" "--to $1: all become like it"
}
to_c c
printf 'file\trun\tstep\nstored_a.npz\tx\t2\nstored_b.npz\ty\t3\nown_p.npz\ty\t1\n' >steps.tsv
snapalign -m steps.tsv -S y.tsv stored_a.npz stored_b.npz own_p.npz 2>err >out
like "$(cat err)" 'run x ends at step 2, run y at 3: each is matched by its own last snapshot' \
    'a note tells that runs end at different steps'
printf 'file\trun\nstored_a.npz\tx\nown_p.npz\ty\nstored_b.npz\ty\n' >runs.tsv
snapalign -m runs.tsv -S z.tsv stored_a.npz own_p.npz stored_b.npz 2>err >out
like "$(cat err)" "no column 'step': of each run the file named last" 'and that there are no steps'
printf 'file\trun\tstep\nstored_a.npz\tx\t1\nstored_b.npz\ty\t1\nnan_b.npz\ty\t2\n' >nan.tsv
snapalign -q -m nan.tsv --skip-nonfinite -S n.tsv stored_a.npz stored_b.npz nan_b.npz >n.phm
is "$(stream n.phm) $(column last n.tsv)" "$(numbers stored_a.npz stored_a.npz) stored_a.npz stored_b.npz" \
    '--skip-nonfinite leaves out a run that ends in NaN but for what is before'
is "$(column last y.tsv) $(column last z.tsv) $(column aligned_distance z.tsv)" \
    'stored_a.npz stored_b.npz stored_a.npz stored_b.npz 0 0' 'a run is matched by its last snapshot'
to_c ./stored_c.npz
snapalign -q "${npz[@]}" --to stored_c.npz -S c.tsv stored_[ab].npz >c.phm
is "$(stream c.phm) $(column run c.tsv)" "$(numbers stored_c.npz stored_c.npz) a b" \
    'the reference may be a file that is no run'
printf 'file\trun\tstep\nstored_a.npz\tx\t2\nown_p.npz\tx\t1\n' >steps.tsv
snapalign -q -m steps.tsv --to stored_c.npz -S x.tsv stored_a.npz own_p.npz >x.phm
is "$(column last x.tsv) $(column aligned_distance x.tsv) $(column snapshots x.tsv)" 'stored_a.npz 0 2' \
    'one run, with a reference, is matched by the last of its steps'
snapalign -q --universe "${npz[@]}" stored_?.npz >u.phm
is "$(stream u.phm)" "$(numbers stored_a.npz stored_a.npz stored_a.npz)" '--universe: all become the first'
snapalign -q --universe --to c "${npz[@]}" stored_?.npz >u.phm
is "$(stream u.phm)" "$(numbers stored_c.npz stored_c.npz stored_c.npz)" '--universe has the labelling of the reference'
snapalign -q --universe -S u.tsv "${npz[@]}" own_?.npz >u.phm
is "$(nearer u.tsv)" 2 'networks of their own come nearer in a universe'

done_testing
