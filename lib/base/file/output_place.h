/* The place of an output file: a directory that is held open, so that it stays the same whatever
 * becomes of its name, and the file's name in it. */
#ifndef PHATE_BASE_FILE_OUTPUT_PLACE_H
#define PHATE_BASE_FILE_OUTPUT_PLACE_H

#include <stdbool.h>

struct output_place {
    int dir;    /* an O_PATH descriptor; -1: none */
    char *base; /* the name; no symbolic link, but of a descriptor */
};

/* Follows symbolic links, so that what they point to is written and they stay; the last may point
 * to a file that is still to be made. Returns false, with errno set, where there is no such
 * directory, where the path is that of a folder, or memory is short; then nothing is owed. */
bool output_place_find(struct output_place *place, const char *path);
/* The descriptor that the place is a name of, as /dev/stdout and /dev/fd/63 are; -1: of none. The
 * file behind it may have other writers, who hold it open: none may take its place. */
int output_place_descriptor(const struct output_place *place);
void output_place_free(struct output_place *place);

#endif
