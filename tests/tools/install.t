#!/bin/bash
# What make install puts where, that it works there, and what make uninstall takes away.
# shellcheck source=tests/tools/tap.sh disable=SC2086 # the names of programs are words
. tests/tools/tap.sh
unset MAKEFLAGS MAKELEVEL GNUMAKEFLAGS

sanitized=$(ldd "$BUILD/trajplot" | grep -c libasan)
prefix=$T/root/usr
goal() { # GOAL OPTION...
    make --no-print-directory BUILD="$BUILD" SAN=$((sanitized > 0)) DESTDIR="$T/root" PREFIX=/usr "$@"
}
below() { # FOLDER: what is in it but folders, in order
    (cd "$prefix/$1" && find . ! -type d -printf '%P\n' | sort)
}

# Looked at first, for it would be written outside of the test's folder.
goal install uninstall -n | grep -o '"/[^"]*' | grep -v "^\"$T/root" >"$T/outside"
if ! ok $((1 - $?)) "make install and uninstall name what is below DESTDIR alone"; then
    diag "$(cat "$T/outside")"
    done_testing
fi

# ---- install ----

succeeds "it works into a folder" goal install -s
is "$(below bin)" "$(printf '%s\n' $PROGRAMS mlp | sort)" "all programs"
is "$(below share/man)" "$(cd man && for page in *; do echo "man${page##*.}/$page"; done | sort)" \
    "all man pages, each in its section"
is "$(below include) $(below lib | paste -sd ' ')" \
    "phate.h libphate.so libphate.so.0 pkgconfig/phatetools.pc" "the shared library, its header, and what pkg-config reads"
missing=
for program in $PROGRAMS mlp; do
    cmp -s cmd/completion.bash "$prefix/share/bash-completion/completions/$program" || missing+=" $program"
done
is "$missing" "" "and a completion for each program"
is "$(head -n 1 "$prefix/share/zsh/site-functions/_phatetools" | tr ' ' '\n' | sort)" \
    "$(printf '%s\n' '#compdef' $PROGRAMS mlp | sort)" "in zsh one for all"
cmp -s cmd/completion.zsh <(tail -n +2 "$prefix/share/zsh/site-functions/_phatetools")
ok $? "which is that of the sources"

missing=
for file in README.md LICENSE examples/phate_example.c \
    $(find examples -type f ! -name '*.[ch]' ! -path '*/packaging/*' ! -name '*.pyc'); do
    cmp -s "$file" "$prefix/share/doc/phatetools/$file" || missing+=" $file"
    [ -x "$file" ] && [ ! -x "$prefix/share/doc/phatetools/$file" ] && missing+=" $file (to be run)"
done
is "$missing" "" "all examples, with the pictures and the data, but what only the sources can compile"
missing=
grep -hoE 'examples/[a-z_./]*[a-z]' README.md man/* | sort -u >"$T/named"
while read -r file; do
    [ -e "$prefix/share/doc/phatetools/$file" ] || missing+=" $file"
done <"$T/named"
is "$missing" "" "all that the pages and README.md name"

PATH=$prefix/bin:$PATH
is "$(knnaff --version)" "$("$BUILD/knnaff" --version)" "what is installed runs"
before=$(cd "$prefix" && find . -printf '%p %T@\n' | sort)
mkdir "$T/user"
(cd "$T/user" && "$prefix/share/doc/phatetools/examples/demo.sh") >"$T/out" 2>"$T/err"
is "$? $(cd "$T/user" && find . -name '*.safetensors' | wc -l)" "0 369" \
    "its examples run in another folder" || diag "$(cat "$T/err")"
is "$(cd "$prefix" && find . -printf '%p %T@\n' | sort)" "$before" "and leave theirs as it was"

# ---- uninstall ----

touch "$prefix/bin/foreign" "$prefix/share/doc/phatetools/examples/mine"
succeeds "make uninstall works" goal uninstall -s
is "$(below .)" "bin/foreign
share/doc/phatetools/examples/mine" "and takes all away but what is of others"
rm "$prefix/share/doc/phatetools/examples/mine"
succeeds "where nothing is left it works too" goal uninstall -s
is "$(cd "$prefix" && find . -name '*phatetools*')" "" "and takes away the folders that are its own"
done_testing
