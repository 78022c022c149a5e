/* The journal of a grid that takes long: a text file to which each point is appended as its answer
 * comes, so that a program that was interrupted goes on where it stopped. The first line says, by
 * hashes, what was asked for; then a line a point: its number and its answer. */
#ifndef PHATE_LANDSCAPE_JOURNAL_H
#define PHATE_LANDSCAPE_JOURNAL_H

#include "landscape/answers.h"

#include <stdint.h>

struct journal {
    char *path; /* NULL: no journal is kept */
    int fd;
};

/* A part of the request, for the first line. */
struct journal_part {
    const char *name; /* a word */
    uint64_t hash;
};

/* Opens the file, or makes it. What stands in it goes to `answers`; a last line that was not
 * written to its end is dropped. One of another request that has no points becomes this one's.
 * Fails, and leaves the file as it is, where it is no journal, has points of another request (the
 * error says which part differs), is damaged, or another program has it open. With path NULL
 * nothing is kept. */
struct error *journal_open(struct journal *j, const char *path, const struct journal_part *parts,
                           size_t count, struct answers *answers) MUST_CHECK;

/* Appends what `answers` knows of a point, in one piece. */
struct error *journal_add(struct journal *j, const struct answers *answers,
                          size_t point) MUST_CHECK;

void journal_close(struct journal *j); /* one without a path is allowed */

/* Removes the file, when the grid is elsewhere, and closes. */
void journal_remove(struct journal *j);

#endif
