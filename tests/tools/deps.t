#!/bin/bash
# What make deps installs, and what is built and said where something is missing.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
unset MAKEFLAGS MAKELEVEL GNUMAKEFLAGS

# ---- packages ----

# A system on which $HAVE are installed, and of which apt knows all packages but $UNKNOWN.
mkdir "$T/bin"
program() { # NAME < TEXT
    { echo '#!/bin/bash' && cat; } >"$T/bin/$1"
    chmod +x "$T/bin/$1"
}
program dpkg-query <<'END'
case " $HAVE " in *" ${!#} "*) echo install ok installed ;; *) exit 1 ;; esac
END
program apt-cache <<'END'
case " $UNKNOWN " in *" $2 "*) candidate="(none)" ;; *) candidate=1.0 ;; esac
printf '%s:\n  Candidate: %s\n' "$2" "$candidate"
END
program apt-get <<'END'
echo "$@" >>"$T/asked"
END
program id <<<'echo 0'
goals=deps # all that make is asked for
deps() { # VARIABLE=VALUE...
    rm -f "$T/asked"
    env PATH="$T/bin:$PATH" T="$T" "$@" make -s deps GOALS="$goals" THREE=/nowhere
}
installed() { sed -n 's/.*--no-install-recommends //p' "$T/asked"; }

succeeds "make deps installs what is missing" deps
like "$(installed)" "^gcc make .*libjs-three gnuplot-x11 perl .* chromium chromium-driver$" "all of it, in one go"
all=$(installed)
succeeds "what is there needs no package manager" deps HAVE="$all"
[ ! -e "$T/asked" ]
ok $? "which is not asked"
succeeds "a browser that apt does not have is left out" deps UNKNOWN="chromium chromium-driver"
is "$(installed)" "${all% chromium chromium-driver}" "and all else is installed"
is "$(grep -c 'chromium.*no tests of pages in a browser' "$T/out")" 2 "a line says what goes without it"
succeeds "so is three.js" deps UNKNOWN=libjs-three
is "$(installed)" "${all/libjs-three /}" "and all else is installed"
like "$(cat "$T/out")" "libjs-three, .*no pages of trajplot -o x.html" "and a line says that there are no pages"
succeeds "nothing is installed where only such packages are missing" deps HAVE="${all/libjs-three /}" UNKNOWN=libjs-three
is "$(installed)" "" "and that is no error"
! deps UNKNOWN="libxxhash-dev xvfb" >"$T/out" 2>"$T/err"
ok $? "a library that apt does not have is an error"
like "$(cat "$T/err")" "^make: apt has no package libxxhash-dev: " "which names it"
is "$(installed)" "" "before anything is installed"

for goals in "deps demo" "clean deps all install" "deps install-lib" "deps deb-deps deb"; do
    deps >"$T/out" 2>"$T/err"
    like "$? $(installed)" "^0 gcc make .*libjs-three gnuplot-nox$" "make $goals: no packages that only tests need"
done
for goals in "deps check" "deps lint" "deps all bench"; do
    deps >"$T/out" 2>"$T/err"
    like "$? $(installed)" "^0 gcc make .* chromium-driver$" "make $goals: those of the tests, too"
done

# ---- goals after deps ----

# A system on which there is nothing to compile with until apt-get, which takes a moment, has ended.
program apt-get <<'END'
echo "$1 $2" >>"$T/asked"
[ "$2" = update ] || { sleep 0.3 && touch "$T/installed"; }
echo end >>"$T/asked"
END
program pkg-config <<'END'
[ -e "$T/installed" ] && echo -DTOLD
END
program compiler <<'END'
[ -e "$T/installed" ] && echo "$@" >"$T/compiled"
END
# shellcheck disable=SC2317 # it is called through succeeds
after() { # GOAL...
    rm -f "$T/asked" "$T/installed"
    env PATH="$T/bin:$PATH" T="$T" make -s BUILD="$T/fresh" CC="$T/bin/compiler" "$@"
}
for jobs in "" -j1 -j8; do
    # shellcheck disable=SC2086 # none is none
    succeeds "make $jobs deps and a goal: nothing is compiled before the packages are there" \
        after $jobs deps "$T/fresh/lib/base/arena.o"
    like "$(cat "$T/compiled")" " -DTOLD .*arena.c" "and pkg-config is asked then"
    rm -f "$T/compiled"
done
succeeds "make -j8 torch-deps debian-deps" after -j8 torch-deps debian-deps
is "$(paste -sd ' ' "$T/asked")" "-q update end -q -y end -q update end -q -y end" "one package manager at a time"
succeeds "make -j8 of a goal and deps" after -j8 demo deps -n
like "$(tr '\n' ' ' <"$T/out")" "examples/demo.sh.*apt-get" "goals are reached in the order in which they are given"

# ---- three.js ----

# What is built for the tests, but for the page.
copy=$T/build
sanitized=$(ldd "$BUILD/trajplot" | grep -c libasan)
mkdir -p "$copy"
cp -a "$BUILD/lib" "$copy" && rm "$copy"/lib/plot/page/page.{html,o}
cp -a "$BUILD/cmd" "$copy"
build() { # VARIABLE=VALUE...
    make BUILD="$copy" SAN=$((sanitized > 0)) "$@" "$copy/trajplot"
}
three=$(sed -n 's/^THREE *?= //p' Makefile)
printf '0\t1\n1\t0\n2\t2\n' | tsv2phm -k coords >"$T/plane.phm"
# shellcheck disable=SC2317 # it is called through succeeds
page() { "$copy/trajplot" -o "$T/x.html" "$T/plane.phm"; }

succeeds "without three.js all is built" build THREE=/nowhere
like "$(cat "$T/out")" "page .*page.html: left out, for there is no /nowhere/" "a line says what is left out"
fails 1 "without three.js: .*libjs-three" "a page is an error that names the remedy" page
[ ! -e "$T/x.html" ]
ok $? "and leaves no file"
succeeds "images need no three.js" "$copy/trajplot" -g -o "$T/x.svg" "$T/plane.phm"
build THREE=/nowhere >"$T/out"
! grep -q '^ld ' "$T/out"
ok $? "what is built without it is not linked again each time"
mkdir -p "$T/other/examples"
touch "$T/other/three.module.js"
succeeds "another version, of other files, is as none" build THREE="$T/other"
fails 1 "without three.js" "and the error is the same" page
if [ -e "$three/three.min.js" ]; then
    succeeds "when three.js is there" build
    succeeds "a page is drawn" page
else
    skip 2 "no three.js in $three"
fi

done_testing
