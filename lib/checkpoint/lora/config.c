#include "checkpoint/lora/config.h"

#include "base/size.h"
#include "base/text/text_file.h"
#include "checkpoint/folder/entry.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char file_name[] = "adapter_config.json";

static const char merge[] = "merge the adapter (merge_and_unload) and save the network, or compare "
                            "the factors (snapcat --raw-factors)";

/* ---- values ---- */

static struct error *read_number(const json_t *json, const char *key, double *value)
{
    const json_t *number = json_object_get(json, key);
    if (!json_is_number(number) || !(json_number_value(number) > 0))
        return error_new("has no %s, a number above 0: is it peft's?", key);
    *value = json_number_value(number);
    return NULL;
}

static bool is_on(const json_t *json, const char *key)
{
    const json_t *value = json_object_get(json, key);
    return !(!value || json_is_null(value) || json_is_false(value) ||
             ((json_is_object(value) || json_is_array(value)) && json_object_size(value) == 0 &&
              json_array_size(value) == 0));
}

/* Kinds of LoRA whose weights are more than B A. */
static struct error *check_kind(const json_t *json)
{
    static const char *const kinds[] = {"use_dora",    "use_qalora",        "lora_bias",
                                        "use_bdlora",  "target_parameters", "layer_replication",
                                        "kasa_config", "monteclora_config"};
    const char *type = json_string_value(json_object_get(json, "peft_type"));
    if (!type || strcmp(type, "LORA") != 0)
        return error_new("an adapter of type %s, which is not read (LORA is): %s",
                         type ? type : "unknown", merge);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (is_on(json, kinds[i]))
            return error_new("LoRA with %s is not read: its weights are more than products: %s",
                             kinds[i], merge);
    return NULL;
}

/* peft matches a key at the end of a module's name, from its beginning or from a dot on. */
static struct error *add_key(struct regex_list *keys, const char *key)
{
    struct error *err = NULL;
    char *expression = NULL;
    for (const char *at = key; (at = strchr(at, '\\')); at += 2)
        if (!at[1] || !strchr(".[](){}*+?^$|\\-", at[1]))
            return error_new("pattern %s: '\\%c' is not read: write it without", key, at[1]);
    if (asprintf(&expression, "^(.*\\.)?(%s)$", key) < 0)
        return error_memory("an adapter's patterns");
    TRY(regex_list_add(keys, expression));
out:
    free(expression);
    return err;
}

static struct error *read_pattern(json_t *json, const char *name, struct lora_pattern *pattern)
{
    struct error *err = NULL;
    const char *key;
    json_t *value, *object = json_object_get(json, name);
    pattern->values = calloc(size_max(json_object_size(object), 1), sizeof *pattern->values);
    if (!pattern->values)
        return error_memory("an adapter's patterns");
    json_object_foreach(object, key, value)
    {
        TRY(add_key(&pattern->keys, key));
        TRY(read_number(object, key, &pattern->values[pattern->keys.count - 1]));
    }
out:
    return err;
}

/* ---- the file ---- */

static struct error *take(struct lora_config *config, json_t *json)
{
    struct error *err;
    TRY(check_kind(json));
    TRY(read_number(json, "r", &config->r));
    TRY(read_number(json, "lora_alpha", &config->alpha));
    config->rank_stabilised = is_on(json, "use_rslora");
    config->transposed = is_on(json, "fan_in_fan_out");
    TRY(read_pattern(json, "rank_pattern", &config->ranks));
    TRY(read_pattern(json, "alpha_pattern", &config->alphas));
out:
    return err;
}

static struct error *parse(struct lora_config *config, const char *text)
{
    json_error_t fault;
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &fault);
    if (!json)
        return error_new("line %d: not JSON (%s): cut short or damaged: write the file again",
                         fault.line, fault.text);
    struct error *err = take(config, json);
    json_decref(json);
    return err;
}

struct error *lora_config_read(struct lora_config *config, const char *folder)
{
    struct error *err;
    char *text = NULL, *path = entry_path(folder, file_name);
    *config = (struct lora_config){0};
    if (!path)
        return error_memory("a file name");
    TRY(entry_text(path, &text));
    err = text ? parse(config, text) : error_new("is gone: save the adapter again");
    err = error_prefix(err, "%s", file_name);
out:
    free(text);
    free(path);
    if (err)
        lora_config_free(config);
    return err;
}

static void pattern_free(struct lora_pattern *pattern)
{
    regex_list_free(&pattern->keys);
    free(pattern->values);
}

void lora_config_free(struct lora_config *config)
{
    pattern_free(&config->ranks);
    pattern_free(&config->alphas);
    *config = (struct lora_config){0};
}

/* ---- scales ---- */

static double value_of(const struct lora_pattern *pattern, const char *module, double otherwise)
{
    size_t i = regex_list_first(&pattern->keys, module);
    return i < pattern->keys.count ? pattern->values[i] : otherwise;
}

struct error *lora_config_scale(const struct lora_config *config, const char *module, size_t rank,
                                double *scale)
{
    double r = value_of(&config->ranks, module, config->r);
    double alpha = value_of(&config->alphas, module, config->alpha);
    if (r < (double)rank || r > (double)rank)
        return error_new("module %s: its factors are of rank %zu, but %s says %g: copy the "
                         "description that belongs to them",
                         module, rank, file_name, r);
    *scale = alpha / (config->rank_stabilised ? sqrt(r) : r);
    return NULL;
}
