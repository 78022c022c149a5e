/* The data of the page (their layout: lib/plot_html_data.h), and how their texts reach the document:
 * by textContent alone, so that none of them can be markup. */
"use strict";

const $ = (id) => document.getElementById(id);

function element(kind, className, text) {
    const made = document.createElement(kind);
    made.className = className || "";
    made.textContent = text ?? "";
    return made;
}

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
        p.axes = p.ellipses ? new Float32Array(bytes(16 * p.rows)) : null;
        p.number = p.thinned ? new Uint32Array(bytes(4 * p.rows)) : null;
        p.broken = p.thinned ? new Uint8Array(bytes(p.rows)) : null;
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
