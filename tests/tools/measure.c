/* measure FILE COMMAND...: runs the command, writes "seconds largest all" to FILE, and exits as the
 * command did: `largest` is the peak memory of its largest process, `all` that of all of them
 * together, sampled (resident kilobytes, shared pages counted in each). For `make bench` and the
 * tests that bound memory. */
#include "base/clock.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct timespec sampling = {.tv_nsec = 5000000};

/* Resident kilobytes of a process that belongs to the group; 0 of others, and of those that have
 * just ended. */
static long process_kilobytes(const char *pid, pid_t group)
{
    char path[300], line[2048] = "";
    long its_group = 0, pages = 0;
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return 0;
    size_t length = fread(line, 1, sizeof line - 1, f);
    fclose(f);
    line[length] = '\0';
    const char *after_name = strrchr(line, ')'); /* proc(5): fields 3 (state) to 24 (rss) follow */
    if (!after_name || sscanf(after_name,
                              ") %*c %*d %ld %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d "
                              "%*d %*d %*d %*u %*u %ld",
                              &its_group, &pages) != 2)
        return 0;
    return its_group == (long)group ? pages * (sysconf(_SC_PAGESIZE) / 1024) : 0;
}

static long group_kilobytes(pid_t group)
{
    long sum = 0;
    DIR *proc = opendir("/proc");
    if (!proc)
        return 0;
    for (struct dirent *entry; (entry = readdir(proc));)
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
            sum += process_kilobytes(entry->d_name, group);
    closedir(proc);
    return sum;
}

static pid_t start(char *command[])
{
    pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        execvp(command[0], command);
        perror(command[0]);
        _exit(127);
    }
    return child;
}

int main(int argc, char *argv[])
{
    if (argc < 3)
        return 2;
    double begin = seconds_now();
    pid_t child = start(argv + 2), ended = 0;
    int status;
    long all = 0;
    struct rusage usage;
    while (child > 0 && (ended = wait4(child, &status, WNOHANG, &usage)) == 0) {
        long now = group_kilobytes(child);
        all = now > all ? now : all;
        nanosleep(&sampling, NULL);
    }
    if (child < 0 || ended < 0) {
        perror("measure");
        return 1;
    }
    FILE *f = fopen(argv[1], "w");
    if (!f) {
        perror(argv[1]);
        return 1;
    }
    fprintf(f, "%.3f %ld %ld\n", seconds_now() - begin, usage.ru_maxrss, all);
    fclose(f);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
