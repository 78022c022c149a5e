/* What the harnesses of the stages share: a stage at work on a described stream, and what must hold
 * of the stream that it writes. */
#ifndef PHATE_STAGE_H
#define PHATE_STAGE_H

#include "described.h"

#include "embedding/old/old_picture.h"
#include "matrix/csr.h"
#include "stream/companion.h"
#include "stream/intake.h"
#include "stream/writer.h"

#include <omp.h>

/* A stage at work. Its options are the digits of the input's first line, 0 where there is none. */
enum { STAGE_OPTIONS = 8 };
struct stage_run {
    struct described input;
    unsigned option[STAGE_OPTIONS];
    char path[FUZZ_PATH];       /* of the first stream */
    struct intake in;           /* that reads it, where the stage takes record by record, */
    struct companion companion; /* with what came before: distances that records are made from, */
    struct matrix weight;       /* weights of pairs, */
    struct csr transition;      /* the way from landmarks to all rows, */
    struct old_picture old;     /* and a picture to place rows in */
    struct writer *out;
    struct report report;
};

/* Names of which one is NULL are the choices of an option. */
static inline unsigned stage_choice(const struct stage_run *run, size_t option,
                                    const char *const names[])
{
    unsigned count = 0;
    while (names[count])
        count++;
    return run->option[option] % count;
}

/* A record of that kind, made from the current one, without numbers of its own. */
static inline struct error *stage_put(struct stage_run *run, struct record *r,
                                      const struct matrix *m)
{
    struct error *err;
    TRY(record_from_add(r, "stage"));
    TRY(writer_matrix(run->out, r, m));
out:
    record_free(r);
    return err;
}

static inline struct error *stage_put_csr(struct stage_run *run, struct record *r,
                                          const struct csr *m)
{
    struct error *err = writer_csr(run->out, r, m);
    record_free(r);
    return err;
}

/* Numbers that come of finite ones are numbers, but for grids', which tell by NaN what is missing.
 */
static inline struct error *stage_check_record(struct reader *in, const struct record *r,
                                               bool finite)
{
    struct matrix m;
    struct table t = {0};
    struct error *err =
        r->type == PHM_TEXT ? reader_table(in, r, &t, NULL) : reader_matrix(in, r, &m);
    if (err)
        return err;
    if (r->type == PHM_TEXT) {
        table_free(&t);
        return NULL;
    }
    for (size_t e = 0; finite && !record_is(r, "grid") && e < m.rows * m.cols; e++)
        fuzz_must(!isnan(m.a[e]));
    matrix_free(&m);
    return NULL;
}

/* What was written is a stream, or nothing. */
static inline void stage_check_output(int fd, bool finite)
{
    struct reader *in;
    struct record r;
    if (lseek(fd, 0, SEEK_END) == 0)
        return;
    fuzz_must(lseek(fd, 0, SEEK_SET) == 0);
    fuzz_must(fuzz_good(reader_open_fd(&in, fd, "matrix")));
    for (bool got = true; fuzz_good(reader_next(in, &r, &got)) && got; record_free(&r))
        fuzz_must(fuzz_good(stage_check_record(in, &r, finite)));
    reader_close(in);
}

/* ---- the harness ---- */

typedef struct error *stage_function(struct stage_run *run);

struct stage_named {
    char letter;
    stage_function *run;
};

/* What the filters do with a record that they do not own. */
static inline struct error *stage_keep(struct stage_run *run)
{
    if (record_is(&run->in.record, "rows"))
        return intake_keep_rows(&run->in);
    if (companion_is_of_distances(&run->in.record))
        return companion_take(&run->companion, &run->in);
    return reader_skip(run->in.reader);
}

static inline struct error *stage_filter(struct stage_run *run, const char *const kinds[],
                                         const char *const aside[], stage_function *take)
{
    struct error *err;
    TRY(intake_open(&run->in, run->path, kinds[0], kinds));
    run->in.aside = aside;
    run->in.shows_companions = true;
    for (bool got = true;;) {
        TRY(intake_next(&run->in, &got));
        if (!got)
            break;
        TRY(intake_takes(&run->in) ? take(run) : stage_keep(run));
    }
out:
    return err;
}

/* Reads the options; returns the stage, the last one where no letter fits. */
static inline const struct stage_named *stage_choose(struct stage_run *run,
                                                     const struct stage_named *stage)
{
    char letter = described_take(&run->input), c;
    while (stage->letter && stage->letter != letter)
        stage++;
    for (size_t i = 0; (c = described_take(&run->input)) && c != '\n'; i++)
        if (i < STAGE_OPTIONS)
            run->option[i] = (unsigned char)c % 16;
    return stage;
}

static inline void stage_hear(struct report *report, enum report_level level, const char *text)
{
    (void)report;
    fuzz_must(level <= REPORT_DETAIL && *text);
}

static inline void stage_clean_up(struct stage_run *run)
{
    intake_close(&run->in);
    companion_free(&run->companion);
    csr_free(&run->transition);
    matrix_free(&run->weight);
    old_picture_free(&run->old);
}

/* One of the stages, of which the last has no letter. */
static inline void stage_fuzz(const uint8_t *data, size_t size, const struct stage_named stages[])
{
    struct stage_run run = {.input = {data, size, true}, .report = {.line = stage_hear}};
    const struct stage_named *stage = stage_choose(&run, stages);
    int in = described_file(&run.input, run.path), out = memfd_create("output", MFD_CLOEXEC);
    omp_set_num_threads(1);
    fuzz_must(out >= 0 && fuzz_good(writer_open_fd(&run.out, out)));
    struct error *err = stage->run(&run);
    stage_clean_up(&run);
    if (fuzz_good(err)) {
        fuzz_must(fuzz_good(writer_commit(run.out)));
        stage_check_output(out, run.input.finite);
    } else {
        writer_discard(run.out);
    }
    close(in);
    close(out);
}

#endif
