/* What stands about the pictures: the scale of colours, the legend, the slider, the frames. */

/* ---- numbers beside an axis or a bar ---- */

const written = (x) => String(+x.toPrecision(6));

function linearTicks(least, most, count) {
    const raw = (most - least) / count, power = Math.pow(10, Math.floor(Math.log10(raw)));
    const step = power * [1, 2, 5, 10].find((f) => f * power >= raw * 0.999);
    const ticks = [];
    for (let i = Math.ceil(least / step - 1e-9); i * step <= most + step * 1e-9; i++)
        ticks.push(+(i * step).toPrecision(12));
    return ticks;
}

function logTicks(least, most) {
    const decades = Math.log10(most / least), every = Math.ceil(decades / 8), ticks = [];
    for (let e = Math.floor(Math.log10(least)); e <= Math.log10(most); e += every)
        for (const f of decades < 1 ? [1, 2, 3, 4, 5, 6, 8] : decades < 3 ? [1, 2, 5] : [1]) {
            const x = +(f * Math.pow(10, e)).toPrecision(3);
            if (x >= least && x <= most)
                ticks.push(x);
        }
    return ticks;
}

function buildBar(color) {
    $("bar").hidden = color.least === null;
    if (color.least === null)
        return;
    $("gradient").style.background = `linear-gradient(to top, ${color.stops.join(",")})`;
    $("measure").textContent = color.name + (color.remark ? ` (${color.remark})` : "");
    const scale = color.log ? Math.log : (x) => x, from = scale(color.least), to = scale(color.most);
    const round = color.log ? logTicks(color.least, color.most) : linearTicks(color.least, color.most, 6);
    const ticks = color.ticks || round.map((x) => [written(x), (scale(x) - from) / (to - from)]);
    for (const [text, share] of ticks) {
        const tick = element("span", "", text);
        tick.style.bottom = `${100 * share}%`;
        $("ticks").append(tick);
    }
}

/* The numbers below a curve: those of the steps that are in sight. */
function drawSteps(p) {
    const {camera, target} = p.eye, [middle] = p.view.middle, [unit] = p.view.unit;
    const width = camera.right / camera.zoom, left = target.x - width;
    const ticks = linearTicks(middle + unit * left, middle + unit * (left + 2 * width), 8);
    const inside = ticks.filter((x) => Math.abs((x - middle) / unit - target.x) < 0.97 * width);
    p.steps.replaceChildren(...inside.map((x) => {
        const tick = element("span", "", written(x));
        tick.style.left = `${50 * ((x - middle) / unit - left) / width}%`;
        return tick;
    }), element("div", "", page.figure.place));
}

function buildHeights(p) {
    p.heights = p.height.ticks.map(([text, z]) => ({made: element("span", "height", text), z}));
    p.heights.push({made: element("span", "height name", p.height.name + (p.height.log ? " (log scale)" : "")),
                    z: 0});
    p.frame.append(...p.heights.map(({made}) => made));
}

/* Those of a plane stay at the frame's sides; those of a box move with it. */
function buildAxisNames(p) {
    p.names = p.axisNames.map((text, axis) =>
        ({made: element("span", `axis ${p.dims === 3 ? "" : "xy"[axis]}`, text), axis, text}))
        .filter(({text}) => text !== null);
    p.frame.append(...p.names.map(({made}) => made));
}

/* ---- frames ---- */

const PANEL_LEAST = 150; /* pixels: smaller ones would show nothing; the page is then scrolled */

/* The number of columns with which frames become largest, of those that fit; if frames were then too
 * low, as many as fit. Panels that belong in a row stand in one, or with others that do. */
function columnsFor({panels, columns, across}, width, height) {
    const count = panels.length, most = Math.max(1, Math.min(count, Math.floor(width / PANEL_LEAST)));
    const step = across > 0 && across <= most ? across : 1;
    const size = (c) => Math.min(width / c, height / Math.ceil(count / c) * 1.3);
    let best = step;
    if (columns > 0)
        return Math.min(columns, count);
    for (let c = 2 * step; c <= most; c += step)
        if (size(c) > size(best))
            best = c;
    return Math.ceil(count / best) * PANEL_LEAST > height ? most - most % step : best;
}

/* Long titles, as of tensors, are broken between their parts. */
function titleOf(text) {
    const made = element("h2"), words = element("span");
    words.append(...text.split(/(?<=[._/:-])/).flatMap((part) => [part, element("wbr")]));
    made.title = text;
    made.append(words);
    return made;
}

