/* What every program settles before it does anything: signals, descriptors, the libraries'
 * settings. */
#ifndef PHATE_START_H
#define PHATE_START_H

/* A deadly signal removes what was half written; a closed pipe is an error like any other. */
void start_catch_signals(void);

/* Opens what is closed of the standard descriptors, such that its use is an error. */
void start_occupy_standard_descriptors(void);

/* Where BLAS and OpenMP would run better with other settings than they have, starts the program
 * anew with these. */
void start_with_settings(char *argv[]);

#endif
