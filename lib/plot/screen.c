#include "plot/screen.h"

#include "plot/gnuplot/tty.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char *const plot_screen_names[] = {"auto", "characters", "sixel", NULL};

/* Less than this has no room for a picture. */
enum { COLUMNS_LEAST = 20, LINES_LEAST = 8 };

/* Terminals answer in a few milliseconds, and over long lines in some ten. */
enum { PATIENCE = 200 };

/* xterm shows no more pixels than 1000 x 1000, unless it is set to. */
static const struct plot_room ROOM_MOST = {1000, 1000}, ROOM_USUAL = {800, 800};

static bool is_dumb(void)
{
    const char *term = getenv("TERM");
    return !term || strcmp(term, "dumb") == 0;
}

/* A variable's number, where it is more than `least`, else `usual`. */
static size_t number_of(const char *variable, size_t least, size_t usual)
{
    const char *text = getenv(variable);
    unsigned long number = text ? strtoul(text, NULL, 10) : 0;
    return number > least && number < 10000 ? number : usual;
}

static bool get_window(struct winsize *size)
{
    *size = (struct winsize){0};
    return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, size) == 0;
}

static void fit_characters(struct plot_options *o)
{
    struct winsize size;
    o->format = PLOT_CHARACTERS;
    o->columns = number_of("COLUMNS", COLUMNS_LEAST, 80);
    o->lines = number_of("LINES", LINES_LEAST, 24);
    o->ansi = isatty(STDOUT_FILENO) && !getenv("NO_COLOR") && !is_dumb();
    if (get_window(&size) && size.ws_col > COLUMNS_LEAST && size.ws_row > LINES_LEAST) {
        o->columns = size.ws_col;
        o->lines = size.ws_row - 1u; /* the prompt's line */
    }
}

/* Two lines are left to the command and the prompt. */
static void fit_sixel(struct plot_options *o, const struct tty_traits *traits)
{
    struct winsize size;
    bool known = get_window(&size);
    double width = known && size.ws_xpixel ? size.ws_xpixel : (double)traits->width;
    double height = known && size.ws_ypixel ? size.ws_ypixel : (double)traits->height;
    if (size.ws_row > LINES_LEAST)
        height *= 1 - 2.0 / size.ws_row;
    o->format = PLOT_SIXEL;
    o->room = ROOM_USUAL;
    if (width >= 100 && height >= 100)
        o->room = (struct plot_room){fmin(width, ROOM_MOST.width), fmin(height, ROOM_MOST.height)};
}

void plot_screen_fit(struct plot_options *options, enum plot_screen kind)
{
    struct tty_traits traits = {0};
    if (kind != SCREEN_CHARACTERS && isatty(STDOUT_FILENO) && !is_dumb())
        traits = tty_query(PATIENCE);
    if (kind == SCREEN_SIXEL || (kind == SCREEN_AUTO && traits.sixel))
        fit_sixel(options, &traits);
    else
        fit_characters(options);
}
