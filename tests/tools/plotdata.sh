# What tests of trajplot draw: three runs of seven snapshots that leave one point; losses over three
# decades. Sourced after tap.sh.
# shellcheck shell=bash

plot_rows() {
    awk 'BEGIN {
        print "file\trun\tstep\ttrain_loss"
        for (run = 0; run < 3; run++)
            for (i = 6; i >= 0; i--) # out of order: the steps decide
                printf "r%d_%d\trun %d\t%d\t%g\n", run, i, run, i, 3 / 10 ^ (i / 2)
    }'
}

plot_coords() { # DIMENSIONS
    awk -v d="$1" 'BEGIN {
        for (run = 0; run < 3; run++)
            for (i = 6; i >= 0; i--)
                for (j = 0; j < d; j++)
                    printf "%.6f%s", i * cos(run * 2 + j), j < d - 1 ? "\t" : "\n"
    }'
}
