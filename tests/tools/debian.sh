#!/bin/bash
# What README.md tells a new user to type, in a fresh Debian that debootstrap makes:
#
#     tests/tools/debian.sh 12|13 [FOLDER]
#
# `make deps demo`, then `make deps check`: each is to succeed, and without a warning of the compiler. No test
# is left out, for compiler, libraries, gnuplot, groff, awk and shells are all of that release; but of cases that
# are alike, and differ in what the sources alone decide, such as where a file is cut off, one of seven is
# tried (ALIKE).
# Then a package is made, installed in a root that has nothing else, used, and removed.
# FOLDER gets demo.log, check.log, deb.log, package.log, demo.png and the package; without one they go
# with the roots, which are made in it (else in $TMPDIR), take 3.5 GB, and are removed however this ends.
# The mirror is MIRROR, else that of the machine's apt. Exit status 77: there is nothing here to make a
# root with, or no network.
set -euo pipefail

fail() { # STATUS MESSAGE
    echo "debian: $2" >&2
    exit "$1"
}

# That of Debian's own archives which apt has first.
mirror() {
    # shellcheck disable=SC2016 # the variables are apt's
    apt-get indextargets 'Created-By: Packages' --format '$(ORIGIN) $(LABEL) $(REPO_URI)' 2>/dev/null |
        sed -n 's/^Debian Debian //p' | sed 1q
}

# Runs a command with mounts and processes of its own, which end with it, and with this script.
apart() { # COMMAND...
    unshare --mount --pid --fork --kill-child "$@" &
    child=$!
    wait $child
}

# Runs a command in the root.
# shellcheck disable=SC2016 # the variables are those of the shell that runs apart
enter() { # COMMAND...
    apart sh -c 'mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" || exit
        root=$1
        shift
        chroot "$root" "$@"' sh "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"
}

# The root has what a new user has, and reaches the mirror as this machine does; $root.bare, for the
# package, has no compiler.
make_root() {
    apart debootstrap --variant=minbase "$suite" "$root" "$mirror" &&
        cp -L /etc/resolv.conf /etc/hosts "$root/etc" &&
        apt-config dump | sed -nE '/^Acquire::https?::(.*::)?Proxy /Ip' >"$root/etc/apt/apt.conf.d/90proxy" &&
        echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io" &&
        enter apt-get -q update &&
        cp -a "$root" "$root.bare" &&
        enter apt-get -q -y install --no-install-recommends gcc make &&
        mkdir "$root/phatetools" &&
        tar c --exclude=./.git --exclude=./build --exclude=./demo --exclude=./demo.png . |
        tar x --no-same-owner -C "$root/phatetools"
}

# Runs a command there, and says how that went.
try() { # LOG TITLE COMMAND...
    local log=$logs/$1 begun=$SECONDS status=0 warnings
    enter "${@:3}" >"$log" 2>&1 || status=$?
    warnings=$(grep -cE '^[^ ]+:[0-9]+:[0-9]+: warning: ' "$log") || true
    echo "Debian $release: $2: status $status, $warnings warnings of the compiler, $((SECONDS - begun)) s"
    if [ $status -ne 0 ] || [ "$warnings" -ne 0 ]; then
        grep -E -A 4 '^[^ ]+:[0-9]+:[0-9]+: warning: ' "$log" || true
        failed=1
    fi
    if grep -q '^Skipped: ' "$log"; then
        sed -n '/^Skipped: /,$p' "$log"
    elif [ $status -ne 0 ]; then
        tail -n 20 "$log"
    fi
}

try_make() { # LOG GOAL...
    try "$1" "make ${*:2}" make --no-print-directory -C /phatetools "${@:2}"
}

# What a user of the package does, in a root that has nothing else.
# shellcheck disable=SC2016 # the variables are those of the shell that runs there
try_package() {
    cp "$root"/phatetools/build/phatetools_*.deb "$root.bare/phatetools.deb" || return
    local root=$root.bare
    try package.log "the package is installed, used and removed" bash -euo pipefail -c '
        apt-get -q -y install --no-install-recommends ./phatetools.deb gnuplot-nox
        dpkg -L phatetools >/files
        cd
        /usr/share/doc/phatetools/examples/demo.sh
        test -s demo.png
        phatetools doctor
        apt-get -q -y purge phatetools
        left=$(while read -r file; do
            [ ! -e "$file" ] || [ "$file" = /. ] || dpkg -S "$file" >/dev/null || echo "$file"
        done </files)
        [ -z "$left" ] || { echo "left: $left" && exit 1; }'
}

# shellcheck disable=SC2317 # it is called by a trap
clean_up() {
    [ -z "$child" ] || kill -KILL "$child" 2>/dev/null || true
    rm -rf --one-file-system "$root"{,.bare} 2>/dev/null || { sleep 1 && rm -rf --one-file-system "$root"{,.bare}; }
}

release=${1-} failed=0 child=
case $release in
12) suite=bookworm ;;
13) suite=trixie ;;
*) fail 2 "expected a release of Debian: debian.sh 12|13 [FOLDER]" ;;
esac
[ "$(id -u)" -eq 0 ] || fail 77 "no root here: run it as root"
command -v debootstrap >/dev/null || fail 77 "no debootstrap here: install that (Debian: apt-get install debootstrap)"
unshare --mount --pid --fork true 2>/dev/null || fail 77 "no namespaces here: run it outside of a container"
mirror=${MIRROR:-$(mirror)}
[ "$mirror" ] || fail 77 "apt has no mirror of Debian here: name one (MIRROR)"

[ -z "${2-}" ] || mkdir -p "$2"
folder=$(realpath "${2:-${TMPDIR:-/tmp}}")
cd "$(dirname "$0")/../.."
root=$(mktemp -d "$folder/debian$release.XXXXXX")
chmod 755 "$root"
trap clean_up EXIT
logs=${2:+$folder}
logs=${logs:-$root}

make_root >"$logs/root.log" 2>&1 || fail 77 "no Debian $release to be had from $mirror: $(tail -n 1 "$logs/root.log")"
try_make demo.log deps demo
[ -z "${2-}" ] || cp "$root/phatetools/demo.png" "$folder" || failed=1
try_make check.log deps check ALIKE=7
try_make deb-deps.log deb-deps
try_make deb.log deb
[ -z "${2-}" ] || cp "$root"/phatetools/build/phatetools_*.deb "$folder" || failed=1
try_package || failed=1
exit $failed
