/* The program of the page that `trajplot -o x.html` writes. It unpacks the data (their layout:
 * lib/plot_html_data.h), builds a three.js scene a panel, and draws them all on one canvas, each in
 * the place of its frame, whenever something has changed.
 *
 * Texts of the data reach the document by textContent alone, so that none of them can be markup. */
"use strict";

const $ = (id) => document.getElementById(id);

function element(kind, className, text) {
    const made = document.createElement(kind);
    made.className = className || "";
    made.textContent = text || "";
    return made;
}

/* ---- the data ---- */

async function unpack() {
    const packed = Uint8Array.from(atob($("data").textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const data = await new Response(stream).arrayBuffer();
    let at = 0;
    const bytes = (length) => data.slice(at, at += length);
    const text = (length) => new TextDecoder("utf-8", {ignoreBOM: true}).decode(bytes(length));
    const figure = JSON.parse(text(new Uint32Array(bytes(4))[0]));
    for (const p of figure.panels) {
        p.order = new Uint32Array(bytes(4 * p.rows));
        p.place = new Float64Array(bytes(8 * p.rows));
        p.shade = new Float32Array(bytes(4 * p.rows));
        p.points = new Float32Array(bytes(4 * p.rows * p.dims));
        p.cells = text(p.text).split("\0");
    }
    return figure;
}

/* A run has one name, one hue and one switch in all panels. Points in no run are the panel's own
 * `loose` one, without a line. Sets figure.runs. */
function findRuns(figure) {
    const named = new Map();
    figure.runs = [];
    const add = (name, hue) => {
        const run = {name, color: new THREE.Color(hue), hidden: false};
        figure.runs.push(run);
        return run;
    };
    for (const p of figure.panels) {
        let first = 0;
        p.runs = p.runs.map(([name, hue, count]) => {
            const run = named.get(name) || add(name, hue);
            if (name !== null)
                named.set(name, run);
            first += count;
            return {run, first: first - count, count};
        });
        p.loose = {run: add(null, "#000"), first, count: p.rows - p.joined};
    }
}

/* ---- marks ---- */

/* One drawing of each mark serves the picture and the legend. Discs are white, to be tinted. */
function markCanvas(mark, fill) {
    const canvas = document.createElement("canvas"), c = canvas.getContext("2d");
    canvas.width = canvas.height = 64;
    c.fillStyle = fill;
    c.strokeStyle = "#000";
    c.lineCap = "round";
    if (mark === "best") {
        for (const [style, width] of [["#fff", 17], ["#000", 8]]) {
            c.strokeStyle = style;
            c.lineWidth = width;
            for (let i = 0; i < 4; i++) {
                const x = 22 * Math.cos(i * Math.PI / 4), y = 22 * Math.sin(i * Math.PI / 4);
                c.beginPath();
                c.moveTo(32 - x, 32 - y);
                c.lineTo(32 + x, 32 + y);
                c.stroke();
            }
        }
        return canvas;
    }
    c.lineWidth = mark === "start" ? 12 : 7;
    c.beginPath();
    c.arc(32, 32, mark === "start" || mark === "end" ? 25 : 31, 0, 2 * Math.PI);
    if (mark !== "start")
        c.fill();
    if (mark === "start" || mark === "end")
        c.stroke();
    return canvas;
}

function pointMaterial(mark, size) {
    return new THREE.PointsMaterial({
        size, sizeAttenuation: false, transparent: true, alphaTest: 0.1, depthTest: mark === "point",
        vertexColors: THREE.VertexColors, map: new THREE.CanvasTexture(markCanvas(mark, "#fff"))});
}

/* ---- scenes ---- */

function shadeColor(color, shade) {
    if (isNaN(shade))
        return new THREE.Color(color.missing);
    const at = shade * (color.stops.length - 1), i = Math.min(Math.floor(at), color.stops.length - 2);
    return new THREE.Color(color.stops[i]).lerp(new THREE.Color(color.stops[i + 1]), at - i);
}

/* Vertices some of which are shown: those that `index` has. The raycaster asks the same index, so
 * that what is hidden cannot be picked. */
function indexed(position, color, length) {
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute("position", position);
    geometry.setAttribute("color", color);
    geometry.setIndex(new THREE.BufferAttribute(new Uint32Array(length), 1));
    geometry.room = geometry.index.array;
    return geometry;
}

/* The buffer on the card keeps its size; only its beginning is used. */
function show(geometry, count) {
    geometry.index.array = geometry.room.subarray(0, count);
    geometry.index.count = count;
    geometry.index.needsUpdate = true;
}

/* Everything of a panel that is drawn; vertices are in the order of p.order. */
function buildScene(p, figure, look) {
    const n = p.rows, ends = p.runs.length, segments = Math.max(1, p.joined - ends);
    const xyz = new Float32Array(3 * n), rgb = new Float32Array(3 * n), hues = new Float32Array(3 * n);
    p.order.forEach((row, v) => {
        for (let axis = 0; axis < p.dims; axis++)
            xyz[3 * v + axis] = p.points[p.dims * row + axis];
        shadeColor(figure.color, p.shade[row]).toArray(rgb, 3 * v);
    });
    for (const r of p.runs)
        for (let v = r.first; v < r.first + r.count; v++)
            r.run.color.toArray(hues, 3 * v);
    const position = new THREE.BufferAttribute(xyz, 3);
    const color = new THREE.BufferAttribute(rgb, 3);
    const hue = new THREE.BufferAttribute(figure.told ? hues : new Float32Array(3 * n), 3);
    const white = new THREE.BufferAttribute(new Float32Array(3 * n).fill(1), 3);
    p.tint = new THREE.BufferAttribute(new Float32Array(3 * n), 3);

    p.xyz = xyz;
    p.scene = new THREE.Scene();
    /* The raycaster finds runs by these lines, which are a pixel wide; where runs have hues, ribbons
     * are seen in their place. */
    p.paths = new THREE.LineSegments(indexed(position, p.tint, 2 * segments), look.path);
    p.paths.frustumCulled = false;
    if (figure.told) {
        p.ribbon = new THREE.LineSegmentsGeometry();
        p.ribbon.setPositions(new Float32Array(6 * segments));
        p.ribbon.setColors(new Float32Array(6 * segments));
        const ribbons = new THREE.LineSegments2(p.ribbon, look.ribbon);
        ribbons.frustumCulled = false;
        p.scene.add(ribbons);
    } else {
        p.scene.add(p.paths);
    }
    p.cloud = new THREE.Points(indexed(position, color, n), look.point);
    p.starts = new THREE.Points(indexed(position, white, ends), look.start);
    p.ends = new THREE.Points(indexed(position, hue, ends), look.end);
    p.star = new THREE.Points(indexed(position, white, 1), look.best);
    [p.cloud, p.starts, p.ends, p.star].forEach((points, i) => {
        points.renderOrder = i + 1;
        points.frustumCulled = false;
        p.scene.add(points);
    });
    if (p.dims === 3) {
        const box = new THREE.BoxBufferGeometry(...p.view.half.map((half) => 2 * half));
        p.scene.add(new THREE.LineSegments(new THREE.EdgesGeometry(box),
                                           new THREE.LineBasicMaterial({color: "#cccccc"})));
    }
    p.runOf = new Array(n);
    for (const r of [...p.runs, p.loose])
        p.runOf.fill(r.run, r.first, r.first + r.count);
}

/* How things look: sizes in pixels, smaller as points become many. */
function lookOf(figure) {
    const most = Math.max(...figure.panels.map((p) => p.rows));
    const size = Math.min(9, Math.max(3, 7 * Math.pow(400 / most, 0.25)));
    const crowded = figure.panels.some((p) => p.runs.length > 20);
    const mark = crowded ? 8 : 14;
    return {
        /* Points are drawn over these lines, wherever in space they are. */
        path: new THREE.LineBasicMaterial({vertexColors: THREE.VertexColors, depthWrite: false}),
        ribbon: new THREE.LineMaterial({
            linewidth: 1.7 * size, vertexColors: THREE.VertexColors,
            /* Beneath the points beside it, though it be nearer: by about 0.05 of the scene. */
            polygonOffset: true, polygonOffsetFactor: 10, polygonOffsetUnits: 50000}),
        point: pointMaterial("point", size),
        start: pointMaterial("start", mark),
        end: pointMaterial("end", mark),
        best: pointMaterial("best", 20)};
}

/* Of the line of the run that is pointed at. */
const MARKED = [0.3, 0.3, 0.3];

/* Fills the indices with what is shown up to the step `now`; returns how many points that are. */
function refresh(p, now, marked) {
    const index = [p.cloud, p.starts, p.ends, p.star, p.paths].map((o) => o.geometry.room);
    const [cloud, starts, ends, star, paths] = index;
    let points = 0, runs = 0, segments = 0, stars = 0;
    for (const r of [...p.runs, p.loose]) {
        if (r.run.hidden)
            continue;
        let end = r.first;
        while (end < r.first + r.count && (r === p.loose || p.place[p.order[end]] <= now)) {
            if (p.order[end] === p.best)
                star[stars++] = end;
            cloud[points++] = end++;
        }
        if (r === p.loose || end === r.first)
            continue;
        starts[runs] = r.first;
        ends[runs++] = end - 1;
        for (let v = r.first + 1; v < end; v++) {
            paths[segments++] = v - 1;
            paths[segments++] = v;
        }
        const [red, green, blue] = r.run === marked ? MARKED : r.run.color.toArray();
        for (let v = r.first; v < end; v++)
            p.tint.setXYZ(v, red, green, blue);
    }
    [points, runs, runs, stars, segments].forEach((count, i) =>
        show([p.cloud, p.starts, p.ends, p.star, p.paths][i].geometry, count));
    p.tint.needsUpdate = true;
    if (p.ribbon)
        refreshRibbon(p);
    return points;
}

/* A ribbon's pieces are copies of the ends of what p.paths has. */
function refreshRibbon(p) {
    const {instanceStart, instanceColorStart} = p.ribbon.attributes;
    const ends = p.paths.geometry.index.array;
    ends.forEach((v, i) => {
        for (let axis = 0; axis < 3; axis++) {
            instanceStart.data.array[3 * i + axis] = p.xyz[3 * v + axis];
            instanceColorStart.data.array[3 * i + axis] = p.tint.array[3 * v + axis];
        }
    });
    instanceStart.data.needsUpdate = instanceColorStart.data.needsUpdate = true;
    p.ribbon.maxInstancedCount = ends.length / 2;
}

/* ---- views ---- */

/* From where space is seen at first, in degrees: as gnuplot's `set view`. */
const TILT = 60 * Math.PI / 180, TURN = 30 * Math.PI / 180;

/* A view may be that of several panels, which are then turned together: those of common limits. */
function makeView(p) {
    const camera = new THREE.OrthographicCamera(-1, 1, 1, -1, 0.1, 20);
    const view = {camera, target: new THREE.Vector3(), space: p.dims === 3, curve: p.curve};
    camera.up.set(0, view.space ? 0 : 1, view.space ? 1 : 0);
    const [x, y, z] = p.view.half;
    view.home = new THREE.Vector3(0, 0, 10);
    view.width = x;
    view.height = y;
    if (view.space) {
        view.home.set(Math.sin(TURN) * Math.sin(TILT), -Math.cos(TURN) * Math.sin(TILT), Math.cos(TILT));
        view.home.multiplyScalar(10);
        view.width = Math.hypot(x, y); /* whichever way it is turned about its axis */
        view.height = view.width * Math.cos(TILT) + z * Math.sin(TILT);
    }
    goHome(view);
    return view;
}

function goHome(view) {
    view.target.set(0, 0, 0);
    view.camera.position.copy(view.home);
    view.camera.zoom = 1;
    view.camera.lookAt(view.target);
}

const MARGIN = 36; /* pixels, for marks and numbers */

/* All there is to see fits into the frame, at one scale unless it is a curve. */
function fit(view, frame) {
    const camera = view.camera, wide = frame.clientWidth, high = frame.clientHeight;
    const x = view.width * wide / Math.max(wide - 2 * MARGIN, wide / 2);
    const y = view.height * high / Math.max(high - 2 * MARGIN, high / 2);
    camera.top = view.curve ? y : Math.max(y, x * high / wide);
    camera.right = view.curve ? x : camera.top * wide / high;
    camera.bottom = -camera.top;
    camera.left = -camera.right;
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
}

/* Where in the frame a vertex is, in pixels. */
function placeOf(p, v) {
    const at = new THREE.Vector3().fromArray(p.xyz, 3 * v).project(p.eye.camera);
    return {x: (at.x + 1) / 2 * p.frame.clientWidth, y: (1 - at.y) / 2 * p.frame.clientHeight};
}

function rayAt(p, x, y) {
    return new THREE.Vector2(2 * x / p.frame.clientWidth - 1, 1 - 2 * y / p.frame.clientHeight);
}

/* ---- finding what is under the pointer ---- */

const REACH = 9; /* pixels */

/* The shown point nearest to (x, y) of the frame, and how many more lie at its place; and the run
 * whose point, or else whose line, that is. The raycaster's threshold is a length of the scene, which
 * in a curve is not the same number of pixels along both axes: what it finds is measured again. */
function pick(p, x, y) {
    const camera = p.eye.camera, caster = new THREE.Raycaster();
    const reach = REACH / camera.zoom * Math.max(2 * camera.right / p.frame.clientWidth,
                                                 2 * camera.top / p.frame.clientHeight);
    caster.setFromCamera(rayAt(p, x, y), camera);
    caster.params.Points.threshold = caster.linePrecision = reach;
    let best = null;
    for (const hit of caster.intersectObject(p.cloud)) {
        const at = placeOf(p, hit.index), away = Math.hypot(at.x - x, at.y - y);
        if (away <= REACH && (!best || away < best.away - 0.5))
            best = {v: hit.index, away, at, more: 0};
        else if (best && Math.hypot(at.x - best.at.x, at.y - best.at.y) < 0.5)
            best.more++;
    }
    if (best)
        return {...best, run: p.runOf[best.v]};
    const [line] = caster.intersectObject(p.paths);
    return line ? {v: -1, run: p.runOf[p.paths.geometry.room[line.index]]} : null;
}

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
    $("measure").textContent = color.name + (color.log ? " (log scale)" : "");
    const scale = color.log ? Math.log : (x) => x, from = scale(color.least), to = scale(color.most);
    for (const x of color.log ? logTicks(color.least, color.most) : linearTicks(color.least, color.most, 6)) {
        const tick = element("span", "", written(x));
        tick.style.bottom = `${100 * (scale(x) - from) / (to - from)}%`;
        $("ticks").append(tick);
    }
}

/* ---- the page ---- */

function complain(text) {
    $("message").textContent = text;
    $("message").hidden = false;
}

/* The number of columns with which frames become largest. */
function columnsFor(count, width, height) {
    let best = 1;
    const size = (c) => Math.min(width / c, height / Math.ceil(count / c) * 1.3);
    for (let c = 2; c <= count; c++)
        if (size(c) > size(best))
            best = c;
    return best;
}

function buildPanel(p) {
    const cell = element("section", "panel");
    if (p.title !== null)
        cell.append(element("h2", "", p.title));
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
    p.ring = element("div", "ring");
    p.ring.hidden = true;
    p.frame.append(p.ring);
}

function start(figure) {
    const panels = figure.panels, total = panels.reduce((sum, p) => sum + p.rows, 0);
    let renderer;
    try {
        /* Smooth lines, unless there are so many that a computer without a graphics card is slow. */
        renderer = new THREE.WebGLRenderer({canvas: $("canvas"), antialias: total < 20000, alpha: true});
    } catch (error) {
        complain("This page needs WebGL, which this browser does not have, or has switched off.");
        return;
    }
    findRuns(figure);
    const views = new Map();
    const times = panels.flatMap((p) => p.joined ? Array.from(p.order.subarray(0, p.joined), (row) => p.place[row]) : []);
    const moments = Float64Array.from(new Set(times)).sort();
    const look = lookOf(figure);
    let drawing = false, marked = null, found = null;

    /* ---- drawing ---- */

    const place = (made, at) => {
        made.style.left = `${at.x}px`;
        made.style.top = `${at.y}px`;
    };

    /* The numbers below a curve: those of the steps that are in sight. */
    function drawSteps(p) {
        const {camera, target} = p.eye, [middle] = p.view.middle, [unit] = p.view.unit;
        const width = camera.right / camera.zoom, left = target.x - width;
        const ticks = linearTicks(middle + unit * left, middle + unit * (left + 2 * width), 8);
        p.steps.replaceChildren(...ticks.map((x) => {
            const tick = element("span", "", written(x));
            tick.style.left = `${50 * ((x - middle) / unit - left) / width}%`;
            return tick;
        }), element("div", "", p.stepName));
    }

    function draw() {
        drawing = false;
        const ground = $("plots").getBoundingClientRect();
        renderer.setScissorTest(false);
        renderer.clear();
        renderer.setScissorTest(true);
        for (const p of panels) {
            const r = p.frame.getBoundingClientRect();
            const left = r.left - ground.left, bottom = ground.bottom - r.bottom;
            fit(p.eye, p.frame);
            look.ribbon.uniforms.resolution.value.set(r.width, r.height);
            renderer.setViewport(left, bottom, r.width, r.height);
            renderer.setScissor(left, bottom, r.width, r.height);
            renderer.render(p.scene, p.eye.camera);
            for (const {made, v} of p.numbers)
                place(made, placeOf(p, v));
            p.ring.hidden = !(found && found.p === p && found.v >= 0);
            if (!p.ring.hidden)
                place(p.ring, placeOf(p, found.v));
            if (p.curve)
                drawSteps(p);
        }
    }

    function redraw() {
        if (!drawing)
            requestAnimationFrame(draw);
        drawing = true;
    }

    function resize() {
        const plots = $("plots"), columns = columnsFor(panels.length, plots.clientWidth, plots.clientHeight);
        plots.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
        plots.style.gridAutoRows = "minmax(0, 1fr)";
        renderer.setPixelRatio(window.devicePixelRatio);
        renderer.setSize(plots.clientWidth, plots.clientHeight);
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
        const now = moments[$("slider").value];
        const shown = panels.reduce((sum, p) => sum + refresh(p, now, marked), 0);
        const named = figure.runs.filter((run) => run.name !== null);
        const out = named.filter((run) => !run.hidden).length;
        $("now").textContent = moments.length ? written(now) : "";
        $("slider").setAttribute("aria-valuetext", $("now").textContent);
        $("shown").textContent = `${shown} of ${total} snapshots` +
            (named.length > 1 ? `, ${out} of ${named.length} runs` : "");
        for (const run of named)
            run.button.setAttribute("aria-pressed", !run.hidden);
        $("all").disabled = figure.runs.every((run) => !run.hidden);
        redraw();
    }

    function switchRun(run) {
        run.hidden = !run.hidden;
        update();
    }

    /* Again, where it is alone already: all runs are back. */
    function singleOut(run) {
        const alone = figure.runs.every((other) => other.hidden === (other !== run));
        for (const other of figure.runs)
            other.hidden = !alone && other !== run;
        update();
    }

    function mark(run) {
        if (run === marked)
            return;
        marked = run;
        update();
    }

    /* ---- the pointer ---- */

    function tell(p, hit, x, y) {
        const box = $("hover"), row = p.order[hit.v], lines = [];
        const add = (name, value) => {
            const line = element("tr");
            line.append(element("th", "", name), element("td", "", value));
            lines.push(line);
        };
        if (!p.columns.length)
            add("row", String(row + 1));
        p.columns.forEach((name, column) => add(name, p.cells[column * p.rows + row]));
        if (hit.more)
            add("", `and ${hit.more} more here`);
        box.replaceChildren(...lines);
        box.hidden = false;
        const left = x + 16 + box.offsetWidth < innerWidth ? x + 16 : x - 16 - box.offsetWidth;
        box.style.left = `${Math.max(4, left)}px`;
        box.style.top = `${Math.max(4, Math.min(y + 12, innerHeight - box.offsetHeight - 4))}px`;
    }

    function forget() {
        if (found)
            redraw();
        found = null;
        $("hover").hidden = true;
        mark(null);
    }

    function hover(p, event) {
        const r = p.frame.getBoundingClientRect();
        const hit = pick(p, event.clientX - r.left, event.clientY - r.top);
        p.frame.classList.toggle("found", hit !== null);
        if (!hit) {
            forget();
            return;
        }
        found = {p, ...hit};
        if (hit.v >= 0)
            tell(p, hit, event.clientX, event.clientY);
        else
            $("hover").hidden = true;
        mark(hit.run.name === null ? null : hit.run);
        redraw();
    }

    /* At most one search a frame, however often the pointer reports. */
    function followPointer(p) {
        let last = null, pressed = null;
        p.frame.addEventListener("pointermove", (event) => {
            if (!last)
                requestAnimationFrame(() => {
                    if (last && !last.buttons)
                        hover(p, last);
                    last = null;
                });
            last = event;
        });
        p.frame.addEventListener("pointerleave", () => {
            last = null;
            forget();
        });
        /* A click is a press that was no drag. Of a double click both switch the run of the first:
         * what the first has hidden, the second could not find. */
        p.frame.addEventListener("pointerdown", (event) => {
            const again = pressed && event.timeStamp - pressed.time < 500 &&
                          Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < 4;
            const r = p.frame.getBoundingClientRect();
            const hit = again ? pressed.hit : pick(p, event.clientX - r.left, event.clientY - r.top);
            pressed = {x: event.clientX, y: event.clientY, time: event.timeStamp, hit};
            last = null;
            forget();
        });
        p.frame.addEventListener("click", (event) => {
            const {hit, x, y} = pressed || {};
            if (!hit || hit.run.name === null || Math.hypot(event.clientX - x, event.clientY - y) >= 4)
                return;
            (event.shiftKey ? singleOut : switchRun)(hit.run);
        });
        p.frame.addEventListener("dblclick", () => {
            if (pressed && pressed.hit && pressed.hit.run.name !== null)
                singleOut(pressed.hit.run);
        });
    }

    /* ---- zoom, pan, turn ---- */

    function control(p) {
        const {camera, target, space} = p.eye;
        let before;
        const under = (event) => {
            const r = p.frame.getBoundingClientRect(), at = rayAt(p, event.clientX - r.left, event.clientY - r.top);
            camera.updateMatrixWorld();
            return new THREE.Vector3(at.x, at.y, 0).unproject(camera);
        };
        const move = (by) => {
            camera.position.add(by);
            target.add(by);
            redraw();
        };
        /* The controls zoom about the middle. What was under the pointer is to stay there: a listener
         * before theirs and one after it. */
        p.frame.addEventListener("wheel", (event) => {
            fit(p.eye, p.frame);
            before = under(event);
        });
        const controls = new THREE.OrbitControls(camera, p.frame);
        p.frame.addEventListener("wheel", (event) => move(before.sub(under(event))));
        controls.target = target;
        controls.screenSpacePanning = true;
        controls.minZoom = 0.2;
        controls.maxZoom = 1e4;
        controls.zoomSpeed = 2;
        controls.enableKeys = !space;
        controls.keyPanSpeed = 30;
        controls.enableRotate = space;
        if (!space) {
            controls.mouseButtons.LEFT = THREE.MOUSE.PAN;
            controls.touches.ONE = THREE.TOUCH.PAN;
        }
        controls.addEventListener("change", redraw);
        p.frame.addEventListener("keydown", (event) => {
            const turns = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
            const zooms = {"+": 1.2, "=": 1.2, "-": 1 / 1.2};
            if (zooms[event.key])
                camera.zoom = Math.min(1e4, Math.max(0.2, camera.zoom * zooms[event.key]));
            else if (space && turns[event.key])
                turn(p.eye, ...turns[event.key]);
            else
                return;
            event.preventDefault();
            redraw();
        });
    }

    /* By keys: about the upright axis, and over it, short of its ends. */
    function turn({camera, target}, around, over) {
        const arm = camera.position.clone().sub(target), step = Math.PI / 36;
        const angle = arm.angleTo(camera.up) + over * step;
        arm.applyAxisAngle(camera.up, around * step);
        if (angle > 0.05 && angle < Math.PI - 0.05)
            arm.applyAxisAngle(camera.up.clone().cross(arm).normalize(), over * step);
        camera.position.copy(target).add(arm);
        camera.lookAt(target);
    }

    /* ---- the parts of the page ---- */

    function buildLegend() {
        for (const run of figure.runs.filter((r) => r.name !== null)) {
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
        const named = $("runs").childElementCount;
        $("all").hidden = named < 2;
        $("all").addEventListener("click", () => {
            figure.runs.forEach((run) => run.hidden = false);
            update();
        });
        for (const [mark, text] of figure.legend) {
            const line = element("div");
            line.append(markCanvas(mark, mark === "missing" ? figure.color.missing : "#000"),
                        element("span", "", text));
            $("marks").append(line);
        }
    }

    function buildTraining() {
        const slider = $("slider");
        $("training").hidden = moments.length < 2;
        $("place").textContent = figure.place;
        slider.max = Math.max(0, moments.length - 1);
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

    $("title").textContent = figure.title || "";
    if (figure.font)
        document.body.style.fontFamily = `"${figure.font}", sans-serif`;
    $("caption").append(...figure.caption.map((text) => element("p", "", text)));
    const spaces = panels.some((p) => p.dims === 3), planes = panels.some((p) => p.dims === 2);
    $("help").textContent = "Wheel: zoom. " +
        (spaces ? `Drag: turn${planes ? " or, in a plane, move" : ""}; right button: move. ` : "Drag: move. ") +
        (figure.runs.some((run) => run.name !== null) ?
            "Click on a run, or its name: hide or show it; double or Shift click: single it out." : "");
    buildBar(figure.color);
    buildLegend();
    buildTraining();
    for (const p of panels) {
        const key = JSON.stringify([p.view, p.curve]);
        if (!views.has(key))
            views.set(key, makeView(p));
        p.eye = views.get(key);
        p.stepName = figure.place;
        buildPanel(p);
        buildScene(p, figure, look);
        control(p);
        followPointer(p);
    }
    $("reset").addEventListener("click", () => {
        views.forEach(goHome);
        redraw();
    });
    update();
    resize();
    new ResizeObserver(resize).observe($("plots"));
    watchPixels();
}

if (typeof DecompressionStream === "undefined")
    complain("This page needs a browser of 2023 or later, which can unpack its data.");
else
    unpack().then(start).catch((error) => {
        complain(`This page does not work here: ${error.message}`);
        throw error;
    });
