#include "homology/diagram_record.h"

#include "homology/tables.h"

#include <stdio.h>

const char *const diagram_record_filtrations[] = {"sublevel", "superlevel"};

const char *diagram_record_filtration(const struct record *r)
{
    const char *filtration = record_attr(r, "filtration");
    return filtration ? filtration : diagram_record_filtrations[false];
}

struct error *diagram_record_set_origin(struct record *r, const char *column, bool superlevel,
                                        size_t k, const struct knngraph *graph,
                                        const struct persistence *p)
{
    struct error *err;
    TRY(record_attr_set(r, "column", "%s", column));
    TRY(record_attr_set(r, "filtration", "%s", diagram_record_filtrations[superlevel]));
    TRY(record_attr_set(r, "k", "%zu", k));
    TRY(record_attr_set(r, "edges", "%zu", graph->edges));
    TRY(record_attr_set(r, "graph-components", "%zu", p->components));
    TRY(record_attr_set(r, "smad", "%.17g", mergetree_smad(&p->tree)));
out:
    return err;
}

static struct error *set_numbers(struct record *r, const struct matrix *diagram, size_t dimension)
{
    struct error *err = NULL;
    struct diagram_summary s = diagram_summarise(diagram, dimension);
    for (size_t i = 0; i < SUMMARY_NUMBERS; i++) {
        char key[PHM_WORD_MAX], text[DECIMAL_ROOM];
        snprintf(key, sizeof key, "%s-%zu", homology_summary_names[i], dimension);
        homology_summary_number(&s, i, text);
        TRY(record_attr_set(r, key, "%s", text));
    }
out:
    return err;
}

struct error *diagram_record_set_numbers(struct record *r, const struct matrix *diagram)
{
    struct error *err = NULL;
    for (size_t dimension = 0; dimension < DIAGRAM_DIMENSIONS; dimension++)
        TRY(set_numbers(r, diagram, dimension));
out:
    return err;
}

void diagram_record_tell(struct report *report, const struct persistence *p, size_t k)
{
    if (p->components > 1)
        report_line(
            report, REPORT_WARNING,
            "graph of %zu nearest neighbours: has %zu connected components: each is a basin "
            "that never ends, and what lies between them is not data: to join some, use "
            "losshom -k %zu",
            k, p->components, 2 * k);
    for (size_t dimension = 0; dimension < DIAGRAM_DIMENSIONS; dimension++) {
        struct diagram_summary s = diagram_summarise(&p->diagram, dimension);
        report_line(report, REPORT_NOTE,
                    "dimension %zu: %zu points, %zu of them essential; total persistence %g, "
                    "2-norm %g, largest %g, entropy %g",
                    dimension, s.points, s.essential, s.total, s.norm_2, s.norm_inf, s.entropy);
    }
    report_line(report, REPORT_NOTE, "saddles over minima: %g on average (SMAD)",
                mergetree_smad(&p->tree));
}
