/**
 * Draw the epidemic curve: a bar for each day, stacked by where the cases were found. A day that nobody reported on is
 * a hatched gap with a question mark, never a bar of height zero; a reported day without a case is a dot on the ground.
 */
"use strict";

(() => {
  const { svg, el, say, hatchPaint } = PlaceMap;

  /** Shades of slate, told apart by hatch as well: the zones alone have colour. In the order of zones.epicurve.FOUND. */
  const SHADES = [
    { key: "community", fill: "#22384f", hatch: null },
    { key: "quarantine", fill: "#7f9ab5", hatch: "diagonal" },
    { key: "lockdown_area", fill: "#c3d2e0", hatch: "dots" },
    { key: "unknown", fill: "#ffffff", hatch: "vertical" },
  ];
  const GAP_FILL = "#eceff2";

  const totalOf = (day) => day.slice(2).reduce((sum, count) => sum + count, 0);
  const isKnown = (day) => day[1] > 0 || totalOf(day) > 0;

  /** Return "08/11" of an ISO day. */
  const shortDay = (iso) => `${iso.slice(8, 10)}/${iso.slice(5, 7)}`;

  /**
   * @typedef {Object} CurveOptions
   * @property {number} width @property {number} height in the unit of the page
   * @property {number} text the height of letters @property {Object} words @property {?number} mark the day shown
   * @property {?(index: number) => void} onPick @property {boolean} [plain] no letters but the highest number
   */

  /** Return the curve of `days`: rows of [ISO day, units that reported, cases by where they were found …]. */
  PlaceMap.drawCurve = function drawCurve(days, options) {
    const { width, height, text, words } = options;
    const foot = options.plain ? 2 : text * 1.35;
    const head = text * 1.25;
    const floor = height - foot;
    const highest = Math.max(1, ...days.map(totalOf));
    const step = width / days.length;
    const room = floor - head;
    const node = svg("svg", { class: "pm-curve", viewBox: `0 0 ${width} ${height}`, width, height, role: "img" });
    node.append(svg("title", {}, say(words, "curve")));
    const at = { floor, head, step, room, highest, text };
    days.forEach((day, index) => node.append(...(isKnown(day) ? bar(day, index, at) : gap(index, at))));
    node.append(svg("line", { x1: 0, x2: width, y1: floor, y2: floor, class: "pm-curve-floor" }));
    node.append(...numbers(days, at, width), ...(options.plain ? [] : names(days, at, width)));
    if (options.mark !== null && options.mark !== undefined) node.append(marker(options.mark, at));
    if (options.onPick) node.addEventListener("click", (event) => pick(event, node, days.length, options.onPick));
    return node;
  };

  function bar(day, index, { floor, step, room, highest }) {
    const parts = [];
    let top = floor;
    day.slice(2).forEach((count, kind) => {
      if (!count) return;
      const tall = (count / highest) * room;
      top -= tall;
      const box = { x: index * step + step * 0.1, y: top, width: step * 0.8, height: tall, "data-kind": SHADES[kind].key };
      parts.push(svg("rect", { ...box, fill: SHADES[kind].fill, stroke: "#22384f", "stroke-width": 0.8 }));
      if (SHADES[kind].hatch) parts.push(svg("rect", { ...box, fill: hatchPaint(SHADES[kind].hatch, "#22384f") }));
    });
    if (!parts.length) parts.push(svg("circle", { cx: (index + 0.5) * step, cy: floor, r: Math.min(step * 0.16, 4), fill: "#22384f" }));
    return parts;
  }

  function gap(index, { floor, head, step, text }) {
    const box = { x: index * step, y: head, width: step, height: floor - head, class: "pm-curve-gap" };
    const parts = [svg("rect", { ...box, fill: GAP_FILL }), svg("rect", { ...box, fill: hatchPaint("diagonal", "#a7b0ba") })];
    if (step > text * 0.5) {
      const place = { x: (index + 0.5) * step, y: floor - text * 0.4, "text-anchor": "middle", "font-size": text, class: "pm-curve-unknown" };
      parts.push(svg("text", place, "?"));
    }
    return parts;
  }

  /** Write the highest number, and that of the last day. */
  function numbers(days, at, width) {
    const totals = days.map(totalOf);
    const wanted = new Set([totals.lastIndexOf(Math.max(...totals))]);
    if (isKnown(days.at(-1)) && totals.at(-1) > 0) wanted.add(days.length - 1);
    const boxes = [];
    const written = [];
    for (const index of wanted) {
      if (totals[index] === 0) continue;
      const x = Math.min(Math.max((index + 0.5) * at.step, at.text * 0.6), width - at.text * 0.6);
      if (boxes.some((other) => Math.abs(other - x) < at.text * 1.3)) continue;
      boxes.push(x);
      const y = at.floor - (totals[index] / at.highest) * at.room - at.text * 0.25;
      written.push(svg("text", { x, y, "text-anchor": "middle", "font-size": at.text, class: "pm-curve-number" }, String(totals[index])));
    }
    return written;
  }

  /** Name the first and last day, and the Mondays (or every so many of them) that fit between. */
  function names(days, at, width) {
    const wide = at.text * 3.6;
    const taken = [];
    const written = [];
    const write = (index, anchor, x) => {
      const [left, right] = { start: [x, x + wide], middle: [x - wide / 2, x + wide / 2], end: [x - wide, x] }[anchor];
      if (taken.some(([from, to]) => left < to && from < right) || left < -1 || right > width + 1) return;
      taken.push([left, right]);
      written.push(svg("text", { x, y: at.floor + at.text * 1.1, "text-anchor": anchor, "font-size": at.text, class: "pm-curve-day" }, shortDay(days[index][0])));
    };
    write(days.length - 1, "end", width);
    write(0, "start", 0);
    days.forEach((day, index) => {
      if (new Date(`${day[0]}T00:00:00Z`).getUTCDay() === 1) write(index, "middle", (index + 0.5) * at.step);
    });
    return written;
  }

  function marker(index, at) {
    const box = { x: index * at.step, y: 0, width: at.step, height: at.floor, class: "pm-curve-mark" };
    return svg("rect", box);
  }

  function pick(event, node, count, onPick) {
    const box = node.getBoundingClientRect();
    onPick(Math.min(count - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * count))));
  }

  /** Return the key of the curve's shades: those that occur among the days, and the gap where there is one. */
  PlaceMap.curveKey = function curveKey(days, words) {
    const seen = SHADES.filter((_shade, kind) => days.some((day) => day[2 + kind] > 0));
    const entry = (fill, hatch, key) => el("span", { class: "pm-curve-entry" },
      svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, svg("rect", { x: 1, y: 1, width: 18, height: 18, fill, stroke: "#22384f" }),
        ...(hatch ? [svg("rect", { x: 1, y: 1, width: 18, height: 18, fill: hatchPaint(hatch, "#22384f") })] : [])),
      say(words, `key_${key}`));
    const entries = seen.map((shade) => entry(shade.fill, shade.hatch, shade.key));
    if (days.some((day) => !isKnown(day))) entries.push(entry(GAP_FILL, "diagonal", "gap"));
    return el("div", { class: "pm-curve-key" }, ...entries);
  };

  Object.assign(PlaceMap, { curveTotal: totalOf, curveKnown: isKnown });
})();
