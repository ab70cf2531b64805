/** Put the drawing page together: map, panels, the queue of changes, and what is chosen. */
"use strict";

(() => {
  const { el, say, isNarrow } = PlaceMap;
  const BOUNDARIES = "areas";

  class Page {
    constructor(map, config) {
      Object.assign(this, { map, config, words: config.words, state: null, fixed: null, chosen: [], opened: null, locked: true, isHeld: false, late: [] });
      this.keep = new DrawPage.Keep(config.place);
      this.names = new DrawPage.Keep("");
      this.build();
      this.outbox = new DrawPage.Outbox(config, this.keep, {
        author: () => this.author.value.trim(), onState: (state, entry) => this.show(state, entry),
        onRefused: (entry, body) => this.refused(body, entry), onConflict: (body) => this.conflict(body),
        onWaiting: (waiting, isLost) => this.tellWaiting(waiting, isLost),
      });
      this.load();
    }

    build() {
      const part = (name, tag = "div") => el(tag, { class: `dr-${name}` });
      this.shell = { head: part("head", "header"), side: part("side", "aside"), stage: part("stage", "main"), notices: part("notices"), bar: part("bar"), waiting: part("waiting"), node: part("node") };
      this.shell.bar.hidden = true;
      this.shell.stage.append(this.map.getContainer(), this.shell.bar, this.shell.notices, this.shell.waiting);
      document.body.append(el("div", { class: "dr-app" }, this.shell.head, this.shell.side, this.shell.stage));
      this.notices = new DrawPage.Notices(this.shell.notices, () => this.words);
      this.notices.say("info", say(this.words, "loading"));
      this.snapper = new DrawPage.Snapper(this.map);
      this.layers = new DrawPage.Layers(this.map, {
        onUnit: (id, event) => this.clickUnit(id, event), onObject: (kind, id) => !this.sketch.isOn && this.open(kind, id, false),
      });
      this.sketch = new DrawPage.Sketch(this.map, this.snapper, this.shell.bar);
      this.sketch.onTurn = () => this.state && this.refresh();
      this.nodes = new DrawPage.Nodes(this.map, this.snapper, {
        mayDrag: () => !this.sketch.isOn,
        onMove: (at, to) => this.change({ op: "move_node", at, to }), onBend: (at, to) => this.change({ op: "bend", at, to }),
        onBorder: (border, line) => this.change({ op: "border", border, line }), onPickNode: (at, latlng) => this.offerNode(at, latlng),
        onHold: (isHeld) => this.hold(isHeld),
      });
      this.handles = new DrawPage.Shape(this.map, this.snapper, {
        onChange: (drawn) => this.changeObject(this.opened.kind, this.opened.subject, { op: "put", drawn }),
        onPick: (latlng, remove) => this.offerRemoval(latlng, remove), onHold: (isHeld) => this.hold(isHeld),
      });
      L.control.zoom({ position: "topright", zoomInTitle: "", zoomOutTitle: "" }).addTo(this.map);
      L.control.scale({ imperial: false, position: "bottomright" }).addTo(this.map);
      new ResizeObserver(() => this.map.invalidateSize({ pan: false })).observe(this.map.getContainer());
      this.map.on("click", (event) => !this.sketch.isOn && !event.originalEvent.isOfSketch && this.choose([]));
      this.author = el("input", { type: "text", name: "author", autocomplete: "off", change: () => this.names.write("author", this.author.value.trim()) });
      this.author.value = this.names.read("author", "");
    }

    async load() {
      try {
        [this.fixed, this.first] = await Promise.all([this.outbox.get(this.config.fixed), this.outbox.get(this.config.state)]);
      } catch {
        this.notices.say("error", say(this.words, "first_load_failed"));
        setTimeout(() => this.load(), 3000);
        return;
      }
      this.words = { ...this.words, ...this.fixed.words };
      this.shell.notices.replaceChildren();
      this.buildControls();
      this.layers.showUnder(this.fixed.underlay);
      this.show(this.first, null);
      this.outbox.remember();
      this.outbox.flush();
      document.documentElement.dataset.ready = "true";
    }

    buildControls() {
      const { words } = this;
      const step = (name) => DrawPage.button(words, name, () => this.change({ op: name }), { className: "dr-step" });
      this.stepButtons = { undo: step("undo"), redo: step("redo") };
      this.title = el("h1");
      this.shell.head.replaceChildren(this.title, el("label", { class: "dr-author" }, el("span", {}, say(words, "author")), this.author),
        el("div", { class: "dr-row" }, ...Object.values(this.stepButtons)));
      this.units = new DrawPage.UnitsPanel(this);
      this.objects = new DrawPage.ObjectsPanel(this);
      this.tabs = Object.fromEntries(["units", "objects"].map((name) => [name, el("button", { type: "button", role: "tab", "data-tab": name, click: () => this.tab(name) }, say(words, `tab_${name}`))]));
      this.shell.side.replaceChildren(el("div", { class: "dr-tabs", role: "tablist" }, ...Object.values(this.tabs)), this.units.node, this.objects.node);
      this.tab("units");
      for (const [name, key] of [["in", "zoom_in"], ["out", "zoom_out"]]) {
        PlaceMap.nameButton(document.querySelector(`.leaflet-control-zoom-${name}`), say(words, key));
      }
      this.map.getContainer().setAttribute("aria-label", say(words, "map_label"));
    }

    tab(name) {
      this.isObjects = name === "objects";
      for (const [one, button] of Object.entries(this.tabs)) button.setAttribute("aria-selected", one === name);
      this.units.node.hidden = this.isObjects;
      this.objects.node.hidden = !this.isObjects;
      if (this.isObjects) this.choose([]);
      else this.open(null);
    }

    /** Show a state of the server. `entry` is the change of ours that it answers. */
    show(state, entry) {
      if (this.isHeld) {
        this.late.push([state, entry]);
        return;
      }
      const isFirst = this.state === null;
      const before = new Set(this.state?.units.map((unit) => unit.id));
      this.state = state;
      const known = new Set(state.units.map((unit) => unit.id));
      this.chosen = this.chosen.filter((id) => known.has(id));
      const made = state.units.filter((unit) => !before.has(unit.id));
      if (entry && made.length === 1 && ["add", "fill"].includes(entry.change.op)) this.chosen = [made[0].id];
      if (entry?.change.op === "divide") this.units.points.done();
      this.snapper.take([...state.borders.map((one) => one.line), ...DrawPage.linesOf(state.outline)], this.snapLines());
      if (isFirst) this.fit();
      this.refresh();
    }

    /** While a hand drags something nothing is drawn anew under it; what came meanwhile is shown when it lets go. */
    hold(isHeld) {
      this.isHeld = isHeld;
      if (!isHeld) for (const [state, entry] of this.late.splice(0)) this.show(state, entry);
    }

    snapLines() {
      const roads = this.fixed.underlay.filter((one) => one.kind.startsWith("road"));
      const belts = this.isObjects ? this.state.objects.filter((one) => one.kind === "belts") : [];
      return this.isObjects ? [...roads, ...belts].flatMap((one) => DrawPage.linesOf(one.shape)) : [];
    }

    refresh() {
      const { state } = this;
      if (!state) return;
      this.title.textContent = state.place.unit;
      document.title = `${say(this.words, "title")} – ${state.place.name}`;
      document.documentElement.dataset.version = state.draft.version;
      this.stepButtons.undo.disabled = state.draft.step < 1;
      this.stepButtons.redo.disabled = state.draft.step >= state.draft.steps;
      this.map.getContainer().classList.toggle("is-boundaries", !this.isObjects);
      this.layers.show(state, this.chosen, this.opened && `${this.opened.kind}/${this.opened.subject}`);
      this.nodes.show(state, !this.isObjects && !this.sketch.isOn && this.chosen.length === 1 ? this.chosen[0] : null);
      this.units.update(state);
      this.objects.update(state);
      this.handles.show(this.opened && !this.sketch.isOn ? this.objects.opened(state).shape : null);
    }

    fit() {
      const shapes = [this.state.outline, ...this.fixed.underlay.map((one) => one.shape), ...this.state.units.map((unit) => unit.shape)].filter(Boolean);
      if (shapes.length) this.map.fitBounds(L.featureGroup((this.state.outline ? [this.state.outline] : shapes).map((shape) => L.geoJSON(shape))).getBounds().pad(0.1), { animate: false });
    }

    look(shape) {
      this.map.fitBounds(L.geoJSON(shape).getBounds().pad(0.6), { maxZoom: 20 });
    }

    clickUnit(id, event) {
      const isPicking = this.sketch.task?.shape === "units";
      if ((this.sketch.isOn || this.isObjects) && !isPicking) return;
      L.DomEvent.stopPropagation(event);
      this.pickUnit(id, event.originalEvent.shiftKey || event.originalEvent.ctrlKey || this.chosen.length > 1 || isPicking, false);
    }

    /** Choose a unit; `more` adds it to those chosen, for merging. */
    pickUnit(id, more, look) {
      const others = this.chosen.filter((one) => one !== id);
      this.choose(more ? (others.length < this.chosen.length ? others : [...this.chosen, id]) : [id]);
      const bounds = look && L.geoJSON(this.state.units.find((unit) => unit.id === id).shape).getBounds();
      if (bounds && !this.map.getBounds().contains(bounds)) this.map.fitBounds(bounds.pad(0.3), { animate: false });
    }

    choose(ids) {
      this.chosen = ids;
      this.map.closePopup();
      this.refresh();
    }

    open(kind, subject = "", look = false) {
      this.sketch.cancel();
      this.opened = kind ? { kind, subject } : null;
      if (kind && !this.isObjects) this.tab("objects");
      if (kind) this.opened = { kind, subject };
      if (this.state) this.snapper.take([...this.state.borders.map((one) => one.line), ...DrawPage.linesOf(this.state.outline)], this.snapLines());
      this.refresh();
      const shape = kind && look && this.objects.opened(this.state).shape;
      if (shape) this.look(shape);
    }

    lock(isLocked) {
      this.locked = isLocked;
      this.refresh();
    }

    offerNode(at, latlng) {
      this.offerRemoval(latlng, () => this.change({ op: "remove_node", at }));
    }

    offerRemoval(latlng, onYes) {
      const remove = DrawPage.button(this.words, "remove_node", () => { this.map.closePopup(); onYes(); }, { icon: "trash" });
      L.popup({ closeButton: false, className: "dr-popup", offset: [0, -4] }).setLatLng(latlng).setContent(remove).openOn(this.map);
    }

    /** Find the lane that two points lie on: the one nearest to both, within some dots. */
    laneAt(from, to) {
      const lanes = this.fixed.underlay.filter((one) => one.kind.startsWith("road"));
      const away = ([x, y], one) => {
        const dot = this.snapper.dot([x, y]);
        return Math.min(...DrawPage.linesOf(one.shape).flatMap((line) => line.slice(1).map((b, index) => L.LineUtil.pointToSegmentDistance(dot, this.snapper.dot(line[index]), this.snapper.dot(b)))));
      };
      const found = lanes.map((one) => ({ one, away: away(from, one) + away(to, one) })).sort((a, b) => a.away - b.away)[0];
      return found && found.away < 30 ? found.one : null;
    }

    number(value) {
      return new Intl.NumberFormat(this.config.language === "vi" ? "vi-VN" : "en-US").format(value);
    }

    hectares(area) {
      return `${new Intl.NumberFormat(this.config.language === "vi" ? "vi-VN" : "en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(area / 10000)} ha`;
    }
  }

  DrawPage.Page = Page;
  DrawPage.BOUNDARIES = BOUNDARIES;

  /** Start the page on folium's map. */
  DrawPage.start = function start(map) {
    const config = JSON.parse(document.getElementById("map-config").textContent);
    map.setMinZoom(10);
    DrawPage.page = new Page(map, config);
    DrawPage.isNarrow = isNarrow;
  };
})();
