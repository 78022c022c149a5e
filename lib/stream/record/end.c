#include "stream/record/end.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct error *end_init(struct record *r, size_t records, char text[END_TEXT_ROOM])
{
    *r = (struct record){
        .kind = END_KIND, .type = PHM_TEXT, .rows = 1, .cols = 1, .layout = PHM_DENSE};
    r->bytes = (size_t)snprintf(text, END_TEXT_ROOM, "records\n%zu\n", records);
    return record_attr_set(r, "of", "stream");
}

bool end_parse(const char *text, size_t *records)
{
    char expected[END_TEXT_ROOM];
    const char *number = strchr(text, '\n');
    *records = number ? (size_t)strtoumax(number, NULL, 10) : 0;
    snprintf(expected, sizeof expected, "records\n%zu\n", *records);
    return strcmp(text, expected) == 0;
}
