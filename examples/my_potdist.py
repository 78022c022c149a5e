#!/usr/bin/env python3
"""A replaced stage: potdist in numpy. Copies other records unchanged; does not check checksums."""
import itertools, sys
import numpy as np
stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
while header := list(itertools.takewhile(lambda line: line != b"\n", stdin)):
    field = dict(line.split(b" ", 1) for line in header)  # field[b"kind"] is b"operator\n"
    payload, checksum = stdin.read(int(field[b"bytes"])), stdin.readline()
    if field[b"kind"] != b"operator\n":
        stdout.write(b"".join(header) + b"\n" + payload + checksum)
        continue
    U = -np.log(np.frombuffer(payload) + 1e-7).reshape([int(n) for n in field[b"shape"].split()])
    D = np.array([np.linalg.norm(U - row, axis=1) for row in U])
    np.lib.format.write_array_header_1_0(stdout, np.lib.format.header_data_from_array_1_0(D))
    stdout.write(D.tobytes())
