/* The facts of HDF5 files, as libhdf5 tells them. libhdf5 trusts files: its release 1.10 crashes,
 * loops, or asks for much memory on some that are damaged. So only workers (worker/workers.h) run
 * what is in this folder, and no other code includes hdf5.h. */
#ifndef PHATE_CHECKPOINT_LIBHDF5_LIBHDF5_H
#define PHATE_CHECKPOINT_LIBHDF5_LIBHDF5_H

#include "checkpoint/worker/forker.h"

/* Requests and answers are as facts.h says. */
extern const struct worker_service libhdf5_service;

#endif
