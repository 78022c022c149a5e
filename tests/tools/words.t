#!/bin/bash
# What make lint says of messages and of words, on planted breaks.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
words=$tests_dir/tools/words.pl
cd "$T" || exit 1

# refused LINE-OF-C REGEX NAME: and nothing else is found in it.
refused() {
    printf '%s\n' "$1" >x.c
    perl "$words" x.c >out
    [ $? -eq 1 ] && [ "$(wc -l <out)" -eq 1 ] && [[ $(<out) =~ ^x\.c:1:\ .*$2 ]]
    ok $? "refused: $3" || diag "$(cat out)"
}

cat >x.c <<'END'
/* At most one, for there is no other. The tensor is not a matrix, and is no longer read. */
err = error_new("%s:%zu: %zu fields where the heading has %zu: one value per column", path, line, n, m);
err = error_prefix(err, "%s: record %zu (%s): ", reader->name, number, kind);
err = error_new("%s: cannot write: %s: is the disk full?", path, strerror(errno));
err = error_new("no files: name checkpoints, or a list of them with -T");
report_line(report, REPORT_WARNING, "%zu of %zu rows coincide: use a larger -k of knnaff", few, all);
report_line(report, REPORT_WARNING, "%zu rows coincide: leave them out, or use -k %zu", few, k);
report_line(report, REPORT_WARNING, "not written: %s", error_text(err));
report_line(report, REPORT_NOTE, "%s: %zu of %zu rows are left out...", path, few, (size_t)all[2]);
err = error_new("%s: %" PRIu64 " bytes are cut short", name, bytes);
END
succeeds "messages that begin with the place, in plain words, are good" perl "$words" x.c

refused 'e = error_new("cannot open: %s: %s", path, strerror(errno));' "\(path\)" "a file behind what is wrong"
refused 'e = error_new("cannot open %s %zu: %s: mend it", f(a, ","), n, in->name);' "\(in->name\)" "a place among others"
refused 'e = error_new("3 fields: %s, line %zu: give 4", path, n);' "FILE:LINE" "a line behind its file"
refused 'e = error_new("text: %s, record %zu: no numbers", path, n);' "place" "a record behind what is wrong"
refused 'e = error_new("%s: not a matrix.", path);' "full stop" "a full stop"
refused 'e = error_new("%s: not\n a matrix", path);' "one line" "a message of two lines"
refused 'report_line(r, REPORT_WARNING, "%zu rows coincide: use more of them", n);' "ends in the option" "a warning without a remedy to type"
refused 'report_line(r, REPORT_WARNING, "of knnaff -k 3 all rows coincide", n);' "ends in the option" "a warning without a remedy"
refused 'report_line(r, REPORT_NOTE, "%zu rows coincide: use a larger k", n);' "say the number" "an option without its number"
refused '/* n at the most. */' "at most" "at the most"
refused 'e = error_new("tensor %s stands twice", n);' "appears twice" "what stands twice"
refused 'e = error_new("%s: is no matrix", path);' "not a" "what is no matrix"
refused '/* The length must be no whole number. */' "not a" "no whole number"
printf '/* It is\n * no number, and n at the\n *     most. */\n' >x.c
perl "$words" x.c | sort >out
is "$(cut -d: -f1,2 out | paste -sd' ')" "x.c:1 x.c:2" "words are found across the ends of lines"
printf '.Dd today\nThe value\nis no number.\n' >x.1
fails_words=$(perl "$words" x.1)
is "${fails_words%%: *}" "x.1:3" "and in manual pages"

done_testing
