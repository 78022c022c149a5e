/* Reads the layers of a stream: Gram matrices with names, or snapshots by tensor. */
#ifndef PHATE_RUN_MOVEMENT_INPUT_H
#define PHATE_RUN_MOVEMENT_INPUT_H

#include "run/movement.h"
#include "run/run_input.h"

/* The kinds of record that movement_input_read takes, NULL-terminated; and those that the intake
 * must set aside for it. */
extern const char *const movement_input_kinds[], *const movement_input_aside[];

/* Adds the layers of the current record, in the runs of its rows; or keeps it in `tensors`, if it
 * is the table of tensors. Snapshots are taken by tensor, in one pass, with as much memory as
 * snapgram.h says. Fails as snapgram.h, groups.h and run_input.h say. Notes a Gram matrix without a
 * name, which may be of all layers. */
struct error *movement_input_read(struct movements *list, struct run_input *input,
                                  struct table *tensors, const struct trajectories_options *options,
                                  struct report *report) MUST_CHECK;

#endif
