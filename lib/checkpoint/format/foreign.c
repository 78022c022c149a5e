#include "checkpoint/format/foreign.h"

#include "base/file/path.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* The beginning of a file, and its name. */
struct file {
    const unsigned char *head;
    size_t length;
    const char *name;
};

/* ---- formats that are known by bytes at one place ---- */

#define COMPRESSED(by, command) "compressed by " by ": unpack it: " command " FILE"

static const struct magic {
    const char *bytes;
    size_t length, at;
    const char *text;
} magics[] = {
    {"version https://git-lfs.github.com/spec/", 40, 0,
     "a Git LFS pointer, not the file: fetch the file: git lfs pull"},
    {"GGUF", 4, 0,
     "a GGUF file (llama.cpp): convert it in Python: numpy.savez('step.npz', **{t.name: "
     "gguf.quants.dequantize(t.data, t.tensor_type) for t in gguf.GGUFReader(FILE).tensors})"},
    {"TFL3", 4, 4,
     "a TensorFlow Lite model, made for a device: compare the checkpoints that it was made from"},
    {"\x12\1\0\0\0\0\0\0", 8, 0,
     "an MXNet file: convert it in Python: numpy.savez('step.npz', **{k: v.asnumpy() for k, v in "
     "mxnet.nd.load(FILE).items()})"},
    {"MATLAB 5.0 MAT-file", 19, 0,
     "a MATLAB file of version 5 to 7: save it in MATLAB with '-v7.3', or convert it in Python: "
     "numpy.savez('step.npz', **{k: v for k, v in scipy.io.loadmat(FILE).items() if k[0] != '_'})"},
    {"\x1f\x8b", 2, 0, COMPRESSED("gzip", "gzip -d")},
    {"\xfd"
     "7zXZ",
     5, 0, COMPRESSED("xz", "xz -d")},
    {"\x28\xb5\x2f\xfd", 4, 0, COMPRESSED("zstd", "zstd -d")},
    {"BZh", 3, 0, COMPRESSED("bzip2", "bzip2 -d")},
    {"\x04\x22\x4d\x18", 4, 0, COMPRESSED("lz4", "lz4 -d")},
    {"7z\xbc\xaf\x27\x1c", 6, 0,
     "a 7z archive: unpack it, and name the checkpoints in it: 7z x FILE"},
    {"PK\5\6", 4, 0, "an empty zip archive: write the file again"},
};

static bool has_bytes(const struct file *f, const char *bytes, size_t length, size_t at)
{
    return f->length >= at + length && memcmp(f->head + at, bytes, length) == 0;
}

static const char *text_of_magic(const struct file *f)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (has_bytes(f, magics[i].bytes, magics[i].length, magics[i].at))
            return magics[i].text;
    return NULL;
}

/* ---- archives ---- */

static bool is_tar(const struct file *f)
{
    return has_bytes(f, "ustar", 5, 257);
}

/* What torch.save wrote before torch 0.1.10. */
static bool is_torch_tar(const struct file *f)
{
    static const char *const entries[] = {"sys_info", "pickle", "storages", "tensors"};
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        if (is_tar(f) && has_bytes(f, entries[i], strlen(entries[i]) + 1, 0))
            return true;
    return false;
}

/* ---- serialised objects ---- */

static bool is_pickle(const struct file *f)
{
    static const char *const earlier[] = {"(dp", "(lp", "}q", "]q", "ccollections\n", "cnumpy"};
    for (size_t i = 0; i < sizeof earlier / sizeof *earlier; i++)
        if (has_bytes(f, earlier[i], strlen(earlier[i]), 0))
            return true;
    return f->length > 2 && f->head[0] == 0x80 && f->head[1] >= 2 && f->head[1] <= 5;
}

/* Whether `count` printable characters stand at `at`. */
static bool has_word(const struct file *f, size_t at, size_t count)
{
    if (count == 0 || count > f->length || at > f->length - count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!isprint(f->head[at + i]))
            return false;
    return true;
}

/* A map whose first key is a string. */
static bool is_msgpack(const struct file *f)
{
    size_t at = 1;
    if (f->length < 8)
        return false;
    if (f->head[0] == 0xde || f->head[0] == 0xdf)
        at = f->head[0] == 0xde ? 3 : 5;
    else if (f->head[0] <= 0x80 || f->head[0] > 0x8f)
        return false;
    if (f->head[at] == 0xd9)
        return has_word(f, at + 2, f->head[at + 1]);
    return f->head[at] > 0xa0 && f->head[at] <= 0xbf && has_word(f, at + 1, f->head[at] & 0x1f);
}

