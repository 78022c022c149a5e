#!/bin/bash
# trajplot: a number has its colour in every kind of figure and of file. The four colours are those of
# the published table of viridis at 0, 1/3, 2/3 and 1 of the scale, where the four numbers are.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh

stream=$BUILD/tests/tools/plot_stream
cd "$T" || exit 1
command -v gnuplot >/dev/null || {
    skip 1 "gnuplot is not installed"
    done_testing
}

# ---- four points, with other orders of heights and depths ----

# Number k of the scale is 10^k in `decade`. Rows of one step are in no run: no line hides them.
{
    printf 'step\tside\tnumber\tdecade\theight\n'
    printf '0\t%s\t%s\t%s\t%s\n' a 2 100 5 a 0 1 7 b 3 1000 4 b 1 10 6
} >rows.tsv
printf '%s\t%s\t%s\n' 0 0 1 1 0 3 2 1 0 3 1 2 >space.txt
cut -f 1-2 space.txt >plane.txt
"$stream" rows.tsv plane.txt >plane.phm
"$stream" rows.tsv space.txt >space.phm
"$stream" rows.tsv <(tac space.txt) >back.phm

# Beside each other in a run, whose start and end, which marks hide, have no number.
{
    printf 'run\tstep\tnumber\tdecade\n'
    printf 'r\t%s\t%s\t%s\n' 0 nan nan 1 2 100 2 0 1 3 3 1000 4 1 10 5 nan nan
} >run.tsv
printf '%s\t%s\t%s\n' 0 0 0 1 0 1 2 0 3 3 1 0 4 1 2 5 0 0 >run.txt
for d in 1 2 3; do
    "$stream" run.tsv <(cut -f 1-$d run.txt) >run$d.phm
done

