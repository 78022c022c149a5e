#include "evaluation/guard.h"

#include "base/file/folder.h"
#include "base/file/scratch.h"
#include "evaluation/guard_impl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- beginning and end ---- */

/* Sets g->dir to what the guard makes a folder of. The programs may work in another directory: the
 * path is absolute. */
static struct error *choose_directory(struct guard *g)
{
    struct error *err = NULL;
    char *parent = realpath(scratch_directory(), NULL);
    if (!parent)
        return error_new("%s: no directory for temporary files: %s: set TMPDIR to another",
                         scratch_directory(), strerror(errno));
    if (strchr(parent, '\n'))
        TRY(error_new("TMPDIR: a newline in the path of the directory for temporary files: set it "
                      "to another"));
    if (asprintf(&g->dir, "%s/phatetools.XXXXXX", parent) < 0) {
        g->dir = NULL;
        err = error_memory("a file name");
    }
out:
    free(parent);
    return err;
}

static struct error *start_process(struct guard *g, const char *command)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return error_new("cannot make a channel: %s", strerror(errno));
    g->process = fork();
    if (g->process == 0) {
        close(ends[1]);
        guard_life(&(struct guard_post){ends[0], g->dir, command});
    }
    close(ends[0]);
    g->channel = ends[1];
    return g->process > 0 ? NULL : error_new("cannot start a process: %s", strerror(errno));
}

static struct error *take_folder(struct guard *g)
{
    struct guard_answer answer = {.result = -ECHILD};
    struct iovec parts[] = {{&answer, sizeof answer}, {g->dir, strlen(g->dir)}};
    struct msghdr m = {.msg_iov = parts, .msg_iovlen = 2};
    if (recvmsg(g->channel, &m, 0) > 0 && answer.result == 0) {
        g->folder = folder_open(g->dir);
        answer.result = g->folder < 0 ? -errno : 0;
    }
    if (g->folder >= 0)
        return NULL;
    return error_new("%s: cannot make a directory: %s: set TMPDIR to another", scratch_directory(),
                     strerror(-answer.result));
}

/* Ends the guard, and returns when it has ended. */
static void forget(struct guard *g)
{
    if (g->channel >= 0)
        close(g->channel);
    while (g->process > 0 && waitpid(g->process, NULL, 0) < 0 && errno == EINTR)
        ;
    if (g->folder >= 0)
        close(g->folder);
    free(g->dir);
    *g = (struct guard){0};
}

struct error *guard_start(struct guard *g, const char *command)
{
    struct error *err;
    *g = (struct guard){.folder = -1, .channel = -1};
    TRY(choose_directory(g));
    TRY(start_process(g, command));
    TRY(take_folder(g));
out:
    if (err)
        forget(g);
    return err;
}

struct error *guard_check(const struct guard *g)
{
    if (folder_is_at(g->folder, g->dir))
        return NULL;
    return error_new("%s: the folder of snapshots is gone, or another is in its place: let the "
                     "evaluator leave it as it is",
                     g->dir);
}

void guard_end(struct guard *g)
{
    if (g->dir)
        forget(g);
}

/* ---- programs ---- */

static bool ask(const struct guard *g, struct msghdr *m, struct guard_answer *answer)
{
    return sendmsg(g->channel, m, MSG_NOSIGNAL) > 0 &&
           recv(g->channel, answer, sizeof *answer, 0) == (ssize_t)sizeof *answer;
}

struct error *guard_run(const struct guard *g, int input, int output, int *program)
{
    _Alignas(struct cmsghdr) char room[CMSG_SPACE(GUARD_ENDS * sizeof(int))] = {0};
    const int ends[GUARD_ENDS] = {input, output};
    struct guard_request request = {GUARD_START};
    struct guard_answer answer = {.result = -ECHILD};
    struct iovec text = {&request, sizeof request};
    struct msghdr m = {
        .msg_iov = &text, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    struct cmsghdr *header = CMSG_FIRSTHDR(&m);
    *header = (struct cmsghdr){CMSG_LEN(sizeof ends), SOL_SOCKET, SCM_RIGHTS};
    memcpy(CMSG_DATA(header), ends, sizeof ends);
    if (ask(g, &m, &answer) && answer.result >= 0) {
        *program = answer.result;
        return NULL;
    }
    return error_new("cannot start an evaluator: %s: start fewer of them (-j)",
                     strerror(-answer.result));
}

bool guard_look(const struct guard *g, int program, bool *ended, int *status)
{
    struct guard_request request = {program};
    struct guard_answer answer = {0};
    struct iovec text = {&request, sizeof request};
    struct msghdr m = {.msg_iov = &text, .msg_iovlen = 1};
    if (!ask(g, &m, &answer))
        return false;
    *ended = answer.result != 0;
    *status = answer.status;
    return true;
}
