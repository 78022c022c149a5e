/* One pattern: how it is made, and what it becomes for glob(3) and for a shell. */
#ifndef PHATE_SNAPSHOT_GUESS_GLOBS_IMPL_H
#define PHATE_SNAPSHOT_GUESS_GLOBS_IMPL_H

#include "base/text/strlist.h"

/* One file, as far as it tells patterns apart. */
struct target {
    const char *path;
    size_t head;        /* the folders that the template does not name: [0, head) */
    char *run;          /* "" without a field run */
    size_t step, epoch; /* how many digits; 0 without the field */
};

/* How patterns are made. */
struct style {
    bool by_run; /* one for each run */
    enum {
        NUMBERS_ANY,   /* "*" */
        NUMBERS_DIGIT, /* "[0-9]*" */
        NUMBERS_EXACT  /* "[0-9][0-9]", one pattern for each number of digits */
    } numbers;
};

/* The pattern of the files that are like the target, where all but the folders, and, by run, the
 * run is open; the caller frees it. Without a template any name with the same extension fits. Only
 * folders may have line feeds in their names: in the pattern these begin what does not stand for
 * itself. */
struct error *globs_pattern(const char *name_template, const struct target *target,
                            const struct style *style, char **pattern) MUST_CHECK;

/* The pattern as a word of a command line; the caller frees it. */
struct error *globs_pattern_shell(const char *pattern, char **text) MUST_CHECK;

/* The same for glob(3). */
struct error *globs_pattern_glob(const char *pattern, char **text) MUST_CHECK;

#endif
