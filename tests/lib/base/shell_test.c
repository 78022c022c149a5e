/* Words that a POSIX shell takes literally. */
#include "base/text/printable.h"
#include "base/text/shell.h"
#include "expect.h"

#include <stdio.h>
#include <stdlib.h>

static char *word_of(const char *text)
{
    char *word;
    expect_good(shell_word(text, &word));
    return word;
}

static void expect_word(const char *text, const char *expected)
{
    char *word = word_of(text);
    assert_string_equal(word, expected);
    free(word);
}

/* A shell makes the text of the word. */
static void expect_read(const char *shell, const char *text)
{
    char command[512], got[256], *word = word_of(text);
    snprintf(command, sizeof command, "printf '%%s.' %s", word);
    setenv("SHELL_TEST", command, 1);
    snprintf(command, sizeof command, "LC_ALL=C %s -c \"$SHELL_TEST\"", shell);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    size_t length = fread(got, 1, sizeof got - 1, f);
    got[length] = '\0';
    assert_int_equal(pclose(f), 0);
    assert_int_equal(length, strlen(text) + 1);
    assert_memory_equal(got, text, strlen(text));
    free(word);
}

static void plain_words_stay(void **state)
{
    (void)state;
    expect_word("runs/a_1.npz", "runs/a_1.npz");
    expect_word("--from=%2,@:+", "--from=%2,@:+");
}

static void others_are_quoted(void **state)
{
    (void)state;
    expect_word("", "''");
    expect_word("my run", "'my run'");
    expect_word("it's", "'it'\\''s'");
    expect_word("ünï", "'ünï'");
}

static void what_is_not_printable_is_left_to_printf(void **state)
{
    (void)state;
    expect_word("a\nb", "\"$(printf 'a\\012b')\"");
    expect_word("-\x1b!'%\\é", "-\"$(printf '\\033\\041\\047\\045\\134é')\"");
    expect_word("caf\xe9-1", "\"$(printf 'caf\\351-1')\"");
    expect_word("\t\n", "\"$(printf '\\011')\"'\n'");
}

static void shells_read_the_same_text(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "a",
                                        "my run",
                                        "it's",
                                        "-n",
                                        "$HOME`id`",
                                        "ünï",
                                        "a\nb",
                                        "\x1b[31m-",
                                        "\t-%s\\n'!",
                                        "caf\xe9",
                                        "\xe2\x80\xae"
                                        "gpj.exe",
                                        "-\n",
                                        "a\x01"
                                        "1",
                                        "x\ty\n\n",
                                        "\r\n\r"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        expect_read("sh", texts[i]);
        expect_read("bash", texts[i]);
    }
}

/* But for line feeds at its end. */
static void a_word_is_printable(void **state)
{
    (void)state;
    char text[256], *word;
    for (size_t i = 0; i < sizeof text - 1; i++)
        text[i] = (char)(i + 1);
    text[sizeof text - 1] = '\0';
    word = word_of(text);
    assert_true(printable_is(word, strlen(word)));
    free(word);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_words_stay),
        cmocka_unit_test(others_are_quoted),
        cmocka_unit_test(what_is_not_printable_is_left_to_printf),
        cmocka_unit_test(shells_read_the_same_text),
        cmocka_unit_test(a_word_is_printable),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
