#include "plot/gnuplot/gnuplot.h"

#include "base/file/file.h"
#include "base/size.h"
#include "plot/gnuplot/process.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The three standard files of gnuplot, in memory: no pipe can block or kill it, and nothing has to
 * feed it. */
enum { SCRIPT, IMAGE, MESSAGES, FILES };

/* ---- files in memory ---- */

static struct error *open_files(int fd[FILES])
{
    static const char *const names[FILES] = {"script", "image", "messages"};
    for (int i = 0; i < FILES; i++) {
        fd[i] = memfd_create(names[i], MFD_CLOEXEC);
        if (fd[i] < 0)
            return error_new("gnuplot: cannot create a file in memory for its %s: %s", names[i],
                             strerror(errno));
    }
    return NULL;
}

static void close_files(const int fd[FILES])
{
    for (int i = 0; i < FILES; i++)
        if (fd[i] >= 0)
            close(fd[i]);
}

static struct error *write_script(int fd, const char *script, size_t length)
{
    if (file_write_all(fd, script, length))
        return NULL;
    return error_new("gnuplot: cannot write its script: %s", strerror(errno));
}

/* The whole file, with a NUL after it; the caller frees it. */
static struct error *read_all(int fd, char **data, size_t *length)
{
    struct stat status;
    *data = NULL;
    *length = 0;
    if (fstat(fd, &status) != 0)
        return error_new("gnuplot: cannot read its output: %s", strerror(errno));
    size_t size = (size_t)status.st_size;
    char *text = malloc(size + 1);
    if (!text)
        return error_memory("the image");
    while (*length < size) {
        ssize_t done = pread(fd, text + *length, size - *length, (off_t)*length);
        if (done == 0 || (done < 0 && errno != EINTR)) {
            free(text);
            return error_new("gnuplot: cannot read its output: %s",
                             done ? strerror(errno) : "cut short");
        }
        *length += done > 0 ? (size_t)done : 0;
    }
    text[size] = '\0';
    *data = text;
    return NULL;
}

/* ---- messages ---- */

/* What a message shows of the script, and how much of it before the place in question; bytes. */
enum { EXCERPT = 100, BEFORE_CARET = 40 };

/* Line `number` (from 1) of a text; its end where there are fewer. */
static const char *line_of(const char *text, size_t number)
{
    for (; number > 1 && *text; text++)
        number -= *text == '\n';
    return text;
}

/* The place where gnuplot gave up: it shows the command on one line, and below it a caret, which
 * stands after the word in question. NULL where it shows none. */
static const char *place_of_caret(const char *messages)
{
    const char *above = NULL;
    for (size_t i = 1; *line_of(messages, i); i++) {
        const char *line = line_of(messages, i);
        size_t column = strspn(line, " ");
        if (above && line[column] == '^') {
            size_t start = column > BEFORE_CARET ? column - BEFORE_CARET : 0;
            return above + size_min(start, strcspn(above, "\n"));
        }
        above = line;
    }
    return NULL;
}

/* What the script itself says: exit error '--show: ...'. */
static bool is_script_speaking(const char *line)
{
    const char *exit = strstr(line, "exit error");
    return exit && exit < line + strcspn(line, "\n");
}

/* What gnuplot says: "/dev/stdin" line 14: undefined variable: x. The line is the last of the
 * command. */
static struct error *gnuplot_error(const char *messages, const char *script, int status)
{
    static const char place[] = "\"/dev/stdin\" line ";
    const char *at = strstr(messages, place);
    if (!at && WIFSIGNALED(status))
        return error_new("gnuplot: ended by signal %d (%s)", WTERMSIG(status),
                         strsignal(WTERMSIG(status)));
    if (!at) {
        messages += strspn(messages, "\n");
        return error_new("gnuplot: %s: %.*s", status ? "failed" : "wrote nothing",
                         (int)strcspn(messages, "\n"),
                         *messages ? messages : "check its installation");
    }
    char *text;
    size_t number = strtoul(at + sizeof place - 1, &text, 10);
    const char *line = line_of(script, number), *near = place_of_caret(messages);
    if (!near)
        near = line;
    text += strspn(text, ": ");
    if (is_script_speaking(line))
        return error_new("%.*s", (int)strcspn(text, "\n"), text);
    return error_new("gnuplot: script:%zu: %.*s: %.*s: print the script with -g", number,
                     (int)strcspn(text, "\n"), text, (int)size_min(strcspn(near, "\n"), EXCERPT),
                     near);
}

/* A block without points is expected: a run that begins later in a film, say. */
static bool is_of_empty_block(const char *line, size_t length)
{
    static const char warning[] = "warning: Skipping data file with no valid points";
    return length >= sizeof warning - 1 &&
           strncmp(line + length - (sizeof warning - 1), warning, sizeof warning - 1) == 0;
}

static void report_messages(struct report *report, enum report_level level, const char *messages)
{
    while (*messages) {
        int length = (int)strcspn(messages, "\n");
        if (length > 0 && !is_of_empty_block(messages, (size_t)length))
            report_line(report, level, "gnuplot: %.*s", length, messages);
        messages += length + (messages[length] == '\n');
    }
}

