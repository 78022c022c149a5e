/* Files of formats that are not read: what they are, and what brings the network out, so that an
 * error can say so by name. They are recognised by content, and by the file's name only where the
 * content does not tell. */
#ifndef PHATE_CHECKPOINT_FORMAT_FOREIGN_H
#define PHATE_CHECKPOINT_FORMAT_FOREIGN_H

#include <stddef.h>

/* "a Git LFS pointer, not the file: git lfs pull": the text for a file that begins with `head`, or
 * NULL if it is not recognised. */
const char *foreign_text(const unsigned char *head, size_t length, const char *path);

#endif
