/* The program of the page that `trajplot -o x.html` writes: it draws all panels in sight on one canvas,
 * each in the place of its frame, whenever something has changed. The other parts of it are page_data.js,
 * page_scene.js, page_view.js, page_pointer.js, page_parts.js and page_reload.js. */

const page = {
    figure: null,   /* what unpack() returns */
    panels: [],     /* the figure's, with their scenes, views and frames */
    total: 0,       /* snapshots */
    views: new Map(),
    moments: [],    /* the steps that the slider goes through */
    look: null,     /* materials */
    renderer: null,
    drawing: false, /* the next frame will be drawn */
    tall: false,    /* it is scrolled, by the wheel, which then zooms with Ctrl only */
    found: null,    /* what the pointer is on: {p, v, run}, v -1 on a line */
    marked: null    /* the run that is pointed at */
};

/* ---- drawing ---- */

function place(made, at) {
    made.style.left = `${at.x}px`;
    made.style.top = `${at.y}px`;
}

function draw() {
    page.drawing = false;
    const canvas = $("canvas");
    canvas.style.top = `${Math.max(0, -$("plots").getBoundingClientRect().top)}px`;
    const ground = canvas.getBoundingClientRect();
    page.renderer.setScissorTest(false);
    page.renderer.clear();
    page.renderer.setScissorTest(true);
    for (const p of page.panels) {
        const r = p.frame.getBoundingClientRect();
        if (r.bottom < ground.top || r.top > ground.bottom)
            continue;
        const left = r.left - ground.left, bottom = ground.bottom - r.bottom;
        fit(p.eye, p.frame);
        page.look.hued.uniforms.resolution.value.set(r.width, r.height);
        page.renderer.setViewport(left, bottom, r.width, r.height);
        page.renderer.setScissor(left, bottom, r.width, r.height);
        page.renderer.render(p.scene, p.eye.camera);
        for (const {made, v} of p.numbers) {
            made.hidden = p.runOf[v].hidden;
            place(made, placeOf(p, v));
        }
        if (p.height) {
            const edge = leftEdge(p), z = p.view.half[2], tall = edge(-z).y - edge(z).y;
            for (const {made, z} of p.heights) {
                made.hidden = Math.abs(tall) < 40; /* seen from above it is a point */
                place(made, edge(z));
            }
        }
        if (p.dims === 3)
            for (const {made, axis} of p.names)
                place(made, besideEdge(p, axis, made));
        p.ring.hidden = !(page.found && page.found.p === p && page.found.v >= 0);
        if (!p.ring.hidden)
            place(p.ring, placeOf(p, page.found.v));
        if (p.curve)
            drawSteps(p);
    }
}

function redraw() {
    if (!page.drawing)
        requestAnimationFrame(draw);
    page.drawing = true;
}

const ROOM_BELOW = 120; /* pixels: what the controls and the caption take of the window */

function resize() {
    const plots = $("plots");
    const room = page.figure.small ? window.innerHeight - ROOM_BELOW : plots.clientHeight;
    const columns = columnsFor(page.figure, plots.clientWidth, room);
    const least = Math.ceil(page.panels.length / columns) * PANEL_LEAST;
    page.tall = page.figure.small && least > room;
    document.body.classList.toggle("tall", page.tall);
    plots.style.minHeight = page.tall ? `${least}px` : "";
    plots.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    plots.style.gridAutoRows = "minmax(0, 1fr)";
    $("help").textContent = helpText();
    page.renderer.setPixelRatio(window.devicePixelRatio);
    page.renderer.setSize(plots.clientWidth, Math.min(plots.clientHeight, window.innerHeight));
    draw();
}

/* On another screen a window of the same size may have other pixels. */
function watchPixels() {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => {
        resize();
        watchPixels();
    }, {once: true});
}

/* ---- what is shown ---- */

function update() {
    const now = page.moments[$("slider").value];
    const shown = page.panels.reduce((sum, p) => sum + refresh(p, now, page.marked), 0);
    const named = page.figure.runs.filter((run) => run.name !== null);
    const out = named.filter((run) => !run.hidden).length;
    $("now").textContent = page.moments.length ? written(now) : "";
    $("slider").setAttribute("aria-valuetext", $("now").textContent);
    $("shown").textContent = `${shown} of ${page.total} snapshots` +
        (named.length > 1 ? `, ${out} of ${named.length} runs` : "");
    for (const run of named)
        run.button.setAttribute("aria-pressed", !run.hidden);
    $("all").disabled = page.figure.runs.every((run) => !run.hidden);
    redraw();
}

function switchRun(run) {
    run.hidden = !run.hidden;
    update();
}

/* Again, where it is alone already: all runs are back. */
function singleOut(run) {
    const alone = page.figure.runs.every((other) => other.hidden === (other !== run));
    for (const other of page.figure.runs)
        other.hidden = !alone && other !== run;
    update();
}

function mark(run) {
    if (run === page.marked)
        return;
    page.marked = run;
    update();
}

/* ---- the start ---- */

function complain(text) {
    $("message").textContent = text;
    $("message").hidden = false;
}

/* Smooth lines, unless there are so many that a computer without a graphics card would be slow. */
function makeRenderer() {
    try {
        return new THREE.WebGLRenderer({canvas: $("canvas"), antialias: page.total < 20000, alpha: true});
    } catch (error) {
        return null;
    }
}

/* Panels of common limits share a view. */
function viewOf(p) {
    const key = JSON.stringify([p.view, p.curve]);
    if (!page.views.has(key))
        page.views.set(key, makeView(p));
    return page.views.get(key);
}

function takeFigure(figure) {
    findRuns(figure);
    page.figure = figure;
    page.panels = figure.panels;
    page.total = figure.panels.reduce((sum, p) => sum + p.rows, 0);
    const moments = new Set();
    for (const p of figure.panels)
        p.order.subarray(0, p.joined).forEach((row) => moments.add(p.place[row]));
    page.moments = Float64Array.from(moments).sort();
}

function start(figure) {
    takeFigure(figure);
    page.renderer = makeRenderer();
    if (!page.renderer) {
        complain("This page needs WebGL, which this browser does not have, or has switched off.");
        return;
    }
    page.look = lookOf(figure);
    buildTexts();
    buildBar(figure.color);
    buildLegend();
    buildTraining();
    for (const p of page.panels) {
        p.eye = viewOf(p);
        buildPanel(p);
        buildScene(p, figure, page.look);
        control(p);
        followPointer(p);
    }
    $("reset").addEventListener("click", () => {
        page.views.forEach(goHome);
        redraw();
    });
    update();
    resize();
    new ResizeObserver(resize).observe($("plots"));
    addEventListener("scroll", draw);
    watchPixels();
    if (figure.refresh)
        reloadEvery(figure.refresh);
}

if (typeof DecompressionStream === "undefined")
    complain("This page needs a browser of 2023 or later, which can unpack its data.");
else
    unpack().then(start).catch((error) => {
        complain(`This page does not work here: ${error.message}`);
        throw error;
    });
