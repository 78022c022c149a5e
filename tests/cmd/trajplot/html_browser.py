"""For html.t: html_browser.py DIRECTORY: looks at the pages there with a browser, as someone
would who uses them, and prints a line a test: "ok NAME" or "not ok NAME", and "# ..." for what was
seen or measured."""

import json
import os
import sys

from browser import Browser

HOME, END, SHIFT = "\ue011", "\ue010", "\ue008"
T = sys.argv[1]


def ok(good, name, *seen):
    print("ok" if good else "not ok", name, flush=True)
    if not good:
        print("#", *(json.dumps(s, ensure_ascii=False) for s in seen), flush=True)


def same(got, expected, name):
    ok(got == expected, name, got, expected)


class Page:
    """One page in the browser, by what its user sees of it."""

    def __init__(self, browser, name):
        self.b = browser
        browser.requests()
        self.address = f"file://{T}/{name}.html"
        browser.open(self.address)
        ok(browser.wait("return document.getElementById('shown').textContent"), f"{name}.html shows itself")
        browser.settle()
        same(browser.complaints(), [], "without a complaint")
        same([r for r in browser.requests() if r != self.address and not r.startswith("data:")], [],
             "it asks for nothing")

    def text(self, id_):
        return self.b.run("return document.getElementById(arguments[0]).textContent", id_)

    def hidden(self, id_):
        return self.b.run("return document.getElementById(arguments[0]).hidden", id_)

    def shown(self):
        self.b.settle()
        return self.text("shown")

    def frame(self, number=0):
        """The middle of a panel's frame, and its size."""
        return self.b.run("""const r = document.querySelectorAll('.frame')[arguments[0]].getBoundingClientRect();
            return [r.left + r.width / 2, r.top + r.height / 2, r.width, r.height];""", number)

    def row(self, x, y):
        """What hovering there tells: the cells of a row; None where it tells nothing."""
        self.b.pointer(("move", x + 3, y + 40), ("move", x, y))
        return self.b.run("""const box = document.getElementById('hover');
            return box.hidden ? null : [...box.querySelectorAll('td')].map((cell) => cell.textContent);""")

    def drag(self, x, y, dx, dy):
        self.b.pointer(("move", x, y), ("down",), ("move", x + dx / 2, y + dy / 2), ("move", x + dx, y + dy), ("up",))

    def click(self, x, y, times=1):
        self.b.pointer(("move", x, y), *(("down",), ("up",)) * times)

    def place(self, selector, number=0):
        return self.b.run("""const made = document.querySelectorAll(arguments[0])[arguments[1]];
            made.scrollIntoView({block: "nearest"});
            const r = made.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2];""",
                          selector, number)

    def press(self, selector, number=0, times=1):
        self.click(*self.place(selector, number), times)

    def focus(self, selector):
        self.b.run("document.querySelector(arguments[0]).focus()", selector)


# Run a goes from corner to corner through the middle, run b along the upper edge.
MIDDLE = ["a_1.pt", "a", "1", "0.500"]
UPPER = ["b_1.pt", "b", "1", "0.250"]
ALL = "6 of 6 snapshots, 2 of 2 runs"


