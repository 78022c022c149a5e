#include "snapshot/naming/words.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char steps[] = "step steps globalstep iter iters iteration iterations it update "
                            "updates checkpoint ckpt ckp batch batches timesteps";
static const char epochs[] = "epoch epochs ep e";
static const char tokens[] = "token tokens";
static const char metrics[] = "loss acc accuracy ppl perplexity bleu score error err mse rmse mae "
                              "auc iou map psnr fid metric reward return nll elbo wer top";
static const char of_runs[] =
    "seed s run exp experiment trial fold rep replica version v job rank "
    "lr wd bs batchsize width depth dim layer layers block hidden heads alpha beta "
    "gamma lambda momentum dropout wandb id task split net host gpu resnet vgg densenet gpt bert "
    "vit llama "
    "cifar mnist";
static const char copies[] = "best last latest final newest";
static const char states[] = "optimizer optimizers optimiser optim scheduler schedulers sched "
                             "scaler rng args tokenizer vocab";

/* Whether the word, in capitals or not, is one of a list with blanks between. */
static bool is_among(const char *list, const char *word, size_t length)
{
    for (const char *at = list; *at; at += strspn(at, " ")) {
        size_t one = strcspn(at, " ");
        if (one == length && strncasecmp(at, word, length) == 0)
            return true;
        at += one;
    }
    return false;
}

enum word_kind words_kind(const char *word, size_t length)
{
    static const struct {
        const char *list;
        enum word_kind kind;
    } kinds[] = {{steps, WORD_STEP},
                 {epochs, WORD_EPOCH},
                 {tokens, WORD_TOKENS},
                 {metrics, WORD_METRIC},
                 {of_runs, WORD_RUN}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (is_among(kinds[i].list, word, length))
            return kinds[i].kind;
    return WORD_OTHER;
}

static bool has_word(const char *list, const char *name)
{
    for (size_t length; *name; name += length + (length == 0)) {
        length = 0;
        while (isalpha((unsigned char)name[length]))
            length++;
        if (is_among(list, name, length))
            return true;
    }
    return false;
}

bool words_of_copy(const char *name)
{
    return has_word(copies, name);
}

bool words_of_state(const char *name)
{
    return has_word(states, name);
}
