#include "base/memory_group.h"

#include "base/size.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = 8192, NUMBER_MAX = 32, PATH_MOST = 4096 + 64 };

/* Of a hierarchy: where it is mounted, and how its files are called. */
struct layout {
    const char *root, *limit, *use;
};

static const struct layout first = {"/sys/fs/cgroup/memory", "memory.limit_in_bytes",
                                    "memory.usage_in_bytes"};
static const struct layout second = {"/sys/fs/cgroup", "memory.max", "memory.current"};

/* ---- text ---- */

/* Whether "memory" is in the list "cpu,memory" that ends at ':'. */
static bool has_memory(const char *controllers)
{
    static const char wanted[] = "memory";
    size_t length = strlen(wanted);
    for (const char *at = controllers; *at != ':' && *at; at += strcspn(at, ",:")) {
        at += *at == ',';
        if (strncmp(at, wanted, length) == 0 && (at[length] == ',' || at[length] == ':'))
            return true;
    }
    return false;
}

/* A line is "NUMBER:CONTROLLERS:PATH"; version 2 has the number 0 and no controllers. */
bool memory_group_find(const char *lines, struct memory_group *group)
{
    bool found = false;
    for (const char *line = lines, *end; *line && !(found && group->first); line = end) {
        end = line + strcspn(line, "\n");
        end += *end == '\n';
        const char *controllers = line + strcspn(line, ":\n");
        if (*controllers++ != ':')
            continue;
        bool is_second = *controllers == ':';
        const char *path = controllers + strcspn(controllers, ":\n");
        if (*path++ != ':' || !(is_second || has_memory(controllers)))
            continue;
        size_t length = strcspn(path, "\n");
        if (length >= sizeof group->path)
            continue;
        group->first = !is_second;
        memcpy(group->path, path, length);
        group->path[length] = '\0';
        found = true;
    }
    return found;
}

/* The number of a line "NAME NUMBER"; 0 where there is no such line. */
static size_t statistic(const char *lines, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = lines; *line; line += strcspn(line, "\n"), line += *line == '\n')
        if (strncmp(line, name, length) == 0 && line[length] == ' ')
            return strtoull(line + length, NULL, 10);
    return 0;
}

/* Version 1 has those of the group alone under these names, and those of all in it with total_. */
static size_t files_pages(const char *statistics)
{
    size_t all =
        statistic(statistics, "total_inactive_file") + statistic(statistics, "total_active_file");
    return all ? all
               : statistic(statistics, "inactive_file") + statistic(statistics, "active_file");
}

size_t memory_group_room(const char *limit, const char *use, const char *statistics)
{
    size_t most = strtoull(limit, NULL, 10), used = strtoull(use, NULL, 10);
    if (most == 0 || most > SIZE_MAX / 4) /* "max"; version 1 has nearly 2^63 for it */
        return SIZE_MAX;
    used -= size_min(used, files_pages(statistics));
    return most - size_min(most, used);
}

/* ---- files ---- */

/* Its beginning. */
static bool read_text(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t length = read(fd, text, size - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    return length > 0;
}

static bool read_file(const struct layout *at, const char *group, const char *name, char *text,
                      size_t size)
{
    char path[PATH_MOST];
    int length = snprintf(path, sizeof path, "%s%s/%s", at->root, group, name);
    return length > 0 && (size_t)length < sizeof path && read_text(path, text, size);
}

/* A group whose limit cannot be read has none: in a container the path may be that outside. */
static size_t room_of(const struct layout *at, const char *group)
{
    char limit[NUMBER_MAX], use[NUMBER_MAX], statistics[TEXT_MAX];
    if (!read_file(at, group, at->limit, limit, sizeof limit) ||
        memory_group_room(limit, "0", "") == SIZE_MAX ||
        !read_file(at, group, at->use, use, sizeof use))
        return SIZE_MAX;
    if (!read_file(at, group, "memory.stat", statistics, sizeof statistics))
        *statistics = '\0';
    return memory_group_room(limit, use, statistics);
}

size_t memory_group_left(void)
{
    char lines[TEXT_MAX];
    struct memory_group group;
    if (!read_text("/proc/self/cgroup", lines, sizeof lines) || !memory_group_find(lines, &group))
        return SIZE_MAX;
    const struct layout *at = group.first ? &first : &second;
    size_t left = SIZE_MAX;
    for (char *end = strchr(group.path, '\0'); end; end = strrchr(group.path, '/')) {
        *end = '\0';
        left = size_min(left, room_of(at, group.path));
    }
    return left;
}
