/* Labels of samples, as an array or as a table. */
#include "fuzz.h"

#include "prediction/input/labels.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { SAMPLES = 3, CLASSES = 10 };
    char path[FUZZ_PATH];
    struct prediction_labels labels;
    int fd = fuzz_file(data, size, path);
    if (fuzz_good(prediction_labels_read(&labels, path, SAMPLES, CLASSES, NULL))) {
        fuzz_must(labels.count == SAMPLES);
        for (size_t i = 0; i < SAMPLES; i++)
            fuzz_must(labels.at[i] < CLASSES);
        prediction_labels_free(&labels);
    }
    close(fd);
    return 0;
}
