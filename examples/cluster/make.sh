#!/bin/bash
# The parts by make, then the sum: as many at a time as MAKEFLAGS=-j4 says, else as there are processors for.
set -euo pipefail
processors=$(env -u OMP_NUM_THREADS nproc)
export here=${0%/*} out=$1 n=$2 MAKEFLAGS=${MAKEFLAGS--j$(((processors - 1) / OMP_NUM_THREADS + 1))}
exec make --no-print-directory -f "$here/parts.mk"
