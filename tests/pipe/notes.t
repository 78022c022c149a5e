#!/bin/bash
# What a program notes of several records of one stream: said once, and nothing is lost.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

# affinity NAME COUNT [ISOLATED]: of that name (- for none), in components of two snapshots each, of
# which there are COUNT, and of one.
affinity() {
    awk -v pairs="$2" -v lone="${3-0}" 'BEGIN {
        for (i = 0; i < 2 * pairs + lone; i++)
            for (j = 0; j < 2 * pairs + lone; j++)
                printf "%d%s", i == j || (i < 2 * pairs && int(i / 2) == int(j / 2)),
                       j + 1 < 2 * pairs + lone ? "\t" : "\n" }' | tsv2phm -k affinity >one.phm
    if [ "$1" = - ]; then
        cat one.phm
    else
        phm2npy one.phm | npy2phm -k affinity -a "name=$1"
    fi
}

# notes [OPTION...] <STREAM: what diffop notes, without its advice.
notes() {
    diffop -t 2 "$@" 2>&1 >diffop.phm | sed -n 's/^diffop: note: \(.*connected components (of [0-9, ]*\).*/\1/p'
}

affinity - 2 >plain.phm
{ affinity fc1 2; affinity fc2 3; affinity fc3 2; affinity fc4 1; affinity 0.bias 2; } >named.phm
{ affinity - 2; affinity - 1; affinity - 2; affinity - 3; } >nameless.phm
{ affinity a 2; affinity b 2; } >alike.phm

is "$(notes <plain.phm)" "2 connected components (of 2, 2 " "of a lone record a note is as it is"
awk 'BEGIN { for (i = 0; i < 200; i++) for (j = 0; j < 200; j++) printf "%d%s", i % 2 == j % 2, j < 199 ? "\t" : "\n" }' |
    tsv2phm -k affinity | diffop -t 2 >both 2>&1
is "$(head -c 6 both)" diffop "and comes before the output, so that in a pipe notes come in the order of the programs"
is "$(affinity fc1 2 | notes)" "2 connected components (of 2, 2 " "so it is where the record has a name"
is "$(notes <named.phm)" "3 of 5 records (fc1, fc3, 0.bias): 2 connected components (of 2, 2 
fc2: 3 connected components (of 2, 2, 2 " "the same note of several records is said once, with their names; another text is another note"
is "$(notes <nameless.phm)" "2 of 4 records (record 1, record 3): 2 connected components (of 2, 2 
record 4: 3 connected components (of 2, 2, 2 " "records without names are numbered"
for k in 3 5 10; do affinity - $((k == 10 ? 3 : 2)) | npy2phm -k affinity -a k=$k; done >swept.phm
is "$(notes <swept.phm)" "2 of 3 records (record 1 of k 3, record 2 of k 5): 2 connected components (of 2, 2 
record 3 of k 10: 3 connected components (of 2, 2, 2 " "with the number of neighbours, where it is known"
is "$(notes <alike.phm)" "all 2 records: 2 connected components (of 2, 2 " "what holds of all says so"
is "$(notes -v <named.phm)" "fc1: 2 connected components (of 2, 2 
fc2: 3 connected components (of 2, 2, 2 
fc3: 2 connected components (of 2, 2 
0.bias: 2 connected components (of 2, 2 " "-v says each note of each record"
is "$(notes -q <named.phm)" "" "-q says none"

for i in $(seq 9); do affinity "layer.$i.weight" 2; done >many.phm
affinity last 1 >>many.phm
said=$(notes <many.phm)
like "$said" "^9 of 10 records \(layer\.1\.weight, layer\.2\.weight, layer.3.weight, layer.4.weight, layer.5.weight, \.\.\.\): 2 connected" \
    "of many records the first names are said"
is "$(wc -l <<<"$said")" 1 "in one line"

# The last record is cut short.
affinity 0.bias 2 >last.phm
head -c $(($(wc -c <named.phm) - $(wc -c <last.phm) + $(without_end last.phm | wc -c) - 40)) named.phm >cut.phm
is "$(notes <cut.phm)" "2 of 4 records (fc1, fc3): 2 connected components (of 2, 2 
fc2: 3 connected components (of 2, 2, 2 " "before a failure all that waited is said"
diffop -t 2 cut.phm 2>err >out
like "$(tail -n 1 err)" "^diffop: cut\.phm: record 5 .*cut short" "and the failure comes last"

# Duplicates are warned of: warnings are joined as notes are, and -q leaves them.
printf '0\t0\n0\t0\n0\t0\n1\t0\n' | tsv2phm -k snapshots >one.phm
for name in p q; do phm2npy one.phm | npy2phm -k snapshots -a "name=$name"; done >twins.phm
knnaff -q -k 2 twins.phm 2>err >out
like "$(cat err)" "^knnaff: warning: all 2 records: 3 snapshots" "a warning is said once, with -q too"
is "$(wc -l <err)" 1 "in one line"

done_testing
