/** The briefing: frozen pages on the big screen, turned by keyboard, remote or mouse; their order and notes are kept. */
"use strict";

(() => {
  const { el, say, arranged, isHidden } = PlaceMap;

  const TALL = 1080;               // the canvas is this high on every screen, and scaled to it
  const NARROWEST = 4 / 3;
  const WIDEST = 21 / 9;
  const A4_LANDSCAPE = [1122, 793];  // in CSS pixels: the page in view can be printed
  const HASH = /^#(?:full-screen)?(?:page=(.*))?$/;
  const LABEL_SCALE = 2.6;         // letters on the map, seen from six metres

  const KEYS = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", Enter: "next",
    ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous", Backspace: "previous",
    Home: "first", End: "last", f: "fullScreen", F: "fullScreen", t: "sequence", T: "sequence", n: "note", N: "note",
    b: "blank", B: "blank", ".": "blank", Escape: "leave",
  };

  class Deck {
    constructor(config) {
      Object.assign(this, { config, words: config.words, kept: new PlaceMap.BriefingKept(config), at: 0, notes: {}, formerNotes: {} });
      this.said = el("p", { class: "gb-loading", role: "status" }, say(this.words, "loading"));
      document.body.classList.add("gb");
      document.body.append(this.said);
    }

    async start() {
      try {
        if (this.kept.isFrozen) await this.open();
        else await this.offer();
      } catch (trouble) {
        this.said.replaceChildren(say(this.words, "failed", { message: trouble.message }), " ",
          el("button", { type: "button", class: "gb-button", click: () => location.reload() }, say(this.words, "retry")));
      }
    }

    /** Offer to begin, and list the briefings held before. */
    async offer() {
      const kept = await this.kept.kept();
      const panel = new PlaceMap.BeginPanel(this.words, async (author) => {
        // the screen can only be filled while the press is fresh
        this.fillScreen();
        try {
          const { address } = await this.kept.begin(author);
          location.assign(address);
        } catch (trouble) {
          panel.tell(say(this.words, "begin_failed", { message: trouble.message }));
        }
      });
      const { place, language, page } = this.config;
      panel.list(kept, ({ as_of, revision }) => `${page}?${new URLSearchParams({ place, lang: language, as_of, revision })}`);
      this.said.replaceWith(panel.root);
      panel.begin.focus();
    }

    async open() {
      const [data, kept] = await Promise.all([this.kept.data(), this.kept.kept()]);
      Object.assign(this, { briefing: data.briefing, state: data.state, notes: kept.notes, formerNotes: kept.former_notes, plan: kept.plan, isBegun: kept.begun });
      document.documentElement.style.setProperty("--label-scale", LABEL_SCALE);   // before anything is drawn on the map
      this.build(data);
      this.scale();
      this.listen();
      this.arrange(HASH.exec(decodeURIComponent(location.hash))?.[1]);
      this.wantsFullScreen = location.hash.startsWith("#full-screen");
      await document.fonts?.ready;
      this.scale();
      document.documentElement.dataset.ready = "yes";
    }

    build(data) {
      const { briefing, words } = this;
      this.canvas = el("div", { class: "gb-canvas" });
      this.title = el("h1", {});
      this.subtitle = el("p", { class: "gb-subtitle" });
      this.place = el("span", {});
      this.count = el("span", { class: "gb-count" });
      this.body = el("div", { class: "gb-body" });
      this.note = el("div", { class: "gb-notes" });
      this.sequence = new PlaceMap.SequencePanel(words, this.sequenceDeck());
      this.notePanel = new PlaceMap.NotePanel(words, this.config.longest_note, {
        key: () => this.key, note: (key = this.key) => this.notes[key], save: (text, author) => this.saveNote(text, author), drafted: () => this.showNotes(this.key) });
      this.map = new PlaceMap.BriefingMap(data.state, data.shapes);
      this.pages = new PlaceMap.BriefingPages(data.state, words, this.map);
      const tool = (name, icon, label) => el("button", { type: "button", class: `gb-tool gb-tool-${name}`, title: say(words, label), "aria-label": say(words, label), click: (event) => { event.currentTarget.blur(); this[name](); } }, icon);
      this.canvas.append(
        el("header", { class: "gb-head" }, el("div", {}, this.title, this.subtitle),
          el("p", { class: "gb-data" }, ...briefing.data_words.split(" · ").map((part) => el("span", {}, part)))),
        this.body, this.note,
        el("footer", { class: "gb-foot" }, this.place, el("span", { class: "gb-tools" }, tool("sequenceToggle", "☰", "sequence"), tool("noteToggle", "✎", "note"), tool("fullScreen", "⛶", "full_screen")),
          el("span", { class: "gb-help" }, say(words, "help")), this.count),
        this.edge("previous", "‹"), this.edge("next", "›"), this.sequence.root, this.notePanel.root);
      this.place.textContent = data.state.subtitle.split(" – ")[0].split(",")[0];
      if (data.state.watermark) this.canvas.append(el("div", { class: "gb-watermark", "aria-hidden": "true" }, data.state.watermark));
      document.title = `${say(words, "page_title")} – ${data.state.title}`;
      this.said.replaceWith(this.canvas);
    }

    /** The edges of the screen turn pages, for those who have a mouse in hand. */
    edge(name, sign) {
      return el("button", { type: "button", tabindex: -1, class: `gb-edge gb-edge-${name}`, title: say(this.words, name), "aria-label": say(this.words, name),
        click: (event) => { event.currentTarget.blur(); this[name](); } }, sign);
    }

    listen() {
      addEventListener("resize", () => this.scale());
      addEventListener("keydown", (event) => this.press(event));
      addEventListener("click", () => this.fillOnce());
      document.addEventListener("fullscreenchange", () => this.scale());
      addEventListener("beforeprint", () => this.scale(A4_LANDSCAPE, true));
      addEventListener("afterprint", () => this.scale());
      addEventListener("hashchange", () => this.goTo(HASH.exec(decodeURIComponent(location.hash))?.[1]));
    }

    press(event) {
      const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox";
      const action = KEYS[event.key];
      if (event.ctrlKey || event.metaKey || event.altKey || !action) return;
      if (isTyping && action !== "leave") return;
      // a button that has the focus is pressed by Enter and space
      if (event.target.closest?.(".gb-panel") && (event.key === " " || event.key === "Enter")) return;
      event.preventDefault();
      this.fillOnce();
      const does = { sequence: "sequenceToggle", note: "noteToggle" }[action] ?? action;
      if (event.key === " " && event.shiftKey) this.previous();
      else this[does]();
    }

    // what keys and buttons do

    next() { this.show(Math.min(this.at + 1, this.shown.length - 1)); }
    previous() { this.show(Math.max(this.at - 1, 0)); }
    first() { this.show(0); }
    last() { this.show(this.shown.length - 1); }
    blank() { this.canvas.classList.toggle("is-blank"); }
    sequenceToggle() {
      if (this.notePanel.isOpen) this.notePanel.close();
      this.sequence.toggle();
    }

    noteToggle() {
      if (this.sequence.isOpen) this.sequence.close();
      if (this.isBegun) this.notePanel.toggle();
    }

    leave() {
      this.canvas.classList.remove("is-blank");
      if (this.sequence.isOpen) this.sequence.close();
      else if (this.notePanel.isOpen) this.notePanel.close();
      else if (document.fullscreenElement) document.exitFullscreen();
    }

    fullScreen() {
      this.wantsFullScreen = false;
      if (document.fullscreenElement) document.exitFullscreen();
      else this.fillScreen();
    }

    /** The button on the map asks for the full screen, but a browser gives it only to a press on this very page. */
    fillOnce() {
      if (this.wantsFullScreen) this.fillScreen();
      this.wantsFullScreen = false;
    }

    fillScreen() {
      document.documentElement.requestFullscreen?.().catch(() => { /* not allowed here: the page is shown as it is */ });
    }

    // the order of pages

    /** Put the pages in the place's order, and stay on the page of that key. */
    arrange(key = this.key) {
      const keys = arranged(this.briefing.pages.map((page) => page.key), this.plan.order);
      const byKey = new Map(this.briefing.pages.map((page) => [page.key, page]));
      this.ordered = keys.map((one) => byKey.get(one));
      this.shown = this.ordered.filter((page) => !isHidden(page.key, this.plan.hidden));
      if (!this.shown.length) this.shown = [this.ordered[0]];
      const found = this.shown.findIndex((page) => page.key === key);
      this.show(found < 0 ? Math.min(this.at, this.shown.length - 1) : found);
    }

    sequenceDeck() {
      const change = (make) => { this.choose(make(this.ordered.map((page) => page.key), [...this.plan.hidden])); };
      return {
        rows: () => this.ordered.map((page) => ({
          key: page.key, title: page.kind === "hot" || !page.key.includes("/") ? page.title : `${page.title} (${page.key.split("/")[1]})`,
          isShown: !isHidden(page.key, this.plan.hidden), isNow: page.key === this.key,
        })),
        go: (key) => this.goTo(key),
        reset: () => this.choose({ order: [], hidden: [] }),
        move: (key, by) => change((order, hidden) => {
          const from = order.indexOf(key);
          order.splice(from, 1);
          order.splice(from + by, 0, key);
          return { order, hidden };
        }),
        show: (key, isShown) => change((order, hidden) => ({
          order, hidden: isShown ? hidden.filter((one) => one !== key && one !== key.split("/")[0]) : [...hidden, key] })),
      };
    }

    /** Take over an order at once, and have it kept; what somebody else chose meanwhile is shown instead. */
    async choose({ order, hidden }) {
      const seen = this.plan.plan_id;
      this.plan = { ...this.plan, order, hidden };
      this.refresh();
      try {
        this.plan = await this.kept.writePlan({ plan_id: seen, order, hidden });
      } catch (trouble) {
        if (trouble.standing) this.plan = trouble.standing;
        this.refresh();
        this.sequence.tell(trouble.standing ? say(this.words, "plan_overtaken") : say(this.words, "save_failed", { message: trouble.message }));
      }
    }

    refresh() {
      this.arrange();
      if (this.sequence.isOpen) this.sequence.fill();
    }

    // pages

    get key() { return this.shown?.[this.at]?.key; }

    goTo(key) {
      const found = this.shown.findIndex((page) => page.key === key);
      if (found >= 0) this.show(found);
    }

    show(index) {
      this.at = index;
      const page = this.shown[index];
      this.title.textContent = page.title;
      this.subtitle.replaceChildren(...this.saySubtitle(page));
      this.node = this.pages.draw(page);
      this.body.replaceChildren(this.node);
      this.count.textContent = say(this.words, "page_of", { page: index + 1, pages: this.shown.length });
      this.showNotes(page.key);
      PlaceMap.fitPage(this.node);
      if (page.focus) this.map.show(page.focus);
      history.replaceState(null, "", `#page=${encodeURIComponent(page.key)}`);
      if (this.sequence.isOpen) this.sequence.fill();
      if (this.notePanel.isOpen) this.notePanel.fill();
      document.documentElement.dataset.page = page.key;
    }

    /** The subtitle; where the page is about one unit, on the colour at which it stands. */
    saySubtitle({ subtitle, style: key }) {
      const style = this.state.styles[key];
      if (!style) return [subtitle];
      const chip = el("span", { class: "gb-chip" }, this.pages.sample(key), subtitle);
      chip.style.backgroundColor = style.fill;
      chip.style.color = PlaceMap.inkOn(style.fill);
      return [chip];
    }

    showNotes(key) {
      const line = (note, name, said) => el("p", { class: name }, el("span", {}, note.text), el("small", {}, said));
      const by = (note) => say(this.words, "note_by", { author: note.author || say(this.words, "note_anonymous"), moment: note.said });
      const own = this.notes[key];
      const former = this.formerNotes[key];
      this.note.replaceChildren(...[
        this.notePanel.drafts.has(key) ? el("p", { class: "gb-draft-note" }, say(this.words, "note_draft")) : null,
        own?.text ? line(own, "gb-own-note", by(own)) : null,
        former ? line(former, "gb-former-note", `${say(this.words, "note_before")} – ${by(former)}`) : null].filter(Boolean));
    }

    async saveNote(text, author) {
      const { key } = this;
      try {
        this.notes = { ...this.notes, [key]: await this.kept.writeNote(key, text, this.notes[key]?.id ?? 0, author) };
      } catch (trouble) {
        // the next press on "save" replaces what was shown to the writer
        if (trouble.standing) this.notes = { ...this.notes, [key]: trouble.standing };
        throw trouble;
      } finally {
        this.showNotes(key);
        PlaceMap.fitPage(this.node);
        this.map.settle();
      }
    }

    /** Scale the canvas to the screen: a page looks the same on every wall. On a phone it is a page to scroll. */
    scale([width, height] = [innerWidth, innerHeight], isPaper = false) {
      const ratio = width / height;
      const isNarrow = width <= 720 || ratio < 1;
      document.body.classList.toggle("is-narrow", isNarrow);
      document.documentElement.style.setProperty("--label-scale", isNarrow ? 1 : LABEL_SCALE);
      if (isNarrow) {
        this.canvas.style.cssText = "";
      } else {
        const wide = TALL * Math.min(WIDEST, Math.max(NARROWEST, ratio));
        this.canvas.classList.toggle("is-squarish", wide < 1700);
        const factor = Math.min(width / wide, height / TALL);
        // on paper what is only transformed is cut, and asks for a second sheet, as large as it was before
        const scaled = isPaper ? { zoom: factor, transform: "" } : { zoom: "", transform: `scale(${factor})` };
        Object.assign(this.canvas.style, { width: `${wide}px`, height: `${TALL}px`, ...scaled,
          left: `${(width - wide * factor) / 2}px`, top: `${(height - TALL * factor) / 2}px` });
      }
      if (this.node) {
        PlaceMap.fitPage(this.node);
        this.map.settle();
      }
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const config = JSON.parse(document.getElementById("page-config").textContent);
    PlaceMap.deck = new Deck(config);
    PlaceMap.deck.start();
  });
})();
