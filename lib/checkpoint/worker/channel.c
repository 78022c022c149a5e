#include "checkpoint/worker/channel.h"

#include "base/clock.h"
#include "base/size.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    SLICE_MS = 200, /* of waiting: a stop of this process counts as one slice */
    PIECE = 1 << 20 /* bytes: memory is taken as a message comes, not as it announces */
};

/* The ancillary data of a message with one descriptor. */
union control {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
};

/* ---- sending ---- */

static bool send_all(int socket, const unsigned char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(socket, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            return false;
        bytes += sent > 0 ? sent : 0;
        length -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

static void attach(struct msghdr *packet, union control *control, int fd)
{
    packet->msg_control = control;
    packet->msg_controllen = sizeof *control;
    struct cmsghdr *header = CMSG_FIRSTHDR(packet);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
}

/* The length goes first, with the descriptor: so short a packet is sent whole or not at all. */
bool channel_send(int socket, const struct wire *message, int fd)
{
    uint64_t length = message->length;
    struct iovec part = {&length, sizeof length};
    struct msghdr packet = {.msg_iov = &part, .msg_iovlen = 1};
    union control control = {0};
    ssize_t sent;
    if (fd >= 0)
        attach(&packet, &control, fd);
    do
        sent = sendmsg(socket, &packet, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == sizeof length && send_all(socket, message->bytes, message->length);
}

/* ---- receiving ---- */

/* Waits until there is something to receive; *seconds is what is left of the time. */
static bool wait_for(int socket, double *seconds)
{
    struct pollfd waiting = {.fd = socket, .events = POLLIN};
    if (*seconds < 0)
        return true;
    while (*seconds > 0) {
        double begin = seconds_now();
        int ready = poll(&waiting, 1, SLICE_MS);
        double passed = seconds_now() - begin;
        if (ready > 0)
            return true;
        *seconds -= passed < 1e-3 * SLICE_MS ? passed : 1e-3 * SLICE_MS;
    }
    *seconds = 0;
    return false;
}

/* Receives exactly `length` bytes. */
static enum channel_result receive_all(int socket, unsigned char *to, size_t length,
                                       double *seconds)
{
    while (length > 0) {
        if (!wait_for(socket, seconds))
            return CHANNEL_LATE;
        ssize_t got = recv(socket, to, length, 0);
        if (got == 0 || (got < 0 && errno != EINTR))
            return CHANNEL_CLOSED;
        to += got > 0 ? got : 0;
        length -= got > 0 ? (size_t)got : 0;
    }
    return CHANNEL_GOOD;
}

static int attached(struct msghdr *packet)
{
    int fd = -1;
    const struct cmsghdr *header = CMSG_FIRSTHDR(packet);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
        memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

static enum channel_result receive_length(int socket, uint64_t *length, int *fd, double *seconds)
{
    struct iovec part = {length, sizeof *length};
    union control control = {0};
    struct msghdr packet = {.msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = &control,
                            .msg_controllen = CMSG_LEN(sizeof *fd)}; /* no room for a second */
    ssize_t got;
    do {
        if (!wait_for(socket, seconds))
            return CHANNEL_LATE;
        got = recvmsg(socket, &packet, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    if (got > 0)
        *fd = attached(&packet);
    return got == sizeof *length ? CHANNEL_GOOD : CHANNEL_CLOSED;
}

static enum channel_result receive_body(int socket, struct wire *message, uint64_t length,
                                        double *seconds)
{
    enum channel_result result = length > CHANNEL_MOST ? CHANNEL_MEMORY : CHANNEL_GOOD;
    while (length > 0 && result == CHANNEL_GOOD) {
        size_t piece = size_min((size_t)length, PIECE);
        unsigned char *to = wire_extend(message, piece);
        result = to ? receive_all(socket, to, piece, seconds) : CHANNEL_MEMORY;
        length -= piece;
    }
    return result;
}

enum channel_result channel_receive(int socket, struct wire *message, int *fd, double seconds)
{
    uint64_t length = 0;
    *fd = -1;
    *message = (struct wire){0};
    enum channel_result result = receive_length(socket, &length, fd, &seconds);
    if (result == CHANNEL_GOOD)
        result = receive_body(socket, message, length, &seconds);
    if (result != CHANNEL_GOOD) {
        wire_free(message);
        if (*fd >= 0)
            close(*fd);
        *fd = -1;
    }
    return result;
}
