#!/bin/sh
# symbols.sh OBJECT...: whether each symbol that a file lib/.../STEM.o exports begins with STEM or with
# the name of a folder between, or, in lib/public alone, with phate_, as the shared library's names
# do; and whether no other file exports it, for of two in an archive the linker takes the first
# silently. Capitals count as small letters. A name with a leading _, or with a dot in it, is the
# compiler's.
nm -A -g -P --defined-only "$@" | awk '
    $2 ~ /^_|[.]/ { next }
    {
        sub(/:$/, "", $1)
        if ($2 in first) {
            print $1 ": " $2 " is a name of " first[$2] ", too"
            bad = 1
        }
        first[$2] = $1
        path = "/" $1
        sub(/^.*\/lib\//, "", path)
        sub(/\.o$/, "", path)
        if ($2 ~ /^phate_/) {
            if (path !~ /^public\//) {
                print $1 ": " $2 " is a name of lib/public"
                bad = 1
            }
            next
        }
        count = split(path, part, "/")
        for (i = 1; i <= count && index(tolower($2), part[i]) != 1; i++)
            ;
        if (i > count) {
            print $1 ": " $2 " begins neither with " part[count] " nor with a folder of its path"
            bad = 1
        }
    }
    END { exit bad }'
