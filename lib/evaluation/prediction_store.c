#include "evaluation/prediction_store.h"

#include "base/file/file.h"
#include "base/file/identity.h"
#include "base/file/scratch.h"
#include "base/size.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

static const char mark[] = " predictions";

struct error *prediction_store_new(struct prediction_store *s, size_t points, const char *beside)
{
    struct error *err = NULL;
    *s = (struct prediction_store){.fd = -1, .points = points};
    s->at = calloc(points, sizeof *s->at);
    if (!s->at)
        TRY(error_memory("the predictions' places"));
    if (beside && asprintf(&s->path, "%s.predictions", beside) < 0) {
        s->path = NULL;
        TRY(error_memory("a file name"));
    }
out:
    if (err)
        prediction_store_free(s);
    return err;
}

void prediction_store_free(struct prediction_store *s)
{
    if (s->at && s->fd >= 0)
        close(s->fd);
    free(s->path);
    free(s->at);
    *s = (struct prediction_store){.fd = -1};
}

void prediction_store_remove(struct prediction_store *s)
{
    if (s->path && s->fd >= 0 && file_identity_is_at(s->fd, s->path, 0))
        unlink(s->path);
}

/* ---- one shape ---- */

/* "397 x 10 of f32", "3970 of f32" or "none". */
enum { SHAPE_ROOM = 80 };

static void print_shape(const struct answer_shape *shape, char text[SHAPE_ROOM])
{
    const char *type = dtype_name(shape->type);
    if (shape->count == 0)
        snprintf(text, SHAPE_ROOM, "none");
    else if (shape->classes == 0)
        snprintf(text, SHAPE_ROOM, "%zu of %s", shape->count, type);
    else
        snprintf(text, SHAPE_ROOM, "%zu x %zu of %s", shape->count / shape->classes, shape->classes,
                 type);
}

static bool same_shape(const struct answer_shape *a, const struct answer_shape *b)
{
    return a->count == b->count &&
           (a->count == 0 || (a->classes == b->classes && a->type == b->type));
}

static struct error *check_shape(const struct prediction_store *s, const struct answer_shape *shape)
{
    char these[SHAPE_ROOM], others[SHAPE_ROOM];
    if (s->answered == 0 || same_shape(shape, &s->shape))
        return NULL;
    print_shape(shape, these);
    print_shape(&s->shape, others);
    return error_new("predictions: %s, where other snapshots have %s: give the same samples and "
                     "classes for each",
                     these, others);
}

static void settle(struct prediction_store *s, size_t point, const struct answer_shape *shape,
                   struct prediction_place place)
{
    s->answered += !s->at[point].known;
    s->shape = *shape;
    s->at[point] = place;
    s->at[point].known = true;
}

/* ---- keeping ---- */

static struct error *open_file(struct prediction_store *s)
{
    if (s->fd >= 0)
        return NULL;
    if (!s->path)
        return scratch_open(&s->fd);
    struct stat status;
    s->fd = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
    if (s->fd < 0 || fstat(s->fd, &status) != 0)
        return error_new("%s: cannot open: %s: name another journal (--journal)", s->path,
                         strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_new("%s: not a regular file: name another journal (--journal)", s->path);
    return NULL;
}

struct error *prediction_store_put(struct prediction_store *s, size_t point,
                                   const struct answer_predictions *p)
{
    struct error *err;
    static const struct answer_shape none = {0};
    struct prediction_place place = {.finite = true, .offset = s->end};
    TRY(check_shape(s, p ? &p->shape : &none));
    if (p) {
        size_t bytes = answer_predictions_bytes(&p->shape);
        place.finite = answer_predictions_are_finite(p);
        if (!s->takes_nonfinite)
            TRY(error_prefix(answer_predictions_check_finite(p), "predictions"));
        TRY(open_file(s));
        TRY(file_write(s->fd, p->values, bytes, s->end, s->path ? s->path : "a temporary file"));
        place.hash = XXH3_64bits(p->values, bytes);
        s->end += bytes;
    }
    settle(s, point, p ? &p->shape : &none, place);
out:
    return err;
}

struct error *prediction_store_read(const struct prediction_store *s, size_t point, size_t first,
                                    size_t count, void *to)
{
    size_t size = dtype_size(s->shape.type);
    return error_prefix(file_read(s->fd, to, count * size, s->at[point].offset + first * size),
                        "%s", s->path ? s->path : "a temporary file");
}

/* ---- the journal ---- */

void prediction_store_print(const struct prediction_store *s, size_t point, FILE *f)
{
    const struct prediction_place *place = &s->at[point];
    if (s->shape.count > 0)
        fprintf(f, "%s %zu %zu %s %" PRIu64 " %016" PRIx64, mark, s->shape.count, s->shape.classes,
                dtype_name(s->shape.type), place->offset, place->hash);
}

/* Takes " 3970", a number in that base, up to the end of its line. False where there is none. */
static bool take_number(const char **at, int base, uint64_t *value)
{
    char *end;
    if (**at != ' ' || !isxdigit((unsigned char)(*at)[1]))
        return false;
    errno = 0;
    *value = strtoull(*at + 1, &end, base);
    bool taken = end > *at + 1 && errno == 0;
    *at = end;
    return taken;
}

/* Takes " f32" or " f64". */
static bool take_type(const char **at, enum dtype *type)
{
    static const enum dtype types[] = {DTYPE_F32, DTYPE_F64};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const char *name = dtype_name(types[i]);
        if (**at == ' ' && strncmp(*at + 1, name, strlen(name)) == 0) {
            *type = types[i];
            *at += 1 + strlen(name);
            return true;
        }
    }
    return false;
}

