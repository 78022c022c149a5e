/* What users write in options. The input is a letter for the option, and two lines: its text, and
 * a name that the text is about. */
#include "fuzz.h"

#include "base/file/output_name.h"
#include "base/text/number_list.h"
#include "base/text/regex_list.h"
#include "base/text/substitution.h"
#include "gram/groups.h"
#include "operator/affinities.h"
#include "operator/ground.h"
#include "operator/powers.h"
#include "phate/entropy.h"
#include "plot/layout/options.h"
#include "plot/pictures.h"
#include "plot/run_labels.h"
#include "plot/space/view.h"

#include <math.h>

/* The C library's expressions may take any time and memory: each repetition of another doubles what
 * it takes, and a number in braces is squared. These are short, with few repetitions, one of them
 * in braces, and numbers of two digits. */
enum { EXPRESSION = 32, REPETITIONS = 8, DIGITS = 2, NAME = 24, NUMBERS = 16 };

static size_t count_any(const char *text, const char *of)
{
    size_t count = 0;
    while ((text = strpbrk(text, of))) {
        count++;
        text++;
    }
    return count;
}

static bool has_long_number(const char *text)
{
    while ((text = strpbrk(text, "0123456789"))) {
        size_t digits = strspn(text, "0123456789");
        if (digits > DIGITS)
            return true;
        text += digits;
    }
    return false;
}

static bool is_mild(const char *expression)
{
    return strlen(expression) <= EXPRESSION && count_any(expression, "*+?{") <= REPETITIONS &&
           count_any(expression, "{") <= 1 && !has_long_number(expression);
}

/* ---- names of outputs ---- */

static void use_output(const char *text, const char *name)
{
    const struct output_field fields[] = {{"step", "0.5"}, {"seed", "7"}, {"name", name}};
    char *filled;
    if (!fuzz_good(output_name_fill(text, fields, 3, &filled)))
        return;
    if (!output_name_has(text, "step") && !output_name_has(text, "seed") &&
        !output_name_has(text, "name"))
        fuzz_must(strcmp(filled, text) == 0);
    free(filled);
}

/* ---- expressions ---- */

static void use_expression(const char *text, const char *name)
{
    struct regex_list list = {0};
    if (is_mild(text) && fuzz_good(regex_list_add(&list, text)))
        fuzz_must(regex_list_matches(&list, name) == (regex_list_first(&list, name) == 0));
    regex_list_free(&list);
}

static void use_substitution(const char *text, const char *name)
{
    struct substitution_list list = {0};
    char *result;
    if (is_mild(text) && fuzz_good(substitution_add(&list, text)) &&
        fuzz_good(substitution_apply(&list, name, &result)))
        free(result);
    substitution_free(&list);
}

/* Two tensors, of that name and another. */
static void make_tensors(struct table *t, const char *name)
{
    const char *const cells[][5] = {{"name", "dtype", "shape", "first", "count"},
                                    {name, "f32", "2", "0", "2"},
                                    {"fc1.weight", "f32", "1", "2", "1"}};
    size_t column;
    for (size_t i = 0; i < 5; i++) {
        fuzz_must(fuzz_good(table_column_add(t, cells[0][i], &column)));
        for (size_t row = 0; row < 2; row++) {
            if (i == 0)
                fuzz_must(fuzz_good(table_row_add(t)));
            fuzz_must(fuzz_good(table_set(t, row, column, cells[row + 1][i])));
        }
    }
}

/* Every column has a group. */
static void use_groups(const char *text, const char *name)
{
    struct group_choice choice = {0};
    struct gram_groups groups = {0};
    struct table tensors = {0};
    size_t cols = 0;
    make_tensors(&tensors, name);
    if (is_mild(text) && fuzz_good(gram_group_choice_add(&choice, text))) {
        fuzz_must(choice.names.count == choice.expressions.count);
        fuzz_must(gram_group_of(&choice, name) != NULL);
        if (fuzz_good(gram_groups_make(&groups, &choice, &tensors, 3))) {
            for (size_t i = 0; i < groups.count; i++)
                cols += groups.at[i].cols;
            fuzz_must(cols == 3);
        }
    }
    table_free(&tensors);
    gram_groups_free(&groups);
    gram_group_choice_free(&choice);
}

