/* Messages between processes of one machine: numbers, texts and bytes, one after the other. A
 * failure to write (memory is short) or to read (the message is not what the reader expects) stays:
 * what is read from then on is 0 or empty, and the caller asks once, at the end. */
#ifndef PHATE_CHECKPOINT_WORKER_WIRE_H
#define PHATE_CHECKPOINT_WORKER_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire { /* {0} is an empty message */
    unsigned char *bytes;
    size_t length, room;
    size_t at; /* how much of it is read */
    bool failed;
};

void wire_free(struct wire *w);

void wire_put_number(struct wire *w, uint64_t number);
void wire_put_text(struct wire *w, const char *text);
void wire_put_bytes(struct wire *w, const void *bytes, size_t length);

/* Appends `length` bytes, which the caller sets; NULL if memory is short. */
unsigned char *wire_extend(struct wire *w, size_t length);

uint64_t wire_number(struct wire *w);
/* A number that is at most `most`; a larger one is a failure. */
uint64_t wire_number_upto(struct wire *w, uint64_t most);
/* These point into the message. */
const char *wire_text(struct wire *w);
const void *wire_bytes(struct wire *w, size_t *length);

/* Whether all was read, and nothing failed. */
bool wire_finished(const struct wire *w);

#endif
