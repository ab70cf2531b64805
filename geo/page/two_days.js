/** Two days side by side on two maps that move together, and a third that colours the difference. */
"use strict";

(() => {
  const { el, svg, say, sample, drawCurve, curveKey } = PlaceMap;

  const SEVERITY = { r: 4, o: 3, y: 2, g: 1, u: 0, ".": 0 };
  /** None of these is a colour of a zone; each has a hatch of its own, so that a photocopy tells them apart. */
  const LOOK = {
    better: { fill: "#00838f", hatch: "none", letter: "↓" }, worse: { fill: "#7b1fa2", hatch: "cross", letter: "↑" },
    same: { fill: "#d9dee3", hatch: "none", letter: "" }, unclear: { fill: "#ffffff", hatch: "horizontal", letter: "?" },
  };
  const BASE = { kind: "area", fill_opacity: 0.85, hatch_color: "#ffffff", stroke: "#4a4a4a", stroke_width_pt: 0.8, dash_pt: [], casing: null,
    text_color: "#1a1a1a", text_pt: 8, text_bold: true, icon: null };
  /** Return the styles of the differences; hundreds of units have thin borders. */
  function stylesOf(isCrowded) {
    return Object.fromEntries(Object.entries(LOOK).map(([name, look]) => [`difference.${name}`,
      { ...BASE, ...look, hatch_color: name === "unclear" ? "#6a7683" : "#ffffff", stroke_width_pt: isCrowded ? 0.3 : 0.8 }]));
  }

  /** Tell how a unit's second day compares with its first; a day without an assessment compares with nothing. */
  function differ(first, second) {
    const [before, after] = [SEVERITY[first], SEVERITY[second]];
    if (!before || !after) return "unclear";
    return before === after ? "same" : after < before ? "better" : "worse";
  }

  PlaceMap.TwoDays = class TwoDays {
    constructor(film, words, format) {
      Object.assign(this, { film, words, format, maps: [], styles: stylesOf(Boolean(words.crowded)) });
      const last = film.days.length - 1;
      const asked = new URLSearchParams(location.hash.slice(1));
      const at = (name, fallback) => { const found = film.indexOf(asked.get(name)); return found < 0 ? fallback : found; };
      this.at = [at("a", Math.max(0, last - 7)), at("b", last)];
      this.pickers = [0, 1].map((side) => this.picker(side));
      this.summary = el("p", { class: "dc-summary", "aria-live": "polite" });
      this.list = el("div", { class: "dc-changes" });
      this.curveRoom = el("div", { class: "dc-curve" });
      this.panes = ["first", "second", "difference"].map((name) => el("div", { class: `dc-map dc-${name}` }));
      const heads = [...this.pickers.map((picker) => picker.root), el("h2", {}, say(words, "difference"))];
      this.root = el("section", { class: "dc-two" },
        el("div", { class: "dc-maps" }, ...this.panes.map((pane, index) => el("figure", {}, el("figcaption", {}, heads[index]), pane))),
        this.summary, el("div", { class: "dc-key" }, ...Object.keys(LOOK).map((name) => el("span", {}, sample(this.styles[`difference.${name}`], {}), say(words, name)))),
        this.curveRoom, this.list);
      new ResizeObserver(() => this.drawCurve()).observe(this.curveRoom);
    }

    picker(side) {
      const label = say(this.words, side ? "second_day" : "first_day");
      const step = (by) => this.choose(side, this.at[side] + by);
      const button = (sign, by, name) => el("button", { type: "button", class: "dc-button", "aria-label": `${label}: ${say(this.words, name)}`, title: say(this.words, name), click: () => step(by) }, sign);
      const said = el("b", {});
      const field = el("input", { type: "range", min: 0, max: this.film.days.length - 1, step: 1, "aria-label": label, input: (event) => this.choose(side, Number(event.target.value)) });
      const [back, forward] = [button("‹", -1, "previous_day"), button("›", 1, "next_day")];
      return { said, field, back, forward, root: el("div", { class: "dc-picker" }, back, el("label", {}, said, field), forward) };
    }

    choose(side, index) {
      if (index < 0 || index >= this.film.days.length) return;
      this.at[side] = index;
      this.update();
    }

    /** The view has come into the page: the maps know their size only now. */
    shown() {
      if (!this.maps.length) this.makeMaps();
      requestAnimationFrame(() => {
        for (const { map } of this.maps) map.invalidateSize({ pan: false });
        this.fit();
        this.update();
      });
    }

    makeMaps() {
      this.maps = this.panes.map((pane) => {
        const map = L.map(pane, { attributionControl: false, zoomControl: false, zoomSnap: 0.25, maxZoom: 21, wheelPxPerZoomLevel: 90 });
        map.setView([21, 105.8], 12);
        const layers = new PlaceMap.Layers(map, () => {});
        for (const { id } of this.film.data.layers) layers.choose(id, id === "lockdowns");
        return { map, layers, labels: new PlaceMap.Labels(map, layers) };
      });
      for (const { map } of this.maps) map.on("move", () => this.follow(map));
    }

    /** Move the other maps where one was moved to. */
    follow(moved) {
      if (this.isFollowing) return;
      this.isFollowing = true;
      for (const { map } of this.maps) if (map !== moved) map.setView(moved.getCenter(), moved.getZoom(), { animate: false });
      this.isFollowing = false;
    }

    fit() {
      const bounds = L.geoJSON(this.film.data.shapes.zones).getBounds();
      this.maps[0].map.fitBounds(bounds, { animate: false, padding: [8, 8] });
    }

    update() {
      const { film, maps } = this;
      [0, 1].forEach((side) => {
        const { state, shapes } = film.frame(this.at[side]);
        maps[side].layers.apply(state, shapes);
        maps[side].labels.refresh();
        this.pickers[side].said.textContent = this.sayDay(this.at[side]);
        this.pickers[side].field.value = this.at[side];
        this.pickers[side].back.disabled = this.at[side] === 0;
        this.pickers[side].forward.disabled = this.at[side] === film.days.length - 1;
      });
      const found = this.compare();
      this.paint(found);
      this.tell(found);
      this.drawCurve();
      const hash = new URLSearchParams(location.hash.slice(1));
      hash.set("a", film.days[this.at[0]]);
      hash.set("b", film.days[this.at[1]]);
      history.replaceState(null, "", `#${hash}`);
    }

    /** Return for each unit how its second day differs; a unit that was valid on neither day is left out. */
    compare() {
      const [first, second] = this.at.map((index) => this.film.data.levels[index]);
      const features = this.film.data.layers[0].features;
      return this.film.data.units.map((id, number) => ({ id, first: first[number], second: second[number], name: features[number].texts.title,
        difference: differ(first[number], second[number]) })).filter((unit) => unit.first !== "." || unit.second !== ".");
    }

    paint(found) {
      const { data } = this.film;
      const zones = data.layers[0];
      const difference = new Map(found.map((unit) => [unit.id, unit.difference]));
      const styles = {};
      const texts = {};
      for (const feature of zones.features) {
        const name = feature.on === null ? difference.get(feature.id) : undefined;
        styles[feature.id] = name ? `difference.${name}` : "unseen.area";
        texts[feature.id] = { ...feature.texts, card: undefined };
      }
      const layer = { ...zones, geometry: `film:${data.revision}:zones`, styles, texts };
      const third = this.maps[2];
      third.layers.apply({ layers: [layer], styles: { ...this.film.styles, ...this.styles }, icons: {}, words: this.words }, this.film.shapes);
      third.labels.refresh();
    }

    tell(found) {
      const count = (name) => this.format(found.filter((unit) => unit.difference === name).length);
      this.summary.textContent = say(this.words, "summary", { first: this.sayDay(this.at[0]), second: this.sayDay(this.at[1]),
        better: count("better"), worse: count("worse"), same: count("same"), unclear: count("unclear") });
      const changed = found.filter((unit) => unit.first !== unit.second).sort((a, b) => SEVERITY[b.second] - SEVERITY[b.first] - SEVERITY[a.second] + SEVERITY[a.first]);
      this.list.replaceChildren(el("h3", {}, say(this.words, "changed_units")), changed.length
        ? el("ul", {}, ...changed.map((unit) => el("li", { class: `is-${unit.difference}` }, this.look(unit.first), "→", this.look(unit.second), el("span", {}, unit.name))))
        : el("p", {}, say(this.words, "none_changed")));
    }

    look(letter) {
      const style = this.film.styles[this.film.data.letters[letter]];
      return style ? sample(style, {}) : svg("svg", { viewBox: "0 0 34 20", class: "pm-sample" });
    }

    drawCurve() {
      const { clientWidth: width, clientHeight: height } = this.curveRoom;
      if (!width || !height) return;
      const rows = this.film.days.map((day, index) => [day, ...this.film.data.curve[index]]);
      const curve = drawCurve(rows, { width, height, text: 13, words: this.words, mark: this.at[1], onPick: (index) => this.choose(1, index) });
      const step = width / rows.length;
      curve.append(svg("rect", { x: this.at[0] * step, y: 0, width: step, height: height - 17, class: "pm-curve-mark" }));
      this.curveRoom.replaceChildren(curve);
      if (!this.key) {
        this.key = curveKey(rows, this.words);
        this.curveRoom.before(this.key);
      }
    }

    sayDay(index) {
      const [year, month, day] = this.film.days[index].split("-");
      return say(this.words, "day_format", { year, month, day });
    }
  };

  PlaceMap.differ = differ;
})();
