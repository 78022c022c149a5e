#include "base/text/name_forms.h"

#include "base/array.h"
#include "base/memstream.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The form of a name, which the caller frees, or NULL. */
static char *form_of(const char *name)
{
    char *form = malloc(strlen(name) + 1), *to = form;
    while (form && *name)
        if (isdigit((unsigned char)*name)) {
            *to++ = '*';
            name += strspn(name, "0123456789");
        } else {
            *to++ = *name++;
        }
    if (form)
        *to = '\0';
    return form;
}

static struct error *no_memory(void)
{
    return error_memory("the forms of names");
}

/* Takes `form` over, unless it fails. */
static struct error *append(struct name_forms *f, char *form, const char *name)
{
    struct name_form *at = array_grown(f->at, &f->room, f->count, sizeof *at);
    if (!at)
        return no_memory();
    f->at = at;
    at[f->count] = (struct name_form){.first = strdup(name), .names = 1};
    if (!at[f->count].first)
        return no_memory();
    at[f->count++].text = form;
    return NULL;
}

struct error *name_forms_add(struct name_forms *f, const char *name)
{
    char *form = form_of(name);
    if (!form)
        return no_memory();
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->at[i].text, form) == 0) {
            f->at[i].names++;
            free(form);
            return NULL;
        }
    struct error *err = append(f, form, name);
    if (err)
        free(form);
    return err;
}

struct error *name_forms_print(const struct name_forms *f, size_t most, char **text)
{
    struct memstream m;
    FILE *file = memstream_open(&m);
    *text = NULL;
    if (!file)
        return no_memory();
    for (size_t i = 0; i < f->count && i < most; i++) {
        const struct name_form *form = &f->at[i];
        fprintf(file, "%s%s", i ? ", " : "", form->names > 1 ? form->text : form->first);
        if (form->names > 1)
            fprintf(file, " (%zu)", form->names);
    }
    if (f->count > most)
        fputs(", ...", file);
    if (!memstream_close(&m))
        return no_memory();
    *text = m.text;
    return NULL;
}

void name_forms_free(struct name_forms *f)
{
    for (size_t i = 0; i < f->count; i++) {
        free(f->at[i].text);
        free(f->at[i].first);
    }
    free(f->at);
    *f = (struct name_forms){0};
}
