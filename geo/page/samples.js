/** Draw styles: hatches for areas, marks for points, and the samples of the legend. One look for map and legend. */
"use strict";

(() => {
  const { svg } = PlaceMap;

  /** Pixels in a point: styles are written in points, for paper and screen alike. */
  const PX = 96 / 72;

  /** Return how much bigger letters and marks are on a wall screen. */
  function screenScale() {
    return Number(getComputedStyle(document.documentElement).getPropertyValue("--label-scale")) || 1;
  }

  /** The hatches of geo.mapmodel.Hatch on an 8 by 8 tile; the short strokes close the corners between tiles. */
  const TILE = 8;
  const HATCH_LINES = {
    diagonal: "M-2 2l4-4M0 8l8-8M6 10l4-4",
    back_diagonal: "M-2 6l4 4M0 0l8 8M6-2l4 4",
    cross: "M-2 2l4-4M0 8l8-8M6 10l4-4M-2 6l4 4M0 0l8 8M6-2l4 4",
    horizontal: "M0 4h8",
    vertical: "M4 0v8",
  };
  const DOT_RADIUS = 1.3;

  let definitions = null;

  /** Return the paint of a hatch, e.g. `url(#hatch-cross-7f0000)`; its pattern is made when first asked for. */
  function hatchPaint(hatch, color) {
    definitions ??= document.body.appendChild(svg("svg", { class: "pm-definitions", "aria-hidden": "true" }));
    const id = `hatch-${hatch}-${color.slice(1).toLowerCase()}`;
    if (!document.getElementById(id)) {
      const mark = hatch === "dots"
        ? svg("circle", { cx: TILE / 2, cy: TILE / 2, r: DOT_RADIUS, fill: color })
        : svg("path", { d: HATCH_LINES[hatch], stroke: color, "stroke-width": 1.1, fill: "none" });
      // on a wall the hatches grow with the letters, or they would be grey from across the room
      const grown = screenScale() === 1 ? {} : { patternTransform: `scale(${Math.max(1, screenScale() * 0.55)})` };
      definitions.append(svg("pattern", { id, width: TILE, height: TILE, patternUnits: "userSpaceOnUse", ...grown }, mark));
    }
    return `url(#${id})`;
  }

  const MARK = 32; // the grid of a point's mark
  const ICON_SHARE = { circle: 0.78, square: 0.82, diamond: 0.66 };

  function markShape(marker, attributes) {
    if (marker === "square") return svg("rect", { x: -13, y: -13, width: 26, height: 26, rx: 4, ...attributes });
    if (marker === "diamond") {
      return svg("rect", { x: -11, y: -11, width: 22, height: 22, rx: 3, transform: "rotate(45)", ...attributes });
    }
    return svg("circle", { r: 14, ...attributes });
  }

  /** Draw a point's mark, `size` pixels wide: its shape, with casing and stroke, and its icon. */
  function pointMark(style, icons, size) {
    const unit = MARK / size;
    const stroke = style.stroke ? style.stroke_width_pt * PX * unit : 0;
    const parts = [];
    if (style.casing) {
      const width = stroke + 2 * PX * unit;
      parts.push(markShape(style.marker, { fill: style.casing, stroke: style.casing, "stroke-width": width, "stroke-linejoin": "round" }));
    }
    parts.push(markShape(style.marker, {
      fill: style.fill ?? "none", "fill-opacity": style.fill_opacity, stroke: style.stroke ?? "none", "stroke-width": stroke,
    }));
    if (style.hatch !== "none") parts.push(markShape(style.marker, { fill: hatchPaint(style.hatch, style.hatch_color) }));
    if (icons[style.icon]) {
      const scale = ICON_SHARE[style.marker];
      parts.push(svg("path", { d: icons[style.icon], fill: style.icon_color, transform: `scale(${scale}) translate(-12 -12)` }));
    } else if (style.letter) {
      parts.push(letter(style.letter, 0, 0, { fill: style.icon_color, "font-size": 18 }));
    }
    const half = MARK / 2;
    return svg("svg", { class: "pm-mark", viewBox: `${-half} ${-half} ${MARK} ${MARK}`, width: size, height: size, "aria-hidden": "true" }, ...parts);
  }

  function letter(text, x, y, attributes) {
    const place = { x, y, "text-anchor": "middle", "dominant-baseline": "central", "font-weight": 600 };
    const node = svg("text", { ...place, ...attributes });
    node.textContent = text;
    return node;
  }

  const WIDE = 34;
  const HIGH = 20;

  function areaSample(style) {
    const box = { x: 1, y: 1, width: WIDE - 2, height: HIGH - 2, rx: 2 };
    const parts = [svg("rect", { ...box, fill: style.fill ?? "none", "fill-opacity": style.fill_opacity })];
    if (style.hatch !== "none") parts.push(svg("rect", { ...box, fill: hatchPaint(style.hatch, style.hatch_color) }));
    parts.push(svg("rect", {
      ...box, fill: "none", stroke: style.stroke ?? "#9aa3ad", "stroke-width": 1, "stroke-dasharray": dashes(style),
    }));
    if (style.letter) {
      const halo = { stroke: "#ffffff", "stroke-width": 3.5, "paint-order": "stroke", "stroke-linejoin": "round" };
      parts.push(letter(style.letter, WIDE / 2, HIGH / 2, { "font-size": 12, fill: style.text_color, ...halo }));
    }
    return parts;
  }

  function lineSample(style) {
    const line = { x1: 3, y1: HIGH / 2, x2: WIDE - 3, y2: HIGH / 2 };
    const width = (style.stroke_width_pt ?? 1) * PX;
    const parts = [];
    if (style.casing) parts.push(svg("line", { ...line, stroke: style.casing, "stroke-width": width + 2 * PX }));
    if (style.stroke) parts.push(svg("line", { ...line, stroke: style.stroke, "stroke-width": width, "stroke-dasharray": dashes(style) }));
    return parts;
  }

  function dashes(style) {
    return style.dash_pt.length ? style.dash_pt.map((length) => length * PX).join(" ") : null;
  }

  /** Draw the legend's sample of a style. */
  function sample(style, icons) {
    const frame = { class: "pm-sample", viewBox: `0 0 ${WIDE} ${HIGH}`, width: WIDE, height: HIGH, "aria-hidden": "true" };
    if (style.kind === "point") {
      const size = Math.min(style.size_pt * PX, HIGH);
      const mark = pointMark(style, icons, size);
      mark.setAttribute("x", (WIDE - size) / 2);
      mark.setAttribute("y", (HIGH - size) / 2);
      return svg("svg", frame, mark);
    }
    return svg("svg", frame, ...(style.kind === "line" ? lineSample(style) : areaSample(style)));
  }

  Object.assign(PlaceMap, { PX, screenScale, hatchPaint, pointMark, sample, dashes });
})();
