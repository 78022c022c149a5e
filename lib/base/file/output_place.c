#include "base/file/output_place.h"

#include "base/file/identity.h"
#include "base/file/path.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINKS_MAX = 40 }; /* one after the other; as in the kernel */

/* Goes on from the place's directory to that of the path. */
static bool go_to(struct output_place *place, const char *path)
{
    const char *base = path_base(path);
    char *folder = base == path ? strdup(".") : strndup(path, (size_t)(base - path));
    int from = place->dir >= 0 ? place->dir : AT_FDCWD;
    int dir = folder ? openat(from, folder, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    free(folder);
    if (place->dir >= 0)
        close(place->dir);
    free(place->base);
    *place = (struct output_place){dir, strdup(base)};
    return dir >= 0 && place->base;
}

/* Reads the link that the place is; false where it is none. */
static bool read_link(const struct output_place *place, char target[PATH_MAX])
{
    ssize_t length = readlinkat(place->dir, place->base, target, PATH_MAX - 1);
    if (length < 0)
        return false;
    target[length] = '\0';
    return true;
}

/* What is wrong with the name, as an errno; 0: nothing. */
static int fault_of_name(const char *base)
{
    if (!*base)
        return EISDIR;
    return strlen(base) > NAME_MAX ? ENAMETOOLONG : 0;
}

int output_place_descriptor(const struct output_place *place)
{
    bool is = file_identity_is_at(place->dir, "/proc/self/fd", 0);
    return is && isdigit((unsigned char)*place->base) ? atoi(place->base) : -1;
}

bool output_place_find(struct output_place *place, const char *path)
{
    char target[PATH_MAX];
    int links = 0;
    *place = (struct output_place){.dir = -1};
    bool found = go_to(place, path);
    while (found && output_place_descriptor(place) < 0 && read_link(place, target) &&
           ++links <= LINKS_MAX)
        found = go_to(place, target);
    int fault = !found ? errno : links > LINKS_MAX ? ELOOP : fault_of_name(place->base);
    if (fault) {
        output_place_free(place);
        errno = fault;
    }
    return !fault;
}

void output_place_free(struct output_place *place)
{
    if (place->dir >= 0)
        close(place->dir);
    free(place->base);
    *place = (struct output_place){.dir = -1};
}
