/* What a terminal says of itself when it is asked: whether it shows images made of sixels, and how
 * many pixels its window has. */
#ifndef PHATE_PLOT_GNUPLOT_TTY_H
#define PHATE_PLOT_GNUPLOT_TTY_H

#include <stdbool.h>
#include <stddef.h>

struct tty_traits {
    bool sixel;
    size_t width, height; /* of the window, pixels; 0: it does not say */
};

/* Asks the controlling terminal and waits for its answer, `patience` milliseconds at most; what is
 * not a terminal, does not answer, or is another job's at the moment, has no traits. While it is
 * asked it is in raw mode, and signals wait until it is as it was before. */
struct tty_traits tty_query(int patience);

/* Takes the traits from the first `length` bytes of an answer; returns whether it is complete. */
bool tty_parse(const char *answer, size_t length, struct tty_traits *traits);

#endif
