/* The trainer's snapshots: safetensors, with a description of the training as metadata. */
#ifndef EXAMPLES_SNAPSHOT_H
#define EXAMPLES_SNAPSHOT_H

#include "network.h"

enum { EPOCHS_MAX = 1 << 20 };
extern const char *const activation_names[], *const optimizer_names[], *const init_names[];

struct settings {
    struct architecture architecture;
    enum init init;
    double init_scale; /* multiplies the initial weights */
    struct update_rule rule;
    double label_noise; /* share of the training labels that become a random class */
    size_t images;      /* train on the first `images` images; 0: all */
    size_t batch, epochs, seed;
    double growth; /* of the steps from one snapshot to the next; 0: a snapshot per epoch */
    const char *run, *data, *out;
    const char *from, *eval; /* a snapshot to continue from, one to evaluate; or NULL */
    bool predictions;        /* belong to an evaluator's answers */
};

/* Writes OUT/RUN_eNNN.safetensors, or, within an epoch, OUT/RUN_eNNN.NNNNNN.safetensors; the step
 * that it says is the epoch. The run's name must not need quoting. */
struct error *snapshot_write(const struct settings *s, const struct network *net, double epoch,
                             struct score train, struct score test) MUST_CHECK;

/* Fails if the snapshot is of another architecture, or not finite. The epoch is 0 if the snapshot
 * does not say. */
struct error *snapshot_read(const char *path, const struct architecture *a, struct network *net,
                            double *epoch) MUST_CHECK;

/* The architecture of a snapshot, by its layers' shapes and its metadata; what the snapshot does
 * not say stays unchanged in *a. */
struct error *snapshot_architecture(const char *path, struct architecture *a) MUST_CHECK;

/* Writes two pieces to a file (or to standard output, "-"), which appears whole or not at all. */
struct error *write_file(const char *path, const void *head, size_t head_length, const void *body,
                         size_t body_length) MUST_CHECK;

#endif
