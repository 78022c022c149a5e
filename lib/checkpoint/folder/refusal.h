/* Folders that cannot be read, by name: what they are, and the line that brings the network out. */
#ifndef PHATE_CHECKPOINT_FOLDER_REFUSAL_H
#define PHATE_CHECKPOINT_FOLDER_REFUSAL_H

#include "base/error.h"
#include "base/text/strlist.h"

/* The error for a folder with these entries, sorted by name, that is of no kind that is read. It
 * does not begin with the folder's name. */
struct error *folder_refusal(const struct strlist *names, const char *folder) MUST_CHECK;

#endif
