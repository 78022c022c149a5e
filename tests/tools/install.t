#!/bin/bash
# What make install puts where and that it works there, what make uninstall takes away, what a package has.
# shellcheck source=tests/tools/tap.sh disable=SC2086 # the names of programs are words
. tests/tools/tap.sh
unset MAKEFLAGS MAKELEVEL GNUMAKEFLAGS

sanitized=$(ldd "$BUILD/trajplot" | grep -c libasan)
prefix=$T/root/usr
goal() { # GOAL OPTION...
    make --no-print-directory BUILD="$BUILD" SAN=$((sanitized > 0)) DESTDIR="$T/root" PREFIX=/usr LIBDIR=/usr/lib/triplet \
        "$@"
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
    "phate.h triplet/libphate.so triplet/libphate.so.0 triplet/pkgconfig/phatetools.pc" \
    "the shared library, its header, and what pkg-config reads"
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
grep -hoE 'examples/[a-z_./]*[a-z]' README.md man/* | grep -vx examples/packaging | sort -u >"$T/named"
while read -r file; do
    [ -e "$prefix/share/doc/phatetools/$file" ] || missing+=" $file"
done <"$T/named"
is "$missing" "" "all that the pages and README.md name, but how packages are made"

PATH=$prefix/bin:$PATH
is "$(knnaff --version)" "$("$BUILD/knnaff" --version)" "what is installed runs"
if command -v gnuplot >/dev/null; then
    before=$(cd "$prefix" && find . -printf '%p %T@\n' | sort)
    mkdir "$T/user"
    (cd "$T/user" && EPOCHS=3 SEEDS=0 SHAPES='2x4 3x4' \
        "$prefix/share/doc/phatetools/examples/compare.sh" predictions out) >"$T/out" 2>"$T/err"
    is "$? $(head -c 4 "$T/user/out/predictions.png" | tail -c 3)" "0 PNG" "examples run in another folder" ||
        diag "$(cat "$T/err")"
    is "$(cd "$prefix" && find . -printf '%p %T@\n' | sort)" "$before" "and leave theirs as it was"
else
    skip 2 "no gnuplot"
fi
cp -a "$T/root" "$T/packed"

# ---- uninstall ----

touch "$prefix/bin/foreign" "$prefix/share/doc/phatetools/examples/mine"
succeeds "make uninstall works" goal uninstall -s
is "$(below .)" "bin/foreign
share/doc/phatetools/examples/mine" "and takes all away but what is of others"
rm "$prefix/share/doc/phatetools/examples/mine"
succeeds "where nothing is left it works too" goal uninstall -s
is "$(cd "$prefix" && find . -name '*phatetools*')" "" "and takes away the folders that are its own"

# ---- packages ----

version=$("$BUILD/knnaff" --version)
is "$(grep -l "version = \"${version##* }\"\|_${version##* }_" examples/packaging/* | wc -l)" 3 \
    "other packages have the same version"

deb=$PWD/examples/packaging/deb.sh
mkdir "$T/less" "$T/bin"
ln -s "$(command -v bash)" "$T/less"
fails 1 "no dpkg-shlibdeps here: .*make deb-deps" "no package is made without what finds its dependencies" \
    env PATH="$T/less" "$deb" "$T/packed" 1.2
if ! command -v dpkg-shlibdeps >/dev/null; then
    skip 6 "dpkg-dev is not installed"
    done_testing
fi
# Of few programs, for it takes a while to look into each.
find "$T/packed/usr/bin" -type f ! -name snapcat ! -name trajplot -delete
(cd "$T/packed" && find . ! -type d | sed '/[.]LICENSE$/d; s,\(/man/.*\),\1.gz,; s,LICENSE$,copyright,
    $a ./usr/share/doc/phatetools/changelog.gz\n./usr/share/lintian/overrides/phatetools') | sort >"$T/expected"
# Compression takes most of the time.
printf '%s\n' '#!/bin/sh' "exec $(command -v dpkg-deb) -Znone \"\$@\"" >"$T/bin/dpkg-deb"
chmod +x "$T/bin/dpkg-deb"
succeeds "a package is made of what is installed" \
    env PATH="$T/bin:$PATH" SOURCE_DATE_EPOCH=86400 "$deb" "$T/packed" 1.2
package=$(echo "$T"/phatetools_1.2_*.deb)
field() { dpkg-deb --field "$package" "$1"; }
is "$(field Package) $(field Version) $(field Architecture)" "phatetools 1.2 $(dpkg --print-architecture)" \
    "it says what it is"
like ", $(field Depends)," ', libc6 \(>= 2.*, libhdf5-[^,]*, .*, libopenblas0[^,]*, .*, zlib1g' "and what it needs"
is "$(dpkg-deb -c "$package" | awk '{ print $2, $4, $5 }' | sort -u)" "root/root 1970-01-02 00:00" \
    "nothing in it tells who made it, or when"
dpkg-deb -x "$package" "$T/unpacked" && dpkg-deb -e "$package" "$T/unpacked/DEBIAN"
is "$(cd "$T/unpacked" && find . ! -type d ! -path './DEBIAN/*' | sort)" "$(cat "$T/expected")" \
    "it holds what is installed, pages compressed"
is "$(cd "$T/unpacked" && md5sum -c DEBIAN/md5sums | grep -c ': OK') $(wc -l <"$T/unpacked/DEBIAN/md5sums")" \
    "$(cd "$T/unpacked" && find usr -type f | wc -l | sed 's/.*/& &/')" "with the sums of all files"
done_testing
