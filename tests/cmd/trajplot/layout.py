"""Draws figures of every kind, and finds what is wrong with their texts: layout.py FOLDER prints, for
each kind and format, `ok NAME` or `not ok NAME`, what is wrong in lines that begin with `#` before it.

A text is wrong that is not wholly on the page, that lies on another, or that should be there and is
not. Where a text is abridged, an ellipsis must say so, and no other may be abridged to the same.
SVG and TikZ tell where their texts begin, and a font's table how wide they are; of a PDF
pdftotext(1) tells the boxes. What gnuplot draws as PNG and EPS it lays out as it does PDF, whose
terminal takes the place of theirs in the script."""

import collections
import concurrent.futures
import functools
import itertools
import math
import os
import re
import struct
import subprocess
import sys
import threading
import xml.etree.ElementTree as tree

# A box of ink about a baseline, and by how much boxes may lie in each other; in sizes of type.
ASCENT, DESCENT, SPARE = 0.73, 0.21, 0.06
DESCENDERS = set("gjpqy_,;()[]{}|Q@")
NUMBER = re.compile(r"[-−]?\d+(\.\d+)?(e[-+]?\d+)?")


# gnuplot 6 warns of a locale that is not UTF-8.
os.environ["LC_ALL"] = "C.UTF-8"


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, **more)


# ---- widths of text ----

class Font:
    """The advance widths of a TrueType or OpenType font, in sizes of type."""

    def __init__(self, path):
        with open(path, "rb") as f:
            self.data = f.read()
        count = struct.unpack(">H", self.data[4:6])[0]
        self.tables = {}
        for i in range(count):
            tag, _, offset, _ = struct.unpack(">4sIII", self.data[12 + 16 * i:28 + 16 * i])
            self.tables[tag] = offset
        self.unit = self.numbers("H", self.tables[b"head"] + 18, 1)[0]
        self.long = self.numbers("H", self.tables[b"hhea"] + 34, 1)[0]
        self.glyphs = self.read_map()

    def numbers(self, kind, offset, count):
        return struct.unpack_from(f">{count}{kind}", self.data, offset)

    def read_map(self):
        cmap = self.tables[b"cmap"]
        for i in range(self.numbers("H", cmap + 2, 1)[0]):
            offset = cmap + self.numbers("I", cmap + 8 + 8 * i, 1)[0]
            if self.numbers("H", offset, 1)[0] == 4:
                return self.read_segments(offset)
        raise ValueError("a font without a map of format 4")

    def read_segments(self, at):
        count = self.numbers("H", at + 6, 1)[0] // 2
        ends = self.numbers("H", at + 14, count)
        starts = self.numbers("H", at + 16 + 2 * count, count)
        deltas = self.numbers("h", at + 16 + 4 * count, count)
        glyphs = {}
        for k in range(count):
            place = at + 16 + 6 * count + 2 * k
            offset = self.numbers("H", place, 1)[0]
            for code in range(starts[k], min(ends[k], 0xfffe) + 1):
                glyph = code
                if offset:
                    glyph = self.numbers("H", place + offset + 2 * (code - starts[k]), 1)[0]
                glyphs[code] = (glyph + deltas[k]) & 0xffff if glyph else 0
        return glyphs

    def width(self, text):
        total = 0
        for c in text:
            glyph = min(self.glyphs.get(ord(c), 0), self.long - 1)
            total += self.numbers("H", self.tables[b"hmtx"] + 4 * glyph, 1)[0]
        return total / self.unit


# ---- texts of a figure ----

class Text:
    """A text and its box of ink: an end of the baseline (x to the right, y down), the direction in
    degrees counterclockwise, width and size of type; all in one unit."""

    def __init__(self, text, x, y, angle, width, size):
        self.text, self.size = text, size
        self.x, self.y, self.angle, self.width = x, y, angle % 360, width
        self.whole = True  # a piece of slanted text is not

    def corners(self, spare=0):
        c, s = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        descent = DESCENT if DESCENDERS & set(self.text) else 0
        spare *= self.size
        for along in (spare, self.width - spare):
            for up in (-descent * self.size + spare, ASCENT * self.size - spare):
                yield self.x + along * c - up * s, self.y - along * s - up * c

    def lies_on(self, other):
        a, b = list(self.corners(SPARE)), list(other.corners(SPARE))
        for angle in (self.angle, self.angle + 90, other.angle, other.angle + 90):
            c, s = math.cos(math.radians(angle)), -math.sin(math.radians(angle))
            at, bt = [x * c + y * s for x, y in a], [x * c + y * s for x, y in b]
            if max(at) <= min(bt) or max(bt) <= min(at):
                return False
        return True

    def is_on(self, width, height):
        return all(0 <= x <= width and 0 <= y <= height for x, y in self.corners(SPARE))


