#!/bin/bash
# What make install puts where.
# shellcheck source=tests/tools/tap.sh disable=SC2086 # the names of programs are words
. tests/tools/tap.sh
unset MAKEFLAGS MAKELEVEL GNUMAKEFLAGS

sanitized=$(ldd "$BUILD/trajplot" | grep -c libasan)
install() { # OPTION...
    make "$@" install BUILD="$BUILD" SAN=$((sanitized > 0)) DESTDIR="$T/root" PREFIX=/usr
}

# Looked at first, for it would be written outside of the test's folder.
install -n | grep -E '^install |ln -s' | tr -s ' ;' '\n' | grep '^/' | grep -v "^$T/root/usr/\|^$BUILD/" >"$T/outside"
if ! ok $((1 - $?)) "make install writes below its prefix alone"; then
    diag "$(cat "$T/outside")"
    done_testing
fi
succeeds "it works into a folder" install -s
is "$(cd "$T/root/usr/bin" && ls)" "$(printf '%s\n' $PROGRAMS | sort)" "all programs"
is "$(cd "$T/root/usr/share/man" && find . -type f -printf '%P\n' | sort)" \
    "$(cd man && for page in *; do echo "man${page##*.}/$page"; done | sort)" "all man pages, each in its section"
is "$(cd "$T/root/usr" && find include lib | sort | paste -sd ' ')" \
    "include include/phate.h lib lib/libphate.so lib/libphate.so.0 lib/pkgconfig lib/pkgconfig/phatetools.pc" \
    "the shared library, its header, and what pkg-config reads"
completions=$T/root/usr/share/bash-completion/completions
missing=
for program in $PROGRAMS; do
    cmp -s cmd/completion.bash "$completions/$program" || missing+=" $program"
done
is "$missing" "" "and a completion for each program"
is "$("$T/root/usr/bin/knnaff" --version)" "$(knnaff --version)" "what is installed runs"
done_testing
