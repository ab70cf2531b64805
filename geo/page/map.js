/** Put the page together around the map that folium has made, and keep it in step with the feed. */
"use strict";

(() => {
  const { el, say, clock, dayOf, isNarrow, mayGlide } = PlaceMap;

  /** What a viewer has chosen, kept over a reload of the page in this tab: the view, the layers, the day. */
  class Memory {
    constructor(place) {
      this.key = `place-map:${place}`;
    }

    read() {
      try {
        return JSON.parse(sessionStorage.getItem(this.key)) ?? {};
      } catch {
        return {}; // no storage for files and in strict browsers: then nothing is kept
      }
    }

    /** Keep a part; tell whether it is kept. */
    write(part) {
      try {
        sessionStorage.setItem(this.key, JSON.stringify({ ...this.read(), ...part }));
        return true;
      } catch {
        return false; // see read
      }
    }
  }

  /** Read "#16.5/21.04950/105.88650": a view handed over in the address. */
  function viewInAddress() {
    const found = /^#([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(location.hash);
    return found && { zoom: Number(found[1]), center: [Number(found[2]), Number(found[3])] };
  }

  function buildShell(map) {
    const part = (name, tag = "div") => el(tag, { class: `pm-${name}` });
    const shell = {
      head: part("head", "header"), stage: part("stage", "main"), dates: part("dates", "footer"), over: part("over"),
      watermark: part("watermark"), notices: part("notices"), tools: part("tools"), card: part("card", "aside"),
      strip: part("strip", "section"), side: part("side", "aside"), actions: part("actions"), foot: part("foot"), busy: part("busy"),
    };
    shell.over.append(shell.notices, shell.tools, shell.card, shell.side, shell.foot);
    shell.stage.append(map.getContainer(), shell.watermark, shell.over, shell.busy);
    shell.watermark.setAttribute("aria-hidden", "true");
    shell.dates.setAttribute("role", "group");
    shell.strip.hidden = true;                 // until a film brings its curve
    shell.skip = el("button", { type: "button", class: "pm-skip", click: () => shell.dates.querySelector("button, input")?.focus() });
    document.body.append(el("div", { class: "pm-app" }, shell.skip, shell.head, shell.stage, shell.strip, shell.dates));
    return shell;
  }

  class Page {
    constructor(map, config) {
      Object.assign(this, { map, config, words: config.words, state: null, isPlaced: false });
      this.memory = new Memory(config.place);
      this.shell = buildShell(map);
      this.notices = new PlaceMap.Notices(this.shell.notices);
      this.notices.set("feed", "info", say(this.words, "loading"));
      this.feed = PlaceMap.makeFeed(config, {
        onState: (state, shapes, moment) => this.show(state, shapes, moment),
        onTrouble: (trouble) => this.tellTrouble(trouble),
        onFine: () => this.tellFine(),
        onBusy: (isBusy) => this.shell.busy.classList.toggle("is-busy", isBusy),
      });
      // who went to another screen and back, or loaded the page anew, goes on looking at the day that was chosen
      if (this.feed.isLive && !config.as_of) this.feed.moment = this.memory.read().moment ?? null;
      this.layers = new PlaceMap.Layers(map, (part) => this.card.open(part));
      this.labels = new PlaceMap.Labels(map, this.layers, this.shell.side);
      this.card = new PlaceMap.CardPanel(this.shell.card, map, this.feed, this.layers);
      this.buildControls();
      this.keepInShape();
      this.keepForPaper();
    }

    buildControls() {
      const { head, side, tools, dates, foot } = this.shell;
      const onToggle = (panel) => this.closeOthers(panel);
      this.head = new PlaceMap.Head(head);
      this.legend = new PlaceMap.Legend(side, onToggle);
      this.switches = new PlaceMap.LayerSwitches(side, this.layers, (id, on) => this.switchLayer(id, on), onToggle);
      this.zoom = new PlaceMap.ZoomTools(tools, this.map, () => this.showWhole());
      this.player = this.config.film ? new PlaceMap.FilmPlayer(this, this.config.film) : null;
      this.dates = new PlaceMap.DateControl(dates, (moment) => this.setMoment(moment), this.player);
      this.player?.takeStrip(this.shell.strip, this.dates);
      this.exports = this.feed.isLive ? new PlaceMap.ExportMenu(this.shell.actions, this.feed) : null;
      if (this.config.briefing) this.briefing = new PlaceMap.BriefingButton(this.shell.actions, this.config.briefing, () => this.asked(), (text) => this.notices.set("briefing", "error", text));
      this.screen = new PlaceMap.ScreenTools(this.shell.actions, this.feed.isLive ? () => this.ownAddress() : null);
      this.attribution = el("span", { class: "pm-attribution" });
      const scale = L.control.scale({ imperial: false, maxWidth: 130 }).addTo(this.map);
      foot.append(scale.getContainer(), this.attribution);
    }

    /** Keep the map's idea of its size right, and remember where the viewer looks. */
    keepInShape() {
      new ResizeObserver(() => {
        this.map.invalidateSize({ pan: false });
        if (this.state && !this.isPlaced) this.settle();
      }).observe(this.map.getContainer());
      const narrow = matchMedia("(max-width: 720px)");
      const placeActions = () => (narrow.matches ? this.shell.over : this.shell.head).append(this.shell.actions);
      narrow.addEventListener("change", placeActions);
      placeActions();
      this.map.on("moveend", () => {
        if (!this.isPlaced) return;
        const { lat, lng } = this.map.getCenter();
        this.memory.write({ view: { center: [lat, lng], zoom: this.map.getZoom() } });
      });
    }

    /**
     * Load the page anew when the server has newer scripts: a wall screen stays open over an update. Once for each
     * version, and not at all where that cannot be remembered: a page must not load itself for ever.
     */
    renewFor(version) {
      if (!version || version === this.config.version || this.memory.read().renewedFor === version) return;
      if (this.memory.write({ renewedFor: version })) location.reload();
    }

    /** Show a state; the first one also sets the view. */
    show(state, shapes, moment) {
      this.renewFor(state.page);
      if (this.player?.holds(state, shapes, moment)) return;
      const isFirst = this.state === null;
      this.shapes = shapes;
      this.state = state;
      this.words = state.words;
      if (isFirst) this.restoreChoices();
      document.documentElement.lang = state.language;
      document.title = [state.title, state.subtitle].filter(Boolean).join(" – ");
      this.head.update(state, this.feed.isLive);
      this.notices.update(state);
      this.dates.update(state, moment);
      this.player?.follow();
      this.tellPast(moment);
      this.legend.update(state);
      this.switches.update(state);
      this.nameControls(state.words);
      this.shell.watermark.textContent = state.watermark;
      if (isFirst) this.settle();
      this.layers.apply(state, shapes);
      this.labels.refresh();
      this.card.update(state);
      if (!this.feed.isLive) this.notices.set("feed", "info", null);
      document.documentElement.dataset.revision = state.revision;
    }

    asked() {
      return { place: this.config.place, language: this.config.language, moment: this.feed.moment };
    }

    nameControls(words) {
      this.zoom.update(words);
      this.screen.update(words);
      this.exports?.update(words);
      this.attribution.textContent = say(words, "attribution");
      this.shell.skip.textContent = say(words, "skip_map");
      this.shell.skip.hidden = this.shell.dates.hidden;
      this.map.getContainer().setAttribute("aria-label", say(words, "map_label"));
    }

    setMoment(moment) {
      this.feed.setMoment(moment);
      this.memory.write({ moment });
      if (moment === null) this.notices.set("past", "info", null);
    }

    /** Say that an older map is shown: nobody may take it for the latest. */
    tellPast(moment) {
      const day = moment && this.dates.days && this.dates.sayDay(dayOf(moment));
      const time = moment && clock(new Date(moment));
      const key = time === "23:59" ? "viewing_past" : "viewing_moment";
      this.notices.set("past", "info", day ? say(this.words, key, { day, time }) : null);
    }

    tellTrouble(trouble) {
      this.lostAt ??= clock();
      const key = { lost: this.state ? "lost_connection" : "first_load_failed", signed_out: "signed_out", server: "server_trouble" }[trouble.kind];
      this.notices.set("feed", "error", say(this.words, key, { time: this.lostAt, message: trouble.message }));
    }

    tellFine() {
      this.lostAt = undefined;
      this.notices.set("feed", "info", null);
    }

    restoreChoices() {
      const { off = [], on = [] } = this.memory.read();
      for (const id of off) this.layers.choices.set(id, false);
      for (const id of on) this.layers.choices.set(id, true);
    }

    /** Set the first view, as soon as there is room: a frame in a tab that is not open has none yet. */
    settle() {
      this.map.invalidateSize({ pan: false });
      if (this.map.getSize().x === 0) {
        this.hadNoRoom = true;
        return;
      }
      if (this.hadNoRoom) this.legend.panel.open(!isNarrow());
      this.restoreView();
    }

    restoreView() {
      const view = viewInAddress() ?? this.memory.read().view;
      if (view) this.map.setView(view.center, view.zoom, { animate: false });
      else this.showWhole(false);
      this.isPlaced = true;
    }

    /** On paper the whole place stands over the legend, without what is pressed; afterwards the view is as before. */
    keepForPaper() {
      let view = null;
      const fit = () => this.map.invalidateSize({ pan: false, animate: false });
      addEventListener("beforeprint", () => {
        if (!this.state) return;
        view = [this.map.getCenter(), this.map.getZoom()];
        document.documentElement.classList.add("is-printing");
        fit();
        const [west, south, east, north] = this.state.bounds;
        this.map.fitBounds([[south, west], [north, east]], { animate: false, padding: [14, 14] });
        this.labels.refresh();
      });
      addEventListener("afterprint", () => {
        document.documentElement.classList.remove("is-printing");
        fit();
        if (view) this.map.setView(...view, { animate: false });
      });
    }

    /** Show the whole place beside the panels, not under them. */
    showWhole(animate = mayGlide()) {
      const [west, south, east, north] = this.state.bounds;
      const { side, notices } = this.shell;
      // a line of notices more than now: the one that says that an older map is shown covers nothing
      const top = notices.offsetHeight + (this.state.days ? 40 : 14);
      const [left, right, bottom] = isNarrow() ? [14, 14, 100] : [56, side.offsetWidth + 24, 34];
      this.map.fitBounds([[south, west], [north, east]], {
        animate, paddingTopLeft: [left, top], paddingBottomRight: [right, bottom],
      });
    }

    switchLayer(id, on) {
      this.layers.choose(id, on);
      this.labels.refresh();
      const chosen = [...this.layers.choices];
      this.memory.write({ off: chosen.filter(([, isOn]) => !isOn).map(([one]) => one), on: chosen.filter(([, isOn]) => isOn).map(([one]) => one) });
    }

    /** On a phone one sheet is open at a time; names keep clear of what is open. */
    closeOthers(opened) {
      if (this.state) this.labels.refresh();
      if (!opened.isOpen || !isNarrow()) return;
      for (const panel of [this.legend?.panel, this.switches?.panel]) if (panel && panel !== opened) panel.open(false);
    }

    ownAddress() {
      const { lat, lng } = this.map.getCenter();
      return `${this.config.page}?${this.feed.query(this.feed.moment)}#${this.map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`;
    }
  }

  /** Start the page on folium's map. */
  PlaceMap.start = function start(map) {
    const config = JSON.parse(document.getElementById("map-config").textContent);
    PlaceMap.page = new Page(map, config);
    PlaceMap.page.feed.start();
  };
})();
