#include "plot/gnuplot/tty.h"

#include "base/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* The size of the window in pixels (xterm's), then the Primary Device Attributes: every terminal
 * knows these, so that their answer comes last, whether or not the first is answered. */
static const char QUESTIONS[] = "\033[14t\033[c";

/* In the answer to the attributes. */
enum { SIXEL = 4 };

/* ---- answers ---- */

/* The numbers of an answer, "4;700;1000": at most `most`; returns how many there are. */
static size_t read_numbers(const char *text, size_t *numbers, size_t most)
{
    size_t count = 0;
    while (count < most) {
        char *end;
        unsigned long number = strtoul(text, &end, 10);
        if (end == text)
            break;
        numbers[count++] = number;
        if (*end != ';')
            break;
        text = end + 1;
    }
    return count;
}

/* ESC [ ? 62 ; 4 ; 22 c: the first number is the terminal's kind. */
static void take_attributes(const char *text, struct tty_traits *traits)
{
    size_t numbers[32], count = read_numbers(text, numbers, 32);
    for (size_t i = 1; i < count; i++)
        traits->sixel |= numbers[i] == SIXEL;
}

/* ESC [ 4 ; height ; width t */
static void take_size(const char *text, struct tty_traits *traits)
{
    size_t numbers[3];
    if (read_numbers(text, numbers, 3) < 3 || numbers[0] != 4)
        return;
    traits->height = numbers[1];
    traits->width = numbers[2];
}

bool tty_parse(const char *answer, size_t length, struct tty_traits *traits)
{
    char text[256]; /* the numbers of one answer */
    *traits = (struct tty_traits){0};
    for (size_t i = 0; i + 1 < length; i++) {
        if (answer[i] != '\033' || answer[i + 1] != '[')
            continue;
        size_t begin = i + 2, end = begin;
        while (end < length && answer[end] >= '0' && answer[end] <= '?')
            end++;
        if (end == length || end - begin >= sizeof text)
            continue;
        memcpy(text, answer + begin, end - begin);
        text[end - begin] = '\0';
        if (answer[end] == 't')
            take_size(text, traits);
        if (answer[end] == 'c' && *text == '?') {
            take_attributes(text + 1, traits);
            return true;
        }
    }
    return false;
}

/* ---- the conversation ---- */

static int milliseconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int)((now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000);
}

static bool ask(int tty)
{
    ssize_t done;
    do
        done = write(tty, QUESTIONS, sizeof QUESTIONS - 1);
    while (done < 0 && errno == EINTR);
    return done == (ssize_t)sizeof QUESTIONS - 1;
}

static void listen(int tty, int patience, struct tty_traits *traits)
{
    char answer[1024] = "";
    size_t length = 0;
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    while (length < sizeof answer && !tty_parse(answer, length, traits)) {
        struct pollfd wait = {.fd = tty, .events = POLLIN};
        int left = patience - milliseconds_since(&start);
        int ready = left > 0 ? poll(&wait, 1, left) : 0;
        if (ready < 0 && errno == EINTR)
            continue; /* the answer, were it not read, would stand at the prompt */
        if (ready <= 0)
            break;
        ssize_t got = read(tty, answer + length, sizeof answer - length);
        if (got <= 0)
            break;
        length += (size_t)got;
    }
    if (!tty_parse(answer, length, traits))
        *traits = (struct tty_traits){0};
}

/* An answer that comes late is thrown away with the mode: it would stand at the shell's prompt. */
static void converse(int tty, int patience, struct tty_traits *traits)
{
    struct termios before, raw;
    if (tcgetattr(tty, &before) != 0)
        return;
    raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(tty, TCSANOW, &raw) != 0)
        return;
    if (ask(tty))
        listen(tty, patience, traits);
    tcsetattr(tty, TCSAFLUSH, &before);
}

/* ---- signals ---- */

/* A signal reaches any thread, those of a BLAS too, so that blocking it in one does not hold it
 * back: it is noted, and raised when the terminal is as it was. */
static volatile sig_atomic_t pending[NSIG];

static void note_signal(int number)
{
    pending[number] = 1;
}

/* Not those of a fault in the program: the instruction would be tried again, for ever. */
static bool can_wait(int number)
{
    static const int faults[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (faults[i] == number)
            return false;
    return signals_is_deadly(number) || number == SIGTSTP;
}

static void hold_signals(struct sigaction before[NSIG])
{
    struct sigaction note = {.sa_handler = note_signal};
    for (int number = 1; number < NSIG; number++) {
        pending[number] = 0;
        if (can_wait(number) && sigaction(number, NULL, &before[number]) == 0 &&
            before[number].sa_handler != SIG_IGN)
            sigaction(number, &note, NULL);
    }
}

static void release_signals(const struct sigaction before[NSIG])
{
    for (int number = 1; number < NSIG; number++)
        if (can_wait(number))
            sigaction(number, &before[number], NULL);
    for (int number = 1; number < NSIG; number++)
        if (pending[number])
            raise(number);
}

struct tty_traits tty_query(int patience)
{
    struct tty_traits traits = {0};
    struct sigaction before[NSIG] = {0};
    int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (tty < 0)
        return traits;
    hold_signals(before);
    if (tcgetpgrp(tty) == getpgrp()) /* else it is not ours to talk to, and writing may stop us */
        converse(tty, patience, &traits);
    release_signals(before);
    close(tty);
    return traits;
}
