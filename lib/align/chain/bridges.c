#include "align/chain/bridges_impl.h"

#include <ctype.h>
#include <string.h>

/* ---- names ---- */

static const char *path_at(const struct chain *chain, const struct layers *layers, size_t i)
{
    return layers->paths.at[chain->layer[i]];
}

/* The length of the path without its last part and the slash before. */
static size_t parent_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) : 0;
}

static bool same_parent(const char *a, const char *b)
{
    size_t length = parent_length(a);
    return length == parent_length(b) && strncmp(a, b, length) == 0;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The length of what all paths begin with: whole parts, with the slash behind. */
static size_t common_length(const struct chain *chain, const struct layers *layers)
{
    const char *first = path_at(chain, layers, 0);
    size_t length = parent_length(first);
    length += first[length] == '/';
    for (size_t i = 1; i < chain->count; i++)
        while (length > 0 &&
               (first[length - 1] != '/' || strncmp(first, path_at(chain, layers, i), length) != 0))
            length--;
    return length;
}

static size_t count_slashes(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += *text == '/';
    return count;
}

/* Layers in folders of folders, or of one name in several: but for numbers, as a sequence of layers
 * has them ("features/0", "classifier/0"). */
static bool have_blocks(const struct chain *chain, const struct layers *layers)
{
    size_t common = common_length(chain, layers);
    for (size_t i = 0; i < chain->count; i++) {
        const char *a = path_at(chain, layers, i);
        if (count_slashes(a + common) > 1)
            return true;
        for (size_t j = 0; j < i && !isdigit((unsigned char)*last_part(a)); j++) {
            const char *b = path_at(chain, layers, j);
            if (!same_parent(a, b) && strcmp(last_part(a), last_part(b)) == 0)
                return true;
        }
    }
    return false;
}

/* ---- widths ---- */

/* The first two activations of one width, but for input and output, whose units stay in place. */
static bool find_equal(const struct chain *chain, const struct layers *layers, size_t *first,
                       size_t *second)
{
    for (*second = 1; *second <= chain->count; ++*second)
        for (*first = 0; *first < *second; ++*first)
            if (chain_units(chain, layers, *first) == chain_units(chain, layers, *second) &&
                !(*first == 0 && *second == chain->count))
                return true;
    return false;
}

/* The error or note is about the layer that the connection could go to. */
static struct error *check_equal(const struct chain *chain, const struct layers *layers,
                                 struct report *report)
{
    size_t first, second;
    if (!find_equal(chain, layers, &first, &second))
        return NULL;
    const char *path = path_at(chain, layers, second - 1);
    size_t units = chain_units(chain, layers, second);
    if (have_blocks(chain, layers))
        return error_new(
            "layer %s: has %zu units, as many as an activation before it, and in networks "
            "with blocks of layers connections may lead past some: " LAYERS_REMEDY,
            path, units);
    report_line(
        report, REPORT_NOTE,
        "layer %s: has %zu units, as many as an activation before it, and is taken to have no "
        "connection that leads past layers: if there is one, correct what --print-spec prints, and "
        "give that (--spec)",
        path, units);
    return NULL;
}

/* ---- networks side by side ---- */

static bool begins_group(const struct chain *chain, const struct layers *layers, size_t i)
{
    return i + 1 < chain->count &&
           !same_parent(path_at(chain, layers, i - 1), path_at(chain, layers, i)) &&
           same_parent(path_at(chain, layers, i), path_at(chain, layers, i + 1));
}

struct error *bridges_check(const struct chain *chain, const struct layers *layers,
                            struct report *report)
{
    for (size_t i = 1; i < chain->count; i++)
        if (begins_group(chain, layers, i) &&
            chain_entries(chain, layers, i) == chain_entries(chain, layers, 0))
            return error_new("layer %s: takes as many entries as the first layer (%zu), and may "
                             "begin a network of its own: " LAYERS_REMEDY,
                             path_at(chain, layers, i), chain_entries(chain, layers, i));
    return check_equal(chain, layers, report);
}
