/* The records of a log of sketches (phm(5), Logs): a file to which a training appends one after
 * each step, and which may be cut, or damaged, at any byte. What is whole is found, wherever it is:
 * a record counts where the digests of its header and payload agree, and behind anything else the
 * next "phm 1" is looked for, since a training that was killed goes on behind its torn record. */
#ifndef PHATE_SNAPSHOT_SKETCH_LOG_SCAN_H
#define PHATE_SNAPSHOT_SKETCH_LOG_SCAN_H

#include "stream/record/part.h"

#include <stdint.h>

/* When the process that wrote a record began, and when it wrote it, in seconds of its machine's
 * clock; NAN where that is not known. */
struct log_times {
    double begun, written;
};

/* A whole record. */
struct log_record {
    struct record header;    /* to be freed with record_free */
    uint64_t payload;        /* where it begins in the file: `numbers` of float32, little-endian */
    size_t numbers;          /* of the sketch */
    uint64_t seed;           /* of its hash */
    uint64_t tensors;        /* which ones (sketch/sketch.h), */
    bool tensors_given;      /* if that is known */
    struct part_share share; /* of a whole only `held` */
    struct log_times times;
};

/* Bytes [from, to) of the file, which are not a whole record. */
struct log_loss {
    uint64_t from, to;
    char step[32]; /* of the torn record, as far as that is known; else empty */
    bool zeros;    /* none of the first bytes is another: a machine lost its power */
};

struct log_scan {
    const char *path;
    int fd;
    uint64_t size, at;      /* of the file as it was opened; behind the last whole record */
    struct log_loss first;  /* of the losses so far, and */
    size_t losses;          /* how many there are, */
    uint64_t lost;          /* with so many bytes */
    unsigned char *payload; /* of the last record */
    size_t room;
};

/* What every record of a log begins with, and so the log. */
#define LOG_SCAN_BEGINNING "phm 1\n"

/* The path must outlive the scan. Fails where it is not a regular file. */
struct error *log_scan_open(struct log_scan *scan, const char *path) MUST_CHECK;
void log_scan_close(struct log_scan *scan); /* accepts what is all zero */

/* The next whole record, and scan->payload; *got is false behind the last. Fails where a header
 * that is whole is not one of a log. */
struct error *log_scan_next(struct log_scan *scan, struct log_record *record, bool *got) MUST_CHECK;

/* Reads `count` numbers of a record's payload again. */
struct error *log_scan_read(const struct log_scan *scan, uint64_t payload, float *numbers,
                            size_t count) MUST_CHECK;

#endif
