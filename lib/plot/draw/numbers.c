#include "plot/draw/numbers.h"

#include "base/size.h"

#include <math.h>
#include <string.h>

/* More of them say no more. */
enum { COUNT_LEAST = 2, COUNT_MOST = 10 };

/* In sizes of type: the distance of lines of numbers, and the gap between two side by side. */
static const double LINE = 1.6, GAP = 1.2;

/* A power's exponent is set smaller. */
static const double EXPONENT_SIZE = 0.8;

/* Numbers that %g writes with an exponent, or with many digits. */
static const double FAR_BELOW = 1e-4, FAR_ABOVE = 1e4;

static double text_width(const char *text)
{
    return plot_text_em(text, strlen(text));
}

static void format_number(const struct plot_numbers *numbers, size_t i, char *text, size_t room)
{
    if (numbers->powers)
        snprintf(text, room, "%.0f", round(log10(numbers->levels.at[i])));
    else
        snprintf(text, room, "%.*g", numbers->digits, numbers->levels.at[i]);
}

double plot_numbers_width(const struct plot_numbers *numbers, size_t i)
{
    char text[PLOT_NUMBER_TEXT];
    format_number(numbers, i, text, sizeof text);
    return numbers->powers ? text_width("10") + EXPONENT_SIZE * text_width(text) : text_width(text);
}

double plot_numbers_widest(const struct plot_numbers *numbers)
{
    double widest = 0;
    for (size_t i = 0; i < numbers->levels.count; i++)
        widest = fmax(widest, plot_numbers_width(numbers, i));
    return widest;
}

void plot_numbers_text(const struct plot_numbers *numbers, size_t i, enum plot_markup markup,
                       char text[PLOT_NUMBER_TEXT])
{
    char number[PLOT_NUMBER_TEXT / 2];
    format_number(numbers, i, number, sizeof number);
    const char *dollar = markup == MARKUP_TEX ? "$" : ""; /* for the minus sign */
    snprintf(text, PLOT_NUMBER_TEXT, numbers->powers ? "%s10^{%s}%s" : "%s%s%s", dollar, number,
             dollar);
}

static bool are_powers(const struct plot_levels *levels)
{
    for (size_t i = 0; i < levels->count; i++) {
        double power = log10(levels->at[i]);
        if (!levels->logarithmic || fabs(power - round(power)) > 1e-9)
            return false;
    }
    return levels->at[0] < FAR_BELOW || levels->at[levels->count - 1] > FAR_ABOVE;
}

void plot_numbers_choose(struct plot_numbers *numbers, double least, double most, bool logarithmic,
                         size_t most_count)
{
    plot_levels_choose_numbers(&numbers->levels, least, most, logarithmic,
                               size_min(size_max(most_count, COUNT_LEAST), COUNT_MOST));
    numbers->powers = are_powers(&numbers->levels);
    numbers->digits = plot_levels_digits(&numbers->levels);
    numbers->widest = plot_numbers_widest(numbers);
}

void plot_numbers_choose_upright(struct plot_numbers *numbers, double least, double most,
                                 bool logarithmic, double length)
{
    plot_numbers_choose(numbers, least, most, logarithmic,
                        (size_t)fmin(COUNT_MOST, fmax(0, length / LINE)));
}

void plot_numbers_choose_lying(struct plot_numbers *numbers, double least, double most,
                               bool logarithmic, double length)
{
    for (size_t count = COUNT_MOST; count >= COUNT_LEAST; count--) {
        plot_numbers_choose(numbers, least, most, logarithmic, count);
        if ((numbers->widest + GAP) * (double)numbers->levels.count <= length)
            return;
    }
}

void plot_numbers_choose_on(struct plot_numbers *numbers, const struct plot_ramp *ramp,
                            double length)
{
    *numbers = (struct plot_numbers){0};
    plot_ramp_levels(ramp, LINE / length, &numbers->levels);
    numbers->powers = are_powers(&numbers->levels);
    numbers->digits = plot_levels_digits(&numbers->levels);
    numbers->widest = plot_numbers_widest(numbers);
}

void plot_numbers_write(FILE *f, const struct plot_numbers *numbers, enum plot_markup markup)
{
    char text[PLOT_NUMBER_TEXT];
    fputc('(', f);
    for (size_t i = 0; i < numbers->levels.count; i++) {
        plot_numbers_text(numbers, i, markup, text);
        fprintf(f, "%s'%s' %.17g", i ? ", " : "", text, numbers->levels.at[i]);
    }
    fputc(')', f);
}