def anchored(text, x, y, angle, width, size, share):
    """Of which that share stands left of (x, y)."""
    along = -share * width
    return Text(text, x + along * math.cos(math.radians(angle)),
                y - along * math.sin(math.radians(angle)), angle, width, size)


def svg_texts(path, font):
    svg = "{http://www.w3.org/2000/svg}"
    root = tree.parse(path).getroot()
    texts = []
    for group in root.iter(svg + "g"):
        for text in group.findall(svg + "text"):
            place = re.match(r"translate\(([-\d.]+),([-\d.]+)\)(?: rotate\(([-\d.]+)\))?", group.get("transform"))
            size = float(group.get("font-size"))
            width = font.width(text.text or "") * size
            for part in text.findall(svg + "tspan"):
                width += font.width(part.text or "") * float(part.get("font-size", str(size)).rstrip("px"))
            share = {"start": 0, "middle": 0.5, "end": 1}[group.get("text-anchor")]
            texts.append(anchored("".join(text.itertext()).strip(), float(place[1]), float(place[2]),
                                  -float(place[3] or 0), width, size, share))
    # What has a box about it is written twice.
    texts = {(t.text, t.x, t.y): t for t in texts if t.text}
    return float(root.get("width")), float(root.get("height")), list(texts.values())


def tex_texts(path, font, type_size):
    tex = [(r"\textbackslash{}", "\\"), (r"\textless{}", "<"), (r"\textgreater{}", ">")]
    texts, size, page = [], type_size, None
    for line in open(path, encoding="utf-8"):
        corner = re.match(r"\\path \(0\.000,0\.000\) rectangle \(([\d.]+),([\d.]+)\)", line)
        if corner:
            page = float(corner[1]), float(corner[2])
        node = re.match(r"\\node\[gp node (\w+)(?:,rotate=([-\d.]+))?(.*)\] at \(([-\d.]+),([-\d.]+)\) \{(.*)\};", line)
        if not node:
            continue
        scale = re.search(r"fontsize\{([\d.]+)pt", node[3])
        size = (float(scale[1]) if scale else type_size) * 2.54 / 72
        text = node[6].strip("$")
        for name, plain in tex:
            text = text.replace(name, plain)
        text = re.sub(r"\\(.)", r"\1", text)
        angle, width = float(node[2] or 0), font.width(text) * size
        t = anchored(text, float(node[4]), page[1] - float(node[5]), angle, width, size,
                     {"left": 0, "center": 0.5, "right": 1}[node[1]])
        t.x += 0.35 * size * math.sin(math.radians(angle))  # nodes have their middle there
        t.y += 0.35 * size * math.cos(math.radians(angle))
        if text:
            texts.append(t)
    return page + (texts,)


