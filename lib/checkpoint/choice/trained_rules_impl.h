/* The rules by which a tensor counts as not trained (trained.h). */
#ifndef PHATE_CHECKPOINT_CHOICE_TRAINED_RULES_IMPL_H
#define PHATE_CHECKPOINT_CHOICE_TRAINED_RULES_IMPL_H

#include "base/text/name.h"
#include "checkpoint/choice/trained.h"

/* What of a tensor a rule compares with its words, and where it looks for what must stand
 * beside. */
enum rule_where {
    FIRST_PART, /* of several parts of the name */
    ANY_PART,
    ANY_ENDING, /* a part, or its end behind an underscore, as in bn1_running_mean */
    LAST_PART,  /* here and in the next four: `beside` is in place of the word in another's name */
    LAST_ENDING,
    LAST_SCALAR, /* the last part, of a tensor of no dimension */
    SCALAR_END,  /* the same, or its end behind an underscore */
    LAST_VECTOR, /* the last part, of a tensor of one dimension */
    OF_NORM,     /* the last part, in a group of a normalisation's names */
    OF_COPY,     /* a part, the names behind which are those of others, behind `beside` */
    TYPE,
    TYPE_SCALAR, /* the type, of a tensor of no dimension */
    RULE_WHERES
};

enum { RULE_WORDS = 8 };

struct rule {
    enum rule_where where;
    enum tensor_verdict verdict;
    const char *of; /* whose habit it is */
    const char *is[RULE_WORDS];
    const char *beside; /* what must stand beside; NULL: nothing in particular */
};

/* The first rule that fits decides. */
enum { TRAINED_RULES_MOST = 96 };
extern const struct rule trained_rules[];
extern const size_t trained_rules_count;

/* The rule's word that the part is, or, if the rule is about endings, ends in; or NULL. */
const char *trained_rules_word(const struct rule *rule, const struct name_part *part);

#endif
