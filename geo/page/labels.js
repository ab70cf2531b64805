/**
 * Write letters and names on the map where they fit: by priority, never over one another nor over a point's mark.
 * Which are seen is found anew after every move and zoom.
 */
"use strict";

(() => {
  const { el, PX, screenScale } = PlaceMap;

  const LINE_HEIGHT = 1.2;
  const GAP = 3;              // pixels kept free around a label
  const CELL = 96;            // pixels: labels are compared only with those in the same cells
  const LETTER_PX = 15;
  const SMALLEST_AREA_PX = 22; // an area smaller than this gets no letter
  const pencil = document.createElement("canvas").getContext("2d");

  /** The boxes that are taken, in cells so that a thousand labels stay quick. */
  class Taken {
    constructor() { this.cells = new Map(); }

    * keys(box) {
      for (let x = Math.floor(box[0] / CELL); x <= Math.floor(box[2] / CELL); x += 1) {
        for (let y = Math.floor(box[1] / CELL); y <= Math.floor(box[3] / CELL); y += 1) yield `${x}:${y}`;
      }
    }

    isFree(box) {
      for (const key of this.keys(box)) {
        for (const b of this.cells.get(key) ?? []) {
          if (box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3]) return false;
        }
      }
      return true;
    }

    add(box) {
      for (const key of this.keys(box)) {
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push(box);
      }
    }
  }

  const AROUND = [[0, 0], [0, -1], [0, 1], [-1, 0], [1, 0], [-1, -1], [1, -1], [-1, 1], [1, 1], [0, -2], [0, 2], [-2, 0], [2, 0]];

  /** Return what is left of "Tổ 12" or "Tổ 12 ¹ +1" where there is no room: "12"; null for a name without a number. */
  const numberOf = (name) => /^\D+ (\d+)(?: \P{L}+)?$/u.exec(name)?.[1] ?? null;

  const boxAt = (x, y, width, height) => [x - width / 2 - GAP, y - height / 2 - GAP, x + width / 2 + GAP, y + height / 2 + GAP];

  PlaceMap.Labels = class Labels {
    /** @param {L.Map} map @param {PlaceMap.Layers} layers @param {?Element} panels what lies over the map, if anything does */
    constructor(map, layers, panels = null) {
      this.panels = panels;
      this.map = map;
      this.layers = layers;
      this.written = new Map();
      this.sizes = new Map();
      map.createPane("labels").classList.add("pm-labels");
      map.on("zoomend moveend resize", () => this.refresh());
      document.fonts?.ready.then(() => { this.sizes.clear(); this.refresh(); });
    }

    /** Find anew which labels fit, and write those. */
    refresh() {
      this.view = L.bounds([0, 0], this.map.getSize());
      this.scale = screenScale();
      this.factor = this.scale * PX;
      const taken = new Taken();
      this.keepFromPanels(taken);
      this.marks = new Taken();
      const candidates = [];
      for (const part of this.layers.onMap()) {
        if (part.kind === "point") this.keepClear(part, this.marks);
        if (part.texts.label || (part.kind === "area" && part.style.letter)) candidates.push(part);
      }
      candidates.sort((a, b) => (b.texts.priority ?? 0) - (a.texts.priority ?? 0));
      const keep = new Set();
      const free = { isFree: (box) => taken.isFree(box) && this.marks.isFree(box) };
      for (const part of candidates) {
        const place = this.place(part, free) ?? (part.kind === "area" ? this.placeOver(part, taken, free) : null);
        if (!place) continue;
        taken.add(place.box);
        this.write(part, place);
        keep.add(`${part.layerId}/${part.id}`);
      }
      for (const [key, label] of this.written) {
        if (keep.has(key)) continue;
        label.marker.remove();
        this.written.delete(key);
      }
    }

    /** A name that began under a panel's edge would look cut off. */
    keepFromPanels(taken) {
      const { left, top } = this.map.getContainer().getBoundingClientRect();
      for (const panel of this.panels?.children ?? []) {
        const box = panel.getBoundingClientRect();
        if (box.width) taken.add([box.left - left, box.top - top, box.right - left, box.bottom - top]);
      }
    }

    keepClear(part, taken) {
      const size = part.style.size_pt * this.factor;
      for (const drawn of part.drawn) {
        const at = this.pixel(drawn.getLatLng());
        if (this.view.contains(at)) taken.add(boxAt(at.x, at.y, size, size));
      }
    }

    pixel(latlng) {
      return this.map.latLngToContainerPoint(latlng);
    }

    /** Return where and how a part is labelled, or null when there is no room. */
    place(part, taken) {
      const find = { area: this.placeArea, line: this.placeLine, point: this.placePoint }[part.kind];
      return this.inView(find.call(this, part, taken));
    }

    inView(place) {
      return place && this.view.contains(L.bounds([place.box[0], place.box[1]], [place.box[2], place.box[3]])) ? place : null;
    }

    placeArea(part, taken) {
      const found = this.spotIn(part);
      if (!found) return null;
      if (!part.style.fill) return this.placeOutside(part, taken, found.latlng, found.at, found.room);
      const { label } = part.texts;
      const { letter } = part.style;
      if (!label) return this.fit(part, found, "", letter, taken);
      const name = label.split("\n")[0];
      const number = numberOf(name);
      const ways = [[label, letter], [name, letter], ...(number ? [[number, letter], [number, ""]] : [["", letter]])];
      for (const [text, sign] of ways) {
        const place = this.fit(part, found, text, sign, taken);
        if (place) return place;
      }
      return null;
    }

    /** Where everything else failed: a unit's bare number even over points, for who looks for a tổ must find it; or its letter. */
    placeOver(part, taken, free) {
      const number = part.style.fill && numberOf((part.texts.label ?? "").split("\n")[0]);
      const found = number && this.spotIn(part);
      if (!found) return null;
      return this.inView(this.fit(part, found, number, "", taken) ?? this.fit(part, found, "", part.style.letter, free));
    }

    /** Return the middle of an area where it is in view, and the room that it has; null where it is not. */
    spotIn(part) {
      if (!part.texts.label_at) return null;
      const latlng = L.latLng(part.texts.label_at[1], part.texts.label_at[0]);
      const at = this.pixel(latlng);
      return this.view.contains(at) ? { latlng, at, room: this.room(part) } : null;
    }

    /** Find a place for a text with a letter over it at an area's middle or a little beside it. */
    fit(part, { latlng, at, room }, text, letter, taken) {
      if (!text && !letter) return null;
      // an area without hatch is told by its bareness: its letter alone would only litter a map of many areas
      if (!text && part.texts.label && part.style.hatch === "none") return null;
      const [width, height] = this.size(part.style, text, letter);
      const isRoomy = text ? width <= room.x * 1.05 && height <= room.y * 1.05 : Math.min(room.x, room.y) >= SMALLEST_AREA_PX;
      if (!isRoomy) return null;
      const [across, down] = [Math.min(height * 0.6, room.x / 5), Math.min(height * 0.6, room.y / 5)];
      for (const [x, y] of AROUND) {
        const [dx, dy] = [x * across, y * down];
        const box = boxAt(at.x + dx, at.y + dy, width, height);
        if (taken.isFree(box) && ((!dx && !dy) || this.isInside(part, at.add([dx, dy]), width))) return { latlng, at, box, dx, dy, text, letter };
      }
      return null;
    }

    /** Tell whether the middle of a text, from its first letter to its last, lies in the area that it names. */
    isInside(part, { x, y }, width) {
      return [-width / 3, 0, width / 3].every((across) => part.drawn.some((drawn) => this.contains(drawn, x + across, y)));
    }

    contains(drawn, x, y) {
      const rings = L.LineUtil.isFlat(drawn.getLatLngs()[0]) ? drawn.getLatLngs() : drawn.getLatLngs().flat();
      let isIn = false;
      for (const ring of rings) {
        const points = ring.map((latlng) => this.pixel(latlng));
        points.forEach((a, n) => {
          const b = points.at(n - 1);
          if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) isIn = !isIn;
        });
      }
      return isIn;
    }

    /** Write beside an outline that has no colour of its own: what lies inside it keeps its own name. */
    placeOutside(part, taken, latlng, at, room) {
      const { label: text } = part.texts;
      const [width, height] = this.size(part.style, text, "");
      const below = room.y / 2 + height / 2 + GAP;
      const beside = room.x / 2 + width / 2 + GAP;
      for (const [dx, dy] of [[0, below], [0, -below], [beside, 0], [-beside, 0]]) {
        const box = boxAt(at.x + dx, at.y + dy, width, height);
        if (taken.isFree(box)) return { latlng, at, box, dx, dy, text, letter: "" };
      }
      return null;
    }

    /** Return the size in pixels of an area's box. */
    room(part) {
      const bounds = part.drawn.reduce((all, drawn) => all.extend(drawn.getBounds()), L.latLngBounds([]));
      const a = this.pixel(bounds.getNorthWest());
      const b = this.pixel(bounds.getSouthEast());
      return L.point(b.x - a.x, b.y - a.y);
    }

    placePoint(part, taken) {
      const latlng = part.drawn[0].getLatLng();
      const at = this.pixel(latlng);
      const [width, height] = this.size(part.style, part.texts.label, "");
      const radius = (part.style.size_pt * this.factor) / 2 + 2 * GAP + 0.5;
      const beside = radius + width / 2;
      const above = radius + height / 2;
      for (const [dx, dy] of [[beside, 0], [-beside, 0], [0, above], [0, -above]]) {
        const box = boxAt(at.x + dx, at.y + dy, width, height);
        if (taken.isFree(box)) return { latlng, at, box, dx, dy, text: part.texts.label, letter: "" };
      }
      return null;
    }

    /** Write along a line: in the middle of its longest straight piece that is in view. */
    placeLine(part, taken) {
      const [width, height] = this.size(part.style, part.texts.label, "");
      for (const [a, b] of this.pieces(part)) {
        const length = a.distanceTo(b);
        if (length < width * 0.9) return null;
        const at = a.add(b).divideBy(2);
        let turn = Math.atan2(b.y - a.y, b.x - a.x);
        if (Math.abs(turn) > Math.PI / 2) turn -= Math.sign(turn) * Math.PI;
        const [c, s] = [Math.abs(Math.cos(turn)), Math.abs(Math.sin(turn))];
        const box = boxAt(at.x, at.y, width * c + height * s, width * s + height * c);
        if (!taken.isFree(box)) continue;
        return { latlng: this.map.containerPointToLatLng(at), at, box, dx: 0, dy: 0, turn, text: part.texts.label, letter: "" };
      }
      return null;
    }

    /** Return the straight pieces of a line that are in view, longest first, cut at the view's edge. */
    pieces(part) {
      const pieces = [];
      for (const drawn of part.drawn) {
        const lines = L.LineUtil.isFlat(drawn.getLatLngs()) ? [drawn.getLatLngs()] : drawn.getLatLngs();
        for (const line of lines) {
          const points = L.LineUtil.simplify(line.map((latlng) => this.pixel(latlng)), 6);
          for (let n = 1; n < points.length; n += 1) {
            const cut = L.LineUtil.clipSegment(points[n - 1], points[n], this.view, false, true);
            if (cut) pieces.push(cut);
          }
        }
      }
      return pieces.sort((p, q) => q[0].distanceTo(q[1]) - p[0].distanceTo(p[1])).slice(0, 4);
    }

    /** Return width and height in pixels of a label with its letter over it. */
    size(style, text, letter) {
      const font = this.font(style);
      const key = `${font}|${text}|${letter}`;
      if (!this.sizes.has(key)) {
        pencil.font = font;
        const lines = text ? text.split("\n") : [];
        const widths = lines.map((line) => pencil.measureText(line).width);
        const letterSize = letter ? LETTER_PX * this.scale * LINE_HEIGHT : 0;
        const height = lines.length * style.text_pt * this.factor * LINE_HEIGHT + letterSize;
        this.sizes.set(key, [Math.max(letterSize, ...widths), height]);
      }
      return this.sizes.get(key);
    }

    font(style) {
      const family = getComputedStyle(document.body).fontFamily;
      return `${style.text_bold ? 600 : 400} ${style.text_pt * this.factor}px ${family}`;
    }

    write(part, place) {
      const key = `${part.layerId}/${part.id}`;
      const look = JSON.stringify([place, part.style.text_color, part.style.text_pt, part.style.text_bold, this.factor]);
      const old = this.written.get(key);
      if (old?.look === look) return;
      const html = this.labelNode(part, place);
      const icon = L.divIcon({ className: "pm-label", html, iconSize: [0, 0] });
      const marker = old?.marker ?? L.marker(place.latlng, { icon, pane: "labels", interactive: false, keyboard: false }).addTo(this.map);
      if (old) marker.setLatLng(place.latlng).setIcon(icon);
      this.written.set(key, { marker, look });
    }

    labelNode(part, { dx, dy, turn = 0, text, letter }) {
      const node = el("span", {},
        letter ? el("b", { class: "pm-letter" }, letter) : null,
        text ? el("span", { class: "pm-text" }, text) : null);
      const { style } = part;
      node.style.transform = `translate(-50%, -50%) translate(${dx}px, ${dy}px) rotate(${turn}rad)`;
      node.style.color = style.text_color;
      node.style.fontSize = `${style.text_pt * this.factor}px`;
      node.style.fontWeight = style.text_bold ? 600 : 400;
      return node;
    }
  };
})();
