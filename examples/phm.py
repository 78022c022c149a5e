"""phm streams and numpy: records read and made, and pipes run, whose records come as they are ready.

    import phm
    for r in phm.pipe("snapcat runs/*.pt | knnaff | diffop"):  # or phm.records("cached.phm")
        print(r.kind, r.attrs.get("t"), len(r.data))
    *_, coords = phm.pipe("mds", phm.record("distance", D, {"k": 5}))

A table's data is a list of dicts, one per row; all else is a matrix. The programs make and verify checksums:
phminfo those of a file, a stage those of what it reads. A stream that is bad raises ValueError; a pipe of which
any stage fails raises subprocess.CalledProcessError, after the records, and the stage has said why."""
import collections, io, re, subprocess, tempfile
import numpy as np

Record = collections.namedtuple("Record", "kind attrs data")
ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}

def matrix(payload, dtype, rows, cols, layout, size=0):
    x = np.zeros((rows, cols), dtype)
    if layout == "csr":
        start, col, value = np.split(np.frombuffer(payload, "u1"), [8 * (rows + 1), 8 * (rows + 1 + int(size))])
        x[np.repeat(np.arange(rows), np.diff(start.view("<i8"))), col.view("<i8")] = value.view(dtype)
        return x
    width = int(size) or max(cols, 1)  # of a panel
    for j in range(0, cols, width):
        x[:, j:j + width] = np.frombuffer(payload, dtype)[rows * j:rows * (j + width)].reshape(rows, -1)
    return x

def table(text):
    plain = {escape: char for char, escape in ESCAPES.items()}
    heading, *rows = ([re.sub(r"\\.", lambda found: plain[found[0]], cell) for cell in line.split("\t")]
                      for line in text.split("\n")[:-1])
    return [dict(zip(heading, row)) for row in rows]

def read(stream, name="stream"):
    """The records of a binary stream, whose checksums are not looked at."""
    least = most = owed = 0  # how many records the end record may count, and whether one must follow
    while line := stream.readline():
        if line != b"phm 1\n":
            raise ValueError(f"{name}: not a phm record where one should begin: {line[:40]!r}")
        head, attrs = {}, {}
        while (line := stream.readline()) not in (b"\n", b""):
            key, _, value = line.decode().rstrip("\n").partition(" ")
            if key == "attr":
                key, _, value = value.partition(" ")
                attrs[key] = value
            else:
                head[key] = value
        payload, trailer = stream.read(int(head.get("bytes", 0))), stream.read(22)
        if len(trailer) < 22:
            raise ValueError(f"{name}: cut short in a record of kind {head.get('kind')}")
        if head["kind"] == "end":
            counted = int(table(payload.decode())[0]["records"])
            if not least <= counted <= most:
                raise ValueError(f"{name}: the end record counts {counted} records, but {most} came")
            least = most = owed = 0
            continue
        owed = attrs.pop("end-record", "") == "follows"
        if "of" not in attrs:
            least, most = least + owed, most + 1
        shape = map(int, head["shape"].split())
        yield Record(head["kind"], attrs, table(payload.decode()) if head["type"] == "text" else
                     matrix(payload, {"f32": "<f4", "f64": "<f8"}[head["type"]], *shape, *head["layout"].split()))
    if owed:
        raise ValueError(f"{name}: cut short behind a record of kind {head['kind']}: an end record should follow it")

def run(command, given=None):
    """What a program prints; where it refuses, its message is raised."""
    ran = subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if ran.returncode:
        raise ValueError(ran.stderr.decode().strip())
    return ran.stdout

def records(path):
    """The records of a file, which phminfo has found whole."""
    run(["phminfo", path])
    with open(path, "rb") as stream:
        yield from read(stream, path)

def record(kind, data, attrs={}):
    """The bytes of a record: of a matrix, or of a table (rows, tensors) without attributes."""
    if isinstance(data, list):
        cells = ([re.sub(r"[\\\t\n\r]", lambda found: ESCAPES[found[0]], str(cell)) for cell in row]
                 for row in [data[0], *(row.values() for row in data)])
        return run(["tsv2phm", "-k", kind], "".join("\t".join(row) + "\n" for row in cells).encode())
    np.save(array := io.BytesIO(), np.asarray(data), allow_pickle=False)
    return run(["npy2phm", "-k", kind, *(f"-a{key}={value}" for key, value in attrs.items())], array.getvalue())

def pipe(command, given=b""):
    """Yields what comes out of "stage | stage | ...", which bash runs; `given` is the first one's input."""
    with tempfile.TemporaryFile() as source:
        source.write(given)
        source.seek(0)
        process = subprocess.Popen(["bash", "-o", "pipefail", "-c", command], stdin=source, stdout=subprocess.PIPE)
    bad = None
    with process:
        try:
            yield from read(process.stdout, command)
        except ValueError as error:
            bad = error
    unread = bad and process.returncode in (-13, 141)  # SIGPIPE, as the rest of a bad stream is not read
    if process.returncode and not unread:
        bad = subprocess.CalledProcessError(process.returncode, command)
    if bad:
        raise bad
