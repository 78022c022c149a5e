#include "snapshot/guess/meaning.h"

#include "base/text/shell.h"
#include "snapshot/guess/logs.h"
#include "snapshot/guess/own.h"
#include "snapshot/naming/naming.h"

#include <stdlib.h>

/* What to do where the names do not say whether they count steps or epochs: by each of both, which
 * logs can be joined. */
struct readings {
    struct name_template *by_epoch;
    struct strlist steps, epochs; /* logs */
};

static struct error *try_readings(const struct table *own, const struct strlist *logs,
                                  const struct name_template *t, struct readings *r)
{
    struct error *err;
    char *text = NULL;
    TRY(naming_call_step(name_template_text(t), "epoch", &text));
    TRY(name_template_new(&r->by_epoch, text));
    TRY(logs_choose(own, t, logs, &r->steps, NULL));
    TRY(logs_choose(own, r->by_epoch, logs, &r->epochs, NULL));
out:
    free(text);
    return err;
}

static void readings_free(struct readings *r)
{
    name_template_free(r->by_epoch);
    strlist_free(&r->steps);
    strlist_free(&r->epochs);
}

static struct error *report_open(const char *log, const struct name_template *by_step,
                                 const struct name_template *by_epoch, struct report *report)
{
    struct error *err;
    char *steps = NULL, *epochs = NULL;
    TRY(shell_word(name_template_text(by_step), &steps));
    TRY(shell_word(name_template_text(by_epoch), &epochs));
    report_line(report, REPORT_NOTE,
                "log left out: %s: has steps and epochs, and the numbers of the names could be "
                "either: say which: -n %s or -n %s",
                log, steps, epochs);
out:
    free(steps);
    free(epochs);
    return err;
}

/* Takes the reading by which a log can be joined. *open: it is both, and they would differ. */
static struct error *settle_reading(const struct table *own, const struct strlist *logs,
                                    struct name_template **t, bool *open, struct report *report)
{
    struct error *err;
    struct readings r = {0};
    *open = false;
    TRY(try_readings(own, logs, *t, &r));
    if (r.steps.count > 0 && r.epochs.count > 0)
        TRY(logs_have_both(&r.steps, open));
    if (*open)
        TRY(report_open(r.steps.at[0], *t, r.by_epoch, report));
    if (r.steps.count == 0 && r.epochs.count > 0) {
        name_template_free(*t);
        *t = r.by_epoch;
        r.by_epoch = NULL;
    }
out:
    readings_free(&r);
    return err;
}

static struct error *take_epochs(struct name_template **t)
{
    struct error *err;
    char *text = NULL;
    struct name_template *by_epoch = NULL;
    TRY(naming_call_step(name_template_text(*t), "epoch", &text));
    TRY(name_template_new(&by_epoch, text));
    name_template_free(*t);
    *t = by_epoch;
out:
    free(text);
    return err;
}

struct error *meaning_settle(const struct table *own, const struct strlist *logs,
                             struct name_template **t, bool *open, struct report *report)
{
    struct error *err;
    bool is_epoch;
    *open = false;
    TRY(own_check(own, *t, &is_epoch));
    if (is_epoch)
        return take_epochs(t);
    TRY(settle_reading(own, logs, t, open, report));
out:
    return err;
}
