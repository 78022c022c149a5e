/* Specifications of permutations: the input is a network, a line for each tensor with its name and
 * the sizes of its axes, an empty line, and a specification. */
#include "fuzz.h"

#include "align/apply.h"
#include "align/chain/spec_derive.h"

enum { TENSORS = 64, DIMS = 6, ELEMENTS = 4096 };

struct network {
    struct spec_shape at[TENSORS];
    size_t shape[TENSORS][DIMS];
    size_t count;
};

static bool is_new(const struct network *net, const char *name)
{
    for (size_t i = 0; i < net->count; i++)
        if (strcmp(net->at[i].name, name) == 0)
            return false;
    return true;
}

/* "name 3 4"; returns false where there is no name, or an old one. */
static bool read_tensor(struct network *net, char *line)
{
    char *rest, *word = strtok_r(line, " ", &rest);
    struct spec_shape *t = &net->at[net->count];
    if (!word || !is_new(net, word))
        return false;
    *t = (struct spec_shape){word, 0, net->shape[net->count]};
    while (t->dims < DIMS && (word = strtok_r(NULL, " ", &rest)))
        net->shape[net->count][t->dims++] = strtoul(word, NULL, 10);
    net->count++;
    return true;
}

/* Returns the text behind the network. */
static char *read_network(struct network *net, char *text)
{
    *net = (struct network){.count = 0};
    for (char *line; net->count < TENSORS && (line = strsep(&text, "\n"));)
        if (!read_tensor(net, line))
            break;
    return text;
}

/* The elements of a tensor stay where they are. */
static void apply_identity(const struct spec_tensor *t, const struct permutations *p)
{
    unsigned char from[ELEMENTS], to[ELEMENTS];
    for (size_t e = 0; e < ELEMENTS; e++)
        from[e] = (unsigned char)(e * 31);
    fuzz_must(fuzz_good(apply_permutations(t, p, 1, from, to)));
    fuzz_must(memcmp(from, to, t->count) == 0);
}

static void use_spec(struct spec *spec)
{
    size_t elements = 0;
    struct permutations p;
    for (size_t i = 0; i < spec->count && elements <= ELEMENTS; i++)
        elements = spec->tensors[i].count > elements ? spec->tensors[i].count : elements;
    if (elements > ELEMENTS)
        return;
    fuzz_must(fuzz_good(permutations_identity(&p, spec)));
    for (size_t i = 0; i < spec->count; i++)
        apply_identity(&spec->tensors[i], &p);
    permutations_free(&p);
}

/* What is written is read as the same. */
static void check_written(const struct spec *spec, const struct network *net)
{
    struct spec again;
    char *text, *same;
    if (!fuzz_good(spec_text(spec, &text)))
        return;
    fuzz_must(fuzz_good(spec_parse(&again, text, "written", net->at, net->count)));
    fuzz_must(fuzz_good(spec_text(&again, &same)));
    fuzz_must(strcmp(text, same) == 0);
    spec_free(&again);
    free(text);
    free(same);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[FUZZ_INPUT_MAX + 1];
    struct network net;
    struct spec spec;
    size = size < FUZZ_INPUT_MAX ? size : FUZZ_INPUT_MAX;
    memcpy(text, data, size);
    text[size] = '\0';
    char *rest = read_network(&net, text);
    if (fuzz_good(spec_derive(&spec, net.at, net.count, NULL))) {
        use_spec(&spec);
        check_written(&spec, &net);
        spec_free(&spec);
    }
    if (fuzz_good(spec_parse(&spec, rest ? rest : "", "text", net.at, net.count))) {
        use_spec(&spec);
        check_written(&spec, &net);
        spec_free(&spec);
    }
    return 0;
}
