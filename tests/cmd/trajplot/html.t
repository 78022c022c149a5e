#!/bin/bash
# trajplot -o x.html: what stands in the page, and what a browser makes of it.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh

has_pages || skip_all "trajplot was built without three.js"
stream=$BUILD/tests/tools/plot_stream
cd "$T" || exit 1
page() { # WHAT FILE
    "$PYTHON" "$tests_dir/cmd/trajplot/html_page.py" "$@"
}

# Run a through the middle of the picture, run b along its upper edge.
paste <(printf 'file\trun\tstep\tloss\na_0.pt\ta\t0\t1.000\na_1.pt\ta\t1\t0.500\na_2.pt\ta\t2\t0.300
b_0.pt\tb\t0\t1.000\nb_1.pt\tb\t1\t0.250\nb_2.pt\tb\t2\t0.200\n') >rows.tsv
printf '%s\n' '-2 -1' '0 0' '2 -1' '-2 1' '0 1' '1 1' | tr ' ' '\t' >plane.txt
printf '%s\n' '-2 -1 -1' '0 0 0' '2 -1 -1' '-2 1 1' '0 1 1' '1 1 1' | tr ' ' '\t' >space.txt
printf '%s\n' 0 1 3 0 2 4 >curve.txt
for kind in plane space curve; do
    "$stream" rows.tsv $kind.txt k 5 t 12 metric cosine stress 0.0721 >$kind.phm
done

# ---- the file ----

succeeds "a page is written" trajplot -o plane.html -t "A plane" -c loss plane.phm
is "$(cat "$T/out" "$T/err")" "" "without a word"
is "$(page parts plane.html)" "" "it is well-formed, and loads nothing from anywhere"
grep -q "Content-Security-Policy\" content=\"default-src 'none';" plane.html
ok $? "which it forbids as well"
is "$(grep -c 'The MIT License' plane.html)" 1 "it holds the licence of three.js"
is "$(page points plane.html)" "$(cat plane.txt)" "it holds the coordinates"
like "$(page head plane.html)" '"runs": \[\["a", "#ee7733", 3\], \["b", "#4477aa", 3\]\]' \
    "and the runs, with the hues of the figure"
is "$(page cells plane.html | sed -n 4p)" '["1.000", "0.500", "0.300", "1.000", "0.250", "0.200"]' \
    "and the table's cells as they are written there"
like "$(page head plane.html)" '"caption": \["n = 6, k = 5, t = 12, cosine, stress = 0.0721"\]' \
    "and the figure's caption"
sleep 1.1
TZ=Asia/Tokyo LANG=de_DE trajplot -o again.html -t "A plane" -c loss plane.phm
cmp -s plane.html again.html
ok $? "the same stream gives the same page, at another time and in another locale"
trajplot -o capital.HTML -t "A plane" -c loss plane.phm && cmp -s plane.html capital.HTML
ok $? "an extension in capitals is the same"
paste <(printf '%s\n' step 0 1 2 3 4 5 6 7 8) \
    <(printf '%s\n' loss 2.6 0.5 0.15 0.14 0.13 0.12 0.11 0.1 0.08) >crowded.tsv
"$stream" crowded.tsv <(seq 9) >crowded.phm
trajplot -o crowded.html crowded.phm
is "$(page shades crowded.html | cut -d ' ' -f 1,3,5,7,9)" "1 0.75 0.5 0.25 0" \
    "crowded losses have a quarter of the colours for each quarter of them"
like "$(page head crowded.html)" '"remark": "by quartiles", "ticks": \[.*\["0.13", 0.5\].*\]' \
    "and a bar with numbers at their places"
succeeds "no gnuplot is needed" env PATH="$BUILD" trajplot -o alone.html plane.phm
succeeds "a page of three coordinates is written" trajplot -o space.html space.phm
is "$(page points space.html)" "$(cat space.txt)" "with its coordinates"
succeeds "of one it is a curve" trajplot -o curve.html curve.phm
is "$(page points curve.html)" "$(paste <(printf '%s\n' 0 1 2 0 1 2) curve.txt)" "over the steps"

awk -F '\t' -v OFS='\t' '{ print $0, NR == 1 ? "opt" : "sgd" }' rows.tsv >two.tsv
awk -F '\t' -v OFS='\t' 'NR > 1 { sub(/^./, $2 == "a" ? "x" : "y"); print $0, "adam" }' rows.tsv >>two.tsv
cat plane.txt plane.txt >two.txt
"$stream" two.tsv two.txt >two.phm
succeeds "a page of facets is written" trajplot -o facets.html -f opt two.phm
is "$(page head facets.html | grep -o '"rows": 6' | wc -l)" 2 "each is a panel with its rows"
awk '{ print $1 / 2 }' OFS='\t' curve.txt >half.txt
awk -F '\t' -v OFS='\t' 'NR > 1 { $3 /= 2 } 1' rows.tsv >half.tsv
"$stream" half.tsv half.txt >half.phm
succeeds "so is one of several streams" trajplot -o mixed.html plane.phm space.phm half.phm
is "$(page head mixed.html | grep -o '"title": "[a-z]*"' | paste -sd' ')" \
    '"title": "plane" "title": "space" "title": "half"' "named by their files"

"$stream" rows.tsv space.txt signature +-+ >signed.phm
trajplot -o axes.html signed.phm <("$stream" rows.tsv plane.txt signature +-)
like "$(page head axes.html)" '"axisNames": \["axis 1 \(real\)", "axis 2 \(imaginary\)", "axis 3 \(real\)"\]' \
    "of a picture with imaginary axes the page has the names"
trajplot -o signed.html -z loss <("$stream" rows.tsv plane.txt signature +-)
like "$(page head signed.html)" '"axisNames": \["axis 1 \(real\)", "axis 2 \(imaginary\)", null\]' \
    "but that of heights"
like "$(page head plane.html)" '"axisNames": \[null, null\]' "axes of other pictures have none"

succeeds "a page that loads itself anew is written" trajplot -o live.html --refresh 600 space.phm
is "$(page parts live.html)" "" "it is well-formed"
like "$(page head live.html)" '"refresh": 600,' "and knows how often"
! grep -q '"refresh"' <(page head space.html)
ok $? "others do not"
"$stream" <(cat rows.tsv && printf 'a_3.pt\ta\t3\t0.1\n') <(cat space.txt && printf '9\t8\t7\n') >later.phm
trajplot -o later.html --refresh 600 later.phm
trajplot -o often.html --refresh 1 later.phm
trajplot -o stays.html -t Stays later.phm

# Far from the origin float32 alone could not tell the points apart.
awk '{ print $1 / 1000 + 1e6 "\t" $2 / 1000 - 1e6 }' OFMT=%.12g CONVFMT=%.12g plane.txt >far.txt
"$stream" rows.tsv far.txt >far.phm
trajplot -o far.html far.phm
is "$(page head far.html | grep -o '"half": \[1, 0.50000')" '"half": [1, 0.50000' "far points have a frame of their own"

# ---- hostile text ----

# shellcheck disable=SC2016 # meant for HTML, or JavaScript
evil='</script><script>own = 1</script><img src=x onerror="own = 1">&amp;'"'"'"`${own = 1}`-->\\ Zürich ☃'
# shellcheck disable=SC2016
printf 'file\trun\tstep\tloss\t<b>"&'"'"'${1}</b>\n' >hostile.tsv
for step in 0 1 2; do
    printf '%s\t%s\t%d\t%d\t%s\n' "$evil" "$evil" $step $step '\ttwo\nlines '
done >>hostile.tsv
printf '%s\n' '-1 -1' '0 0' '1 1' | tr ' ' '\t' >three.txt
printf '["%s", "%s", "1", "1", "\\\\ttwo\\\\nlines "]' "${evil//\"/\\\"}" "${evil//\"/\\\"}" >hostile.json
"$stream" hostile.tsv three.txt k "$evil" metric "$evil" >hostile.phm
succeeds "a hostile table makes a page" trajplot -o hostile.html -t '</title><script>own = 1</script>&amp;' \
    -c loss hostile.phm
is "$(page parts hostile.html)" "" "which is well-formed"
is "$(diff <(page rest hostile.html) <(page rest plane.html) | grep '^[<>]')" \
    '< <title>&lt;/title&gt;&lt;script&gt;own = 1&lt;/script&gt;&amp;amp;</title>
> <title>A plane</title>' "and differs from another in its data and the escaped title only"
printf 'file\trun\tstep\tloss\n\377\376\tr\360\t0\t1\n\300\200\tr\360\t1\t1\n\tr\360\t2\t1\n' >bytes.tsv
"$stream" bytes.tsv three.txt >bytes.phm
succeeds "a table of bytes that are no UTF-8 makes one" trajplot -q -o bytes.html -t $'\377' bytes.phm
is "$(page head bytes.html | grep -o '"title": "[^"]*"' | head -n 1)" '"title": "\\xff"' "which shows them by their values"
printf 'run\tstep\ncaf\351\t0\ncaf\303\251\t0\ncaf\351\t1\n' >alike.tsv
trajplot -q -o alike.html <("$stream" alike.tsv three.txt)
is "$(page head alike.html | tr -d '\n ' | grep -o '"runs":.*"best"')" \
    '"runs":[["caf\\xe9","#ee7733",2],["caf\u00e9","#4477aa",1]],"best"' "and keeps two runs apart"

# ---- little, and much ----

printf '%s\n' '-1 -1' '0 0' '1 1' '1 -1' '-1 1' | tr ' ' '\t' >points.txt
"$stream" - points.txt >points.phm
succeeds "plain points make a page" trajplot -o points.html points.phm
"$stream" - <(echo 7$'\t'7) >one.phm
succeeds "so does one point" trajplot -o one.html one.phm
"$stream" rows.tsv <(yes $'3\t3' | head -6) >equal.phm
succeeds "and points in one place" trajplot -o equal.html equal.phm
"$stream" <(awk -F '\t' -v OFS='\t' 'NR > 1 { $4 = "nan" } 1' rows.tsv) plane.txt >missing.phm
succeeds "and points without a value" trajplot -q -o missing.html -c loss missing.phm

# 50 runs of 1,000 steps wander through space.
awk 'BEGIN {
    srand(1)
    print "file\trun\tstep\ttrain_loss\ttest_loss\tcomponent" >"many.tsv"
    for (run = 0; run < 50; run++) {
        x = y = z = u = v = w = 0
        for (step = 0; step < 1000; step++) {
            loss = 2.3 * exp(-step / 250) + 0.05 * rand()
            printf "runs/model_%02d/checkpoint_%05d.safetensors\trun%02d\t%d\t%.9g\t%.9g\t1\n", run, step, run,
                step * 10, loss, 1.1 * loss + 0.02 * rand() >"many.tsv"
            printf "%.6f\t%.6f\t%.6f\n", x, y, z >"many.txt"
            u = 0.99 * u + rand() - 0.5; v = 0.99 * v + rand() - 0.5; w = 0.99 * w + rand() - 0.5
            x += u; y += v; z += w
        }
    }
}'
"$stream" many.tsv many.txt k 5 >many.phm
succeeds "50,000 snapshots make a page" trajplot -o many.html many.phm
size=$(wc -c <many.html)
[ "$size" -lt 5000000 ]
ok $? "of less than 5 MB"
diag "the page of 50,000 snapshots has $size bytes"

# ---- what is refused ----

fails 2 "x.html: gnuplot does not draw a page: leave -g out" "-g of a page is an error of usage" trajplot -g -o x.html plane.phm
printf '0\t1\n1\t0\n' | tsv2phm -k distance >d.phm
fails 1 "coordinates only: .*x.png" "a page of another stage is an error" trajplot -o x.html d.phm
fails 2 "--refresh: for pages only: name one" "an image does not load itself anew" \
    trajplot --refresh 1 -o x.png plane.phm
fails 2 "--refresh: for pages only: name one" "nor does what goes to standard output" trajplot --refresh 1 plane.phm
fails 2 "--refresh 0: expected" "nor is a page loaded all the time" trajplot --refresh 0 -o x.html plane.phm
fails 2 "x.htm: unknown kind of image: .*.tex or .html" "so is an extension that is not quite it" \
    trajplot -o x.htm plane.phm
[ ! -e x.html ]
ok $? "no file is left"

# ---- in a browser ----

if ldd "$BUILD/trajplot" | grep -q libasan; then
    skip 1 "the browser sees the same page without the sanitizers"
elif ! command -v chromium >/dev/null || ! command -v chromedriver >/dev/null; then
    skip 1 "chromium and chromedriver are not installed"
else
    PYTHONDONTWRITEBYTECODE=1 TMPDIR=$T "$PYTHON" "$tests_dir/cmd/trajplot/html_browser.py" "$T" >browser.out 2>browser.err
    ok $? "the browser is driven to the end" || diag "$(tail -5 browser.err)"
    while IFS= read -r line; do
        case $line in
        "ok "*) ok 0 "${line#ok }" ;;
        "not ok "*) ok 1 "${line#not ok }" ;;
        *) diag "${line#\# }" ;;
        esac
    done <browser.out
fi

done_testing
