/* How the library tells its caller what is not an error: warnings, notes, details, progress. The
 * library never prints; a command (or a test) supplies the functions. A NULL report, or a NULL
 * function in a report, is silent. A warning or note has the form of an error: "where: what:
 * remedy". */
#ifndef PHATE_BASE_REPORT_H
#define PHATE_BASE_REPORT_H

#include "base/error.h"

enum report_level {
    REPORT_WARNING, /* the result may not be what the user takes it for */
    REPORT_NOTE,    /* something was left out or chosen on the user's behalf */
    REPORT_DETAIL   /* shown only on request */
};

struct report {
    void (*line)(struct report *report, enum report_level level, const char *text);
    void (*progress)(struct report *report, const char *what, double share); /* share in [0, 1] */
};

void report_line(struct report *report, enum report_level level, const char *format, ...)
    PRINTF_LIKE(3, 4);
void report_progress(struct report *report, const char *what, double share);

#endif
