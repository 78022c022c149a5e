/* What every program sets up before any work: signals and descriptors. */
#ifndef PHATE_START_H
#define PHATE_START_H

/* A deadly signal removes half-written output; a closed pipe is an error like any other. */
void start_catch_signals(void);

/* Opens the standard descriptors that are closed, such that using them is an error. */
void start_occupy_standard_descriptors(void);

#endif