/* Whether `text` begins with digits and colons in the places of those of `date`. */
static bool is_date(const char *text, size_t length, const char *date)
{
    size_t i = 0;
    for (; i < length && date[i]; i++)
        if ((date[i] == ':') != (text[i] == ':') ||
            (isdigit((unsigned char)date[i]) && !isdigit((unsigned char)text[i])))
            return false;
    return date[i] == '\0';
}

/* Cairo and gnuplot's TikZ write the time of day and know no SOURCE_DATE_EPOCH. The first such date
 * is overwritten in place, for a PDF file counts its bytes. In a PDF of cairo 1.18 it is
 * compressed, out of reach. */
static void fix_date(char *image, size_t length)
{
    static const struct {
        const char *magic, *before, *date;
    } formats[] = {
        {"%PDF-", "/CreationDate (D:", "19700101000000"},
        {"%!PS-", "\n%%CreationDate: ", "Thu Jan  1 00:00:00 1970"},
        {"\\begin{tikzpicture}", "\n%% ", "Thu Jan  1 00:00:00 1970"},
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const char *date = formats[i].date;
        size_t magic = strlen(formats[i].magic), before = strlen(formats[i].before);
        if (length < magic || memcmp(image, formats[i].magic, magic) != 0)
            continue;
        for (char *at = image;
             (at = memmem(at, (size_t)(image + length - at), formats[i].before, before));) {
            at += before;
            if (is_date(at, (size_t)(image + length - at), date)) {
                memcpy(at, date, strlen(date));
                return;
            }
        }
    }
}

struct error *gnuplot_run(const char *script, size_t length, struct report *report, char **image,
                          size_t *image_length)
{
    struct error *err = NULL;
    int fd[FILES] = {-1, -1, -1};
    pid_t child;
    char *messages = NULL;
    size_t messages_length;
    *image = NULL;

    TRY(open_files(fd));
    TRY(write_script(fd[SCRIPT], script, length));
    TRY(gnuplot_start(fd, SIGKILL, &child));
    int status = gnuplot_wait(child);
    TRY(read_all(fd[MESSAGES], &messages, &messages_length));
    TRY(read_all(fd[IMAGE], image, image_length));
    if (status != 0 || *image_length == 0) {
        err = gnuplot_error(messages, script, status);
        goto out;
    }
    report_messages(report, REPORT_NOTE, messages);
    fix_date(*image, *image_length);
out:
    free(messages);
    close_files(fd);
    if (err) {
        free(*image);
        *image = NULL;
    }
    return err;
}

/* ---- a window ---- */

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value && *value;
}

static struct error *no_window(const char *why)
{
    return error_new(
        "--show: no window: %s: draw in the terminal (without --show), or into a file (-o)", why);
}

/* Whether they are what the toolkits say where no screen is at the other end. */
static bool has_no_screen(const char *messages)
{
    static const char *const words[] = {"unable to open display", "Unable to initialize GTK",
                                        "Could not load the Qt platform plugin",
                                        "Could not start gnuplot_qt"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(messages, words[i]))
            return true;
    return false;
}

/* gnuplot waits for ever for a window of qt that could not be opened: in the first seconds its
 * messages are watched, and if they say so it is interrupted. */
static int wait_for_window(pid_t child, int messages_fd)
{
    enum { CHECKS = 50 };
    static const struct timespec step = {.tv_nsec = 100000000};
    int status;
    for (int i = 0; i < CHECKS; i++) {
        char *messages;
        size_t length;
        if (waitpid(child, &status, WNOHANG) == child)
            return status;
        struct error *err = read_all(messages_fd, &messages, &length);
        if (!err && has_no_screen(messages))
            kill(child, SIGINT);
        error_free(err);
        free(messages);
        nanosleep(&step, NULL);
    }
    return gnuplot_wait(child);
}

struct error *gnuplot_show(const char *script, size_t length, struct report *report)
{
    struct error *err = NULL;
    int fd[FILES] = {-1, -1, -1};
    pid_t child;
    char *messages = NULL;
    size_t messages_length;

    if (!is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY"))
        return no_window("neither DISPLAY nor WAYLAND_DISPLAY is set");
    TRY(open_files(fd));
    TRY(write_script(fd[SCRIPT], script, length));
    TRY(gnuplot_start(fd, SIGINT, &child));
    int status = wait_for_window(child, fd[MESSAGES]);
    TRY(read_all(fd[MESSAGES], &messages, &messages_length));
    if (status == 0)
        report_messages(report, REPORT_DETAIL, messages); /* toolkits chatter */
    else if (has_no_screen(messages))
        err = no_window("DISPLAY or WAYLAND_DISPLAY names a screen that gnuplot cannot reach");
    else
        err = gnuplot_error(messages, script, status);
out:
    free(messages);
    close_files(fd);
    return err;
}
