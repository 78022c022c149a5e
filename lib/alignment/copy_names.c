#include "alignment/copy_names.h"

#include "base/file/output_name.h"
#include "base/file/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- one name ---- */

/* Whether a part of a path would lead out of the folder in front of it. */
static bool leads_out(const char *text)
{
    for (const char *at = text; *at; at += strspn(at, "/")) {
        size_t length = strcspn(at, "/");
        if (length == 0 || (length == 2 && strncmp(at, "..", 2) == 0))
            return true;
        at += length;
    }
    return *text == '\0';
}

/* A row's cell of that column, checked. */
static struct error *cell_of(const struct roster *r, size_t row, const char *column,
                             const char **cell)
{
    *cell = table_cell(&r->set.rows, row, table_column(&r->set.rows, column));
    if (leads_out(*cell))
        return error_new("%s: its %s, '%s', cannot be in the name of a copy: give other columns "
                         "(-n, -m), or other copies (--copies)",
                         r->set.at[row].file.path, column, *cell);
    return NULL;
}

static struct error *fill(const struct roster *r, size_t row, const char *target, char **name)
{
    struct error *err = NULL;
    const char *run = "", *step = "";
    char *stem = path_stem(r->set.at[row].file.path);
    *name = NULL;
    if (!stem)
        return error_memory("a file name");
    if (output_name_has(target, "run"))
        TRY(cell_of(r, row, "run", &run));
    if (output_name_has(target, "step"))
        TRY(cell_of(r, row, "step", &step));
    const struct output_field fields[] = {{"name", stem}, {"run", run}, {"step", step}};
    TRY(output_name_fill(target, fields, sizeof fields / sizeof *fields, name));
out:
    free(stem);
    return err;
}

static struct error *add_name(struct strlist *names, const struct roster *r, size_t row,
                              const char *target)
{
    char *name = NULL;
    const char *path = r->set.at[row].file.path;
    if (!strpbrk(target, "{}"))
        return strlist_addf(names, "%.*s/%s", (int)path_length(target), target, path_base(path));
    struct error *err = fill(r, row, target, &name);
    if (!err)
        err = strlist_add(names, name, strlen(name));
    free(name);
    return err;
}

/* ---- all names ---- */

struct named {
    const char *name;
    size_t row;
};

static int compare_names(const void *a, const void *b)
{
    const struct named *s = a, *t = b;
    int order = strcmp(s->name, t->name);
    return order ? order : (s->row > t->row) - (s->row < t->row);
}

static struct error *check_different(const struct strlist *names, const struct roster *r)
{
    struct error *err = NULL;
    struct named *named = calloc(names->count + 1, sizeof *named);
    if (!named)
        return error_memory("the names of copies");
    for (size_t i = 0; i < names->count; i++)
        named[i] = (struct named){names->at[i], i};
    qsort(named, names->count, sizeof *named, compare_names);
    for (size_t i = 1; i < names->count && !err; i++)
        if (strcmp(named[i].name, named[i - 1].name) == 0)
            err = error_new("%s: the copy of both %s and %s: put {run}, {step} or {name} into the "
                            "name (--copies)",
                            named[i].name, r->set.at[named[i - 1].row].file.path,
                            r->set.at[named[i].row].file.path);
    free(named);
    return err;
}

static struct error *check_new(const struct strlist *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (access(names->at[i], F_OK) == 0)
            return error_new("%s: already exists: give the copies another folder (--copies), or "
                             "remove the file",
                             names->at[i]);
    return NULL;
}

struct error *copy_names(struct strlist *names, const struct roster *r, const char *target)
{
    struct error *err = NULL;
    for (size_t row = 0; row < r->set.count; row++)
        TRY(add_name(names, r, row, target));
    TRY(check_different(names, r));
    TRY(check_new(names));
out:
    return err;
}

/* ---- folders ---- */

struct error *copy_names_make_folders(const char *name)
{
    struct error *err = NULL;
    char *path = strdup(name);
    if (!path)
        return error_memory("a file name");
    for (char *slash = strchr(path + 1, '/'); slash && !err; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            err = error_new("%s: cannot make the folder: %s", path, strerror(errno));
        *slash = '/';
    }
    free(path);
    return err;
}
