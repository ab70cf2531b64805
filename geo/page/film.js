/**
 * The days of a place as one answer (zones.compose.film): every shape once, and for each day a letter for each unit.
 * A frame is a state like the server's own, put together here, so that playing sixty days asks the server for nothing.
 */
"use strict";

(() => {
  const { say } = PlaceMap;

  const ABSENT = ".";
  const NOTHING = { fill: null, stroke: null, hatch: "none", casing: null, letter: "", icon: null, fill_opacity: 0, dash_pt: [],
    stroke_width_pt: 0, size_pt: 0.01, marker: "circle", text_pt: 8, text_color: "#000000", text_bold: false };
  const UNSEEN = Object.fromEntries(["area", "line", "point"].map((kind) => [`unseen.${kind}`, { ...NOTHING, kind }]));

  PlaceMap.Film = class Film {
    /** @param {string} address of film.json @param {() => string} query the place and language */
    constructor(address, query) {
      Object.assign(this, { address, query, data: null });
    }

    /** Fetch the film; the browser keeps it and asks with its tag. Who asks while it comes waits for the same one. */
    load() {
      this.coming ??= this.fetch().finally(() => { this.coming = null; });
      return this.coming;
    }

    async fetch() {
      const answer = await fetch(`${this.address}?${this.query()}`, { cache: "no-cache" });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      this.data = await answer.json();
      this.shapes = Object.fromEntries(this.data.layers.map(({ id }) => [`film:${this.data.revision}:${id}`, this.data.shapes[id]]));
      this.styles = { ...this.data.styles, ...UNSEEN };
      return this;
    }

    get days() { return this.data.days; }

    /** Return the number of a day (YYYY-MM-DD), or -1. */
    indexOf(day) { return this.days.indexOf(day); }

    /** Return the layers of a day, ready for PlaceMap.Layers; ground layers and their styles are the page's own. */
    frame(index, ground = { layers: [], styles: {}, shapes: {}, icons: {} }) {
      const { data } = this;
      return {
        state: {
          layers: [...ground.layers, ...data.layers.map((layer) => this.layer(layer, index))],
          styles: { ...ground.styles, ...this.styles }, icons: { ...ground.icons, ...data.icons }, words: data.words,
        },
        shapes: { ...ground.shapes, ...this.shapes },
      };
    }

    layer(layer, index) {
      const { data } = this;
      const styles = {};
      const texts = {};
      const letters = data.levels[index];
      const cases = new Map(data.cases[index]);
      layer.features.forEach((feature, number) => {
        const isUnit = feature.on === null;
        const letter = isUnit ? letters[number] : null;
        const isSeen = isUnit ? letter !== ABSENT : feature.on.some(([from, to]) => from <= index && index <= to);
        const style = isUnit ? data.letters[letter] : feature.style;
        const kind = this.styles[feature.style].kind;
        styles[feature.id] = isSeen ? style : `unseen.${kind}`;
        texts[feature.id] = isSeen ? { ...feature.texts, ...(isUnit ? this.unitTexts(feature, cases.get(number)) : {}) } : { title: feature.texts.title };
      });
      return { id: layer.id, title: layer.title, group: layer.group, visible: layer.visible, switchable: layer.switchable,
        geometry: `film:${data.revision}:${layer.id}`, styles, texts };
    }

    unitTexts({ texts }, count) {
      return count ? { label: `${texts.label}\n${this.data.words.cases_label.replace("{count}", count)}`, priority: 10_000 + count } : {};
    }

    /** Return the legend of a day: units, points, people and km² at each level. */
    legend(index, format) {
      const { data } = this;
      const { words } = data;
      const entries = data.counts[index].map(([units, points, people, km2], rank) => {
        const level = PlaceMap.LEVELS[rank];
        return { style: `zone.${level}`, label: say(words, `level_${level}`), emphasis: false,
          values: [format(units), format(points), people === null ? "–" : format(people), format(km2, 2)] };
      });
      const columns = ["units", "points", "people", "km2"].map((name) => say(words, `column_${name}`));
      return [{ title: say(words, "legend_zones"), entries, columns }];
    }
  };

  /** The levels, the worst first, as zones.levels.WORST_FIRST. */
  PlaceMap.LEVELS = ["red", "orange", "yellow", "green", "unassessed"];

  /** Return numbers written the country's way. */
  PlaceMap.numberFormat = (language) => (value, decimals = 0) =>
    new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
})();
