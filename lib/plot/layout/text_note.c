#include "plot/layout/text_note.h"

#include "base/text/utf8.h"

static bool is_utf8(const char *text)
{
    for (size_t bytes; *text; text += bytes) {
        bytes = utf8_character(text);
        if (bytes == 0)
            return false;
    }
    return true;
}

bool plot_text_note(struct report *report, const char *text)
{
    if (!text || is_utf8(text))
        return false;
    report_line(report, REPORT_NOTE,
                "%s: not UTF-8, so some bytes are drawn as \\xHH: convert the table, such as by "
                "iconv -f ISO-8859-1 -t UTF-8",
                text);
    return true;
}

bool plot_text_note_first(struct report *report, const struct strlist *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        if (plot_text_note(report, texts->at[i]))
            return true;
    return false;
}
