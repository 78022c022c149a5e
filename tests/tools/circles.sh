#!/bin/sh
# circles.sh OBJECT...: whether files can be put in an order in which each uses only what those before
# it define. Where they cannot, tsort names the files of each circle.
nm -A -g -P "$@" | awk '
    { sub(/:$/, "", $1) }
    $3 ~ /^[Uvw]$/ { uses[$1, $2] = 1; next }
    { definer[$2] = $1 }
    END {
        for (use in uses) {
            split(use, part, SUBSEP)
            if (part[2] in definer)
                print part[1], definer[part[2]]
        }
    }' | sort -u | tsort >/dev/null
