/* The options of trajplot: what is drawn, how, and where it goes. */
#ifndef PHATE_PICTURE_OPTIONS_H
#define PHATE_PICTURE_OPTIONS_H

#include "cli.h"
#include "plot/destination.h"
#include "plot/pictures.h"
#include "plot/space/view.h"

struct picture_options {
    struct plot_options o;
    struct plot_choice choice;
    struct plot_destination to;
    struct plot_view view;
    struct strlist titles;
    bool all; /* said, though all pictures are drawn without it, too */
};

/* Reads them; exits as cli_options does. The caller frees *options with picture_options_free. */
void picture_options_read(struct cli *cli, struct picture_options *options);
void picture_options_free(struct picture_options *options);

#endif
