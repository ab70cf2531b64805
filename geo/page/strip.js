/** The epidemic curve under the map: its bars stand over the days of the date slider, a click on one shows that day. */
"use strict";

(() => {
  const { el, drawCurve, curveKey, curveTotal, curveKnown, say, redraw } = PlaceMap;
  const THUMB = 18; // the slider's thumb, as in controls.css: its middle runs from half a thumb to half a thumb

  PlaceMap.CurveStrip = class CurveStrip {
    /** @param {HTMLElement} root @param {HTMLElement} slider @param {(day: string) => void} onPick */
    constructor(root, slider, onPick) {
      Object.assign(this, { root, slider, onPick, film: null, day: null });
      this.said = el("p", { class: "pm-strip-said", "aria-live": "polite" });
      this.key = el("div", {});
      this.room = el("div", { class: "pm-strip-room" });
      root.append(el("div", { class: "pm-strip-head" }, this.said, this.key), this.room);
      root.hidden = true;
      new ResizeObserver(() => this.draw()).observe(slider);
    }

    /** Show the curve of a film with this day marked. */
    show(film, day) {
      this.film = film;
      this.root.hidden = false;
      redraw(this.key, film.data.curve.length, () => [curveKey(this.rows(), film.data.words)]);
      this.mark(day);
    }

    hide() { this.root.hidden = true; }

    rows() { return this.film.days.map((day, index) => [day, ...this.film.data.curve[index]]); }

    mark(day) {
      this.day = day;
      if (this.film && !this.root.hidden) this.draw();
    }

    draw() {
      if (!this.film || this.root.hidden) return;
      const { data, days } = this.film;
      const index = this.film.indexOf(this.day);
      const track = this.slider.getBoundingClientRect();
      const frame = this.room.getBoundingClientRect();
      const step = (track.width - THUMB) / Math.max(1, days.length - 1);
      const height = this.room.clientHeight;
      if (!(step > 0) || !height) return;
      const options = { width: step * days.length, height, text: height / 4.2, words: data.words, mark: index < 0 ? null : index, plain: true,
        onPick: (picked) => this.onPick(days[picked]) };
      const curve = drawCurve(this.rows(), options);
      curve.style.marginLeft = `${track.left - frame.left + THUMB / 2 - step / 2}px`;
      this.room.replaceChildren(curve);
      this.said.textContent = index < 0 ? say(data.words, "curve") : this.saidOf([days[index], ...data.curve[index]]);
    }

    saidOf(row) {
      const { words } = this.film.data;
      const [year, month, date] = row[0].split("-");
      const day = say(words, "day_format", { year, month, day: date });
      return curveKnown(row) ? say(words, "day_total", { day, count: curveTotal(row) }) : say(words, "day_unknown", { day });
    }
  };
})();
