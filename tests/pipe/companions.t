#!/bin/bash
# The distances that knnaff passes on are taken for nothing else, and reach potdist through the pipe.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
python=${PYTHON:-python3}
compare=$BUILD/tests/tools/compare
cd "$T" || exit 1

# Three arcs of twelve snapshots, far from each other, with a row table.
awk 'BEGIN { for (a = 0; a < 3; a++) for (i = 0; i < 12; i++) { x = i / 4 + a
    printf "%.6f\t%.6f\t%.6f\n", 40 * a + cos(x), 30 * a * a + sin(x), x / 9 } }' |
    tsv2phm -k snapshots | phm2npy >x.npy
awk 'BEGIN { print "file\trun\tstep\ttrain_loss"; for (a = 0; a < 3; a++) for (i = 0; i < 12; i++)
    print "r" a "/" i "\tr" a "\t" i "\t" 1 / (i + 1) }' >rows.tsv
npy2phm -k snapshots -r rows.tsv x.npy >x.phm

# ---- nobody takes them ----

# what COMMAND... < STREAM: all that is seen of it.
what() {
    "$@" 2>err | sed 's/ --no-distances//'
    echo "status ${PIPESTATUS[0]}"
    sed 's/ --no-distances//; s/knnaff  */knnaff /g' err
}
knnaff x.phm >with.phm
knnaff --no-distances x.phm >without.phm
diffop -q <with.phm >with_p.phm
diffop -q <without.phm >without_p.phm
for stage in "" _p; do
    while read -r command; do
        # shellcheck disable=SC2086 # a command and its arguments
        is "$(what $command <with$stage.phm)" "$(what $command <without$stage.phm)" "$command takes no distances for ${stage:+operators of }affinities"
    done <<'END'
mds
mds --onto with.phm
pca
losshom -c train_loss
embscore with.phm
trajplot -g
trajplot -k distance -g
trajplot -k snapshots -g
trajstat
snapgram
phmsum with.phm
phm2tsv
phm2tsv -k rows
knnaff
phm2npy -o /dev/null
END
done
is "$(phm2npy <with.phm | cksum)" "$(phm2npy <without.phm | cksum)" "phm2npy takes the affinities"
is "$(phm2npy -n 2 <with.phm | cksum)" "$(phm2npy -k distance <with.phm | cksum)" "but who asks for the distances gets them"
phm2npy -k distance with.phm | npy2phm -k distance -a of=snapshots >alone.phm
fails 1 "has no numeric record; it has distance" "phm2npy takes none by itself" phm2npy alone.phm
fails 1 "has no numeric record; it has distance" "nor does phm2tsv" phm2tsv alone.phm
fails 1 "expected distance or gram, got distance of snapshots \(from npy2phm" "what they are is said" mds alone.phm
like "$(phminfo -H with.phm | paste -sd' ')" "kind distance .*attr of snapshots attr metric euclidean from" \
    "and phminfo lists them"
sparse=$(knnaff --sparse x.phm | what mds)
is "$sparse" "$(knnaff --sparse --no-distances x.phm | what mds)" "points are not embedded"

# ---- the whole pipe ----

knnaff x.phm | diffop -t 4 2>err | potdist 2>>err | mds >picture.phm 2>>err
is "$(cat err)" "diffop: note: 3 connected components (of 12, 12, 12 snapshots): groups without neighbours in each other, which potdist puts as far apart as their snapshots are: to join some, use knnaff -k 10 (here 5)
potdist: note: components are small beside the distances between them: potdist --magnify auto draws them larger" \
    "components are told of once"
knnaff x.phm | phm2npy -k distance >d.npy
rank() { # of the picture on standard input
    embscore -q d.npy - 2>err | sed -n 's/^rank-correlation\t//p'
}
awk -v r="$(rank <picture.phm)" 'BEGIN { exit !(r > 0.99) }'
ok $? "components lie as the data do, without an option"
knnaff --sparse x.phm | diffop -q | potdist -q | mds | rank >out
awk '{ exit !($1 > 0.99) }' out
ok $? "with sparse affinities"
knnaff x.phm | diffop -q -l 12 | potdist -q | mds | rank >out
awk '{ exit !($1 > 0.98) }' out
ok $? "with landmarks" || diag "$(cat out)"
knnaff --sparse x.phm | diffop -q -l 12 | potdist -q | mds | rank >out
awk '{ exit !($1 > 0.98) }' out
ok $? "with both" || diag "$(cat out)"
for options in "-m cosine" "-m correlation" "-g 0" "-g -1" "--between geodesic" "--ground 0.5"; do
    # shellcheck disable=SC2086 # an option and its argument
    knnaff x.phm | diffop -q | potdist -q $options | mds | rank >out
    awk '{ exit !($1 > 0.98) }' out
    ok $? "with potdist $options" || diag "$(cat out)"
