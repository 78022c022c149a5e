#!/bin/bash
# The experiments of examples/, at small size: what they leave.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$(dirname "$0")/.." || exit 1

if ! command -v gnuplot >/dev/null; then
    skip 1 "no gnuplot"
    done_testing
fi

# Whether FILEs are PNGs, each more than 1000 pixels wide.
are_pictures() { # FILE...
    local file
    for file; do
        [ "$(head -c 4 "$file" | tail -c 3)" = PNG ] &&
            [ "$(od -An -tu4 --endian=big -j 16 -N 4 "$file")" -gt 1000 ] || return 1
    done
}
# A cell of a table, by the first cells of its row and its column's heading.
cell() { # FILE ROW COLUMN
    awk -F '\t' -v row="$2" -v column="$3" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) at = i }
        $1 " " $2 == row { print $at }' "$1"
}
# Whether all rows have as many cells as the heading.
is_even() { awk -F '\t' 'NR == 1 { n = NF } NF != n { exit 1 }' "$1"; }

# ---- compare.sh ----

export EPOCHS=7 SEEDS=0 SHAPES='2x4 3x4' IMAGES=300 FASHION=$PWD/examples/data
runs_of() { cut -f 1-2 "$T/$1/runs.tsv" | tail -n +2 | tr '\t\n' ' ,'; }
declare -A pictures=([optimisers]=optimisers [initialisations]=initialisations
    [architectures]='2x4_0 3x4_0' [datasets]='digits_0 fashion_0')
for experiment in optimisers initialisations architectures datasets; do
    succeeds "compare.sh $experiment runs" examples/compare.sh $experiment "$T/$experiment"
    read -ra names <<<"${pictures[$experiment]}"
    views=("${names[@]/#/$T/$experiment/}")
    are_pictures "${views[@]/%/_phate.png}" "${views[@]/%/_pca.png}"
    ok $? "it leaves both views of ${pictures[$experiment]}"
    is "$(cut -f 1-2 "$T/$experiment/pictures.tsv" | tail -n +2)" \
        "$(printf '%s\n' "${names[@]}" | sed $'h; s/$/\tphate/p; x; s/$/\tpca/')" \
        "pictures.tsv has a row a view"
    is_even "$T/$experiment/pictures.tsv" && is_even "$T/$experiment/runs.tsv" && is_even "$T/$experiment/ends.tsv"
    ok $? "the rows of its tables are as long as their headings"
    awk -F '\t' 'NR > 1 && !($4 >= 0 && $4 <= 1 && $5 > 0.5 && $5 <= 1 && $6 > 0.5 && $6 <= 1) { exit 1 }' \
        "$T/$experiment/pictures.tsv"
    ok $? "stress, trustworthiness and continuity are what they can be"
done
is "$(runs_of optimisers)" "optimisers adam0,optimisers momentum0,optimisers sgd0," "each optimiser is a run"
is "$(runs_of initialisations | tr -d 0 | sed 's/initialisations //g')" "he,large,small,xavier," \
    "so is each initialisation"
is "$(runs_of architectures | grep -o '3x4_0 [^,]*' | cut -d ' ' -f 2 | paste -sd ' ')" \
    "plain_adam plain_momentum plain_sgd residual_adam residual_momentum residual_sgd" \
    "and each optimiser with and without skip connections"
same_end() { # EXPERIMENT PICTURE RUN
    local said
    said=$(mlp --eval "$T/$1/$2/$3_e007.safetensors" "${@:4}")
    [[ " $said " == *" test_loss=$(cell "$T/$1/runs.tsv" "$2 $3" last_test_loss) "* ]]
}
same_end optimisers optimisers momentum0 --images 1400
ok $? "the last test loss is that of the last snapshot"
same_end architectures 3x4_0 residual_sgd --hidden 4,4,4 --activation tanh --residual
ok $? "also with layers and skips"
awk -v net="$(cell "$T/optimisers/runs.tsv" "optimisers adam0" net)" \
    -v length_="$(cell "$T/optimisers/runs.tsv" "optimisers adam0" length)" \
    'BEGIN { exit !(net > 0 && net <= length_) }'
ok $? "no run is shorter than the way from its start to its end"
is "$(cell "$T/optimisers/ends.tsv" "optimisers adam0" adam0)" 0 "a run ends where it ends"
awk -v d="$(cell "$T/datasets/pictures.tsv" "fashion_0 phate" procrustes)" 'BEGIN { exit !(d < 1e-9) }'
ok $? "the same data under two names give the same picture"
awk -v d="$(cell "$T/architectures/pictures.tsv" "3x4_0 phate" procrustes)" 'BEGIN { exit !(d > 1e-3 && d <= 1) }'
ok $? "two architectures do not"

FASHION=$T/nowhere succeeds "without Fashion-MNIST the data sets are compared" examples/compare.sh datasets "$T/digits"
like "$(cat "$T/out")" "no Fashion-MNIST in $T/nowhere.*make fashion-deps" "a line says that it is left out"
is "$(cut -f 1 "$T/digits/pictures.tsv" | sort -u | paste -sd ' ')" "digits_0 picture" "and what is left are the digits"
fails 1 "exists: remove it" "what an earlier comparison has left is not overwritten" \
    examples/compare.sh datasets "$T/digits"
IMAGES=2000 examples/compare.sh datasets "$T/toomany" >"$T/out" 2>"$T/err"
like "$?:$(cat "$T/err")" '^1:mlp: --images 2000: ' "more images than the digits have is the trainer's error"
fails 2 "optimisers.initialisations" "an unknown experiment is refused" examples/compare.sh seeds "$T/seeds"

done_testing
