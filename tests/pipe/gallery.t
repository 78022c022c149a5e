#!/bin/bash
# examples/gallery.sh at small size: each of its figures is there, and is what its name says.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh

if ! command -v gnuplot >/dev/null; then
    skip_all "no gnuplot"
fi

export DEMO=$T/demo EPOCHS=8 SETTLE=3 RETRAIN=3 GRID=5
succeeds "the gallery is drawn without the demo's networks" examples/gallery.sh "$T/one"
like "$(cat "$T/out")" "training the demo's nine networks, 8 epochs" "which it trains"
is "$(find "$DEMO" -name '*.safetensors' | wc -l)" 81 "nine runs of nine snapshots"
before=$(find "$DEMO" -name '*.safetensors' -printf '%f %T@\n' | sort)
succeeds "it is drawn again" examples/gallery.sh "$T/two"
is "$(find "$DEMO" -name '*.safetensors' -printf '%f %T@\n' | sort)" "$before" "the networks that are there are taken"

# The figures are those that the script names.
no_page=$(has_pages || echo page.html)
read -ra figures <<<"$(sed -nE 's/^ *(figure|film) ([^ ]+).*/\2/p' examples/gallery.sh | grep -vx "${no_page:-none}" | paste -sd ' ')"
[ -z "$no_page" ] || skip 2 "trajplot was built without three.js"
[ ${#figures[@]} -ge 15 ]
ok $? "there are 15 kinds of figures at least"
is "$(find "$T/one" -type f ! -name characters.txt -printf '%f\n' | sort)" "$(printf '%s\n' "${figures[@]}" | sort)" \
    "all figures are there, and nothing else"
for figure in "${figures[@]}"; do
    file=$T/one/$figure
    case $figure in
    *.png) is "$(identify -format '%m' "$file")" PNG "$figure is a PNG" ;;
    *.gif) is "$(identify -format '%m ' "$file" | tr ' ' '\n' | sort -u | tail -1)" GIF "$figure is a GIF" ;;
    *.svg) succeeds "$figure is well-formed XML" xmllint --noout --nonet "$file" ;;
    *.pdf) succeeds "$figure can be rendered" pdftoppm -r 50 "$file" "$T/page" ;;
    *.html) succeeds "$figure is HTML" xmllint --html --noout --nonet "$file" ;;
    *) ok 1 "$figure is of a kind that is tested" ;;
    esac
    same_image "$file" "$T/two/$figure"
    ok $? "and is the same again"
done
[ "$(identify "$T/one/training.gif" | wc -l)" -ge 7 ]
ok $? "the film of training has a frame a snapshot"
like "$(cat "$T/one/characters.txt")" "A adam0.*n = 81, k = 5" "the picture in characters names a run, and has a caption"
! grep -q $'\033\|\r' "$T/one/characters.txt"
ok $? "and no colours"

# examples/README.md has the commands of README.md's picture.
mkdir "$T/readme"
ln -s "$DEMO" "$T/readme/demo"
sed -n '/^    .* > demo\.gram$/,/ -o comparison.png$/s/^    //p' examples/README.md >"$T/commands"
(cd "$T/readme" && bash -eo pipefail "$T/commands") 2>"$T/err"
cmp -s "$T/readme/comparison.png" "$T/one/comparison.png"
ok $? "the commands in examples/README.md make README.md's picture" || diag "$(cat "$T/err")"

# What is shown is what is kept, and is made by the script.
pages='README.md examples/gallery/README.md'
# shellcheck disable=SC2086 # two files
shown=$(grep -ohE '^!\[.*\]\([^)]+\)' $pages | sed -E 's/.*\(([^)]*)\)$/\1/; s#.*/##' | sort -u)
is "$(find examples/gallery -size +0 -type f -printf '%f\n' | sort)" "$(printf 'README.md\n%s' "$shown")" \
    "the figures that the pages show are those that are kept"
is "$(comm -23 <(echo "$shown") <(printf '%s\n' "${figures[@]}" | sort))" "" "each of them is one that the gallery draws"
is "$(comm -13 <(grep -oE '[a-z-]+\.(png|svg|gif|pdf|html)' examples/gallery/README.md | sort -u) \
    <(printf '%s\n' "${figures[@]}" ${no_page:+"$no_page"} | grep -v column.pdf | sort))" "" "the page has a command for each figure"

# What make draws.
# shellcheck disable=SC2086 # names
kept=$(printf "$BUILD/gallery/%s " $shown)
goal() { # GOAL: the commands that end it
    env -u MAKEFLAGS -u MAKELEVEL make -n BUILD="$BUILD" "$1" | sed -n '/examples\/gallery/,$p'
}
like "$(goal gallery)" " examples/gallery.sh $BUILD/gallery\$" "make gallery leaves what is kept alone"
is "$(goal gallery-renew | sed -n '$p')" "cp ${kept}examples/gallery" "make gallery-renew renews it"

done_testing
