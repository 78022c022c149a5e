#include "alignment/network.h"

#include "align/chain/spec_derive.h"
#include "base/text/text_file.h"
#include "checkpoint/format/open.h"

#include <stdlib.h>
#include <string.h>

/* ---- tied weights ---- */

/* An embedding that is also the last layer makes a chain of layers into something else. */
static struct error *check_ties(const struct checkpoint *c, const enum tensor_verdict *verdicts)
{
    for (size_t i = 0; i < c->count; i++)
        if (verdicts[i] == TENSOR_OUT_TIED)
            return error_new("%s: tensor %s: shares its elements with another (tied weights), for "
                             "which no specification is derived: give one (--spec)",
                             c->path, c->tensors[i].name);
    return NULL;
}

static struct error *check_derivable(const struct checkpoint *c)
{
    struct error *err;
    const struct tensor_choice choice = {0};
    enum tensor_verdict *verdicts = calloc(c->count + 1, sizeof *verdicts);
    if (!verdicts)
        return error_memory("a choice of tensors");
    TRY(tensor_choice_apply(&choice, c, verdicts));
    TRY(check_ties(c, verdicts));
out:
    free(verdicts);
    return err;
}

/* ---- the specification ---- */

/* The tensors that can have permuted axes; *count of them. */
static struct error *list_shapes(struct network *n, struct spec_shape **shapes, size_t *count)
{
    const struct snapshots *one = &n->one;
    *count = 0;
    *shapes = calloc(one->tensor_count + 1, sizeof **shapes);
    n->tensor = calloc(one->tensor_count + 1, sizeof *n->tensor);
    if (!*shapes || !n->tensor)
        return error_memory("the shapes of tensors");
    for (size_t i = 0; i < one->tensor_count; i++) {
        const struct tensor *t = &one->tensors[i];
        if (t->dims == 0 || t->count == 0)
            continue;
        n->tensor[*count] = i;
        (*shapes)[(*count)++] = (struct spec_shape){t->name, t->dims, t->shape};
    }
    return NULL;
}

/* One detail for each line of the text, in which spaces stand for tabs, of which a message has
 * none. No details where a name cannot be in the text. */
static void tell_spec(const struct spec *spec, struct report *report)
{
    char *text, *rest = NULL;
    struct error *err = spec_text(spec, &text);
    error_free(err);
    if (err)
        return;
    for (char *tab = text; (tab = strchr(tab, '\t'));)
        *tab = ' ';
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        report_line(report, REPORT_DETAIL, "derived: %s", line);
    free(text);
}

static struct error *find_spec(struct network *n, const char *path, const char *text_path,
                               struct report *report)
{
    struct error *err;
    size_t count;
    char *text = NULL;
    struct spec_shape *shapes = NULL;
    TRY(list_shapes(n, &shapes, &count));
    if (text_path) {
        TRY(text_file_read(text_path, &text));
        TRY(spec_parse(&n->spec, text, text_path, shapes, count));
    } else {
        TRY(error_prefix(spec_derive(&n->spec, shapes, count, report), "%s", path));
        tell_spec(&n->spec, report);
    }
out:
    free(text);
    free(shapes);
    return err;
}

/* ---- the network ---- */

static const struct tensor_choice own_tensors = {.buffers = true};

struct error *network_open(struct network *n, const char *path, const struct concat *files,
                           const char *text, struct report *report)
{
    struct error *err;
    struct checkpoint c = {0};
    *n = (struct network){.one.takes_factors = files->hints.raw_factors};
    TRY(checkpoint_open(&c, path, &files->hints));
    if (!text)
        TRY(check_derivable(&c));
    TRY(snapshots_add(&n->one, &c, &own_tensors));
    TRY(find_spec(n, path, text, report));
out:
    checkpoint_free(&c);
    if (err)
        network_free(n);
    return err;
}

void network_free(struct network *n)
{
    snapshots_free(&n->one);
    spec_free(&n->spec);
    free(n->tensor);
    *n = (struct network){0};
}

size_t network_tensor(const struct network *n, const char *name)
{
    for (size_t i = 0; i < n->spec.count; i++)
        if (strcmp(n->spec.tensors[i].name, name) == 0)
            return i;
    return FOLLOWS_NONE;
}

struct error *network_followers(const struct network *n, const struct checkpoint *c,
                                struct followers *f)
{
    struct error *err;
    const struct tensor_choice trained = {0};
    enum tensor_verdict *verdicts = calloc(c->count + 1, sizeof *verdicts);
    size_t *of = calloc(n->one.tensor_count + 1, sizeof *of);
    size_t *at = calloc(n->spec.count + 1, sizeof *at);
    *f = (struct followers){0};
    if (!verdicts || !of || !at)
        TRY(error_memory("the tensors of a network"));
    TRY(snapshots_match(&n->one, c, &own_tensors, of));
    for (size_t i = 0; i < n->spec.count; i++)
        at[i] = of[n->tensor[i]];
    TRY(tensor_choice_apply(&trained, c, verdicts));
    TRY(followers_find(f, &n->spec, c, verdicts, at));
out:
    free(verdicts);
    free(of);
    free(at);
    return err;
}