def test_plane(b):
    page = Page(b, "plane")
    x, y, _, high = page.frame()
    same(page.shown(), ALL, "all snapshots and runs are shown at first")
    same(page.row(x, y), MIDDLE, "hovering over a point shows its row")
    same(page.row(x + 60, y + 90), None, "beside the points there is none")
    up = next((d for d in range(int(high / 2), 0, -8) if page.row(x, y - d) == UPPER), 0)
    ok(up > high / 4, "so does hovering over another", up)

    b.wheel(x, y, -120)
    ok(page.row(x, y) == MIDDLE and page.row(x, y - up) != UPPER,
       "the wheel zooms about the pointer, where the point stays")
    page.press("#reset")
    same(page.row(x, y - up), UPPER, "the view can be reset")
    page.drag(x + 20, y + 60, 60, 40)
    same(page.row(x + 60, y + 40), MIDDLE, "dragging moves the picture as far as the pointer goes")
    same(page.shown(), ALL, "and is no click")
    page.press("#reset")
    page.focus(".frame")
    b.keys("+")
    ok(page.row(x, y - up) != UPPER and page.row(x, y) == MIDDLE, "the key + zooms too")
    page.press("#reset")

    page.press("#runs button")
    same(page.shown(), "3 of 6 snapshots, 1 of 2 runs", "a click on a run in the legend hides it")
    same(page.row(x, y), None, "then it cannot be found")
    page.press("#runs button")
    same(page.shown(), ALL, "another click shows it again")
    page.press("#runs button", 1, times=2)
    ok(page.shown() == "3 of 6 snapshots, 1 of 2 runs" and page.row(x, y - up) == UPPER and not page.row(x, y),
       "a double click singles a run out", page.shown())
    page.press("#all")
    same(page.shown(), ALL, "a button shows all runs")
    b.hold(SHIFT)
    page.press("#runs button")
    b.release(SHIFT)
    ok(page.row(x, y) == MIDDLE and page.row(x, y - up) is None, "so does a click with Shift")
    page.press("#all")
    page.click(x, y)
    ok(page.shown() == "3 of 6 snapshots, 1 of 2 runs" and page.row(x, y) is None,
       "a click on a point hides its run", page.shown())
    page.press("#all")
    page.click(x, y, times=2)
    ok(page.shown() == "3 of 6 snapshots, 1 of 2 runs" and page.row(x, y) == MIDDLE,
       "a double click on it singles the run out", page.shown())
    page.press("#all")
    page.click(x - up, y + up / 2)
    same(page.shown(), "3 of 6 snapshots, 1 of 2 runs", "a click on a line hides its run")
    page.focus("#all")
    b.keys(" ")
    same(page.shown(), ALL, "buttons can be pressed by key")

    page.focus("#slider")
    b.keys(HOME)
    same((page.shown(), page.text("now")), ("2 of 6 snapshots, 2 of 2 runs", "0"),
         "the slider goes back to the first step")
    same(page.row(x, y), None, "where what comes later is not there")
    b.keys(END)
    same((page.shown(), page.row(x, y)), (ALL, MIDDLE), "and to the last")
    same([page.text("title"), page.text("caption"), page.text("measure")],
         ["A plane", "n = 6, k = 5, t = 12, cosine, stress = 0.0721", "loss"],
         "title, caption and the scale's name are the figure's")
    b.ask("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": {
        "width": 900, "height": 700, "deviceScaleFactor": 2, "mobile": False}})
    b.settle()
    b.settle()
    size = b.run("const c = document.getElementById('canvas'); return [c.width, c.clientWidth, innerWidth]")
    ok(size[0] == 2 * size[1] and size[2] == 900, "another window has a picture of its size, of all its pixels", size)
    same(page.row(*page.frame()[:2]), MIDDLE, "in which points are found")
    b.ask("POST", "/goog/cdp/execute", {"cmd": "Emulation.clearDeviceMetricsOverride", "params": {}})


def test_space(b):
    page = Page(b, "space")
    x, y, _, _ = page.frame()
    same(page.row(x, y), ["a_1.pt", "a", "1", "0.500"], "in space a point is found")
    page.b.pointer(("move", 2, 2))
    before = b.picture()
    page.drag(x + 50, y + 50, 90, 30)
    page.b.pointer(("move", 2, 2))
    ok(b.picture() != before, "dragging turns what is in space")
    same(page.row(x, y), ["a_1.pt", "a", "1", "0.500"], "about its middle")
    page.press("#reset")
    page.b.pointer(("move", 2, 2))
    page.b.run("document.activeElement.blur()")
    b.settle()
    ok(b.picture() == before, "and the view can be reset")


