#!/bin/bash
# The scripts that hold the walls of lib/: they let the tree pass, and find each break that is planted.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh

# ---- floors.sh ----

succeeds "the folders of the library keep to lib/FLOORS" tests/tools/floors.sh lib
diag "$(cat "$T/out")"

# A library of its own, to be broken.
fresh() {
    rm -rf "${T:?}/lib"
    mkdir -p "$T/lib/ground" "$T/lib/upper"
    printf '# floors\nground:\nupper: ground\n' >"$T/lib/FLOORS"
    echo '#include <stdio.h>' >"$T/lib/ground/stone.h"
    echo '#include "ground/stone.h"' >"$T/lib/ground/stone.c"
    echo '#include "ground/stone.h"' >"$T/lib/upper/roof.h"
    echo '#include "upper/roof.h"' >"$T/lib/upper/roof_impl.h"
    echo '#include "upper/roof_impl.h"' >"$T/lib/upper/roof.c"
}
# breaks REGEX NAME: the script fails with one line, which is like REGEX.
breaks() {
    tests/tools/floors.sh "$T/lib" >"$T/out" 2>"$T/err"
    [ $? -eq 1 ] && [ ! -s "$T/err" ] && [ "$(wc -l <"$T/out")" -eq 1 ] && [[ $(cat "$T/out") =~ $1 ]]
    ok $? "$2" || diag "$(cat "$T/out" "$T/err")"
}

fresh
succeeds "a library without a break passes" tests/tools/floors.sh "$T/lib"

printf '\n  #  include "upper/roof.h"\n' >>"$T/lib/ground/stone.c"
breaks 'ground/stone.c:3: ground may not include upper/roof.h$' "an include of what stands above is found"

fresh
mkdir "$T/lib/top"
echo 'top: ground upper' >>"$T/lib/FLOORS"
echo '#include "upper/roof_impl.h"' >"$T/lib/top/flag.c"
breaks 'top/flag.c:1: upper/roof_impl.h is private to upper$' "so is one of another folder's private header"

fresh
echo '#include "stone.h"' >"$T/lib/ground/stone.c"
breaks 'ground/stone.c:1: ground may not include stone.h$' "so is one that does not say the folder"

fresh
mkdir -p "$T/lib/ground/cellar"
touch "$T/lib/ground/cellar/wine.h"
echo '#include "ground/stone.h"' >"$T/lib/ground/cellar/wine.c"
breaks 'FLOORS: no line for the folder of ground/cellar/wine.c$' "so is a folder without a line"

fresh
touch "$T/lib/loose.c"
breaks 'FLOORS: no line for the folder of loose.c$' "so is a file in no folder"

fresh
echo 'attic: ground' >>"$T/lib/FLOORS"
breaks 'FLOORS: there are no files in attic$' "so is a line without a folder"

fresh
printf 'ground: upper\nupper: ground\n' >"$T/lib/FLOORS"
breaks 'FLOORS: ground may include upper, which is no line above$' "so is a line that allows a circle of folders"

fresh
echo 'upper:' >>"$T/lib/FLOORS"
breaks 'FLOORS: two lines for upper$' "so are two lines for a folder, which would allow what either does"

fresh
touch "$T"/lib/ground/{1..28}.h
succeeds "a folder of 30 files passes" tests/tools/floors.sh "$T/lib"
touch "$T/lib/ground/29.h"
breaks 'ground: 31 files' "one of 31 does not"

# ---- circles.sh and symbols.sh ----

mapfile -t objects < <(find lib -name '*.c' | sort | sed "s|^|$BUILD/|; s/c\$/o/")
compiled() { # FILE < SOURCE: its object is in $object
    mkdir -p "$T/lib/$(dirname "$1")"
    object=$T/lib/${1%.c}.o
    cc -x c -c -o "$object" -
}

succeeds "no files of the library go in a circle of calls" tests/tools/circles.sh "${objects[@]}"
diag "$(cat "$T/err")"
compiled ground/one.c <<<'void one(void); void other(void); void one(void) { other(); }'
one=$object
compiled upper/other.c <<<'extern int third; int other(void); int other(void) { return third; }'
other=$object
compiled upper/third.c <<<'int third;'
third=$object
succeeds "a chain of three files passes" tests/tools/circles.sh "$one" "$other" "$third"
compiled upper/third.c <<<'void one(void); int third; void last(void); void last(void) { one(); }'
tests/tools/circles.sh "$one" "$other" "$third" 2>"$T/err"
[ $? -eq 1 ] && grep -q "$one" "$T/err" && grep -q "$other" "$T/err" && grep -q "$third" "$T/err"
ok $? "a circle of three files is found, by way of a variable too" || diag "$(cat "$T/err")"

succeeds "what the library's files export begins with their names or their folders'" \
    tests/tools/symbols.sh "${objects[@]}"
diag "$(cat "$T/out")"
compiled upper/roof.c <<<'int roof_tiles, upper_end, LIBRARYROOF; static int hidden; int *roof(void); int *roof(void) { return &hidden; }'
tests/tools/symbols.sh "$object" >"$T/out"
is "$?: $(cat "$T/out")" "1: $object: LIBRARYROOF begins neither with roof nor with a folder of its path" \
    "a name that does not is found, and no other"
compiled public/door.c <<<'int phate_door, door_hinge;'
succeeds "in lib/public names may begin with phate_" tests/tools/symbols.sh "$object"
compiled phate/kernel.c <<<'int phate_kernel, phatekernel;'
tests/tools/symbols.sh "$object" >"$T/out"
is "$?: $(cat "$T/out")" "1: $object: phate_kernel is a name of lib/public" \
    "in another folder they may not, for the shared library would export them"
compiled upper/floor.c <<<'int upper_wall, upper_door;'
floor=$object
compiled upper/inner/ceiling.c <<<'int upper_wall, upper_lamp;'
tests/tools/symbols.sh "$floor" "$object" >"$T/out"
is "$?: $(cat "$T/out")" "1: $object: upper_wall is a name of $floor, too" \
    "nor may two files export one name, of which a linker would take either"

done_testing
