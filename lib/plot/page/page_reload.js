/* A page that is written again and again while a training goes on: it loads itself anew every so many
 * seconds, and what its user has chosen stays as it was. */

const keptUnder = `phatetools:${location.pathname}`;

/* The first of the panels that share a view. */
const panelOf = (view) => page.panels.find((p) => p.eye === view);

/* In units of the data, since the frame grows with them; null of a view that shows all there is. */
function keptView(view) {
    const {camera, target, home} = view, p = panelOf(view), {middle, unit} = p.view;
    if (camera.zoom === 1 && target.length() === 0 && camera.position.distanceTo(home) < 1e-6)
        return null;
    fit(view, p.frame);
    return {target: middle.map((at, axis) => at + unit[axis] * target.getComponent(axis)),
            arm: camera.position.clone().sub(target).toArray(),
            seen: camera.right / camera.zoom * unit[0]};
}

function restoreView(view, {target, arm, seen}) {
    const p = panelOf(view), {middle, unit} = p.view;
    if (target.length !== middle.length)
        return; /* it had other dimensions */
    fit(view, p.frame);
    middle.forEach((at, axis) => view.target.setComponent(axis, (target[axis] - at) / unit[axis]));
    view.camera.position.fromArray(arm).add(view.target);
    view.camera.zoom = view.camera.right * unit[0] / seen;
    view.camera.lookAt(view.target);
}

function keep() {
    const slider = $("slider"), frames = page.panels.map((p) => p.frame);
    const kept = {views: [...page.views.values()].map(keptView),
                  hidden: page.figure.runs.filter((run) => run.hidden).map((run) => run.name),
                  now: slider.value < +slider.max ? page.moments[slider.value] : null,
                  frame: frames.indexOf(document.activeElement)};
    try {
        sessionStorage.setItem(keptUnder, JSON.stringify(kept));
    } catch (error) {
        /* A browser that stores nothing shows the page as at first. */
    }
}

function restore() {
    let kept = null;
    try {
        kept = JSON.parse(sessionStorage.getItem(keptUnder));
    } catch (error) {
        return;
    }
    if (!kept)
        return;
    [...page.views.values()].forEach((view, i) => kept.views[i] && restoreView(view, kept.views[i]));
    for (const run of page.figure.runs)
        run.hidden = run.name !== null && kept.hidden.includes(run.name);
    if (kept.now !== null)
        $("slider").value = page.moments.findLastIndex((moment) => moment <= kept.now);
    if (page.panels[kept.frame])
        page.panels[kept.frame].frame.focus({preventScroll: true});
    update();
}

/* Not while the user is at it, or does not look. */
function reloadEvery(seconds) {
    let pressed = false;
    addEventListener("pointerdown", () => pressed = true, true);
    for (const end of ["pointerup", "pointercancel"])
        addEventListener(end, () => pressed = false, true);
    addEventListener("pagehide", keep);
    const reload = () => {
        if (pressed || document.hidden || $("play").textContent === "Pause")
            setTimeout(reload, 1000);
        else
            location.reload();
    };
    setTimeout(reload, 1000 * seconds);
    restore();
}