def test_panels(b):
    page = Page(b, "facets")
    same(b.run("return [...document.querySelectorAll('.panel h2')].map((t) => t.textContent)"), ["sgd", "adam"],
         "each facet has its title")
    (x0, y0, _, _), (x1, y1, _, _) = page.frame(0), page.frame(1)
    rows = [page.row(x0, y0), page.row(x1, y1)]
    same([r and r[0] for r in rows], ["a_1.pt", "x_1.pt"], "each panel finds its own points")
    page.press("#runs button")
    ok(not page.row(x0, y0) and not page.row(x1, y1) and page.shown() == "6 of 12 snapshots, 1 of 2 runs",
       "a run is hidden in all panels", page.shown())
    page.press("#all")
    page.drag(x0 + 20, y0 + 60, 30, 30)
    same(page.row(x1 + 30, y1 + 30), rows[1], "panels of common limits are moved together")
    page = Page(b, "mixed")
    same(b.run("return document.querySelectorAll('.frame').length"), 3, "plane, space and curve stand side by side")
    same(b.run("return [...document.querySelectorAll('.steps span')].map((t) => t.textContent)"),
         ["0", "0.2", "0.4", "0.6", "0.8", "1"], "the curve's steps have numbers")


def test_hostile(b):
    page = Page(b, "hostile")
    with open(f"{T}/hostile.json", encoding="utf-8") as file:
        cells = json.load(file)
    x, y, _, _ = page.frame()
    same(page.row(x, y), cells, "any text of a table is shown as it is")
    same(b.run("return [...document.querySelectorAll('#hover th')].map((t) => t.textContent)"),
         ["file", "run", "step", "loss", "<b>\"&'${1}</b>"], "and the names of its columns")
    same(b.run("return document.title"), "</title><script>own = 1</script>&amp;", "the title too")
    ok(b.run("return typeof own === 'undefined' && !document.querySelector('img, b') && document.scripts.length === 4"),
       "nothing in it is markup")


def test_little(b):
    page = Page(b, "points")
    x, y, _, _ = page.frame()
    same((page.row(x, y), page.shown()), (["2"], "5 of 5 snapshots"), "of points without a table the row's number is shown")
    ok(page.hidden("training") and page.hidden("all"), "there is no slider, and no run to be shown")
    page = Page(b, "one")
    x, y, _, _ = page.frame()
    same(page.row(x, y), ["1"], "a single point is found")
    page = Page(b, "equal")
    x, y, _, _ = page.frame()
    same(page.row(x, y)[-1], "and 5 more here", "points in one place are counted")
    page = Page(b, "missing")
    ok(page.hidden("bar") and "no value (6)" in page.text("marks"), "without any value there is no scale")


def frames(b, what, times=12):
    """Milliseconds from an event until the frame after it is drawn, the least, for the machine may be
    busy; in the page, for the protocol takes its own time."""
    return min(b.run_async("""
        const [what, times, done] = arguments, frame = document.querySelector(".frame"), took = [];
        const r = frame.getBoundingClientRect(), x = r.left + r.width / 2, y = r.top + r.height / 2;
        const send = (to, kind, type, dx, more) => to.dispatchEvent(new kind(type,
            {bubbles: true, clientX: x + dx, clientY: y, ...more}));
        const slider = document.getElementById("slider");
        const act = {
            hover: (i) => send(frame, PointerEvent, "pointermove", 9 * i, {}),
            drag: (i) => send(document, MouseEvent, "mousemove", 9 * i, {buttons: 1}),
            slide: (i) => { slider.value = slider.max * i / times; slider.dispatchEvent(new Event("input")); }}[what];
        if (what === "drag")
            send(frame, MouseEvent, "mousedown", 0, {button: 0, buttons: 1});
        const context = document.getElementById("canvas").getContext("webgl2") ||
                        document.getElementById("canvas").getContext("webgl");
        const one = (i) => {
            if (i > times) {
                if (what === "drag")
                    send(document, MouseEvent, "mouseup", 0, {});
                done(took);
                return;
            }
            const begun = performance.now();
            act(i);
            requestAnimationFrame(() => requestAnimationFrame(() => {
                context.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, new Uint8Array(4));
                took.push(performance.now() - begun);
                one(i + 1);
            }));
        };
        one(1);""", what, times))


