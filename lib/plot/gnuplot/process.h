/* The process of gnuplot: how it is started, and that it does not outlive its parent. */
#ifndef PHATE_PLOT_GNUPLOT_PROCESS_H
#define PHATE_PLOT_GNUPLOT_PROCESS_H

#include "base/error.h"

#include <sys/types.h>

/* Starts gnuplot on the script that is its standard input; fd, which are above 2, become its
 * standard input, output and error. However this process ends, gnuplot gets the signal `death`
 * then: SIGINT, where it shows a window, which it closes (a window of qt is a process of its own,
 * and would stay open); else SIGKILL, for gnuplot may hang or loop for ever where an interrupt
 * meets it drawing. Fails where gnuplot is not in PATH or cannot be started. */
struct error *gnuplot_start(const int fd[3], int death, pid_t *child) MUST_CHECK;

/* Waits for its end; returns its status as waitpid does, -1 where there is none. */
int gnuplot_wait(pid_t child);

#endif