class PdfReader:
    """Boxes of words, of which pdftotext makes the heights from the font's: of type of 1 pt."""

    def __init__(self, folder):
        path = os.path.join(folder, "calibrate.pdf")
        run(["gnuplot", "-d"], input=f"set terminal pdfcairo font 'Helvetica,10' fontscale 0.75\n"
            f"set output '{path}'\nset label 1 'word' at screen 0.1,0.5\nset xrange [0:1]\nplot 0 notitle\n")
        self.line = next(y1 - y0 for word, _, y0, _, y1 in self.words(path)[2] if word == "word") / 10

    @staticmethod
    def words(path):
        page = run(["pdftotext", "-bbox", path, "-"]).stdout
        size = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', page)
        words = [(tree.fromstring(f"<w>{w[4]}</w>").text,) + tuple(map(float, w[:4])) for w in
                 re.findall(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', page)]
        return float(size[1]), float(size[2]), words

    def text(self, word, x0, y0, x1, y1, sizes):
        for size in sizes:
            line = size * self.line
            if abs(y1 - y0 - line) < 0.02 * line:
                return Text(word, x0, y0 + 0.8 * line, 0, x1 - x0, size)
        for size in sizes:
            line = size * self.line
            if abs(x1 - x0 - line) < 0.02 * line:
                return Text(word, x0 + 0.8 * line, y1, 90, y1 - y0, size)
        piece = Text(word, x0, y1 - 0.2 * sizes[1], 0, x1 - x0, sizes[1])
        piece.whole = False
        return piece

    @staticmethod
    def follows(a, b):
        along = (b.x - a.x, b.y - a.y) if a.angle == 0 else (a.y - b.y, b.x - a.x)
        return (a.whole and b.whole and (a.angle, a.size) == (b.angle, b.size) and
                abs(along[1]) < 0.05 * a.size and 0 < along[0] - a.width < 0.5 * a.size)

    def texts(self, path, type_size):
        width, height, words = self.words(path)
        sizes = [type_size * share for share in (10 / 9, 1, 8 / 9, 7 / 9)]
        texts = []
        for word in words:
            t = self.text(*word, sizes)
            if texts and self.follows(texts[-1], t):
                last = texts[-1]
                last.text += " " + t.text
                last.width = t.x + t.width - last.x if t.angle == 0 else last.y - (t.y - t.width)
            else:
                texts.append(t)
        return width, height, texts


# ---- figures ----

ALL = "svg", "pdf", "png", "eps", "tex"
BOTH = ALL[:2]


class Figure:
    """kind: what it is called. args: trajplot's. texts: each must be shown, abridged or not. names:
    also each told from the others. words: of the caption. numbers: so many at least."""

    def __init__(self, kind, args, formats=BOTH, texts=(), names=(), words="", numbers=0):
        self.kind, self.args, self.formats, self.numbers = kind, args, formats, numbers
        self.texts, self.names, self.words = list(texts), list(names), words.split()
        self.type_size = 9.0
        if "--font-size" in args:
            self.type_size = float(args[args.index("--font-size") + 1])


class Gnuplot:
    END = "# end of the script"

    def __init__(self):
        self.process = subprocess.Popen(["gnuplot", "-d"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def draw(self, script):
        """Returns what gnuplot says, and whether it has ended."""
        self.process.stdin.write(f"{script}\nset output\nreset session\nprint '{self.END}'\n")
        self.process.stdin.flush()
        said = []
        for line in self.process.stderr:
            if line.strip() == self.END:
                return "".join(said).strip(), False
            said.append(line)
        return "".join(said).strip() or "gnuplot ended", True


class Artist:
    def __init__(self, folder):
        self.folder = folder
        self.font = Font(run(["fc-match", "-f", "%{file}", "DejaVu Sans"]).stdout)
        self.pdf = PdfReader(folder)
        self.of_thread = threading.local()

    def gnuplot(self, script):
        """Returns what gnuplot says of the script. Each thread has one gnuplot for all its figures, for
        starting one takes longer than drawing."""
        if not hasattr(self.of_thread, "gnuplot"):
            self.of_thread.gnuplot = Gnuplot()
        said, ended = self.of_thread.gnuplot.draw(script)
        if ended:
            del self.of_thread.gnuplot
        return said

    def draw(self, figure, number, format):
        """Returns what is wrong."""
        path = os.path.join(self.folder, f"{number}.{format}")
        made = run(["trajplot", "-q", "-g", "-o", path, *figure.args])
        if made.returncode:
            return [made.stderr.strip()]
        script = made.stdout
        if format in ("png", "eps"):
            path += ".pdf"
            script = as_pdf(script, path)
        # Texts are where they are also of a coarse plane.
        script = re.sub(r"^(columns|rows) = \d+$", r"\1 = 9", script, flags=re.M)
        script = re.sub(r"^set (samples|isosamples) \d+$", r"set \1 9", script, flags=re.M)
        said = self.gnuplot(script)
        if said:
            return [said]
        wrong = list(self.faults(figure, path, format, script))
        if not wrong:
            os.remove(path)
        return wrong

    def read(self, path, format, type_size):
        if format == "svg":
            return svg_texts(path, self.font)
        if format == "tex":
            return tex_texts(path, self.font, type_size)
        return self.pdf.texts(path, type_size)

    def faults(self, figure, path, format, script):
        width, height, texts = self.read(path, format, figure.type_size)
        for t in texts:
            if not t.is_on(width, height):
                yield f"'{t.text}' is not wholly on the page"
        pieces = [t for t in texts if not t.whole]
        whole = [t for t in texts if t.whole]
        for a, b in itertools.combinations(whole, 2):
            if a.lies_on(b):
                yield f"'{a.text}' lies on '{b.text}'"
        for a, b in itertools.product(whole, samples(script, width, height, texts[0].size)):
            if a.lies_on(b):
                yield f"'{a.text}' lies on a line of the legend"
        yield from lost(figure, [t.text for t in texts], pieces)

    def check_box(self, args, number):
        """What is wrong with the marks of a surface's axes: each stands on an edge of the box, where gnuplot
        says that this is."""
        image = os.path.join(self.folder, f"box{number}.svg")
        script = run(["trajplot", "-q", "-g", "-o", image, *args]).stdout
        ends = [(0, float(re.search(rf"^set {axis}range \[0:(.*)\]", script, re.M)[1])) for axis in "xyz"]
        corners = list(itertools.product(*ends))
        points = "".join(f"set label {900 + i} '' at {x}, {y}, {z} point pt 7 ps 3\n"
                         for i, (x, y, z) in enumerate(corners))
        self.gnuplot(script.replace("\nsplot ", f"\n{points}splot "))
        with open(image, encoding="utf-8") as f:
            svg = f.read()
        width, height = map(float, re.search(r'width="(\d+)" height="(\d+)"', svg).groups())
        places = re.findall(r"'#gpPt6' transform='translate\(([-\d.]+),([-\d.]+)\) scale\(10\.", svg)
        page = dict(zip(corners, [(float(x), float(y)) for x, y in places]))
        edges = [(page[a], page[b]) for a, b in itertools.combinations(corners, 2)
                 if sum(p != q for p, q in zip(a, b)) == 1]
        for x, y, text in re.findall(r"^set arrow 3\d\d from screen ([-\d.]+), screen ([-\d.]+) .*\n"
                                     r"set label \d+ '(.*?)'", script, re.M):
            mark = float(x) * width, height - float(y) * height
            if not any(on_edge(mark, a, b) for a, b in edges):
                yield f"the mark of {text} is on no edge of the box"


def samples(script, width, height, size):
    """The lines of a legend, as if they were texts."""
    for x0, y, x1 in re.findall(r"^set arrow 2\d\d from screen ([\d.]+), screen ([\d.]+) to screen ([\d.]+)", script, re.M):
        yield Text("-", float(x0) * width, height * (1 - float(y)) + 0.15 * size, 0,
                   (float(x1) - float(x0)) * width, 0.4 * size)


def on_edge(mark, a, b):
    """To a pixel."""
    length = math.dist(a, b)
    return length > 1 and math.dist(mark, a) + math.dist(mark, b) < length + 0.5


def as_pdf(script, path):
    """A PNG's or EPS's script that writes a PDF: a pixel is a point."""
    def terminal(match):
        width, height = (re.sub(r"cm$", "", s) for s in match.group(2, 3))
        unit = "cm" if "cm" in match[2] else ""
        scale = 1 if unit else 1 / 72
        return f"set terminal pdfcairo size {float(width) * scale:.6f}{unit},{float(height) * scale:.6f}{unit}"
    script = re.sub(r"^set terminal (pngcairo|epscairo) size ([\d.]+(?:cm)?),([\d.]+(?:cm)?)", terminal, script, flags=re.M)
    return re.sub(r"^set output .*$", lambda _: f"set output '{path}'", script, flags=re.M)


def shows(shown, text):
    """Whether it is the text, or what is left of it beside an ellipsis."""
    parts = shown.split("…")
    if len(parts) == 1:
        return shown == text
    pattern = ".*".join(re.escape(p) for p in parts)
    return re.fullmatch(pattern, text) is not None and len(shown) >= 4


def lost(figure, shown, pieces):
    left = list(shown)
    for text in figure.texts + figure.names:
        found = [s for s in left if shows(s, text)]
        if found:
            left.remove(found[0])
        elif not (pieces and " " in text):
            yield f"'{text}' is not there"
    for s in shown:
        if sum(shows(s, name) for name in figure.names) > 1:
            yield f"'{s}' may be several names"
    there = collections.Counter(w.strip(",;()") for s in shown for w in s.split())
    for word, count in collections.Counter(w.strip(",;()") for w in figure.words).items():
        if there[word] < count:
            yield f"'{word}' of the caption is not there"
    numbers = [s for s in left if NUMBER.fullmatch(s)]
    if len(numbers) < figure.numbers:
        yield f"{len(numbers)} numbers for {figure.numbers}"


# ---- streams ----

RUNS = 1, 9, 15, 40
NAMED_MOST = 20  # trajplot(1): more runs are drawn in grey
MAKING = "n = {}"
SCORES = ("k", "5", "t", "12", "metric", "cosine", "stress", "0.0721", "components", "3",
          "explained", "0.4329 0.3942 0.0463 0.01", "walk-explained", "0.607935 0.151986 0.067551 0.037997",
          "participation-ratio", "2.8697", "walk-participation-ratio", "2.4999",
          "score-trustworthiness", "0.98", "score-continuity", "0.97", "score-rank-correlation", "0.9",
          "score-demap", "0.93", "score-trustworthiness-shuffled-most", "0.51", "score-continuity-shuffled-most", "0.52",
          "score-rank-correlation-shuffled-most", "0.0321", "score-demap-shuffled-most", "0.0432")
SCORED = ("n = {}, k = 5, t = 12, cosine, stress = 0.0721, 43.3 + 39.4 + 4.63 % of the variance "
          "(a random walk: 60.8 + 15.2 + 6.76 %), participation ratio 2.87 (2.5), 3 components "
          "trustworthiness 0.98, continuity 0.97, rank correlation 0.9, DEMaP 0.93; "
          "of shuffled rows at most 0.51, 0.52, 0.0321, 0.0432 "
          "how the numbered components lie to each other is not data")


def names_of(count, long):
    form = "optimizer=adam,learning_rate=0.001,seed={:02},batch_size=64" if long else "r{:02}"
    return [form.format(r) for r in range(count)]


class Streams:
    """Files in the folder, each made once."""

    def __init__(self, folder):
        self.folder, self.stream = folder, os.path.join(os.environ["BUILD"], "tests/tools/plot_stream")

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, rows):
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.writelines("\t".join(map(str, row)) + "\n" for row in rows)
        return self.path(name)

    @functools.cache
    def coords(self, d, runs, long=False, scored=False, column="test_loss", signature=None):
        """Runs that leave one point for all sides; six snapshots each."""
        name = f"coords-{d}-{runs}-{long:d}-{scored:d}-{column}-{signature}"
        head = ["file", "run", "step", column, "group"] + (["component"] if scored else [])
        rows, points = [head], []
        for r, run_name in enumerate(names_of(runs, long)):
            for i in range(6):
                a = 2 * math.pi * r / runs + 0.1 * i
                points.append((i * math.cos(a), i * math.sin(a), i * math.cos(3 * a))[:d])
                rows.append([f"{r}_{i}", run_name, 100 * i, f"{3 / 10 ** (i / 2) * (1 + r / 100):.6g}", "abc"[r % 3]]
                            + ([r % 3] if scored else []))
        attrs = [*(SCORES if scored else ()), *(["signature", signature] if signature else ())]
        with open(self.path(name), "wb") as f:
            subprocess.run([self.stream, self.write(name + ".tsv", rows), self.write(name + ".txt", points), *attrs],
                           stdout=f, check=True)
        return self.path(name)

    def record(self, name, rows, kind, attrs):
        """Appends a record."""
        shape = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({len(rows)}, {len(rows[0])}), }}"
        array = b"\x93NUMPY\x01\x00v\x00" + shape.ljust(117).encode() + b"\n"
        array += b"".join(struct.pack(f"<{len(row)}d", *row) for row in rows)
        options = [o for key, value in attrs.items() for o in ("-a", f"{key}={value}")]
        with open(self.path(name), "ab") as f:
            subprocess.run(["npy2phm", "-k", kind, *options], input=array, stdout=f, check=True)
        return self.path(name)

    def table(self, name, runs, long, count):
        rows = [["file", "run", "step"]] + [[f"{r}_{i}", run_name, i] for r, run_name in
                                            enumerate(names_of(runs, long)) for i in range(count)]
        with open(self.path(name), "ab") as f:
            subprocess.run(["tsv2phm", self.write(name + ".rows.tsv", rows)], stdout=f, check=True)

    @functools.cache
    def sheet(self, runs, long, settings):
        """One picture for each of the settings, which are pairs of attributes and values."""
        name = f"sheet-{runs}-{long:d}-{len(settings)}-{settings[0][0][0]}"
        self.table(name, runs, long, 4)
        for pairs in settings:
            self.record(name, [(i * math.cos(r), i * math.sin(r)) for r in range(runs) for i in range(4)], "coords",
                        dict(pairs))
        return self.path(name)

    @functools.cache
    def grid(self, runs, long, factor, value):
        """A bowl; runs go from its rim to its least, or near it."""
        name = f"grid-{runs}-{long:d}-{factor}-{value}"
        if runs:
            self.table(name, runs, long, 3)
            self.record(name, [(2 * (1 - 0.45 * i) * math.cos(r), 0.9 * (1 - 0.45 * i) * math.sin(r))
                               for r in range(runs) for i in range(3)], "coords", {})
        bowl = [[factor * ((-2 + i / 4 - 0.5) ** 2 + 2 * (-1 + j / 4) ** 2 + 0.1) for i in range(17)] for j in range(9)]
        direction = ("{}/optimizer=adam,learning_rate=0.001,seed=12".format if long else "pca-{}".format)
        return self.record(name, bowl, "grid", {
            "value": value, "x-from": -2, "x-to": 2, "y-from": -1, "y-to": 1,
            "x-direction": direction(1), "y-direction": direction(2)})

    @functools.cache
    def line(self, runs, long, factor, count):
        name = f"line-{runs}-{long:d}-{factor}-{count}"
        self.table(name, runs, long, 1)
        self.record(name, [(r / max(1, runs - 1),) for r in range(runs)], "coords", {})
        values = ["loss", "a_rather_long_name_of_a_number"]
        for k in range(count):
            self.record(name, [[factor * (1 + (x / 10 - 1) ** 2 / (k + 1)) for x in range(21)]], "grid",
                        {"value": values[k % 2], "x-from": -0.5, "x-to": 1.5, "x-direction": "runs/end.npy"})
        return self.path(name), [values[k % 2] for k in range(count)]

    @functools.cache
    def matrix(self, groups, long, factor):
        name = f"matrix-{groups}-{long:d}-{factor}"
        self.table(name, groups, long, 3)
        n = 3 * groups
        return self.record(name, [[factor * abs(i - j) for j in range(n)] for i in range(n)], "distance", {})

    @functools.cache
    def diagram(self, factor, column):
        points = [(0, 0.5, 4, 0, -1, -1, 1), (0, 1, 2.5, 1, 2, 3, 0), (1, 3, 4, 2, -1, -1, 1)]
        rows = [(p[0], factor * p[1], factor * p[2]) + p[3:] for p in points]
        return self.record(f"diagram-{factor}-{column}", rows, "diagram",
                           {"column": column, "filtration": "sublevel", "k": 2})

    @functools.cache
    def spectrum(self, values):
        return self.record(f"spectrum-{values}", [(1 / i,) for i in range(1, values + 1)], "spectrum",
                           {"values": "singular", "t": 7, "t-max": 40})


# ---- what is drawn ----

def explained(runs, long, column="test_loss"):
    """What the legend or the picture names."""
    few = runs <= NAMED_MOST
    texts = ["start", "end", f"lowest {column}", f"{column} (log scale)"] + ([] if few else [f"{runs} runs"])
    return {"texts": texts, "names": names_of(runs, long) if few else []}


SPACES = (3, []), (2, ["-z", "test_loss"])
VIEWS = "0,0", "30,60", "60,330", "89,0", "90,45", "120,200"


TITLE = "A title of some length, so that it is abridged here"
NARROW = ["--width", "8.5cm", "--font-size", "8"]


def trajectories(streams):
    for runs, long, scored in itertools.product(RUNS, (False, True), (False, True)):
        words = (SCORED if scored else MAKING).format(6 * runs)
        for kind, d, options, numbers in (("plane", 2, [], 2), ("space", 3, [], 2),
                                          ("elevation", 2, ["-z", "test_loss"], 4), ("curve", 1, [], 4)):
            path, more = streams.coords(d, runs, long, scored), explained(runs, long)
            more["texts"] += {"elevation": ["test_loss (log scale)"], "curve": ["step"]}.get(kind, [])
            formats = ALL if runs in (9, 15) else BOTH
            yield Figure(kind, [*options, path], formats, words=words, numbers=numbers, **more)
            if scored and kind in ("plane", "space"):
                yield Figure("low " + kind, ["--height", "9cm", *options, path], words=words, numbers=1, **more)
            more["texts"].append(TITLE)
            yield Figure("narrow " + kind, [*NARROW, "-t", TITLE, *options, path], words=words, numbers=2, **more)


def panels(streams):
    for runs, long in itertools.product(RUNS[1:], (False, True)):
        more = explained(runs, long)
        more["texts"] = ["run" if t.endswith(" runs") else t for t in more["texts"]]
        for d, options in ((1, []), (2, []), (3, []), (2, ["-z", "test_loss"])):
            yield Figure("facets", ["-f", "group", *options, streams.coords(d, runs, long, True)],
                         texts=more["texts"] + ["a", "b", "c"], names=more["names"],
                         words=SCORED.format(6 * runs), numbers=2)
        titles = ["a first title that is rather long for it", "PHATE", "PCA"]
        for scored in (False, True):
            paths = [streams.coords(d, runs, long, scored) for d in (2, 3, 1)]
            yield Figure("streams", ["--titles", ",".join(titles), *paths], numbers=2,
                         texts=more["texts"] + titles[1:], names=more["names"],
                         words=" ".join([(SCORED if scored else MAKING).format(6 * runs)] * 3 + titles[:1]))


def sheets(streams):
    """Of so many pictures of a sweep; and of the tensors of a network, whose titles have two lines."""
    for ks, ts in ((5,), (5, 20)), ((3, 5, 10), (5, 10, 20, 50)), ((3, 4, 5, 6), range(1, 12)):
        several = [("k", ks)] if len(ks) > 1 else []
        titles = [", ".join([f"k {k}"] * len(several) + [f"t {t}"]) for k in ks for t in ts]
        settings = tuple((("k", k), ("t", t)) for k in ks for t in ts)
        for long, page in (False, []), (True, ["--width", "13cm", "--font-size", "7"]):
            yield Figure("sheet", [*page, streams.sheet(3, long, settings)], texts=["start", "end", "step", *titles], names=names_of(3, long),
                         words="n = 12" if several else "n = 12, k = 5", numbers=2)
    parts = "attention.query", "attention.key", "attention.value", "mlp.dense_up_projection", "mlp.down"
    tensors = tuple((("name", f"model.decoder.layers.{layer}.{part}.weight"),) for layer in range(12) for part in parts)
    for count in 7, 20, 60:
        for page in [], ["--width", "17cm"]:
            yield Figure("sheet of tensors", [*page, streams.sheet(3, False, tensors[:count])], ALL if count == 60 else BOTH,
                         texts=["start", "end", "step"], names=names_of(3, False), words="n = 12", numbers=2)


def signed(streams):
    """Axes with names: real ones and imaginary ones."""
    for signature, options in ("-", []), ("+-", []), ("+-", ["-z", "test_loss"]), ("+--", []):
        more = explained(9, False)
        more["texts"] += [f"axis {k} ({'imaginary' if sign == '-' else 'real'})" for k, sign in enumerate(signature, 1)]
        imaginary = "".join(f", axis {k} imaginary" for k, sign in enumerate(signature, 1) if sign == "-")
        path = streams.coords(len(signature), 9, signature=signature)
        for page in [], NARROW:
            yield Figure("signature", [*page, *options, path], words="n = 54" + imaginary, numbers=2, **more)
    yield Figure("facets with a signature", ["-f", "group", streams.coords(2, 9, signature="+-")],
                 texts=["axis 1 (real)", "axis 2 (imaginary)", "a", "b", "c"], numbers=2,
                 words="n = 54, axis 2 imaginary")


VIEWS = "0,0", "30,60", "60,330", "89,0", "90,45", "120,200"


def seen(streams):
    """From the side, from above, from below: axes lie on each other, or are points."""
    for view in VIEWS:
        for runs, (d, options) in itertools.product((1, 9), ((3, []), (2, ["-z", "test_loss"]))):
            yield Figure("view", ["--view", view, *options, streams.coords(d, runs, False, True)],
                         words=SCORED.format(6 * runs), numbers=2, **explained(runs, False))
        for factor in (1, 1000):
            yield Figure("view of a surface", ["--surface", "--view", view, streams.grid(1, factor > 1, factor, "loss")],
                         words="grid of 17 × 9", numbers=4)


LONG_NAME = "a_rather_long_name_of_a_number_to_write"
TOWARDS = "towards optimizer=adam,learning_rate=0.001,seed=12"


def grids(streams):
    for factor, value, long in (1e-3, "loss", False), (1, LONG_NAME, False), (1, "loss", True), (12345, LONG_NAME, True):
        axes = [TOWARDS if long else f"principal direction {k}" for k in (1, 2)]
        flat = {"texts": axes + [value], "words": "grid of 17 × 9", "numbers": 6}
        steep = {"texts": axes + [f"{value} (log scale)"], "words": "grid of 17 × 9", "numbers": 5}
        for runs in (0, 1, 5, 9):
            path = streams.grid(runs, long, factor, value)
            yield Figure("level lines", [path], names=names_of(runs, long) if 2 <= runs <= 8 else [], **flat)
            if runs == 0:
                yield Figure("low level lines", ["--linear", "--height", "3.8cm", path], **flat)
            if runs in (0, 5):
                yield Figure("narrow level lines", [*NARROW, path], **flat)
            if runs < 2:
                yield Figure("surface", ["--surface", path], **steep)
                yield Figure("narrow surface", ["--surface", *NARROW, path], **steep)


def lines(streams):
    for factor, runs, long, count in ((1e-4, 2, False, 1), (1e-4, 5, True, 3), (1, 5, False, 3), (1, 9, True, 1),
                                      (1, 8, True, 3), (54321, 2, True, 3), (54321, 8, False, 1)):
        path, values = streams.line(runs, long, factor, count)
        for kind, options in ("line", []), ("narrow line", NARROW):
            yield Figure(kind, [*options, path], ALL if kind == "line" else BOTH, texts=values + ["towards end"],
                         names=names_of(runs, long) if runs <= 8 else [], words="21 points on a line", numbers=4)


def matrices(streams):
    for factor, groups, long in ((1e-5, 3, False), (1e-5, 9, True), (1, 9, False), (98765, 20, True), (1, 40, False),
                                 (98765, 20, False), (98765, 3, True)):
        path, n = streams.matrix(groups, long, factor), 3 * groups
        # trajplot(1): each has the height of a line, or none is named.
        for kind, options, most in ("matrix", [], 9 if long else 20), ("narrow matrix", ["--width", "6cm", "--font-size", "7"], 3 if long else 9):
            named = groups <= most
            yield Figure(kind, [*options, path], names=names_of(groups, long) if named else [],
                         texts=["distance"] + ([] if named else ["snapshots, run by run"]),
                         words=f"distance, {n} × {n}", numbers=2)


def curves(streams):
    for factor, column in itertools.product((1e-4, 1, 54321), ("loss", LONG_NAME)):
        for kind, options in ("diagram", []), ("narrow diagram", ["--width", "7cm"]):
            yield Figure(kind, [*options, streams.diagram(factor, column)], ALL if kind == "diagram" else BOTH, numbers=4,
                         texts=[f"birth ({column})", f"death ({column})", "component", "essential component", "essential cycle"],
                         words="2 components (1 essential), 1 cycles (1 essential)")
    for values, options in itertools.product((3, 20, 2000), ([], ["--width", "6cm"], ["--height", "5cm", "--font-size", "6"])):
        yield Figure("spectrum", [*options, streams.spectrum(values)], ALL, numbers=4,
                     texts=["t", "von Neumann entropy", "lines of least squares", "entropy", "knee", "t taken"],
                     words=f"entropy of {values} singular values")


def main(folder, *kinds):
    artist, streams = Artist(folder), Streams(folder)
    figures = [f for make in (trajectories, panels, sheets, signed, seen, grids, lines, matrices, curves) for f in make(streams)
               if not kinds or f.kind in kinds]
    jobs = [(figure, number, format) for number, figure in enumerate(figures) for format in figure.formats]
    groups = collections.defaultdict(list)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (figure, number, format), wrong in zip(jobs, pool.map(lambda job: artist.draw(*job), jobs)):
            groups[figure.kind, format].append((figure, number, wrong))
    for (kind, format), drawn in groups.items():
        report(kind, format, drawn)
    for number, view in enumerate(VIEWS):
        wrong = list(artist.check_box(["--surface", "--view", view, streams.grid(0, False, 1, "loss")], number))
        print("".join(f"# {line}\n" for line in wrong) + f"{'not ok' if wrong else 'ok'} seen from {view}, "
              "the marks of a surface's axes are on the edges of its box")


def report(kind, format, drawn):
    for figure, number, wrong in drawn:
        for line in wrong[:12]:
            print(f"# {number}.{format}: trajplot {' '.join(map(os.path.basename, figure.args))}: {line}")
    failed = any(wrong for _, _, wrong in drawn)
    print(f"{'not ok' if failed else 'ok'} the texts of {len(drawn)} figures of the kind '{kind}' as {format} "
          "are on the page, apart, and all there")


if __name__ == "__main__":
    main(*sys.argv[1:])
