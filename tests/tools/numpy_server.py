"""Runs the code that numpy.sh sends: a folder, how many words follow, and these, the first of which is code;
each with a NUL behind it. Answers with what the code wrote to standard output and to standard error, and
a status, likewise."""
import contextlib
import io
import os
import sys
import traceback

import numpy as np


def words():
    """Those on standard input."""
    left = b""
    while more := os.read(0, 1 << 16):
        *whole, left = (left + more).split(b"\0")
        yield from map(os.fsdecode, whole)


def run(code, argv):
    """Returns the status."""
    try:
        exec(compile(code, "<numpy>", "exec"), {"np": np, "argv": argv, "__name__": "__main__"})
    except Exception:
        traceback.print_exc()
        return 1
    return 0


sys.dont_write_bytecode = True # the sources stay as they are
asked = words()
for folder in asked:
    count = int(next(asked))
    code, *argv = [next(asked) for _ in range(count)]
    os.chdir(folder)
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        status = run(code, argv)
    answer = f"{out.getvalue()}\0{err.getvalue()}\0{status}\0".encode("utf-8", "surrogateescape")
    while answer:
        answer = answer[os.write(1, answer):]
