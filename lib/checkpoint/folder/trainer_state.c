#include "checkpoint/folder/trainer_state.h"

#include "checkpoint/folder/entry.h"
#include "checkpoint/python_json.h"

#include <stdlib.h>
#include <string.h>

static const char file_name[] = "trainer_state.json";

static struct error *take_entry(struct checkpoint *c, json_t *entry)
{
    const char *key;
    json_t *value;
    json_object_foreach(entry, key, value)
    {
        struct error *err =
            strcmp(key, "step") == 0 ? NULL : python_json_take_number(c, key, value);
        if (err)
            return err;
    }
    return NULL;
}

static struct error *take_state(struct checkpoint *c, json_t *state)
{
    struct error *err;
    size_t i;
    json_t *entry, *step = json_object_get(state, "global_step");
    if (!json_is_integer(step))
        return error_new("no global_step, a whole number: is it a Trainer's?");
    TRY(python_json_take_number(c, "step", step));
    TRY(python_json_take_number(c, "epoch", json_object_get(state, "epoch")));
    json_array_foreach(json_object_get(state, "log_history"), i, entry)
    {
        if (json_equal(json_object_get(entry, "step"), step))
            TRY(take_entry(c, entry));
    }
out:
    return err;
}

/* ---- the file ---- */

static struct error *describe(struct checkpoint *c, const char *text)
{
    struct error *err;
    json_t *state = NULL;
    TRY(python_json_parse(text, &state));
    TRY(take_state(c, state));
out:
    json_decref(state);
    return error_prefix(err, "%s", file_name);
}

struct error *trainer_state_take(struct checkpoint *c, const char *folder)
{
    struct error *err;
    char *text = NULL, *path = entry_path(folder, file_name);
    if (!path)
        return error_memory("a file name");
    TRY(entry_text(path, &text));
    if (text)
        TRY(describe(c, text));
out:
    free(text);
    free(path);
    return err;
}
