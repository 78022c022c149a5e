/* What the pointer does in a panel: it finds points, and clicks on runs. */

function tell(p, hit, x, y) {
    const box = $("hover"), row = p.order[hit.v], lines = [];
    const add = (name, value) => {
        const line = element("tr");
        line.append(element("th", "", name), element("td", "", value));
        lines.push(line);
    };
    if (!p.columns.length)
        add("row", String((p.number ? p.number[row] : row) + 1));
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
    if (page.found)
        redraw();
    page.found = null;
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
    page.found = {p, ...hit};
    if (hit.v >= 0)
        tell(p, hit, event.clientX, event.clientY);
    else
        $("hover").hidden = true;
    mark(hit.run.name === null ? null : hit.run);
    redraw();
}

/* Browsers report the pointer once a frame: each report may be followed by a search. */
function followPointer(p) {
    let pressed = null;
    p.frame.addEventListener("pointermove", (event) => {
        if (!event.buttons)
            hover(p, event);
    });
    p.frame.addEventListener("pointerleave", forget);
    /* A click is a press that was no drag. Of a double click both switch the run of the first:
     * what the first has hidden, the second could not find. */
    p.frame.addEventListener("pointerdown", (event) => {
        const again = pressed && event.timeStamp - pressed.time < 500 &&
                      Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < 4;
        const r = p.frame.getBoundingClientRect();
        const hit = again ? pressed.hit : pick(p, event.clientX - r.left, event.clientY - r.top);
        pressed = {x: event.clientX, y: event.clientY, time: event.timeStamp, hit};
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