/* The bytes that the words tell of; false where they overflow. */
static bool find_end(const struct prediction_words *words, uint64_t *end)
{
    size_t bytes;
    return size_mul(words->shape.count, dtype_size(words->shape.type), &bytes) &&
           !__builtin_add_overflow(words->place.offset, bytes, end);
}

bool prediction_store_parse(struct prediction_words *words, const char *text, char **end)
{
    uint64_t count, classes, behind;
    *words = (struct prediction_words){0};
    *end = (char *)(uintptr_t)text;
    if (strncmp(text, mark, strlen(mark)) != 0)
        return true;
    text += strlen(mark);
    if (!take_number(&text, 10, &count) || !take_number(&text, 10, &classes) ||
        !take_type(&text, &words->shape.type) || !take_number(&text, 10, &words->place.offset) ||
        !take_number(&text, 16, &words->place.hash))
        return false;
    words->shape.count = (size_t)count;
    words->shape.classes = (size_t)classes;
    *end = (char *)(uintptr_t)text;
    return count > 0 && (classes == 0 || count % classes == 0) && find_end(words, &behind);
}

void prediction_store_spare(struct prediction_store *s, const struct prediction_words *words)
{
    uint64_t end = 0;
    if (find_end(words, &end) && end > s->end)
        s->end = end;
}

/* Whether the file has these predictions. */
static bool look(const struct prediction_store *s, const struct prediction_words *words,
                 XXH3_state_t *state, struct prediction_place *place)
{
    enum { PIECE = 1 << 16 };
    double piece[PIECE / sizeof(double)];
    enum dtype type = words->shape.type;
    size_t left = answer_predictions_bytes(&words->shape);
    XXH3_64bits_reset(state);
    *place = words->place;
    place->finite = true;
    for (uint64_t at = place->offset; left > 0;) {
        size_t bytes = size_min(left, PIECE);
        struct error *err = file_read(s->fd, piece, bytes, at);
        error_free(err);
        if (err)
            return false;
        XXH3_64bits_update(state, piece, bytes);
        place->finite = place->finite && answer_predictions_are_finite(&(struct answer_predictions){
                                             {type, bytes / dtype_size(type), 0}, piece});
        at += bytes;
        left -= bytes;
    }
    return XXH3_64bits_digest(state) == place->hash;
}

struct error *prediction_store_take(struct prediction_store *s, size_t point,
                                    const struct prediction_words *words, bool *taken)
{
    struct error *err;
    struct prediction_place place = {.finite = true};
    XXH3_state_t *state = XXH3_createState();
    if (!state)
        TRY(error_memory("a checksum"));
    TRY(check_shape(s, &words->shape));
    if (words->shape.count > 0)
        TRY(open_file(s));
    *taken = (words->shape.count == 0 || look(s, words, state, &place)) &&
             (place.finite || s->takes_nonfinite);
    if (*taken)
        settle(s, point, &words->shape, place);
out:
    XXH3_freeState(state);
    return err;
}
