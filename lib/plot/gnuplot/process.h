/* The process of gnuplot: how it is started, and that it does not outlive its parent. */
#ifndef PHATE_PLOT_GNUPLOT_PROCESS_H
#define PHATE_PLOT_GNUPLOT_PROCESS_H

#include "base/error.h"

#include <sys/types.h>

/* Starts gnuplot on the script that is its standard input; fd, which are above 2, become its
 * standard input, output and error. However this process ends, gnuplot is interrupted then, and
 * closes its windows: an interrupt from the keyboard, which reaches both, is not the only end.
 * Fails where gnuplot is not in PATH or cannot be started. */
struct error *gnuplot_start(const int fd[3], pid_t *child) MUST_CHECK;

/* Waits for its end; returns its status as waitpid does, -1 where there is none. */
int gnuplot_wait(pid_t child);

#endif
