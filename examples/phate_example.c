/* The picture of a stream's snapshots, or of those in a .npy array: x and y, as phm2tsv prints them
 * of the pipe knnaff | diffop | potdist | mds.
 *
 *     cc phate_example.c $(pkg-config --cflags --libs phatetools) -o phate_example
 *     snapcat runs/x.pt runs/y.pt ... | ./phate_example */
#include <phate.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void check(struct phate_error *error)
{
    if (!error)
        return;
    fprintf(stderr, "phate_example: %s\n", phate_error_text(error));
    phate_error_free(error);
    exit(1);
}

static void say(void *context, enum phate_level level, const char *text)
{
    if (level != PHATE_DETAIL)
        fprintf((FILE *)context, "phate_example: %s\n", text);
}

/* The first record of snapshots, which a companion is not. */
static size_t find_snapshots(struct phate_reader *reader)
{
    const struct phate_record *r;
    for (check(phate_reader_next(reader, &r)); r; check(phate_reader_next(reader, &r)))
        if (strcmp(phate_record_kind(r), "snapshots") == 0 && !phate_record_attr(r, "of"))
            return phate_record_rows(r);
    fputs("phate_example: no snapshots: name checkpoints to snapcat\n", stderr);
    exit(1);
}

/* In the fewest digits that read back as the same number. */
static void print(double x, char end)
{
    char text[32];
    int digits = 1;
    do
        snprintf(text, sizeof text, "%.*g", digits, x);
    while (strtod(text, NULL) != x && digits++ < 17);
    printf("%s%c", text, end);
}

int main(int argc, char *argv[])
{
    struct phate_reader *reader;
    struct phate_options o = phate_options_default(); /* o.k = 7, o.ground = 0.5, ... */
    if (phate_prepare())
        execv("/proc/self/exe", argv);
    o.say = say;
    o.context = stderr;
    check(phate_reader_open(&reader, argc > 1 ? argv[1] : "-", "snapshots"));
    size_t n = find_snapshots(reader);
    double *d = calloc(n, n * sizeof *d), *p = calloc(n, n * sizeof *p);
    double *y = calloc(n, o.dims * sizeof *y);

    check(phate_reader_gram(reader, &o, d));
    check(phate_gram_distances(d, n, &o, d));
    check(phate_affinity(d, n, &o, p));
    check(phate_operator(p, n, &o, p, NULL));
    check(phate_potential_distances(p, d, n, &o, p));
    check(phate_mds(p, n, &o, y, NULL));

    puts("x\ty");
    for (size_t i = 0; i < n * o.dims; i++)
        print(y[i], (i + 1) % o.dims ? '\t' : '\n');
    free(d);
    free(p);
    free(y);
    phate_reader_close(reader);
    return fflush(stdout) == 0 ? 0 : 1;
}
