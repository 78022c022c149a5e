#include "checkpoint/choice/matched.h"

#include <stdlib.h>

enum { FORMS_SHOWN = 6 };

struct error *matched_add(struct matched *m, const struct tensor_choice *choice,
                          const struct checkpoint *c, const enum tensor_verdict *verdicts)
{
    struct error *err = NULL;
    if (m->known)
        return NULL;
    m->known = true;
    m->includes = choice->include.count > 0;
    m->excludes = choice->exclude.count > 0;
    m->tensors = c->count;
    for (size_t i = 0; i < c->count && !err && (m->includes || m->excludes); i++)
        if (verdicts[i] == TENSOR_IN) {
            m->in++;
            err = name_forms_add(&m->names_in, c->tensors[i].name);
        } else if (verdicts[i] == TENSOR_OUT_EXCLUDED) {
            m->out++;
            err = name_forms_add(&m->names_out, c->tensors[i].name);
        }
    return err;
}

static struct error *tell(const char *what, size_t count, size_t of, const struct name_forms *names,
                          struct report *report)
{
    char *text;
    struct error *err = name_forms_print(names, FORMS_SHOWN, &text);
    if (err)
        return err;
    if (count == 0)
        report_line(report, REPORT_NOTE, "%s none of %zu tensors: snapcat -l lists their names",
                    what, of);
    else
        report_line(report, REPORT_NOTE, "%s %zu of %zu tensors: %s%s", what, count, of, text,
                    names->count > FORMS_SHOWN ? " (snapcat -l lists all)" : "");
    free(text);
    return NULL;
}

struct error *matched_report(const struct matched *m, struct report *report)
{
    struct error *err = NULL;
    if (m->includes)
        TRY(tell("--include takes", m->in, m->tensors, &m->names_in, report));
    if (m->excludes)
        TRY(tell("--exclude leaves out", m->out, m->tensors, &m->names_out, report));
out:
    return err;
}

void matched_free(struct matched *m)
{
    name_forms_free(&m->names_in);
    name_forms_free(&m->names_out);
    *m = (struct matched){0};
}