# The numbers whose colours an image of 7 cm shows, from left to right in the figure, then from below
# in the bar beside it. A pixel or two may be a blend of other colours.
colors() { # IMAGE [TOLERANCE: of 255 [EDGE: of the figure, a share of the width]]
    convert "$1" -alpha off -depth 8 ppm:- | perl -0777 -ne '
        BEGIN { ($tolerance, $edge) = splice @ARGV; binmode STDIN }
        s/^P6\s(?:#.*\n)*(\d+)\s\d+\s\d+\s//;
        my ($width, @viridis) = ($1, [68, 1, 84], [49, 104, 142], [53, 183, 121], [253, 231, 37]);
        for my $k (0 .. 3) {
            my $near = join "", map {
                sprintf "[\\x%02x-\\x%02x]", $_ < $tolerance ? 0 : $_ - $tolerance,
                    $_ + $tolerance > 255 ? 255 : $_ + $tolerance } @{ $viridis[$k] };
            while (/$near/gs) {
                next if ($-[0] % 3) and pos() = $-[0] + 1;
                my ($x, $y) = ($-[0] / 3 % $width, int $-[0] / 3 / $width);
                my $in_bar = $x >= $edge * $width;
                $pixels[$in_bar][$k]++;
                $sum[$in_bar][$k] += $in_bar ? -$y : $x;
            }
        }
        for my $part (0, 1) {
            my @seen = grep { ($pixels[$part][$_] // 0) > 2 } 0 .. 3;
            my $mean = sub { $sum[$part][$_[0]] / $pixels[$part][$_[0]] };
            push @found, sort { $mean->($a) <=> $mean->($b) } @seen;
        }
        print "@found\n"' "${2:-8}" "${3:-0.72}"
}
points="2 0 3 1" bar="0 1 2 3"

draw() { # NAME OPTION... STREAM
    trajplot -q --width 7cm --dpi 150 -o drawn.png "${@:2}"
    is "$(colors drawn.png)" "$points $bar" "$1"
}

for scale in '--linear -c number' '--log -c decade'; do
    read -ra scale <<<"$scale"
    draw "points in a plane have the colours of their numbers, ${scale[0]}" "${scale[@]}" plane.phm
    draw "so have points in space" "${scale[@]}" space.phm
    draw "and points of a height, ${scale[0]}" "${scale[@]}" -z height plane.phm
done
draw "and points in space from the side" -c number --view 90,0 space.phm
draw "and those in facets" -c number -f side plane.phm
draw "and in facets of space" -c number -f side space.phm
draw "and those of a run" -c number run2.phm
draw "and of one in space" -c number run3.phm
draw "and of one on a curve" -c number run1.phm

sed '$s/\t1\t/\tnan\t/' rows.tsv >missing.tsv
for shape in plane space; do
    trajplot -q -c number -o drawn.svg <("$stream" missing.tsv $shape.txt)
    is "$(grep -o "#gpPt6.*color='rgb([^)]*" drawn.svg | grep -o 'rgb(.*' | sort | uniq -c | tr -s ' \n' ' ')" \
        " 1 rgb( 53, 183, 121 1 rgb( 68, 1, 84 2 rgb(187, 187, 187 1 rgb(253, 231, 37 " \
        "what has no number in a $shape is grey and nothing else"
done

# ---- stages: stripes, each two columns wide; of a plane with a run over it ----

stripes() { # KIND ROWS NUMBER...
    yes "$(for number in "${@:3}"; do printf '%s\t%s\n' "$number" "$number"; done | paste -sd'\t')" |
        head -"$2" | tsv2phm -q -k "$1"
}
printf '%s\t%s\n' 0.2 0.2 6.8 0.3 >track.txt
"$stream" <(head -3 run.tsv) track.txt >track.phm
draw "a heat map has them" --linear <(stripes distance 8 2 0 3 1)
draw "and one on a logarithmic scale" --log <(stripes distance 8 100 1 1000 10)
draw "and every other one of the seven bands of a plane" --linear <(cat track.phm; stripes grid 3 9 0 13 5)
surface() { # NAME SCALE NUMBER...: of whose neighbours none has a third between them
    trajplot -q --width 7cm --dpi 150 --surface --view 0,0 "$2" -o drawn.png \
        <(cat track.phm; stripes grid 3 "${@:3}")
    is "$(colors drawn.png 8 1)" "2 1 0 3" "$1"
}
surface "so has a surface" --linear 2 1 0 3
surface "and one on a logarithmic scale" --log 100 10 1 1000

# ---- films ----

film() { # OPTION... STREAM: two frames, in film/
    rm -rf film
    trajplot -q --width 7cm -c number --frames 2 "$@"
}
film --turn film/ space.phm
is "$(colors film/frame0001.png)" "$points $bar" "a turn begins with their colours"
is "$(colors film/frame0002.png)" "1 3 0 2 $bar" "and shows them from behind"
film --animate film/ run3.phm
is "$(colors film/frame0002.png)" "$points $bar" "training in space ends with them"
trajplot -q --width 7cm -c number --turn turn.gif --frames 1 space.phm
is "$(colors turn.gif 20)" "$points $bar" "and a GIF has them"

# ---- files of other kinds ----

# Of an image in words: the four colours in the order in which they are drawn, that of the table.
words() { # FILE PATTERN-OF-RED-GREEN-BLUE SCALE
    grep -oE "$2" "$1" | grep -oE '[0-9.]+[ ,]+[0-9.]+[ ,]+[0-9.]+' | awk -F '[ ,]+' -v scale="$3" '
        function is_near(channel, wanted) {
            return channel * 255 / scale - wanted < 1 && wanted - channel * 255 / scale < 1
        }
        BEGIN { split("68 1 84 49 104 142 53 183 121 253 231 37", viridis, " ") }
        {
            for (k = 0; k < 4; k++)
                if (is_near($1, viridis[3*k + 1]) && is_near($2, viridis[3*k + 2]) && is_near($3, viridis[3*k + 3]))
                    print k
        }' | paste -sd' '
}
for figure in plane space; do
    for kind in svg tex eps pdf; do
        trajplot -q --width 7cm -c number -o drawn.$kind $figure.phm
    done
    is "$(words drawn.svg "#gpPt6.*color='rgb\([^)]*" 255)" "$points" "an SVG of a $figure has them"
    like " $(words drawn.tex '\\gpcolor\{rgb color=\{[^}]*' 1) " " $points " "so has a TikZ picture"
    like " $(words drawn.eps '[0-9.]+ [0-9.]+ [0-9.]+ rg' 1) " " $points " "and an EPS"
    pdftoppm -r 150 drawn.pdf drawn
    is "$(colors "$(find . -name 'drawn*.ppm')")" "$points $bar" "and a PDF"
done

# ---- the networks of `make demo` ----

mkdir demo
for seed in 0 1 2; do
    for optimizer in sgd momentum adam; do
        mlp -q --run $optimizer$seed --seed $seed --optimizer $optimizer --epochs 40 --out demo \
            --data "$tests_dir/../examples/data"
    done
done
snapcat -q demo/*.safetensors | knnaff -q | diffop -q | potdist -q | mds -q >demo.phm
trajplot -q -o demo.svg demo.phm
# Of the points' colours the nearest places on viridis, whose published colours at k/15 these are.
grep -oE "#gpPt[0-9]+' transform[^/]*scale\(1\.[^/]*color='rgb\([^)]*" demo.svg >points
awk -F '[(,]' '
    BEGIN {
        n = split("68 1 84 72 26 108 71 47 125 65 68 135 57 86 140 49 104 142 42 120 142 35 136 142 " \
            "31 152 139 34 168 132 53 183 121 84 197 104 122 209 81 165 219 54 210 226 27 253 231 37", c, " ")
    }
    {
        best = 1e9
        for (k = 0; k < 15; k++)
            for (step = 0; step < 64; step++) {
                d = 0
                for (i = 1; i <= 3; i++)
                    d += ($(NF - 3 + i) - c[3*k + i] - (c[3*k + i + 3] - c[3*k + i]) * step / 64) ^ 2
                if (d < best) { best = d; place = (k + step / 64) / 15 }
            }
        print place
    }' points | sort -g >places
is "$(wc -l <places)" 369 "the demo's picture has its 369 snapshots"
awk '{ place[NR] = $1 } END { exit !(sprintf("%.2f", place[277] - place[93]) >= 0.5) }' places
ok $? "the middle half of them has half of the scale of colours at least" ||
    diag "from $(sed -n 93p places) to $(sed -n 277p places)"

done_testing