done
for metric in cosine correlation; do
    knnaff -k 3 -m $metric x.phm >m.phm
    phm2npy -k distance m.phm >m.npy
    diffop -q m.phm | potdist -q --ground 1 >got.phm
    is "$("$compare" abs 0 got.phm m.npy)" 0 "in the metric $metric"
done
knnaff x.phm | diffop -q -t 2,7 | potdist -q | mds -d 3 >several.phm
phminfo -H several.phm | grep -E '^(attr t |attr between|shape .* 3)' | paste -sd' ' >out
is "$(cat out)" "shape 36 3 attr t 2 attr between data shape 36 3 attr t 7 attr between data" "for several powers, in three dimensions"
for n in 1 2; do
    phm2npy -k coords -n $n several.phm >y.npy
    awk -v r="$(rank <y.npy)" 'BEGIN { exit !(r > 0.99) }'
    ok $? "picture $n shows how they lie"
done
is "$(trajplot -g picture.phm | grep -o 'how the .*components lie to each other is data')" \
    "how the numbered components lie to each other is data" "which the caption says"
knnaff --no-distances x.phm | diffop -q | potdist -q 2>err | mds >constant.phm
is "$(trajplot -g constant.phm | grep -o 'how the .*components lie to each other is not data')" \
    "how the numbered components lie to each other is not data" "or, without distances, does not"

# ---- new snapshots in such a picture ----

# Every other snapshot between two old ones of its arc.
awk 'BEGIN { print "file"; for (a = 0; a < 3; a++) for (i = 0; i < 11; i++) print "n" a "/" i }' >new.tsv
awk 'BEGIN { for (a = 0; a < 3; a++) for (i = 0; i < 11; i++) { x = i / 4 + a + 0.125
    printf "%.6f\t%.6f\t%.6f\n", 40 * a + cos(x), 30 * a * a + sin(x), x / 9 } }' >new.txt
{ cut -f 1 rows.tsv && tail -n +2 new.tsv; } >all.tsv
{ phm2tsv x.npy && cat new.txt; } | tsv2phm -k snapshots | phm2npy | npy2phm -k snapshots -r all.tsv >all.phm
succeeds "mds --onto places new snapshots" mds --onto picture.phm all.phm
phm2tsv -k coords out | tail -n +2 | awk '{ x[NR] = $(NF - 1); y[NR] = $NF }
    END { for (a = 0; a < 3; a++)
              for (i = 0; i < 11; i++) {
                  o = 12 * a + i + 1; n = 36 + 11 * a + i + 1
                  for (best = j = 1; j <= 36; j++)
                      if ((x[j] - x[n])^2 + (y[j] - y[n])^2 < (x[best] - x[n])^2 + (y[best] - y[n])^2)
                          best = j
                  if (best < o - 2 || best > o + 3 || int((best - 1) / 12) != a) bad = bad " " n
              }
          print "bad:" bad }' >off
is "$(cat off)" "bad:" "beside their neighbours in the same component"

# ---- a stage in Python ----

if "$python" -c 'import numpy' 2>/dev/null; then
    cat >my_diffop.py <<'END'
import itertools, sys
import numpy as np
stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
while header := list(itertools.takewhile(lambda line: line != b"\n", stdin)):
    field = dict(line.split(b" ", 1) for line in header)
    payload, checksum = stdin.read(int(field[b"bytes"])), stdin.readline()
    if field[b"kind"] != b"affinity\n":
        stdout.write(b"".join(header) + b"\n" + payload + checksum)
        continue
    K = np.frombuffer(payload).reshape([int(n) for n in field[b"shape"].split()])
    P = np.linalg.matrix_power(K / K.sum(1)[:, None], 3)
    np.lib.format.write_array_header_1_0(stdout, np.lib.format.header_data_from_array_1_0(P))
    stdout.write(P.tobytes())
END
    knnaff x.phm | "$python" my_diffop.py | potdist -q >theirs.phm 2>err
    knnaff x.phm | diffop -q -t 3 | potdist -q >ours.phm
    awk -v d="$("$compare" abs 1e-9 theirs.phm ours.phm)" 'BEGIN { exit !(d != "" && d < 1e-9) }'
    ok $? "a stage in Python need not know of them" || diag "$(cat err)"
    knnaff x.phm | diffop -q -t 3 | "$python" "$tests_dir/../examples/my_potdist.py" >mine.phm
    succeeds "and where potdist is replaced, mds takes the distances of potentials" mds mine.phm
    cp out mine.xy
    knnaff --no-distances x.phm | diffop -q -t 3 | "$python" "$tests_dir/../examples/my_potdist.py" | mds >mine2.xy
    is "$("$compare" abs 0 mine.xy mine2.xy)" 0 "as ever"
else
    skip 3 "no numpy for $python"
fi

done_testing
