/* What every program sets up before any work: signals and descriptors. */
#ifndef PHATE_START_H
#define PHATE_START_H

/* Each signal that would end the program first removes half-written output. A closed pipe, and a
 * file that is larger than a limit, are errors like any other. */
void start_catch_signals(void);

/* Opens the standard descriptors that are closed, such that using them is an error. */
void start_occupy_standard_descriptors(void);

#endif
