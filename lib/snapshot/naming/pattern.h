/* The template of a family of names: where the run is in them. */
#ifndef PHATE_SNAPSHOT_NAMING_PATTERN_H
#define PHATE_SNAPSHOT_NAMING_PATTERN_H

#include "snapshot/naming/family.h"

/* Finds what tells the runs of the family apart. Names of another kind than most are left out if
 * they are few: at most a quarter as many; else it is an error, which has a template for each of
 * the kinds. The caller frees *text. */
struct error *pattern_find(struct family *f, char **text, struct omissions *left_out) MUST_CHECK;

#endif
