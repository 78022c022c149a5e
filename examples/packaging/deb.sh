#!/bin/bash
# Makes a Debian package of what `make deb` has installed into a folder, from the top of the sources:
#
#     examples/packaging/deb.sh ROOT VERSION
#
# ROOT holds usr/. phatetools_VERSION_ARCHITECTURE.deb appears beside it, and ROOT goes.
#
# The package is one, with the library in it. It depends on the libraries that the programs are linked
# with, in the versions that they need, as dpkg-shlibdeps finds them. The same files give the same
# bytes: no time is later than SOURCE_DATE_EPOCH, by default the date of phatetools-news(7).
#
# Variables: DEBFULLNAME and DEBEMAIL, the maintainer.
set -euo pipefail
export LC_ALL=C TZ=UTC0

if ! command -v dpkg-shlibdeps >/dev/null; then
    echo "deb: no dpkg-shlibdeps here: install that (make deb-deps)" >&2
    exit 1
fi

root=$1 version=$2
doc=$root/usr/share/doc/phatetools
library=$(echo "$root"/usr/lib/*/libphate.so.0)
maintainer="${DEBFULLNAME:-the phatetools authors} <${DEBEMAIL:-phatetools@example.org}>"
: "${SOURCE_DATE_EPOCH:=$(date -d "$(sed -n 's/^\.Dd //p' man/phatetools-news.7)" +%s)}"
export SOURCE_DATE_EPOCH

mapfile -t binaries < <(find "$root/usr/bin" "$library" -type f -exec grep -l $'^\x7fELF' {} +)

# Programs and library, without what only debuggers and linkers read.
strip_binaries() {
    local file
    for file in "${binaries[@]}"; do
        strip --strip-unneeded --remove-section=.comment --remove-section=.note "$file"
    done
}

# One package holds the library with its header and link, for the programs are what it is for.
arrange_library() {
    local overrides=$root/usr/share/lintian/overrides
    chmod 644 "$library"
    echo "libphate 0 phatetools (>= $version)" >"$root/DEBIAN/shlibs"
    echo "activate-noawait ldconfig" >"$root/DEBIAN/triggers"
    mkdir -p "$overrides"
    printf '%s\n' "# One package holds the library with its header and link." \
        "phatetools: package-name-doesnt-match-sonames libphate0" \
        "phatetools: link-to-shared-library-in-wrong-package usr/lib/*/libphate.so.0 *" >"$overrides/phatetools"
}

# Debian's policy has a place of its own for the licence, and wants pages and changes compressed.
arrange_documents() {
    rm "$doc/LICENSE"
    cp examples/packaging/copyright "$doc"
    printf '%s\n' "phatetools ($version) unstable; urgency=low" "" "  * phatetools-news(7) has what has changed." "" \
        " -- $maintainer  $(date -R -d "@$SOURCE_DATE_EPOCH")" >"$doc/changelog"
    find "$doc/changelog" "$root/usr/share/man" -type f -exec gzip -9n {} +
}

# dpkg-shlibdeps asks for the control file of a source.
dependencies() {
    local source
    source=$(mktemp -d)
    mkdir "$source/debian"
    printf '%s\n' "Source: phatetools" "" "Package: phatetools" "Architecture: any" >"$source/debian/control"
    (cd "$source" && dpkg-shlibdeps -O "${binaries[@]/#/-e}") | sed -n 's/^shlibs:Depends=//p'
    rm -r "$source"
}

write_control() {
    cat <<END
Package: phatetools
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: $maintainer
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f 1)
Depends: $(dependencies)
Recommends: gnuplot-nox | gnuplot
Suggests: make, python3-numpy
Section: science
Priority: optional
Description: draw how neural networks move through weight space while they train
 A pipe of small filters turns the snapshots that a training leaves, such as
 files of PyTorch or safetensors, into a picture of its trajectory. It embeds
 them with PHATE, a diffusion-based method that keeps both the small steps and
 the large shape. Optimisers, initialisations and data sets can be compared by
 the shape of their trajectories, and architectures by what they predict.
END
}

mkdir "$root/DEBIAN"
strip_binaries
arrange_library
arrange_documents
write_control >"$root/DEBIAN/control"
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
package=$(dirname "$root")/phatetools_${version}_$(dpkg --print-architecture).deb
DPKG_DEB_THREADS_MAX=1 dpkg-deb --root-owner-group --build "$root" "$root.part" >/dev/null
mv "$root.part" "$package" # which is there whole or not at all
rm -r "$root"
echo "deb $package"
