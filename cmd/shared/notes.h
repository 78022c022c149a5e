/* Warnings and notes of a program that goes through the records of a stream. What holds of several
 * records is said once, when all have been read, with the records in front; a program fails and
 * ends by notes_tell, so that nothing is lost. What is not of records is said at once, and the same
 * text once. */
#ifndef PHATE_NOTES_H
#define PHATE_NOTES_H

#include "base/report.h"

#include <stdbool.h>

/* From now on notes are of the next record, by its name, or, where it has none (NULL), by its
 * number among those that the program takes, and its attributes k and t (each may be NULL). */
void notes_begin_record(const char *name, const char *k, const char *t);
/* The current record is the last one. True where it is the only one, too, so that notes need wait
 * no longer. */
bool notes_last_record(void);
/* The current record's name, or NULL. */
const char *notes_record(void);

/* True where the note waits for notes_tell, or has been said; else the caller prints the text. */
bool notes_keep(enum report_level level, const char *text);
/* Prints all that waits; `where` ends in ": ", or is empty. */
void notes_tell(void (*print)(enum report_level level, const char *where, const char *text));

#endif
