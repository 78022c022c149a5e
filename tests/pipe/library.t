#!/bin/bash
# libphate: what it exports, the header by itself, and that a program built as pkg-config says gives
# the pipe's numbers.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
unset MAKEFLAGS MAKELEVEL GNUMAKEFLAGS
make=(make -s BUILD="$BUILD" PREFIX="$T/usr")
export PKG_CONFIG_PATH=$T/usr/lib/pkgconfig LD_LIBRARY_PATH=$T/usr/lib

succeeds "the library installs by itself" "${make[@]}" install-lib
library=$T/usr/lib/libphate.so.0
header=$T/usr/include/phate.h

# ---- names ----

is "$(nm -D --defined-only "$library" | awk '$2 != "A" { print $3 }' | sort)" \
    "$(sed '/^static inline/,/^}/d' "$header" | grep -v '^ \*' | grep -oE '\bphate_[a-z0-9_]+\(' |
        sed 's/($/@@LIBPHATE_0/' | sort -u)" \
    "it exports the functions of its header, and nothing else"
is "$(readelf -d "$library" | sed -n 's/.*soname: \[\(.*\)\]/\1/p')" libphate.so.0 "its name has the version of its ABI"
is "$(readelf -d "$library" | grep -cE 'NEEDED.*lib(hdf5|gd|jansson)')" 0 "it needs no library that only programs need"

# ---- the header ----

echo '#include <phate.h>' >"$T/alone.c"
compiles() { # COMPILER OPTION...
    command -v "$1" >/dev/null || { skip 1 "no $1"; return; }
    succeeds "$*: the header compiles alone" "$@" -Wall -Wextra -Wpedantic -Wconversion -Werror \
        -I"$T/usr/include" -fsyntax-only "$T/alone.c"
}
compiles gcc -std=c99 -x c
compiles gcc -std=c17 -x c
compiles clang -std=c17 -x c
compiles g++ -std=c++11 -x c++
compiles clang++ -std=c++20 -x c++

# ---- the example ----

is "$(pkg-config --modversion phatetools)" "$(knnaff --version | sed 's/.* //')" "pkg-config knows the version"
read -ra flags <<<"$(pkg-config --cflags --libs phatetools)"
succeeds "the example builds without a warning" "${CC:-cc}" -Wall -Wextra -Wpedantic -Werror \
    -o "$T/example" examples/phate_example.c "${flags[@]}"

# The linker's option of the manual, for a library where the system does not look.
rpath=$(sed -n 's/^\.Ql \(-Wl,-rpath.*\)/\1/p' man/libphate.3)
succeeds "it builds with the manual's path to the library" \
    bash -c "${CC:-cc} -o $(printf %q "$T/placed") examples/phate_example.c \"\$@\" $rpath" bash "${flags[@]}"
is "$(env -u LD_LIBRARY_PATH "$T/placed" "$data/runs123/X.npy" 2>&1 | sed 1q)" "phm 1" "and finds it there by itself"

pipe() { # FILE: what phm2tsv prints of the coordinates, without the column that diffop adds to a table
    knnaff -q "$1" | diffop -q 2>/dev/null | potdist -q | mds -q | phm2tsv |
        sed -E 's/\t(component|[0-9]+)(\t[^\t]+\t[^\t]+)$/\2/'
}
for set in tree200 runs123; do
    is "$("$T/example" "$data/$set/X.npy" | phm2tsv)" "$(pipe "$data/$set/X.npy")" "$set: its picture is the pipe's, byte by byte"
done
# Two walks far apart, with a table of their rows.
awk 'BEGIN { srand(3); for (i = 0; i < 60; i++) {
         for (j = 0; j < 20; j++) { x[j] += rand() - 0.5; printf "%s%.6f", j ? "\t" : "", x[j] + (i >= 30) * 99 }
         print "" } }' | tsv2phm -k snapshots | phm2npy | npy2phm -k snapshots -r <(echo step; seq 60) >"$T/walks.phm"
"$T/example" <"$T/walks.phm" 2>"$T/err" | phm2tsv >"$T/ours"
is "$(cat "$T/ours")" "$(pipe "$T/walks.phm")" "two components, from a stream with a table: so is it, with the table"
like "$(cat "$T/err")" "^phate_example: 2 connected components" "what the programs note is said"
# What snapcat makes of training runs: float32, in panels.
for seed in 0 1; do
    mlp --run "run$seed" --seed "$seed" --hidden 4 --epochs 10 --data examples/data --out "$T"
done
snapcat -q "$T"/run*.safetensors >"$T/runs.phm"
is "$("$T/example" "$T/runs.phm" 2>/dev/null | phm2tsv)" "$(pipe "$T/runs.phm")" "training runs: so is it"

# The page's, whose data is a table here.
sed -n '/^#include/,/^\.Ed/p' man/libphate.3 | sed '$d; s/\\e/\\/g' >"$T/page.c"
succeeds "the manual's example builds without a warning" "${CC:-cc}" -Wall -Wextra -Wpedantic -Werror \
    -o "$T/page" "$T/page.c" "${flags[@]}"
awk 'BEGIN { OFS = "\t"; for (i = 0; i < 40; i++) print i < 20 ? i : 20, i < 20 ? 0 : i - 20, i * i / 100 }' |
    tsv2phm -k snapshots >"$T/x.phm"
{ knnaff -k 4 "$T/x.phm" | diffop | potdist | mds >"$T/y.phm"; } 2>"$T/err"
is "$(cat "$T/err")" "" "the pipe has nothing to warn of"
"$T/page" | tsv2phm -k coords >"$T/page.phm"
agrees abs 1e-4 "$T/page.phm" "$T/y.phm" "and draws what the pipe does"

refuses() { # REGEX NAME FILE
    "$T/example" "$3" >"$T/out" 2>"$T/err"
    is "$? $(wc -l <"$T/err")" "1 1" "$2 is an error, with a line"
    like "$(cat "$T/err")" "^phate_example: $1" "which says what"
}
refuses "$T/none: cannot open: No such file" "a file that is missing" "$T/none"
knnaff -q --no-distances "$T/walks.phm" >"$T/affinities.phm"
refuses ".*: expected snapshots, gram or squares, got affinity" "a stream without snapshots" "$T/affinities.phm"
head -c 3000 "$T/walks.phm" >"$T/cut.phm"
refuses ".*cut short" "a stream cut short" "$T/cut.phm"
head -c "$(grep -abo "^phm 1" "$T/x.phm" | tail -n 1 | cut -d : -f 1)" "$T/x.phm" >"$T/cut.phm"
refuses ".*record 1 \(snapshots\): cut short behind this record" "a stream cut behind its only record" "$T/cut.phm"

# ---- memory ----

succeeds "it builds with the address sanitizer" "${CC:-cc}" -g -fsanitize=address -o "$T/checked" \
    examples/phate_example.c "${flags[@]}"
ASAN_OPTIONS=detect_leaks=1 succeeds "and leaks nothing" "$T/checked" "$T/walks.phm"
done_testing
