#!/usr/bin/env python3
"""sketch_cost.py [PARAMETERS] [NUMBERS]: what a record of examples/snapsketch.py costs, in nanoseconds of a
processor per parameter (float32), beside a copy of the same memory, in one run: the best of three."""
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))
sys.dont_write_bytecode = True
import snapsketch  # noqa: E402


def cost(work):
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) * 1e9 / parameters


parameters, numbers = [int(float(word)) for word in sys.argv[1:]] + [10**7, 4096][len(sys.argv) - 1:]
rng = np.random.default_rng(0)
network = [(f"layers.{i}.weight", rng.standard_normal((parameters // 10, 1), "f4")) for i in range(10)]
with tempfile.TemporaryDirectory() as folder:
    log = snapsketch.Log(folder + "/log", numbers)
    print(f"{parameters} parameters, {numbers} numbers: sketch {cost(lambda: log.step(0, network)):.2f} ns, "
          f"copy {cost(lambda: [x.copy() for _, x in network]):.2f} ns")
