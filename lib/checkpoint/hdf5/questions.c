#include "checkpoint/hdf5/hdf5_impl.h"

#include "checkpoint/libhdf5/libhdf5.h"
#include "checkpoint/worker/workers.h"

static struct workers workers = WORKERS_OF(&libhdf5_service);

/* They would end with the program anyway; but where the first process of a container waits for
 * none, each would stay in the table of processes. */
__attribute__((destructor)) static void end_workers(void)
{
    workers_end(&workers);
}

static void put_request(struct wire *request, enum facts_request what,
                        const struct hdf5_stretch *at)
{
    wire_put_number(request, what);
    wire_put_number(request, at->offset);
    wire_put_number(request, at->size);
}

/* Frees the request. */
static struct error *ask(struct wire *request, int fd, struct wire *answer)
{
    struct error *err =
        request->failed ? error_memory("a request") : workers_ask(&workers, request, fd, answer);
    wire_free(request);
    return err;
}

struct error *hdf5_ask_all(const struct hdf5_stretch *at, struct wire *answer)
{
    struct wire request = {0};
    put_request(&request, FACTS_ALL, at);
    return ask(&request, at->fd, answer);
}

struct error *hdf5_ask_elements(const struct hdf5_stretch *at,
                                const struct facts_question *question, struct wire *answer)
{
    struct wire request = {0};
    put_request(&request, FACTS_ELEMENTS, at);
    facts_put_question(&request, question);
    return ask(&request, at->fd, answer);
}

struct error *hdf5_error_answer(void)
{
    return error_new("the HDF5 library gave an answer that makes no sense: damaged, or made to do "
                     "harm: write the file again");
}
