/* Puts the picture of a stream's snapshots, or of those in a .npy array, in their place: the pipe
 * knnaff | diffop | potdist | mds in memory.
 *
 *     cc phate_example.c $(pkg-config --cflags --libs phatetools) -o phate_example
 *     snapcat runs/x.pt runs/y.pt ... | ./phate_example | trajplot -o picture.png */
#include <phate.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void check(struct phate_error *error)
{
    if (!error)
        return;
    fprintf(stderr, "phate_example: %s\n", phate_error_text(error));
    exit(1);
}

static void say(void *context, enum phate_level level, const char *text)
{
    if (level != PHATE_DETAIL)
        fprintf(context, "phate_example: %s\n", text);
}

static void draw(struct phate_reader *reader, const struct phate_record *snapshots,
                 struct phate_writer *writer)
{
    struct phate_options o = phate_options_default(); /* o.k = 7, o.ground = 0.5, ... */
    o.say = say;
    o.context = stderr;
    struct phate_record *coords;
    size_t n = phate_record_rows(snapshots);
    double *d = calloc(n, n * sizeof *d), *p = calloc(n, n * sizeof *p);
    double *y = calloc(n, o.dims * sizeof *y);

    check(phate_reader_gram(reader, &o, d));
    check(phate_gram_distances(d, n, &o, d));
    check(phate_affinity(d, n, &o, p));
    check(phate_operator(p, n, &o, p, NULL));
    check(phate_potential_distances(p, d, n, &o, p));
    check(phate_mds(p, n, &o, y, NULL));
    check(phate_record_derive(&coords, snapshots, "coords", n, o.dims));
    check(phate_writer_matrix(writer, coords, y));
    phate_record_free(coords);
    free(d);
    free(p);
    free(y);
}

int main(int argc, char *argv[])
{
    struct phate_reader *reader;
    struct phate_writer *writer;
    const struct phate_record *r;
    if (phate_prepare())
        execv("/proc/self/exe", argv);
    check(phate_reader_open(&reader, argc > 1 ? argv[1] : "-", "snapshots"));
    check(phate_writer_open(&writer, "-"));
    for (check(phate_reader_next(reader, &r)); r; check(phate_reader_next(reader, &r)))
        if (phate_record_type(r) == PHATE_TEXT || phate_record_attr(r, "of"))
            check(phate_writer_pass(writer, reader)); /* tables, and companions */
        else
            draw(reader, r, writer);
    check(phate_writer_commit(writer));
    phate_reader_close(reader);
}