/* A protobuf message whose first field is a small version, as ONNX's is. Its second is the name of
 * the program that wrote it, where there is one. */
static bool is_onnx(const struct file *f)
{
    enum { VERSION_FIELD = 0x08, VERSION_MAX = 0x20, PRODUCER_FIELD = 0x12 };
    if (f->length < 4 || f->head[0] != VERSION_FIELD || f->head[1] > VERSION_MAX)
        return false;
    return path_ends_in(f->name, ".onnx") ||
           (f->head[2] == PRODUCER_FIELD && has_word(f, 4, f->head[3]));
}

static bool is_tensorflow(const struct file *f)
{
    return strstr(path_base(f->name), ".data-00000-of-") || path_ends_in(f->name, ".index");
}

static bool is_tensorflow_graph(const struct file *f)
{
    return path_ends_in(f->name, ".pb");
}

/* ---- text ---- */

static bool is_text(const struct file *f)
{
    for (size_t i = 0; i < f->length; i++)
        if ((f->head[i] < ' ' && !memchr("\t\n\r\f", f->head[i], 4)) || f->head[i] == 0x7f)
            return false;
    return true;
}

/* The text behind white space and a byte order mark begins with these letters, in either case. */
static bool begins_in(const struct file *f, const char *text)
{
    size_t at = has_bytes(f, "\xef\xbb\xbf", 3, 0) ? 3 : 0;
    while (at < f->length && isspace(f->head[at]))
        at++;
    return f->length - at >= strlen(text) &&
           strncasecmp((const char *)f->head + at, text, strlen(text)) == 0;
}

static bool is_page(const struct file *f)
{
    return begins_in(f, "<!doctype html") || begins_in(f, "<html") || begins_in(f, "<?xml");
}

static bool is_list(const struct file *f)
{
    return is_text(f) && begins_in(f, "[");
}

/* Its first line has separators. */
static bool is_table(const struct file *f)
{
    const unsigned char *end = memchr(f->head, '\n', f->length);
    size_t length = end ? (size_t)(end - f->head) : f->length;
    return is_text(f) && (memchr(f->head, '\t', length) || memchr(f->head, ',', length));
}

/* ---- all of them ---- */

/* The first that recognises a file prevails. */
static const struct foreign {
    bool (*recognise)(const struct file *f);
    const char *text;
} formats[] = {
    {is_torch_tar, "a tar archive as torch.save wrote before version 0.1.10: convert it in Python: "
                   "torch.save(torch.load(FILE, weights_only=False), 'step.pt')"},
    {is_tar, "a tar archive: unpack it, and name the checkpoints in it: tar -xf FILE"},
    {is_pickle, "a pickle, but not one of torch.save: if you trust it, convert it in Python: "
                "numpy.savez('step.npz', **pickle.load(open(FILE, 'rb')))"},
    {is_msgpack, "msgpack, as Flax writes it: convert it in Python: numpy.savez('step.npz', "
                 "**flax.traverse_util.flatten_dict(flax.serialization.msgpack_restore(open(FILE, "
                 "'rb').read()), sep='/'))"},
    {is_onnx, "an ONNX model: convert it in Python: numpy.savez('step.npz', **{i.name: "
              "onnx.numpy_helper.to_array(i) for i in onnx.load(FILE).graph.initializer})"},
    {is_tensorflow_graph, "a TensorFlow graph: convert its SavedModel in Python: "
                          "numpy.savez('step.npz', **{v.name: v.numpy() for v in "
                          "tensorflow.saved_model.load(FOLDER).variables})"},
    {is_page, "a web page (HTML), not the file: the download failed: download it again"},
    {is_list, "a JSON list, not a checkpoint: name the checkpoints beside it"},
    {is_table, "a table, not a checkpoint: to add its columns to the rows: -m FILE"},
    {is_text, "text, not a checkpoint: name the checkpoints beside it"},
    {is_tensorflow,
     "a file of a TensorFlow checkpoint: convert it in Python: r = "
     "tensorflow.train.load_checkpoint(PREFIX); numpy.savez('step.npz', **{n: r.get_tensor(n) for "
     "n in r.get_variable_to_shape_map()})"},
};

const char *foreign_text(const unsigned char *head, size_t length, const char *path)
{
    const struct file f = {head, length, path};
    const char *text = text_of_magic(&f);
    for (size_t i = 0; i < sizeof formats / sizeof *formats && !text; i++)
        if (formats[i].recognise(&f))
            text = formats[i].text;
    return text;
}
