#include "base/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void report_line(struct report *report, enum report_level level, const char *format, ...)
{
    if (!report || !report->line)
        return;
    va_list args;
    va_start(args, format);
    char *text;
    int length = vasprintf(&text, format, args);
    va_end(args);
    if (length < 0)
        return;
    report->line(report, level, text);
    free(text);
}

void report_progress(struct report *report, const char *what, double share)
{
    if (report && report->progress)
        report->progress(report, what, share);
}
