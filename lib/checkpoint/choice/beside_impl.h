/* What a file's names tell of a tensor together: rules that one name cannot decide. */
#ifndef PHATE_CHECKPOINT_CHOICE_BESIDE_IMPL_H
#define PHATE_CHECKPOINT_CHOICE_BESIDE_IMPL_H

#include "checkpoint/choice/trained_rules_impl.h"

/* The last group of names that might be a copy by a rule, so that a group is judged once. All zero:
 * none yet. */
struct copy_group {
    bool asked, possible; /* whether what must stand beside is in the file at all */
    const char *name;     /* begins as all names of the group do, */
    size_t length;        /* so far */
    bool is_copy;
};

/* A file's tensors, in the order of their names. */
struct names {
    const struct tensor *tensors;
    size_t count;
    struct copy_group groups[TRAINED_RULES_MOST]; /* one for each rule */
};

/* Whether the file has a tensor with `instead` in place of the word that ends a part of a name. */
bool beside_instead(const struct names *n, const char *name, const struct name_part *part,
                    const char *word, const char *instead);

/* Whether t, a vector, is the mean or the variance (the rule's words) of a normalisation that keeps
 * both: nothing but a scale and a bias of this shape is beside. */
bool beside_norm(const struct names *n, const struct tensor *t, const struct name *parts,
                 const struct rule *rule);

/* Whether t is in a copy: a part of the name fits the rule, and behind this part one of the group,
 * all of whose names begin so, goes on as another tensor of its shape does behind `beside`; if the
 * rule has no `beside`, behind any part that does not fit the rule, or none. What is in front of
 * this other part is in front of t's, too. */
bool beside_copy(struct names *n, const struct tensor *t, const struct name *parts,
                 const struct rule *rule);

#endif
