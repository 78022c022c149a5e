/* Names whose words do not say which number is the step, as "adam/003.pt": the number that varies
 * where all else is the same. */
#ifndef PHATE_SNAPSHOT_NAMING_VARIATION_H
#define PHATE_SNAPSHOT_NAMING_VARIATION_H

#include "snapshot/naming/filename.h"

/* Sets the step of the names that have neither step nor epoch yet, where it is found. Of several
 * numbers that vary, that counts which is alone in its component ("net3/100.pt"), then that of the
 * last component; of several there, the last if they grow together. Else fails, with the two
 * templates that could be meant, as where a folder that is a number and a later number vary each
 * in its own way ("0/model_100.pt"). Fractions are not steps; those behind the step become columns.
 */
struct error *variation_find(struct filename *names, size_t count) MUST_CHECK;

#endif