/* ---- numbers ---- */

static void use_numbers(const char *text, const char *name)
{
    struct number_list list = {0};
    (void)name;
    if (fuzz_good(number_list_parse(&list, text)))
        for (size_t i = 0; i < list.texts.count; i++)
            fuzz_must(isfinite(list.at[i]));
    number_list_free(&list);
}

static void use_ranges(const char *text, const char *name)
{
    struct range_list list = {0};
    uint64_t numbers = 0;
    (void)name;
    if (fuzz_good(number_list_parse_ranges(&list, text))) {
        for (size_t i = 0; i < list.count; i++) {
            fuzz_must(list.at[i].first <= list.at[i].last);
            numbers += list.at[i].last - list.at[i].first + 1;
        }
        fuzz_must(numbers == list.numbers);
    }
    number_list_free_ranges(&list);
}

static void use_whole(const char *text, const char *name)
{
    size_t at[NUMBERS], count = 0, least = strlen(name) % 3;
    if (!fuzz_good(number_list_parse_whole(text, least, NUMBERS, at, &count)))
        return;
    fuzz_must(count > 0 && count <= NUMBERS);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j <= i; j++)
            fuzz_must(at[i] >= least && (i == j || at[i] != at[j]));
}

static void use_within(const char *text, const char *name)
{
    struct grounds_list grounds = {0};
    (void)name;
    if (!fuzz_good(ground_read_list(text, &grounds)))
        return;
    fuzz_must(grounds.count > 0 && grounds.largest <= 1);
    for (size_t i = 0; i < grounds.count; i++)
        fuzz_must(grounds.at[i] >= 0 && grounds.at[i] <= grounds.largest);
}

static void use_operator(const char *text, const char *name)
{
    struct neighbours_list k;
    struct powers powers;
    struct entropy_scale scale;
    char again[POWERS_TEXT_MAX];
    double magnify;
    (void)name;
    if (fuzz_good(affinities_read_neighbours(text, &k)))
        for (size_t i = 0; i < k.count; i++)
            fuzz_must(k.at[i] > (i ? k.at[i - 1] : 0));
    if (fuzz_good(powers_read(text, &powers)) && powers.count) {
        powers_print(&powers, again);
        fuzz_must(fuzz_good(powers_read(again, &powers)));
    }
    if (fuzz_good(ground_read_magnify(text, &magnify)))
        fuzz_must(magnify >= 0 && magnify <= 1e6);
    entropy_scale_read(text, &scale);
}

/* ---- pictures ---- */

static void use_picture(const char *text, const char *name)
{
    struct plot_color_options color = {0};
    struct strlist titles = {0};
    struct plot_view view;
    struct plot_choice choice;
    double length;
    (void)name;
    if (fuzz_good(plot_length_of(text, &length)))
        fuzz_must(length >= 2 && length <= 200);
    if (fuzz_good(plot_font_size_of(text, &length)))
        fuzz_must(length >= 3 && length <= 72);
    if (fuzz_good(plot_color_range_of(text, &color)) && color.has_least && color.has_most)
        fuzz_must(color.least < color.most);
    if (fuzz_good(plot_view_of(text, &view)))
        fuzz_must(view.tilt >= 0 && view.tilt <= 180 && fabs(view.turn) <= 360);
    if (fuzz_good(plot_choice_of(text, &choice)))
        fuzz_must(choice.first > 0 && choice.first <= choice.last);
    fuzz_good(plot_font_check(text));
    fuzz_good(plot_label_check(text));
    fuzz_good(plot_titles_of(text, &titles));
    strlist_free(&titles);
}

typedef void use_words(const char *text, const char *name);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static use_words *const uses[] = {use_output,   use_expression, use_substitution, use_groups,
                                      use_numbers,  use_ranges,     use_whole,        use_within,
                                      use_operator, use_picture};
    if (size == 0)
        return 0;
    char *text = strndup((const char *)data + 1, size - 1), *name = text;
    fuzz_must(text != NULL);
    strsep(&name, "\n");
    if (name && strlen(name) > NAME)
        name[NAME] = '\0';
    uses[*data % (sizeof uses / sizeof *uses)](text, name ? name : "");
    free(text);
    return 0;
}
