/**
 * Show the layers of a state and change from one state to the next: what is equal stays as it is in the page,
 * what has another style is recoloured in place, and only what has another shape is drawn anew.
 */
"use strict";

(() => {
  const { el, pathOptions, bringToTop, pointMark, say, PX, screenScale } = PlaceMap;

  const LOWEST_PANE = 400;
  const DEPTH = { Polygon: 1, MultiPolygon: 2, LineString: 0, MultiLineString: 1 };

  const canHover = matchMedia("(hover: hover)").matches;

  /**
   * @typedef {Object} Part one feature on the map
   * @property {string} id @property {string} layerId @property {string} shape its geometry, as text
   * @property {string} kind "area", "line" or "point" @property {Object} style @property {Object} texts
   * @property {L.Layer[]} drawn what Leaflet draws for it
   */

  PlaceMap.Layers = class Layers {
    /** @param {L.Map} map @param {(part: Part) => void} onPick called with what was clicked and has a card */
    constructor(map, onPick) {
      this.map = map;
      this.onPick = onPick;
      this.shown = new Map();
      this.choices = new Map();
      this.partOf = new WeakMap();
      this.icons = {};
      this.hint = "";
    }

    /** Show this state. `shapes` holds the GeoJSON of every layer by its hash. */
    apply(state, shapes) {
      this.icons = state.icons;
      this.hint = say(state.words, "click_hint");
      const wanted = new Set(state.layers.map((layer) => layer.id));
      for (const [id, shown] of this.shown) if (!wanted.has(id)) this.close(shown);
      state.layers.forEach((layer, rank) => {
        const shown = this.shown.get(layer.id) ?? this.open(layer);
        shown.pane.style.zIndex = LOWEST_PANE + rank;
        shown.layer = layer;
        if (shown.sha !== layer.geometry) this.reshape(shown, layer, shapes[layer.geometry], state.styles);
        this.restyle(shown, layer, state.styles);
        this.showOrHide(shown);
      });
      this.keepStop();
    }

    open(layer) {
      const name = `layer-${this.shown.size}-${Date.now()}`;
      const pane = this.map.createPane(name);
      pane.classList.add("pm-layer");
      pane.dataset.layer = layer.id;
      const renderer = new PlaceMap.Renderer({ pane: name, padding: 0.4 });
      const shown = { layer, name, pane, renderer, sha: null, parts: new Map(), isOnMap: false };
      this.shown.set(layer.id, shown);
      return shown;
    }

    close(shown) {
      for (const part of shown.parts.values()) this.drop(part);
      shown.renderer.remove();
      shown.pane.remove();
      this.shown.delete(shown.layer.id);
    }

    drop(part) {
      part.drawn.forEach((drawn) => drawn.remove());
    }

    /** Take over other shapes: a feature whose shape is the same keeps its element in the page. */
    reshape(shown, layer, collection, styles) {
      const before = shown.parts;
      shown.parts = new Map();
      for (const feature of collection.features) {
        const texts = layer.texts[feature.id] ?? {};
        const style = styles[layer.styles[feature.id]];
        const isLive = Boolean(texts.title || texts.card);
        const shape = `${isLive}${style.kind}${JSON.stringify(feature.geometry)}`;
        const old = before.get(feature.id);
        const part = old?.shape === shape ? old : this.makePart(shown, feature, shape, style, isLive);
        if (part === old) before.delete(feature.id);
        shown.parts.set(feature.id, part);
      }
      for (const part of before.values()) this.drop(part);
      shown.sha = layer.geometry;
      if (shown.isOnMap) this.addInOrder(shown);
    }

    makePart(shown, feature, shape, style, isLive) {
      const part = { id: feature.id, layerId: shown.layer.id, shape, kind: style.kind, style: null, texts: {}, drawn: [] };
      part.drawn = this.makeDrawn(feature.geometry, style, { pane: shown.name, renderer: shown.renderer, interactive: isLive });
      for (const drawn of part.drawn) {
        drawn.on("add", () => this.dress(part, drawn));
        if (!isLive) continue;
        drawn.on("click", (event) => this.pick(part, event.originalEvent));
        if (canHover) drawn.bindTooltip(() => this.tip(part), { sticky: true, className: "pm-tip", direction: "top", offset: [0, -6] });
      }
      return part;
    }

    makeDrawn(geometry, style, options) {
      const { type, coordinates } = geometry;
      if (type === "GeometryCollection") return geometry.geometries.flatMap((one) => this.makeDrawn(one, style, options));
      if (type === "MultiPoint") return coordinates.flatMap((one) => this.makeDrawn({ type: "Point", coordinates: one }, style, options));
      if (type === "Point") {
        const at = L.GeoJSON.coordsToLatLng(coordinates);
        return [L.marker(at, { icon: this.pointIcon(style), pane: options.pane, interactive: options.interactive, keyboard: false })];
      }
      const latlngs = L.GeoJSON.coordsToLatLngs(coordinates, DEPTH[type]);
      const isArea = type.endsWith("Polygon");
      return [(isArea ? L.polygon : L.polyline)(latlngs, { ...pathOptions(style), ...options })];
    }

    pointIcon(style) {
      const size = style.size_pt * PX * screenScale();
      return L.divIcon({ className: "pm-point", html: pointMark(style, this.icons, size), iconSize: [size, size] });
    }

    tip(part) {
      const hint = part.texts.card ? el("small", {}, this.hint) : null;
      return el("span", {}, part.texts.title ?? "", hint);
    }

    /** Give every part its present style and words, in place. */
    restyle(shown, layer, styles) {
      for (const part of shown.parts.values()) {
        const style = styles[layer.styles[part.id]];
        const texts = layer.texts[part.id] ?? {};
        const isSame = JSON.stringify(part.style) === JSON.stringify(style);
        part.styleKey = layer.styles[part.id];
        part.texts = texts;
        if (!isSame) {
          part.style = style;
          part.drawn.forEach((drawn) => (drawn.setStyle ? drawn.setStyle(pathOptions(style)) : drawn.setIcon(this.pointIcon(style))));
        }
        part.drawn.forEach((drawn) => this.dress(part, drawn));
      }
    }

    /** Say to mouse, keyboard and screen reader what a drawn thing is. */
    dress(part, drawn) {
      const node = drawn.getElement?.();
      if (!node) return;
      this.partOf.set(node, part);
      node.dataset.feature = part.id;
      const hasCard = Boolean(part.texts.card);
      node.classList.toggle("has-card", hasCard);
      const name = hasCard && part.drawn[0] === drawn && (part.texts.title ?? part.texts.label);
      if (!name) return;
      node.setAttribute("tabindex", node === this.stop ? "0" : "-1");
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", name);
      node.onkeydown = (event) => this.press(event, part, node);
    }

    /** All that can be asked "Vì sao?" is one stop of the Tab key: within it the arrows go from one to the next. */
    press(event, part, node) {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
      if (step === undefined && event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      if (step === undefined) {
        this.onPick(part);
        return;
      }
      const nodes = this.named();
      const next = nodes[Math.max(0, Math.min(nodes.length - 1, nodes.indexOf(node) + step))];
      this.makeStop(next);
      next.focus();
    }

    /** What has a card, layer by layer, within each by name: "Tổ 2" before "Tổ 10". */
    named() {
      const found = [...this.onMap()].map((part) => [part, part.drawn[0]?.getElement?.()]).filter(([, node]) => node?.onkeydown);
      const rank = new Map([...this.shown.keys()].map((id, at) => [id, at]));
      const order = new Intl.Collator("vi", { numeric: true });
      found.sort(([a], [b]) => rank.get(a.layerId) - rank.get(b.layerId) || order.compare(a.texts.title ?? a.texts.label, b.texts.title ?? b.texts.label));
      return found.map(([, node]) => node);
    }

    makeStop(node) {
      this.stop?.setAttribute("tabindex", "-1");
      this.stop = node;
      node?.setAttribute("tabindex", "0");
    }

    /** See to it that the Tab key finds the map's things while there are any. */
    keepStop() {
      if (this.stop?.isConnected && this.stop.onkeydown) return;
      this.makeStop(this.named()[0] ?? null);
    }

    /** Hand on a click: what has no card lets it through to what lies under it. */
    pick(part, event) {
      if (part.texts.card) {
        this.onPick(part);
        return;
      }
      const under = document.elementsFromPoint(event.clientX, event.clientY)
        .map((node) => this.partOf.get(node) ?? this.partOf.get(node.closest(".pm-point")))
        .find((other) => other?.texts.card);
      if (under) this.onPick(under);
    }

    /** Tell whether a layer is switched on: as the user chose, else as the map was made. */
    isOn(layer) {
      return !layer.switchable || (this.choices.get(layer.id) ?? layer.visible);
    }

    /** Switch a layer on or off. */
    choose(id, on) {
      this.choices.set(id, on);
      const shown = this.shown.get(id);
      if (shown) this.showOrHide(shown);
      this.keepStop();
    }

    showOrHide(shown) {
      const on = this.isOn(shown.layer);
      if (on === shown.isOnMap) return;
      shown.isOnMap = on;
      if (on) this.addInOrder(shown);
      else for (const part of shown.parts.values()) this.drop(part);
    }

    /** Put a layer's parts on the map; elements stand in the page in the model's order, as they overlap. */
    addInOrder(shown) {
      for (const part of shown.parts.values()) {
        for (const drawn of part.drawn) {
          drawn.addTo(this.map);
          bringToTop(drawn);
        }
      }
    }

    /** Return the part of that id in that layer, or null. */
    find(layerId, id) {
      return this.shown.get(layerId)?.parts.get(id) ?? null;
    }

    /** Return all parts that are on the map now, lowest first. */
    * onMap() {
      for (const shown of this.shown.values()) if (shown.isOnMap) yield* shown.parts.values();
    }
  };
})();