function buildPanel(p) {
    const cell = element("section", "panel");
    if (p.title !== null)
        cell.append(titleOf(p.title));
    p.frame = element("div", p.dims === 3 ? "frame space" : "frame");
    p.frame.tabIndex = 0;
    p.frame.setAttribute("role", "application");
    p.frame.setAttribute("aria-label", `${p.title || "picture"}: ${p.rows} snapshots; arrow keys, + and -`);
    cell.append(p.frame);
    if (p.curve)
        cell.append(p.steps = element("div", "steps"));
    cell.append(...p.caption.map((text) => element("p", "", text)));
    $("plots").append(cell);
    p.numbers = p.components.map(([row, number]) => {
        const made = element("span", "number", number);
        p.frame.append(made);
        return {made, v: p.order.indexOf(row)};
    });
    if (p.height)
        buildHeights(p);
    buildAxisNames(p);
    p.ring = element("div", "ring");
    p.ring.hidden = true;
    p.frame.append(p.ring);
}

/* ---- texts, legend, slider ---- */

/* What can be done, as far as there is something to do it to. */
function helpText() {
    const spaces = page.panels.some((p) => p.dims === 3), planes = page.panels.some((p) => p.dims === 2);
    const named = page.figure.runs.some((run) => run.name !== null);
    const turn = planes ? "Drag: turn or, in a plane, move; right button: move. "
                        : "Drag: turn; right button: move. ";
    return (page.tall ? "Wheel with Ctrl: zoom. " : "Wheel: zoom. ") + (spaces ? turn : "Drag: move. ") +
        (named ? "Click on a run, or its name: hide or show it; double or Shift click: single it out." : "");
}

function buildTexts() {
    const {title, font, caption} = page.figure;
    $("title").textContent = title || "";
    if (font)
        document.body.style.fontFamily = `"${font}", sans-serif`;
    $("caption").append(...caption.map((text) => element("p", "", text)));
    document.body.classList.toggle("small", page.figure.small);
}

function buildLegend() {
    for (const run of page.figure.runs.filter((r) => r.name !== null)) {
        const button = run.button = element("button"), swatch = element("i");
        swatch.style.background = run.color.getStyle();
        button.append(swatch, element("span", "", run.name));
        button.title = run.name;
        button.addEventListener("click", (event) => (event.shiftKey ? singleOut : switchRun)(run));
        button.addEventListener("dblclick", () => singleOut(run));
        button.addEventListener("pointerenter", () => mark(run));
        button.addEventListener("pointerleave", () => mark(null));
        $("runs").append(button);
    }
    $("all").hidden = $("runs").childElementCount < 2;
    $("all").addEventListener("click", () => {
        page.figure.runs.forEach((run) => run.hidden = false);
        update();
    });
    const fills = {missing: page.figure.color.missing,
                   spread: `#${tinted(new THREE.Color("#bbb")).getHexString()}`};
    for (const [mark, text] of page.figure.legend) {
        const line = element("div");
        line.append(markCanvas(mark, fills[mark] || "#000"),
                    element("span", "", text));
        $("marks").append(line);
    }
}

function buildTraining() {
    const slider = $("slider");
    $("training").hidden = page.moments.length < 2;
    $("place").textContent = page.figure.place;
    slider.max = Math.max(0, page.moments.length - 1);
    slider.value = slider.max;
    slider.addEventListener("input", update);
    let timer = 0, begun = 0;
    const stop = () => {
        cancelAnimationFrame(timer);
        timer = 0;
        $("play").textContent = "Play";
    };
    const tick = (time) => {
        begun = begun || time;
        const share = Math.min(1, (time - begun) / 8000); /* all of it takes eight seconds */
        slider.value = Math.round(share * slider.max);
        update();
        timer = requestAnimationFrame(tick);
        if (share === 1)
            stop();
    };
    $("play").addEventListener("click", () => {
        if (timer) {
            stop();
            return;
        }
        const at = slider.value / slider.max;
        begun = at < 1 ? performance.now() - 8000 * at : 0;
        timer = requestAnimationFrame(tick);
        $("play").textContent = "Pause";
    });
    slider.addEventListener("pointerdown", stop);
    slider.addEventListener("keydown", stop);
}
