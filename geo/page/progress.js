/** "Xanh hóa": units, people and km² of each colour day by day, stacked, with hatch and letter; the table stands behind. */
"use strict";

(() => {
  const { el, svg, say, sample, hatchPaint } = PlaceMap;

  /** What is stacked: its place in film.counts[day][level], and its decimals. */
  const MEASURES = { units: { at: 0, decimals: 0 }, people: { at: 2, decimals: 0 }, km2: { at: 3, decimals: 2 } };
  const UPWARDS = [3, 2, 1, 0, 4];          // green lies at the bottom: its growth is the progress; grey lies on top
  const HEIGHTS = [240, 560];               // the picture takes what the window has below it, between these
  const AROUND = 270;
  const FOOT = 24;
  const LETTER_ROOM = 22;
  const AXIS = 56;                          // what the numbers at the left take: 15.076 people

  PlaceMap.Progress = class Progress {
    constructor(film, words, format) {
      Object.assign(this, { film, words, format, measure: "units" });
      const choice = (name) => el("button", { type: "button", "data-measure": name, click: () => this.choose(name) }, say(words, `in_${name}`));
      this.choices = Object.keys(MEASURES).map(choice);
      this.said = el("p", { class: "dc-summary", "aria-live": "polite" });
      this.room = el("div", { class: "dc-stack" });
      this.key = el("div", { class: "dc-key" }, ...PlaceMap.LEVELS.map((level) => el("span", {}, sample(film.styles[`zone.${level}`], {}), say(words, `level_${level}`))));
      this.table = el("details", { class: "dc-table" });
      this.root = el("section", { class: "dc-progress" }, el("div", { class: "dc-choices", role: "group" }, ...this.choices), this.said, this.key, this.room, this.table);
      new ResizeObserver(() => this.draw()).observe(this.room);
      this.table.addEventListener("toggle", () => { if (this.table.open) this.fillTable(); });
    }

    shown() { this.choose(this.measure); }

    choose(name) {
      this.measure = name;
      for (const button of this.choices) button.setAttribute("aria-pressed", String(button.dataset.measure === name));
      this.draw();
      this.tell();
      this.table.replaceChildren(el("summary", {}, say(this.words, "table")));
      if (this.table.open) this.fillTable();
    }

    /** Return the day's numbers by level, null where one of them is not known. */
    values(index) {
      const values = this.film.data.counts[index].map((count) => count[MEASURES[this.measure].at]);
      return values.includes(null) ? null : values;
    }

    /** Say how much is green now, and how much was on the day with the least since units were first assessed. */
    tell() {
      const known = this.film.days.map((_day, index) => index)
        .filter((index) => this.values(index) && this.isMostlyAssessed(index));
      if (!known.length) {
        this.said.textContent = say(this.words, "nothing_assessed");
        return;
      }
      const { decimals } = MEASURES[this.measure];
      const green = (index) => this.values(index)[3];
      const last = known.at(-1);
      const least = known.reduce((best, index) => (green(index) <= green(best) ? index : best), known[0]);
      const all = this.values(last).reduce((sum, value) => sum + value, 0);
      // where it never was less, the smallest number says nothing
      this.said.textContent = say(this.words, green(least) < green(last) ? "greened" : "green_now", { now: this.format(green(last), decimals), all: this.format(all, decimals),
        share: this.format(all ? (100 * green(last)) / all : 0), day: this.sayDay(last), first: this.sayDay(least), before: this.format(green(least), decimals) });
    }

    /** A day on which half of the units are grey says nothing about how few are green. */
    isMostlyAssessed(index) {
      const units = this.film.data.counts[index].map((count) => count[0]);
      return 2 * units[4] < units.reduce((sum, count) => sum + count, 0);
    }

    draw() {
      const width = this.room.clientWidth;
      if (!width) return;
      const { days } = this.film;
      const all = days.map((_day, index) => this.values(index));
      const highest = Math.max(1e-9, ...all.map((values) => (values ?? []).reduce((sum, value) => sum + value, 0)));
      const wide = width - AXIS;
      const step = wide / days.length;
      const tall = Math.min(HEIGHTS[1], Math.max(HEIGHTS[0], innerHeight - AROUND));
      const room = tall - FOOT;
      const picture = svg("svg", { class: "dc-stack-picture", viewBox: `0 0 ${width} ${tall}`, width, height: tall, role: "img" }, svg("title", {}, say(this.words, "tab_progress")));
      const edges = all.map((values) => values && this.edges(values, room / highest, room));
      const plot = svg("g", { transform: `translate(${AXIS} 0)` });
      UPWARDS.forEach((_rank, band) => plot.append(...this.band(band, edges, step)));
      all.forEach((values, index) => { if (!values) plot.append(svg("rect", { x: index * step, y: 0, width: step, height: room, fill: hatchPaint("diagonal", "#a7b0ba") })); });
      plot.append(svg("line", { x1: 0, x2: wide, y1: room, y2: room, class: "pm-curve-floor" }), ...this.names(step, wide, tall));
      picture.append(plot, ...this.scale(highest, room));
      this.room.replaceChildren(picture);
    }

    /** Write how many there are at the foot, at half and at the full height. */
    scale(highest, room) {
      const { decimals } = MEASURES[this.measure];
      return [0, 0.5, 1].flatMap((share) => {
        const value = decimals || !share ? highest * share : Math.round(highest * share);
        const y = room * (1 - value / highest);
        return [svg("line", { x1: AXIS - 5, x2: AXIS, y1: y, y2: y, class: "pm-curve-floor" }),
          svg("text", { x: AXIS - 8, y: Math.min(room - 6, Math.max(7, y)), "text-anchor": "end", "dominant-baseline": "central", class: "dc-day" }, this.format(value, share ? decimals : 0))];
      });
    }

    /** Return the heights between which each band lies on one day, from the bottom. */
    edges(values, scale, floor) {
      const edges = [floor];
      for (const rank of UPWARDS) edges.push(edges.at(-1) - values[rank] * scale);
      return edges;
    }

    /** Draw one level's band: a step for each day, in one path for each stretch of known days. */
    band(band, edges, step) {
      const style = this.film.styles[`zone.${PlaceMap.LEVELS[UPWARDS[band]]}`];
      const parts = [];
      for (const [from, to] of this.stretches(edges)) {
        let top = "";
        let bottom = "";
        for (let index = from; index <= to; index += 1) {
          top += `L${index * step} ${edges[index][band + 1]}L${(index + 1) * step} ${edges[index][band + 1]}`;
          bottom = `L${(index + 1) * step} ${edges[index][band]}L${index * step} ${edges[index][band]}${bottom}`;
        }
        const d = `M${top.slice(1)}${bottom}Z`;
        parts.push(svg("path", { d, fill: style.fill, "fill-opacity": style.fill_opacity, "data-level": PlaceMap.LEVELS[UPWARDS[band]], stroke: "#4a4a4a", "stroke-width": 0.5 }));
        if (style.hatch !== "none") parts.push(svg("path", { d, fill: hatchPaint(style.hatch, style.hatch_color) }));
        parts.push(...this.letter(style, band, edges, from, to, step));
      }
      return parts;
    }

    stretches(edges) {
      const found = [];
      edges.forEach((edge, index) => {
        if (!edge) return;
        if (found.length && found.at(-1)[1] === index - 1) found.at(-1)[1] = index;
        else found.push([index, index]);
      });
      return found;
    }

    /** Write a band's letter where it is tallest, when there is room. */
    letter(style, band, edges, from, to, step) {
      let best = from;
      for (let index = from; index <= to; index += 1) {
        if (edges[index][band] - edges[index][band + 1] > edges[best][band] - edges[best][band + 1]) best = index;
      }
      const tall = edges[best][band] - edges[best][band + 1];
      if (tall < LETTER_ROOM || !style.letter) return [];
      const x = Math.max((best + 0.5) * step, 12);
      return [svg("text", { x, y: edges[best][band] - tall / 2, class: "dc-letter", "text-anchor": "middle", "dominant-baseline": "central" }, style.letter)];
    }

    names(step, width, tall) {
      const { days } = this.film;
      const taken = [];
      const named = [];
      const wanted = [days.length - 1, 0, ...days.map((_day, index) => index).filter((index) => new Date(`${days[index]}T00:00:00Z`).getUTCDay() === 1)];
      for (const index of wanted) {
        const x = Math.min(Math.max((index + 0.5) * step, 20), width - 20);
        if (taken.some((other) => Math.abs(other - x) < 48)) continue;
        taken.push(x);
        named.push(svg("text", { x, y: tall - 7, "text-anchor": "middle", class: "dc-day" }, `${days[index].slice(8)}/${days[index].slice(5, 7)}`));
      }
      return named;
    }

    fillTable() {
      const { decimals } = MEASURES[this.measure];
      const heads = [say(this.words, "column_day"), ...PlaceMap.LEVELS.map((level) => say(this.words, `level_${level}`))];
      const rows = this.film.days.map((_day, index) => el("tr", {}, el("th", { scope: "row" }, this.sayDay(index)),
        ...this.film.data.counts[index].map((count) => el("td", {}, count[MEASURES[this.measure].at] === null ? "–" : this.format(count[MEASURES[this.measure].at], decimals)))));
      this.table.replaceChildren(el("summary", {}, say(this.words, "table")),
        el("table", {}, el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))), el("tbody", {}, ...rows.reverse())));
    }

    sayDay(index) {
      const [year, month, day] = this.film.days[index].split("-");
      return say(this.words, "day_format", { year, month, day });
    }
  };
})();
