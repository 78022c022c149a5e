#!/bin/bash
# README.md: short, complete, and true of the tree: what it names is there.
# shellcheck disable=SC2016 # the backquotes are Markdown's
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh

is "$(wc -l <README.md | awk '$1 > 120')" "" "README.md has at most 120 lines"

missing=
for program in $PROGRAMS; do
    grep -q "^| .*\`$program\`" README.md || missing="$missing $program"
done
is "$missing" "" "its table has every program"

missing=
for page in README.md examples/README.md examples/gallery/README.md; do
    while read -r link; do
        [ -e "$(dirname "$page")/$link" ] || missing="$missing $page:$link"
    done < <(grep -oE '\]\([^)#]+' "$page" | cut -c 3-)
done
is "$missing" "" "links lead to files that are there"

# Inside, without the ends of lines, and what stands in backquotes there.
sed -n '/^## Inside$/,$p' README.md | tr '\n' ' ' >"$T/inside"
grep -oE '`[^`]+`' "$T/inside" | tr -d '`' >"$T/quoted"

# In paths NAME stands for any name.
paths=$(grep -xE '[a-z]+/[^ ]*' "$T/quoted")
missing=
for path in $paths; do
    compgen -G "${path//NAME/*}" >"$T/found" || missing="$missing $path"
done
[ "$(wc -w <<<"$paths")" -ge 30 ] && [ -z "$missing" ]
ok $? "the paths in Inside are there" || diag "missing:$missing"

names=$(grep -oE '^(struct )?[a-z]+_[a-z_]+$' "$T/quoted" | sort -u)
missing=
while read -r name; do
    grep -rqw "$name" lib cmd tests/tools/*.sh || missing="$missing $name"
done <<<"$names"
[ "$(wc -l <<<"$names")" -ge 5 ] && [ -z "$missing" ]
ok $? "the names in Inside are there" || diag "missing:$missing"

# "`name` in `file`", "`name` (`file`".
places=$(grep -oE '`[a-z_]+(\[\])?` (\(|in |of )`lib/[^`]+`' "$T/inside" | tr -d '`[](' | sed 's/ .* / /' | tr -s ' ')
missing=
while read -r name file; do
    grep -qw "$name" "$file" || missing="$missing $name:$file"
done <<<"$places"
[ "$(wc -l <<<"$places")" -ge 5 ] && [ -z "$missing" ]
ok $? "and are where Inside says" || diag "not there:$missing"

done_testing
