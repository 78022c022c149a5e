/* The three.js scene of a panel, and which of it is shown. */

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

/* Alpha is multiplied into the texture's colours: the black of its empty pixels, averaged into those
 * of the rim, would darken that. A rim that is almost clear is left out, for it would hide, in space,
 * what is drawn behind it later. */
function pointMaterial(mark, size) {
    const map = new THREE.CanvasTexture(markCanvas(mark, "#fff"));
    map.premultiplyAlpha = true;
    return new THREE.PointsMaterial({
        size, map, sizeAttenuation: false, alphaTest: 0.5, depthTest: mark === "point",
        vertexColors: THREE.VertexColors, transparent: true, blending: THREE.CustomBlending,
        blendSrc: THREE.OneFactor, blendDst: THREE.OneMinusSrcAlphaFactor});
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

/* A run's hue, as light as a ground on which the run is seen. */
const tinted = (hue) => hue.clone().lerp(new THREE.Color("#fff"), 0.75);

/* Ellipses as polygons, in the order of p.order, beneath all else. */
const SIDES = 24;
function buildSpread(p, figure) {
    const xyz = new Float32Array(3 * p.rows * SIDES), rgb = new Float32Array(3 * p.rows * SIDES);
    for (const r of [...p.runs, p.loose]) {
        const tint = tinted(figure.told && r !== p.loose ? r.run.color : new THREE.Color("#bbb"));
        for (let v = r.first; v < r.first + r.count; v++) {
            const [ax, ay, bx, by] = p.axes.subarray(4 * p.order[v]);
            for (let i = 0; i < SIDES; i++) {
                const at = 3 * (SIDES * v + i), turn = 2 * Math.PI * i / SIDES;
                xyz[at] = p.xyz[3 * v] + ax * Math.cos(turn) + bx * Math.sin(turn);
                xyz[at + 1] = p.xyz[3 * v + 1] + ay * Math.cos(turn) + by * Math.sin(turn);
                tint.toArray(rgb, at);
            }
        }
    }
    const geometry = indexed(new THREE.BufferAttribute(xyz, 3), new THREE.BufferAttribute(rgb, 3),
                             3 * (SIDES - 2) * p.rows);
    p.spread = new THREE.Mesh(geometry, new THREE.MeshBasicMaterial({
        vertexColors: THREE.VertexColors, side: THREE.DoubleSide, depthTest: false, depthWrite: false}));
    p.spread.renderOrder = -1;
    p.spread.frustumCulled = false;
    p.scene.add(p.spread);
}

/* Those of the points that are shown, as fans of triangles. */
function refreshSpread(p, shown) {
    const index = p.spread.geometry.room;
    let used = 0;
    for (const v of shown)
        for (let i = 2; i < SIDES; i++) {
            index[used++] = SIDES * v;
            index[used++] = SIDES * v + i - 1;
            index[used++] = SIDES * v + i;
        }
    show(p.spread.geometry, used);
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
    if (p.axes)
        buildSpread(p, figure);
    /* The raycaster finds runs by these lines, which are a pixel wide; where runs have hues, wider
     * ones are seen in their place. */
    p.paths = new THREE.LineSegments(indexed(position, p.tint, 2 * segments), look.path);
    p.paths.frustumCulled = false;
    if (figure.told) {
        p.hued = new THREE.LineSegmentsGeometry();
        p.hued.setPositions(new Float32Array(6 * segments));
        p.hued.setColors(new Float32Array(6 * segments));
        const lines = new THREE.LineSegments2(p.hued, look.hued);
        lines.frustumCulled = false;
        p.scene.add(lines);
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

/* How things look: sizes in pixels, smaller as points become many, and in small panels. */
function lookOf(figure) {
    const most = Math.max(...figure.panels.map((p) => p.rows)), share = figure.small ? 0.6 : 1;
    const size = share * Math.min(9, Math.max(3, 7 * Math.pow(400 / most, 0.25)));
    const crowded = figure.panels.some((p) => p.runs.length > 20);
    const mark = share * (crowded ? 8 : 14);
    return {
        /* Points are drawn over these lines, wherever in space they are. */
        path: new THREE.LineBasicMaterial({vertexColors: THREE.VertexColors, depthWrite: false}),
        hued: new THREE.LineMaterial({
            linewidth: 2, vertexColors: THREE.VertexColors,
            /* Beneath the points beside it, though it be nearer: by about 0.05 of the scene. */
            polygonOffset: true, polygonOffsetFactor: 10, polygonOffsetUnits: 50000}),
        point: pointMaterial("point", size),
        start: pointMaterial("start", mark),
        end: pointMaterial("end", mark),
        best: pointMaterial("best", 20 * share)};
}

/* Fills the indices with what is shown up to the step `now`; returns how many points that are. The
 * line of the `marked` run is darker. */
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
            if (p.broken && p.broken[p.order[v]])
                continue;
            paths[segments++] = v - 1;
            paths[segments++] = v;
        }
        const dark = r.run === marked ? 0.55 : 1;
        const [red, green, blue] = r.run.color.toArray().map((share) => share * dark);
        for (let v = r.first; v < end; v++)
            p.tint.setXYZ(v, red, green, blue);
    }
    [points, runs, runs, stars, segments].forEach((count, i) =>
        show([p.cloud, p.starts, p.ends, p.star, p.paths][i].geometry, count));
    p.tint.needsUpdate = true;
    if (p.axes)
        refreshSpread(p, cloud.subarray(0, points));
    if (p.hued)
        refreshHued(p);
    return points;
}

/* Its pieces are copies of the ends of what p.paths has. */
function refreshHued(p) {
    const {instanceStart, instanceColorStart} = p.hued.attributes;
    const ends = p.paths.geometry.index.array;
    ends.forEach((v, i) => {
        for (let axis = 0; axis < 3; axis++) {
            instanceStart.data.array[3 * i + axis] = p.xyz[3 * v + axis];
            instanceColorStart.data.array[3 * i + axis] = p.tint.array[3 * v + axis];
        }
    });
    instanceStart.data.needsUpdate = instanceColorStart.data.needsUpdate = true;
    p.hued.maxInstancedCount = ends.length / 2;
}
