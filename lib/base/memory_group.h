/* The memory limits of control groups, which a batch system or a container puts a process into, and
 * which end it without a word. Of version 1 and version 2. */
#ifndef PHATE_BASE_MEMORY_GROUP_H
#define PHATE_BASE_MEMORY_GROUP_H

#include <stdbool.h>
#include <stddef.h>

/* How much the process's group, and those around it, still may take: the least of their limits less
 * what they use. SIZE_MAX where there is no limit, or none that can be read. Swap is left aside. */
size_t memory_group_left(void);

/* The two halves of it that read text, for tests. */

struct memory_group {
    bool first;      /* version 1 */
    char path[4096]; /* of the group, from the root of its hierarchy: "/a/b" */
};

/* Finds the memory group in the lines of /proc/self/cgroup; false where there is none. */
bool memory_group_find(const char *lines, struct memory_group *group);

/* What one group has left, by its files: its limit, its use, and its statistics, which tell how
 * much of the use are files' pages, that the kernel takes back first. */
size_t memory_group_room(const char *limit, const char *use, const char *statistics);

#endif
