/* The guard's life. It is the parent of the programs, and of whatever they leave behind: a process
 * whose parent ends becomes the guard's child, also where it is in a session of its own. So none is
 * lost from sight. */
#include "base/file/folder.h"
#include "evaluation/guard_impl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REAP_MS = 1000 };              /* how long the dead may lie */
enum { GRACE_MS = 100 };              /* between SIGTERM and SIGKILL */
enum { KILL_MS = 5000, LOOK_MS = 2 }; /* how long killing is gone on with */
enum { CHANNEL = STDIN_FILENO, FOLDER = STDOUT_FILENO };

struct program {
    pid_t pid;
    bool ended;
    int status;
};

struct life {
    const struct guard_post *post;
    sigset_t defaults; /* signals that are not ignored in programs */
    struct program programs[EVALUATORS_MAX];
    int count;
};

/* ---- beginning ---- */

/* No signal but SIGKILL ends the guard, or runs the parent's handlers in it. */
static void ignore_signals(sigset_t *defaults)
{
    sigemptyset(defaults);
    for (int number = 1; number < NSIG; number++)
        if (signal(number, SIG_IGN) != SIG_IGN)
            sigaddset(defaults, number);
    sigaddset(defaults, SIGPIPE); /* the parent alone ignores these two */
    sigaddset(defaults, SIGXFSZ);
    signal(SIGCHLD, SIG_DFL);
}

/* Closes what programs do not inherit: neither a lock nor an output of the parent stays open. */
static void close_private(void)
{
    DIR *dir = opendir("/proc/self/fd");
    if (!dir)
        closefrom(STDERR_FILENO + 1);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        int fd = atoi(entry->d_name);
        if (fd > STDERR_FILENO && fd != dirfd(dir) && fcntl(fd, F_GETFD) & FD_CLOEXEC)
            close(fd);
    }
    if (dir)
        closedir(dir);
}

/* The guard makes the folder, so that there is none without a guard. */
static bool make_folder(char *dir)
{
    int fd = folder_make(dir);
    struct guard_answer answer = {.result = fd < 0 ? -errno : 0};
    struct iovec parts[] = {{&answer, sizeof answer}, {dir, strlen(dir)}};
    struct msghdr m = {.msg_iov = parts, .msg_iovlen = 2};
    sendmsg(CHANNEL, &m, MSG_NOSIGNAL);
    return dup2(fd, FOLDER) >= 0;
}

static void begin(struct life *l)
{
    ignore_signals(&l->defaults);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (setpgid(0, 0) != 0 || dup2(l->post->channel, CHANNEL) < 0 || !make_folder(l->post->dir))
        _exit(1);
    close_private();
}

/* ---- programs ---- */

static int spawn(const struct life *l, const int ends[GUARD_ENDS], pid_t *pid)
{
    extern char **environ;
    char shell[] = "sh", dash_c[] = "-c", *command = strdup(l->post->command);
    char *argv[] = {shell, dash_c, command, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    if (!command)
        return ENOMEM;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawnattr_setsigdefault(&attributes, &l->defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    int status = posix_spawn(pid, "/bin/sh", &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    free(command);
    return status;
}

/* Takes the statuses of children that have ended; false where there are no children. */
static bool reap(struct life *l)
{
    pid_t pid;
    int status;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (int i = 0; i < l->count; i++)
            if (l->programs[i].pid == pid && !l->programs[i].ended)
                l->programs[i] = (struct program){pid, true, status};
    return pid == 0;
}

static int start(struct life *l, const int ends[GUARD_ENDS])
{
    struct program *p = &l->programs[l->count];
    if (l->count == EVALUATORS_MAX)
        return -EAGAIN;
    int status = spawn(l, ends, &p->pid);
    return status == 0 ? l->count++ : -status;
}

/* ---- requests ---- */

/* False when the parent has gone. */
static bool take_request(struct guard_request *request, int ends[GUARD_ENDS])
{
    _Alignas(struct cmsghdr) char room[CMSG_SPACE(GUARD_ENDS * sizeof(int))];
    struct iovec text = {request, sizeof *request};
    struct msghdr m = {
        .msg_iov = &text, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    ssize_t got = recvmsg(CHANNEL, &m, MSG_CMSG_CLOEXEC);
    struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&m) : NULL;
    ends[0] = ends[1] = -1;
    if (header && header->cmsg_len == CMSG_LEN(GUARD_ENDS * sizeof(int)))
        memcpy(ends, CMSG_DATA(header), GUARD_ENDS * sizeof(int));
    return got == (ssize_t)sizeof *request;
}

static bool answer(struct life *l)
{
    struct guard_request request = {GUARD_START};
    struct guard_answer a = {0};
    int ends[GUARD_ENDS];
    if (!take_request(&request, ends))
        return false;
    reap(l);
    if (request.program == GUARD_START) {
        a.result = start(l, ends);
        close(ends[0]);
        close(ends[1]);
    } else {
        const struct program *p = &l->programs[request.program];
        a = (struct guard_answer){p->ended, p->status};
    }
    return send(CHANNEL, &a, sizeof a, MSG_NOSIGNAL) == (ssize_t)sizeof a;
}

static void serve(struct life *l)
{
    struct pollfd p = {.fd = CHANNEL, .events = POLLIN};
    for (bool is_there = true; is_there;)
        if (poll(&p, 1, REAP_MS) > 0)
            is_there = answer(l);
        else
            reap(l);
}

/* ---- the end ---- */

static void nap(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL);
}

static void kill_children(void)
{
    int pid;
    FILE *f = fopen("/proc/thread-self/children", "re");
    while (f && fscanf(f, "%d", &pid) == 1)
        kill(pid, SIGKILL);
    if (f)
        fclose(f);
}

/* The children of those that are killed become the guard's, until there are none. */
static void end_programs(struct life *l)
{
    kill(0, SIGTERM);
    for (int waited = 0; reap(l) && waited < GRACE_MS; waited += LOOK_MS)
        nap(LOOK_MS);
    for (int waited = 0; reap(l) && waited < KILL_MS; waited += LOOK_MS) {
        kill_children();
        nap(LOOK_MS);
    }
}

/* Where the system does not list children, the group at least is killed. */
_Noreturn void guard_life(const struct guard_post *post)
{
    static struct life life;
    life.post = post;
    begin(&life);
    serve(&life);
    end_programs(&life);
    folder_remove(FOLDER, post->dir);
    kill(0, SIGKILL);
    _exit(0);
}