def test_many(b):
    page = Page(b, "many")
    same(page.shown(), "50000 of 50000 snapshots, 50 of 50 runs", "50,000 snapshots are shown")
    took = {what: frames(b, what) for what in ("hover", "drag", "slide")}
    print("# 50,000 snapshots, milliseconds from an event to the second frame after it:",
          ", ".join(f"{what} {ms:.0f}" for what, ms in took.items()))
    ok(max(took.values()) < 2000, "and what is done with them is seen at once", took)
    page.press("#play")
    count = b.wait("const t = document.getElementById('shown').textContent;"
                   "return t.startsWith('50000 ') ? null : parseInt(t)")
    ok(count and count < 50000, "training can be played", count)
    page.press("#play")
    stopped = page.shown()
    b.settle()
    same((page.shown(), page.text("play")), (stopped, "Play"), "and stopped")


def test_axis_names(b):
    Page(b, "axes")
    seen = b.run("""
        const inside = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
        return [...document.querySelectorAll(".frame")].map((frame) =>
            [...frame.querySelectorAll(".axis")].map((made) => [made.textContent,
                inside(made.getBoundingClientRect(), frame.getBoundingClientRect())]));""")
    same(seen, [[["axis 1 (real)", True], ["axis 2 (imaginary)", True], ["axis 3 (real)", True]],
                [["axis 1 (real)", True], ["axis 2 (imaginary)", True]]],
         "names of axes stand in the frames of their pictures")


LIVE = """const p = page.panels[0], at = [0, 1, 2].map((row) => placeOf(p, p.order.indexOf(row)));
    fit(p.eye, p.frame);
    return at.flatMap(({x, y}) => [x - at[0].x, y - at[0].y]).concat(at[0].x, at[0].y);"""


def test_live(b):
    page = Page(b, "live")
    x, y, _, _ = page.frame()
    page.press("#runs button", 1)
    page.drag(x, y, 90, 30)
    b.wheel(x + 40, y, -120)
    page.focus("#slider")
    b.keys("\ue012")
    page.focus(".frame")
    seen, stood = page.shown(), b.run(LIVE)
    same(seen, "2 of 6 snapshots, 1 of 2 runs", "a live page is used as any other")
    os.replace(f"{T}/later.html", f"{T}/live.html")
    b.ask("POST", "/refresh")
    told = b.wait("const t = document.getElementById('shown').textContent; return /of 7 /.test(t) && t")
    same(told, "2 of 7 snapshots, 1 of 2 runs",
         "loaded anew it keeps what is hidden, and the step")
    b.settle()
    stands = b.run(LIVE)
    ok(max(abs(p - q) for p, q in zip(stood, stands)) < 1, "what is seen stays where it was, as large and as turned",
       stood, stands)
    same(b.run("return document.activeElement.className"), "frame space", "and the keyboard's focus")
    page.press("#reset")
    ok(abs(b.run(LIVE)[4] - stood[4]) > 10, "which a button can change", b.run(LIVE))
    # Loads itself until it finds a page that stays, so that what follows meets no page on its way.
    os.replace(f"{T}/often.html", f"{T}/live.html")
    b.ask("POST", "/refresh")
    os.replace(f"{T}/stays.html", f"{T}/live.html")
    same(b.wait("return document.title == 'Stays' && document.readyState == 'complete' && document.title"), "Stays",
         "where it is to be, by itself")


def test_without_webgl():
    with Browser(arguments=["--disable-3d-apis"]) as b:
        b.open(f"file://{T}/plane.html")
        message = b.wait("return document.getElementById('message').textContent")
        ok(message and "WebGL" in message, "a browser without WebGL is told so", message)


with Browser(1280, 900) as browser:
    for test in (test_plane, test_space, test_panels, test_axis_names, test_live, test_hostile, test_little, test_many):
        test(browser)
test_without_webgl()
