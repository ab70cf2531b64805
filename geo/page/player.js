/** Play the film on the map: while it runs, the map shows its frames and the feed's states wait. */
"use strict";

(() => {
  const { say } = PlaceMap;

  PlaceMap.FilmPlayer = class FilmPlayer {
    /** @param {Object} page the map page @param {{address: string, words: Object}} config */
    constructor(page, config) {
      Object.assign(this, { page, config, isOn: false, waiting: null, frames: 0 });
      this.film = new PlaceMap.Film(config.address, () => new URLSearchParams({ place: page.config.place, lang: page.config.language }).toString());
      this.isCurveOpen = Boolean(page.memory.read().curve);
    }

    takeStrip(root, dates) {
      this.dates = dates;
      this.strip = new PlaceMap.CurveStrip(root, dates.slider, (day) => dates.choose(day));
    }

    say(key) { return say(this.config.words, key); }

    /** A hand that nears the button will press it: the server may begin to work the days out. */
    prepare() {
      if (!this.film.data) this.film.load().catch(() => { /* whoever presses is told */ });
    }

    /** Fetch the film and let it hold the map; return how many days it has, null when it cannot be had. */
    async open() {
      const { page } = this;
      page.shell.busy.classList.add("is-busy");
      try {
        await this.film.load();
      } catch {
        return null; // each day is asked for by itself, as without a film
      } finally {
        page.shell.busy.classList.remove("is-busy");
      }
      this.isOn = true;
      this.ground = this.groundOf(page);
      this.toggleCurve(true, false);
      return this.film.days.length;
    }

    groundOf({ state, shapes }) {
      const layers = state.layers.slice(0, Math.max(0, state.layers.findIndex(({ id }) => id === "zones")));
      return { layers, styles: state.styles, icons: state.icons, shapes: Object.fromEntries(layers.map(({ geometry }) => [geometry, shapes[geometry]])) };
    }

    /** Show a day of the film. */
    show(day) {
      const { page, film } = this;
      const index = film.indexOf(day);
      if (index < 0) return;
      const { state, shapes } = film.frame(index, this.ground);
      page.layers.apply({ ...state, words: { ...page.words, ...state.words } }, shapes);
      page.labels.refresh();
      page.legend.update({ ...page.state, styles: state.styles, icons: state.icons, legend: film.legend(index, PlaceMap.numberFormat(page.config.language)), notices: [] });
      page.notices.set("past", "info", say(film.data.words, "playing", { day: this.dates.sayDay(day) }));
      page.card.close();
      this.strip.mark(day);
      page.head.update({ ...page.state, subtitle: say(film.data.words, "playing_place", { place: page.state.subtitle.split(" – ")[0], day: this.dates.sayDay(day) }),
        facts: [this.strip.said.textContent] }, true);
      this.frames += 1;
      document.documentElement.dataset.frame = day;
    }

    /** Keep the feed's state for later while the film holds the map; tell whether it does. */
    holds(state, shapes, moment) {
      if (!this.isOn) return false;
      this.waiting = [state, shapes, moment];
      return true;
    }

    /** Give the map back: it shows that moment as soon as it has come, or at once where it was here all the time. */
    close(moment) {
      const { page } = this;
      const [state, shapes, shown] = this.waiting ?? [page.state, page.shapes, page.feed.moment];
      this.isOn = false;
      this.waiting = null;
      delete document.documentElement.dataset.frame;
      if (shown === moment) page.show(state, shapes, shown);
    }

    /** Follow the day that the map shows. */
    follow() {
      if (this.isCurveOpen && !this.film.data && !this.isFetching) this.fetchCurve();
      if (this.film.data && this.isCurveOpen) this.strip.show(this.film, this.dates.day);
    }

    async fetchCurve() {
      this.isFetching = true;
      try {
        await this.film.load();
        this.keepWhole(() => this.strip.show(this.film, this.dates.day));
      } catch {
        this.page.notices.set("curve", "error", this.say("curve_failed"));
      } finally {
        this.isFetching = false;
      }
    }

    /** Open or close the curve under the map; the choice is kept. */
    toggleCurve(isOpen = !this.isCurveOpen, isChoice = true) {
      this.isCurveOpen = isOpen;
      if (isChoice) this.page.memory.write({ curve: isOpen });
      this.page.notices.set("curve", "error", null);
      this.dates.curve.setAttribute("aria-pressed", String(isOpen));
      if (!isOpen) this.strip.hide();
      else if (this.film.data) this.keepWhole(() => this.strip.show(this.film, this.dates.day));
      else this.fetchCurve();
    }

    /** The strip takes room from the map: who saw the whole place goes on seeing the whole place. */
    keepWhole(change) {
      const { map, state } = this.page;
      const [west, south, east, north] = state.bounds;
      const isWhole = map.getBounds().contains([[south, west], [north, east]]);
      change();
      map.invalidateSize({ pan: false });
      if (isWhole) this.page.showWhole(false);
    }
  };
})();
