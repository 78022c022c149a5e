"""For html.t: html_page.py WHAT FILE: what stands in a page that trajplot wrote. WHAT is
    parts    problems with its markup, what it would load from elsewhere; nothing where all is well
    head     the JSON that tells of the data
    points   the coordinates of panel after panel
    axes     both semi-axes of the ellipses of panel after panel, without signs
    shades   where the rows of the first panel stand on the scale of colours
    numbers  which rows of the stream the first panel has, where it has not all
    cells    the cells of the first panel's table, a column a line, as JSON
    rest     the page without its data
Reads the layout that lib/plot/page/html_data.h describes, by itself."""

import base64
import gzip
import html.parser
import json
import re
import struct
import sys


class Parser(html.parser.HTMLParser):
    VOID = {"meta", "link", "br", "input", "img"}

    def __init__(self):
        super().__init__()
        self.open, self.problems, self.data, self.element = [], [], "", None

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)
        attrs = dict(attrs)
        for name in ("src", "href", "action", "data"):
            if not (attrs.get(name) or "data:").startswith("data:"):
                self.problems.append(f"<{tag} {name}={attrs[name]}>")
        self.element = attrs.get("id")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> where it does not belong")
        self.element = None

    def handle_data(self, data):
        if self.element == "data":
            self.data += data


def addresses(text):
    """Of what is no comment, of a shader in a string neither; names of XML's kinds are no places."""
    text = re.sub(r"<!--.*?-->|/\*.*?\*/|//\s[^\n]*?(?:\\n|\n)", "", text, flags=re.S)
    return [a for a in re.findall(r"\bhttps?://[^\s\"'`)]*|@import|url\([^)]*", text)
            if not a.startswith("http://www.w3.org/")]


def unpack(data):
    (length,) = struct.unpack_from("<I", data)
    head, at = json.loads(data[4:4 + length]), 4 + length
    for panel in head["panels"]:
        rows, dims = panel["rows"], panel["dims"]
        for name, code, count in (("order", "I", rows), ("place", "d", rows), ("shade", "f", rows),
                                  ("points", "f", rows * dims),
                                  ("axes", "f", 4 * rows * panel["ellipses"]),
                                  ("number", "I", rows * panel.get("thinned", False)),
                                  ("broken", "B", rows * panel.get("thinned", False))):
            panel[name] = struct.unpack_from(f"<{count}{code}", data, at)
            at += struct.calcsize(f"<{count}{code}")
        panel["cells"] = data[at:at + panel["text"]].decode().split("\0")[:-1]
        at += panel["text"]
    assert at == len(data), "bytes are left over"
    return head


def main():
    what, path = sys.argv[1:]
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    parser = Parser()
    parser.feed(text)
    parser.close()
    packed = base64.b64decode(parser.data, validate=True)
    head = unpack(gzip.decompress(packed))
    if what == "parts":
        problems = parser.problems + [f"<{tag}> is not closed" for tag in parser.open]
        problems += addresses(text)
        if packed[4:8] != b"\0\0\0\0":
            problems.append("the packed data tell a time")
        print("\n".join(problems), end="")
    elif what == "head":
        for panel in head["panels"]:
            for name in ("order", "place", "shade", "points", "axes", "number", "broken", "cells"):
                del panel[name]
        print(json.dumps(head))
    elif what == "points":
        for panel in head["panels"]:
            dims, view = panel["dims"], panel["view"]
            for row in range(panel["rows"]):
                print("\t".join(f"{view['middle'][i] + view['unit'][i] * panel['points'][row * dims + i]:.6g}"
                                for i in range(dims)))
    elif what == "axes":
        for panel in head["panels"]:
            unit, axes = panel["view"]["unit"], panel["axes"]
            for at in range(0, len(axes), 4):
                print("\t".join(f"{abs(unit[i % 2] * axes[at + i]):.4f}" for i in range(4)))
    elif what == "shades":
        print(" ".join(f"{shade:.5g}" for shade in head["panels"][0]["shade"]))
    elif what == "numbers":
        print(" ".join(map(str, head["panels"][0]["number"])))
    elif what == "cells":
        panel = head["panels"][0]
        for column in range(len(panel["columns"])):
            print(json.dumps(panel["cells"][column * panel["rows"]:(column + 1) * panel["rows"]],
                             ensure_ascii=False))
    elif what == "rest":
        print(text.replace(parser.data, ""))


main()
