/* snapaudit: checkpoints or snapshots in, what is odd about their trajectories out, as a table. */
#include "audit/findings.h"
#include "audit/input/input.h"
#include "checkpoint_files.h"
#include "computing.h"
#include "stream/tsv.h"

/* As diff does. */
enum { CLEAN = 0, FOUND = 1, TROUBLE = 2 };

struct settings {
    struct checkpoint_files files;
    struct audit_options audit;
};

static void read_options(struct cli *cli, struct settings *s)
{
    const struct cli_option own[] = {
        {'r', "run", "COLUMN", "column that names a row's run (run)",
         CLI_TEXT(&s->audit.columns.run)},
        {'s', "step", "COLUMN", "column that orders the rows of a run (step)",
         CLI_TEXT(&s->audit.columns.step)},
        {0, "start", "COLUMN", "column that is equal where runs share a start (start, else seed)",
         CLI_TEXT(&s->audit.start)},
        {0}};
    checkpoint_files_options(cli, &s->files, own);
}

/* Without files, or with one that is a stream: its path, or NULL for standard input. */
static bool reads_stream(struct cli *cli, const struct settings *s, const char **path)
{
    size_t operands = cli_operands(cli);
    if (operands == 0 && s->files.lists.count > 0)
        return false;
    if (operands > 0 && !audit_input_is_stream(cli_operand(cli, 0)))
        return false;
    if (s->files.given)
        cli_fail(CLI_USAGE, "a stream of snapshots is read as it is: give options for checkpoints "
                            "to snapcat, or name checkpoints");
    *path = cli_file(cli);
    return true;
}

static void audit(struct cli *cli, struct settings *s, struct table *findings)
{
    const char *path;
    cli_check(audit_findings_begin(findings));
    if (reads_stream(cli, s, &path)) {
        cli_check(audit_input_stream(path, &s->audit, findings, &cli->report));
        return;
    }
    checkpoint_files_collect(cli, &s->files);
    cli_check(audit_input_checkpoints(&s->files.concat, &s->audit, findings, &cli->report));
}

static void write_table(const struct table *findings, const char *path)
{
    struct writer *writer;
    cli_check(writer_open_text(&writer, path));
    cli_check(tsv_write_table(writer, findings));
    cli_check(writer_commit(writer));
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Whether trajectories are what they say they are: copies, "
                                  "strays, rounding, NaN.",
                      .operands = "[FILE...]",
                      .computing = &computing,
                      .failure = TROUBLE};
    struct settings s = {0};
    struct table findings = {0};
    cli_begin(&cli, argc, argv);
    read_options(&cli, &s);
    audit(&cli, &s, &findings);
    write_table(&findings, cli.output);
    int status = findings.rows > 0 ? FOUND : CLEAN;
    table_free(&findings);
    checkpoint_files_free(&s.files);
    strlist_free(&cli.provenance);
    return status;
}
