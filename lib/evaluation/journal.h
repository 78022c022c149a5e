/* The journal of an evaluation that takes long: a text file to which each point is appended when
 * its answer comes, so that an interrupted program can continue where it stopped. The first line
 * names the program, and describes the request by hashes; then comes one line per point: its number
 * or key, the numbers of its answer, and where its predictions lie (prediction_store.h). Each line
 * ends with a check of its own (journal_line.h). */
#ifndef PHATE_EVALUATION_JOURNAL_H
#define PHATE_EVALUATION_JOURNAL_H

#include "base/report.h"
#include "evaluation/answers.h"

#include <stdint.h>
#include <sys/types.h>

struct journal {
    char *path; /* NULL: no journal is kept */
    int fd;
    const char *program;
    uint64_t seed; /* of the lines' checks */
    off_t end;     /* bytes of whole lines */
    double synced; /* when they were last given to the disk, by seconds_now */
};

/* What the first line says. */
struct journal_request {
    const char *program;
    const struct journal_part {
        const char *name; /* a word */
        uint64_t hash;
    } * parts;
    size_t count;
};

/* Opens the file, or makes it, and adds its points to `answers`. A line that is damaged costs that
 * line alone, with one note for all; a last line that was not written to its end is taken away.
 * Points whose key is none of the answers', or whose predictions are gone, stay in the file, and
 * are not added. A journal of another request without points becomes a journal of this request.
 * Fails, and leaves the file as it is, if the file is not a journal, has points of another request
 * (the error says which part differs), has no whole line, is of another version, or is open in
 * another program. With path NULL no journal is kept. */
struct error *journal_open(struct journal *j, const char *path,
                           const struct journal_request *request, struct answers *answers,
                           struct report *report) MUST_CHECK;

/* Appends a known point of `answers`, in one write. A power cut costs what was appended in the last
 * second. */
struct error *journal_add(struct journal *j, const struct answers *answers,
                          size_t point) MUST_CHECK;

void journal_close(struct journal *j); /* accepts a journal without a path */

/* Removes the file, which is not needed once the output is written, and closes the journal. */
void journal_remove(struct journal *j);

#endif
