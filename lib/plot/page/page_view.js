/* From where a panel is seen: cameras, what is under the pointer, zoom, pan and turn. */

/* ---- views ---- */

const radians = (degrees) => degrees * Math.PI / 180;

/* A view may be that of several panels, which are then turned together: those of common limits. */
function makeView(p) {
    const camera = new THREE.OrthographicCamera(-1, 1, 1, -1, 0.1, 20);
    const view = {camera, target: new THREE.Vector3(), space: p.dims === 3, curve: p.curve,
                  margin: p.dims === 3 && (p.height || p.axisNames[0]) ? TEXTS_MARGIN : MARGIN};
    camera.up.set(0, view.space ? 0 : 1, view.space ? 1 : 0);
    const [x, y, z] = p.view.half;
    view.home = new THREE.Vector3(0, 0, 10);
    view.width = x;
    view.height = y;
    if (view.space) {
        /* Straight above or below, nothing would tell which way is up. */
        const [over, turn] = p.view.from, tilt = radians(Math.min(179.9, Math.max(0.1, over)));
        view.home.set(Math.sin(radians(turn)) * Math.sin(tilt), -Math.cos(radians(turn)) * Math.sin(tilt),
                      Math.cos(tilt));
        view.home.multiplyScalar(10);
        view.width = Math.hypot(x, y); /* whichever way it is turned about its axis */
        view.height = view.width * Math.abs(Math.cos(tilt)) + z * Math.sin(tilt);
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

/* Pixels, for marks and numbers; at the sides of a box whose axes bear texts. */
const MARGIN = 36, TEXTS_MARGIN = 88;

/* All there is to see fits into the frame, at one scale unless it is a curve. */
function fit(view, frame) {
    const camera = view.camera, wide = frame.clientWidth, high = frame.clientHeight;
    const x = view.width * wide / Math.max(wide - 2 * view.margin, wide / 2);
    const y = view.height * high / Math.max(high - 2 * MARGIN, high / 2);
    camera.top = view.curve ? y : Math.max(y, x * high / wide);
    camera.right = view.curve ? x : camera.top * wide / high;
    camera.bottom = -camera.top;
    camera.left = -camera.right;
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
}

/* Where in the frame a place of the scene is, in pixels. */
function inFrame(p, place) {
    const at = place.project(p.eye.camera);
    return {x: (at.x + 1) / 2 * p.frame.clientWidth, y: (1 - at.y) / 2 * p.frame.clientHeight};
}

function placeOf(p, v) {
    return inFrame(p, new THREE.Vector3().fromArray(p.xyz, 3 * v));
}

/* The upright edge of the box that is seen at its left: a function of the height upon it. */
function leftEdge(p) {
    const [x, y] = p.view.half;
    const edges = [[x, y], [x, -y], [-x, y], [-x, -y]].map(([a, b]) =>
        (z) => inFrame(p, new THREE.Vector3(a, b, z)));
    return edges.reduce((best, edge) => edge(0).x < best(0).x ? edge : best);
}

/* Where the middle of a text stands that ends off the middle of an edge of the box along an axis: of
 * the upright axis the edge seen leftmost, else lowest; and wholly in the frame. */
function besideEdge(p, axis, text) {
    const signs = [-1, 1], off = 0.1; /* the longest half is 1 */
    const places = signs.flatMap((a) => signs.map((b) => {
        const at = axis === 0 ? [0, a, b] : axis === 1 ? [a, 0, b] : [a, b, 0];
        return inFrame(p, new THREE.Vector3(...at.map((sign, k) => sign * (p.view.half[k] + off))));
    }));
    const edge = places.reduce((best, at) => (axis === 2 ? at.x < best.x : at.y > best.y) ? at : best);
    const x = text.offsetWidth / 2, y = text.offsetHeight / 2;
    const outwards = edge.x < inFrame(p, new THREE.Vector3()).x ? edge.x - x : edge.x + x;
    return {x: Math.max(x, Math.min(p.frame.clientWidth - x, outwards)),
            y: Math.max(y, Math.min(p.frame.clientHeight - y, edge.y))};
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

/* ---- zoom, pan, turn ---- */

function control(p) {
    const {camera, target, space} = p.eye;
    let before;
    const under = (event) => {
        const r = p.frame.getBoundingClientRect();
        const at = rayAt(p, event.clientX - r.left, event.clientY - r.top);
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
        if (page.tall && !event.ctrlKey) {
            event.stopImmediatePropagation();
            return;
        }
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
