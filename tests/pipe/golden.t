#!/bin/bash
# The pipeline against the reference implementation, stage by stage: tests/data/SET/METRIC.STAGE.npy
# were computed by PHATE 1.0.11 on graphtools 2.1.0 in float64.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh

# The lower of the reference's normalised stresses by SMACOF and by SGD.
declare -A stress=(
    [tree200.euclidean]=0.047104 [tree200.cosine]=0.059894
    [runs123.euclidean]=0.072967 [runs123.cosine]=0.120509)

for set in tree200 runs123; do
    for metric in euclidean cosine; do
        golden=$data/$set/$metric
        what="$set, $metric"
        succeeds "$what: the pipeline runs" bash -c "set -o pipefail
            knnaff -m $metric $data/$set/X.npy | tee $T/K | diffop --force -e $T/entropy.tsv |
            tee $T/P | potdist --between constant --ground 0 | tee $T/D | mds >$T/Y"

        agrees abs 1e-9 "$T/K" "$golden.K.npy" "$what: affinities are the reference's to 1e-9"

        awk 'NR > 1 { print $2 }' "$T/entropy.tsv" | tsv2phm -k curve >"$T/H"
        agrees abs 1e-6 "$T/H" "$golden.vne.npy" "$what: the entropy curve is the reference's to 1e-6"

        t=$(awk '$3 == 1 { print $1 }' "$T/entropy.tsv")
        is "$t" "$(phm2tsv "$golden.t.npy")" "$what: t is the reference's"
        is "$(phminfo -H "$T/P" | awk '/^attr t / { print $3 }')" "$t" \
            "$what: the operator says which t it was raised to"

        potdist --potential "$T/P" >"$T/U"
        agrees abs 1e-8 "$T/U" "$golden.U.npy" "$what: the potential is the reference's to 1e-8"
        agrees rel 1e-7 "$T/D" "$golden.potdist.npy" \
            "$what: potential distances are the reference's to 1e-7 of themselves"

        potdist "$T/P" | phm2npy | cmp -s - <(phm2npy "$T/D")
        ok $? "$what: of one component, that is the default"

        awk -v got="$(phminfo -H "$T/Y" | awk '/^attr stress / { print $3 }')" \
            -v reference="${stress[$set.$metric]}" \
            'BEGIN { print "# normalised stress " got; exit !(got > 0 && got <= 1.0005 * reference) }'
        ok $? "$what: the stress is no higher than the reference's"

        # The reference's SMACOF ends in the minimum next to the classical solution, ours by default
        # in the lowest of several: the pictures agree where the method is the same.
        mds -s smacof "$T/D" >"$T/Y"
        agrees procrustes 1e-3 "$T/Y" "$golden.Y_smacof.npy" \
            "$what: by SMACOF the picture is the reference's (Procrustes disparity under 1e-3)"
    done
done

done_testing
