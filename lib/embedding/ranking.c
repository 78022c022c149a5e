#include "embedding/ranking.h"

#include "base/size.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A thread sorts so many numbers at a time into their places by one digit, a byte. */
enum { BLOCK = 1 << 16, DIGIT = 256, DIGIT_BITS = 8 };

static size_t block_count(const struct ranking *r)
{
    return r->count / BLOCK + 1;
}

struct error *ranking_new(struct ranking *r, size_t count)
{
    size_t bytes;
    *r = (struct ranking){.count = count};
    if (size_mul(count, sizeof *r->at, &bytes)) {
        r->at = malloc(size_max(bytes, 1));
        r->spare = malloc(size_max(bytes, 1));
        r->places = malloc(block_count(r) * DIGIT * sizeof *r->places);
    }
    if (r->at && r->spare && r->places)
        return NULL;
    ranking_free(r);
    return error_memory("the order of distances");
}

void ranking_free(struct ranking *r)
{
    free(r->at);
    free(r->spare);
    free(r->places);
    *r = (struct ranking){0};
}

/* ---- sorting ---- */

/* Ascends as the numbers do: the bits of positive ones do, those of negative ones descend. */
static uint64_t key_of(double value)
{
    const uint64_t sign = (uint64_t)1 << 63;
    uint64_t bits;
    value += 0.0; /* -0 becomes 0 */
    memcpy(&bits, &value, sizeof bits);
    return bits & sign ? ~bits : bits | sign;
}

static size_t digit_of(uint64_t key, unsigned shift)
{
    return key >> shift & (DIGIT - 1);
}

static void count_digits(struct ranking *r, size_t block, unsigned shift)
{
    size_t *places = r->places + block * DIGIT, end = size_min((block + 1) * BLOCK, r->count);
    memset(places, 0, DIGIT * sizeof *places);
    for (size_t i = block * BLOCK; i < end; i++)
        places[digit_of(r->at[i].key, shift)]++;
}

/* Counts become places: where each block's numbers with each digit begin. False where all numbers
 * have one digit, so that they stay where they are. */
static bool find_places(struct ranking *r)
{
    size_t blocks = block_count(r), next = 0;
    for (size_t digit = 0; digit < DIGIT; digit++) {
        size_t first = next;
        for (size_t block = 0; block < blocks; block++) {
            size_t *place = &r->places[block * DIGIT + digit], count = *place;
            *place = next;
            next += count;
        }
        if (next - first == r->count)
            return false;
    }
    return true;
}

static void move_block(struct ranking *r, size_t block, unsigned shift)
{
    size_t *places = r->places + block * DIGIT, end = size_min((block + 1) * BLOCK, r->count);
    for (size_t i = block * BLOCK; i < end; i++)
        r->spare[places[digit_of(r->at[i].key, shift)]++] = r->at[i];
}

static void sort_by_digit(struct ranking *r, unsigned shift)
{
    size_t blocks = block_count(r);
#pragma omp parallel for schedule(static) if (blocks > 1)
    for (size_t block = 0; block < blocks; block++)
        count_digits(r, block, shift);
    if (!find_places(r))
        return;
#pragma omp parallel for schedule(static) if (blocks > 1)
    for (size_t block = 0; block < blocks; block++)
        move_block(r, block, shift);
    struct ranked *sorted = r->spare;
    r->spare = r->at;
    r->at = sorted;
}

void ranking_sort(struct ranking *r, const double *value)
{
#pragma omp parallel for schedule(static) if (r->count > BLOCK)
    for (size_t i = 0; i < r->count; i++)
        r->at[i] = (struct ranked){key_of(value[i]), i};
    for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS)
        sort_by_digit(r, shift);
}

/* ---- ranks ---- */

void ranking_replace(struct ranking *r, double *value)
{
    ranking_sort(r, value);
    for (size_t first = 0, end; first < r->count; first = end) {
        end = first + 1;
        while (end < r->count && r->at[end].key == r->at[first].key)
            end++;
        for (size_t i = first; i < end; i++)
            value[r->at[i].index] = (double)(first + 1 + end) / 2;
    }
}

double ranking_correlation(const double *a, const double *b, size_t count)
{
    double mean = ((double)count + 1) / 2, aa = 0, ab = 0, bb = 0;
#pragma omp simd reduction(+ : aa, ab, bb)
    for (size_t i = 0; i < count; i++) {
        aa += (a[i] - mean) * (a[i] - mean);
        ab += (a[i] - mean) * (b[i] - mean);
        bb += (b[i] - mean) * (b[i] - mean);
    }
    double cosine = ab / (sqrt(aa) * sqrt(bb)); /* beyond 1 by rounding, maybe */
    return aa > 0 && bb > 0 ? fmax(-1, fmin(1, cosine)) : NAN;
}
