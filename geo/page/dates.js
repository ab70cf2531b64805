/** Choose the day of the map: day by day, from a calendar, by slider, or playing through; or the latest. */
"use strict";

(() => {
  const { el, iconButton, nameButton, buttonIcon, say, dayOf, redraw } = PlaceMap;

  const DAY_MS = 86400000;
  const SETTLE_MS = 120; // a slider that is still moving asks for nothing
  const PLAY_MS = 1100;            // a day while each is asked for by itself
  const WHOLE_MS = 30000;          // all days of a film
  const FRAME_MS = [250, 700];     // but no day shorter or longer than this

  const dayNumber = (day) => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  const dayText = (number) => new Date(number * DAY_MS).toISOString().slice(0, 10);

  /** Return the last minute of a day in Việt Nam: "the map of that day". */
  const endOf = (day) => `${day}T23:59:00+07:00`;

  PlaceMap.DateControl = class DateControl {
    /**
     * @param {(moment: ?string) => void} onMoment called with the moment chosen; null: the latest
     * @param {?Object} film what plays the days: `open` (a promise of how many there are, null: cannot), `show`, `close`,
     *   and `toggleCurve`; without one each day is asked for
     */
    constructor(root, onMoment, film = null) {
      Object.assign(this, { root, onMoment, film, days: null, day: null, isLatest: true, timer: null, player: null });
      this.back = iconButton("left", "", () => this.step(-1));
      this.forward = iconButton("right", "", () => this.step(1));
      this.play = iconButton("play", "", () => this.togglePlay(), "pm-play");
      this.curve = film ? iconButton("curve", "", () => this.film.toggleCurve(), "pm-curve-button") : null;
      if (film) for (const button of [this.play, this.curve]) button.addEventListener("pointerenter", () => film.prepare());
      this.said = el("span", { class: "pm-day-said" });
      this.field = el("input", { type: "date", class: "pm-day-field", change: () => this.choose(this.field.value) });
      this.slider = el("input", { type: "range", step: 1, class: "pm-day-slider", input: () => this.slide() });
      this.marks = el("div", { class: "pm-marks", "aria-hidden": "true" });
      this.latest = el("button", { type: "button", class: "pm-text-button pm-latest", click: () => this.goLatest() });
      this.label = el("label", { class: "pm-day" }, this.said, buttonIcon("calendar"), this.field);
      root.append(
        el("div", { class: "pm-day-buttons" }, this.back, this.label, this.forward, this.play, ...(this.curve ? [this.curve] : [])),
        el("div", { class: "pm-track" }, this.slider, this.marks), this.latest);
      root.hidden = true;
    }

    /** Take over a state that shows `moment` (null: the latest). */
    update(state, moment) {
      this.words = state.words;
      this.root.hidden = state.days === null;
      if (!state.days) return;
      this.days = state.days;
      this.isLatest = moment === null;
      // an address may ask for a moment outside the data: then that day is named, not the nearest one
      if (this.timer === null && !this.player) this.day = dayOf(state.as_of);
      this.field.min = this.days.first;
      this.field.max = this.days.last;
      this.slider.min = dayNumber(this.days.first);
      this.slider.max = dayNumber(this.days.last);
      this.nameAll();
      this.draw();
    }

    within(day) {
      if (day < this.days.first) return this.days.first;
      return day > this.days.last ? this.days.last : day;
    }

    nameAll() {
      const names = [[this.back, "previous_day"], [this.forward, "next_day"], [this.latest, "latest_hint"],
        [this.field, "choose_day"], [this.slider, "day_slider"], [this.play, this.player ? "pause" : "play"]];
      if (this.curve) nameButton(this.curve, this.film.say("curve_button"));
      for (const [node, key] of names) nameButton(node, say(this.words, key));
      this.root.setAttribute("aria-label", say(this.words, "date_control"));
      redraw(this.latest, say(this.words, "latest"), () => [el("i", { class: "pm-live" }), say(this.words, "latest")]);
      redraw(this.marks, [this.days, this.words.mark_format], () => this.drawMarks());
    }

    drawMarks() {
      const [first, last] = [dayNumber(this.days.first), dayNumber(this.days.last)];
      return this.days.marks.map((day) => {
        const mark = el("span", {}, this.sayDay(day, "mark_format"));
        mark.style.setProperty("--at", last === first ? 0 : (dayNumber(day) - first) / (last - first));
        return mark;
      });
    }

    draw() {
      const weekday = new Date(`${this.day}T00:00:00Z`).getUTCDay() || 7;
      this.said.textContent = `${say(this.words, `weekday_${weekday}`)}, ${this.sayDay(this.day)}`;
      this.field.value = this.day;
      this.slider.value = dayNumber(this.day);
      this.slider.setAttribute("aria-valuetext", this.said.textContent);
      this.slider.disabled = this.days.first === this.days.last;
      this.play.disabled = this.slider.disabled;
      this.back.disabled = this.day <= this.days.first;
      this.forward.disabled = this.day >= this.days.last;
      this.latest.setAttribute("aria-pressed", String(this.isLatest));
      this.root.classList.toggle("is-past", !this.isLatest);
    }

    /** Write a day as this language does. */
    sayDay(day, key = "day_format") {
      const [year, month, date] = day.split("-");
      return say(this.words, key, { year, month, day: date });
    }

    step(days) {
      this.choose(this.within(dayText(dayNumber(this.day) + days)));
    }

    slide() {
      this.stop();
      this.day = dayText(Number(this.slider.value));
      this.isLatest = false;
      this.draw();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => { this.timer = null; this.onMoment(endOf(this.day)); }, SETTLE_MS);
    }

    /** Show a day; what is no day, or outside the data, changes nothing. */
    choose(day, isPlaying = false) {
      if (!isPlaying) this.stop();
      if (!day || day !== this.within(day)) {
        this.draw();
        return;
      }
      this.day = day;
      this.isLatest = false;
      this.draw();
      this.onMoment(endOf(day));
    }

    goLatest() {
      this.stop();
      this.isLatest = true;
      this.draw();
      this.onMoment(null);
    }

    togglePlay() {
      if (this.player) this.stop();
      else this.start();
    }

    async start() {
      const count = this.film ? await this.film.open() : null;
      if (this.player) return;       // pressed twice while the film was fetched
      this.isFilm = count !== null;
      const pace = this.isFilm ? Math.min(FRAME_MS[1], Math.max(FRAME_MS[0], WHOLE_MS / count)) : PLAY_MS;
      this.turnTo(this.day >= this.days.last ? this.days.first : this.day);
      this.player = setInterval(() => {
        if (this.day >= this.days.last) this.stop();
        else this.turnTo(dayText(dayNumber(this.day) + 1));
      }, pace);
      this.showPlaying();
    }

    /** Show a day while playing. */
    turnTo(day) {
      if (!this.isFilm) {
        this.choose(day, true);
        return;
      }
      this.day = day;
      this.isLatest = false;
      this.film.show(day);
      this.draw();
    }

    stop() {
      if (!this.player) return;
      clearInterval(this.player);
      this.player = null;
      this.showPlaying();
      if (!this.isFilm) return;
      // the map of the day on which the film stands, with everything that can be asked of it
      this.isFilm = false;
      this.film.close(endOf(this.day));
      this.onMoment(endOf(this.day));
    }

    showPlaying() {
      redraw(this.play, this.player !== null, () => [buttonIcon(this.player ? "pause" : "play")]);
      this.nameAll();
    }
  };
})();
