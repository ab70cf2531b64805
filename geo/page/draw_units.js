/** The panel "Ranh giới": tools, the units in a list, the chosen one's form, what needs mending, saving. */
"use strict";

(() => {
  const { el, say, redraw } = PlaceMap;
  const { button, section } = DrawPage;

  DrawPage.UnitsPanel = class UnitsPanel {
    constructor(page) {
      Object.assign(this, { page, form: null, formOf: null });
      const part = (name) => el("div", { class: `dr-${name}` });
      this.parts = { tools: part("tools"), points: part("points"), problems: part("problems"), unit: part("unit"), list: part("list"), save: part("save"), steps: part("steps") };
      this.node = el("div", { class: "dr-panel" }, ...Object.values(this.parts));
      this.points = new DrawPage.Points(page, this.parts.points);
    }

    get words() {
      return this.page.words;
    }

    update(state) {
      const { chosen, locked } = this.page;
      redraw(this.parts.tools, [chosen, locked, Boolean(state.outline), state.units.length, this.words], () => this.tools(state));
      redraw(this.parts.problems, [state.problems, state.units.length], () => this.problems(state));
      redraw(this.parts.list, [state.units, chosen], () => this.list(state));
      redraw(this.parts.save, [state.draft.id, state.units.length > 0, state.draft.by], () => this.save(state));
      redraw(this.parts.steps, [state.steps, state.draft.step], () => this.steps(state));
      this.points.update();
      this.unit(state);
    }

    tools(state) {
      const { words, page } = this;
      const many = page.chosen.length > 1;
      const one = page.chosen.length === 1;
      const row = [button(words, "outline", () => this.drawOutline(), { label: say(words, state.outline ? "outline_again" : "outline") })];
      row.push(button(words, "points", () => this.points.begin()));
      row.push(button(words, "add", () => this.drawUnit()));
      if (one) row.push(button(words, "split", () => this.split()));
      if (page.chosen.length) row.push(button(words, "merge", () => this.merge(), { className: many ? "dr-main" : "", label: say(words, many ? "merge_now" : "merge") }));
      const lock = el("input", { type: "checkbox", id: "dr-lock", change: (event) => page.lock(event.target.checked) });
      lock.checked = page.locked;
      const hint = !state.outline && !state.units.length ? "begin_hint" : one ? "node_hint" : page.chosen.length ? "merge_hint" : state.units.length ? "choose_hint" : "points_hint";
      return [
        el("div", { class: "dr-row" }, ...row), el("p", { class: "dr-hint" }, say(words, hint)),
        state.outline ? el("label", { class: "dr-lock" }, lock, say(words, "lock")) : "",
      ];
    }

    drawOutline() {
      const { page, words } = this;
      page.sketch.start({ shape: "area", hint: say(words, "outline_draw"), onDone: (points) => page.change({ op: "outline", rings: [points] }) }, words);
    }

    drawUnit() {
      const { page, words } = this;
      page.sketch.start({
        shape: "area", hint: say(words, "add_draw"),
        onDone: (points) => page.change({ op: "add", rings: [points], tolerance_m: page.snapper.metresOf() }),
      }, words);
    }

    split() {
      const { page, words } = this;
      const [unit] = page.chosen;
      page.sketch.start({
        shape: "line", hint: say(words, "split_draw"),
        onDone: (points) => page.change({ op: "split", area_id: unit, line: points, tolerance_m: page.snapper.metresOf(30) }),
      }, words);
    }

    merge() {
      const { page, words } = this;
      const done = () => {
        if (page.chosen.length > 1) page.change({ op: "merge", area_ids: page.chosen, into: page.chosen[0] });
        page.choose(page.chosen.slice(0, 1));
      };
      if (page.chosen.length > 1) done();
      else page.sketch.start({ shape: "units", hint: say(words, "merge_pick"), onDone: done, onCancel: () => page.choose(page.chosen.slice(0, 1)) }, words);
    }

    problems(state) {
      const { words, page } = this;
      if (!state.problems.length) {
        return state.units.length ? [el("p", { class: "dr-fine" }, say(words, "no_problems"))] : [];
      }
      const all = state.problems.some((one) => one.mendable)
        ? button(words, "mend_all", () => page.change({ op: "repair", problems: null }), { icon: "mend" }) : "";
      return [section(say(words, "problems", { count: state.problems.length }), all, el("ul", { class: "dr-items" }, ...state.problems.slice(0, 100).map((one) => this.problem(one, state))))];
    }

    problem(one, state) {
      const { words, page } = this;
      const acts = [button(words, "zoom", () => page.look(one.shape))];
      if (one.mendable) acts.push(button(words, "mend", () => page.change({ op: "repair", problems: [one.key] })));
      if (one.kind === "gap") {
        acts.push(button(words, "fill", () => page.change({ op: "fill", problem: one.key }), { icon: "add" }));
        const give = el("select", { "aria-label": say(words, "give"), "data-do": "give", change: (event) => event.target.value && page.change({ op: "give", problem: one.key, area_id: event.target.value }) },
          el("option", { value: "" }, say(words, "give")), ...state.units.map((unit) => el("option", { value: unit.id }, unit.fields.name)));
        acts.push(give);
      }
      return el("li", { class: one.grave ? "is-grave" : "", "data-problem": one.key }, el("strong", {}, one.said), el("span", { class: "dr-quiet" }, one.mends), el("div", { class: "dr-row" }, ...acts));
    }

    unit(state) {
      const { page, words } = this;
      const id = page.chosen.length === 1 ? page.chosen[0] : null;
      const unit = state.units.find((one) => one.id === id);
      if (!unit) {
        this.formOf = null;
        this.parts.unit.replaceChildren();
        return;
      }
      if (this.formOf !== id) {
        this.formOf = id;
        this.form = new DrawPage.Form(page.fixed.unit_form, {
          words, onChange: (name, value) => page.change({ op: "fields", area_id: id, fields: { [name]: value } }),
        });
        this.parts.unit.replaceChildren(section(say(words, "unit"), this.form.node,
          button(words, "delete", () => { page.change({ op: "delete", area_id: id }); page.choose([]); }, { icon: "trash", className: "dr-danger" })));
      }
      if (!page.outbox.isBusyWith(DrawPage.BOUNDARIES, "")) this.form.set(unit.fields);
    }

    list(state) {
      const { words, page } = this;
      if (!state.units.length) return [];
      const total = state.units.reduce((sum, unit) => sum + (unit.fields.population ?? 0), 0);
      const items = state.units.map((unit) => el(
        "li", { class: page.chosen.includes(unit.id) ? "is-chosen" : "" },
        el("button", { type: "button", class: "dr-item", "data-item": unit.id, click: (event) => page.pickUnit(unit.id, event.shiftKey || event.ctrlKey, true) },
          el("span", {}, unit.fields.name), el("span", { class: "dr-quiet" }, page.hectares(unit.area_m2))),
      ));
      const title = say(words, total ? "units_people" : "units", { count: state.units.length, people: page.number(total) });
      return [section(title, el("ul", { class: "dr-items dr-units" }, ...items))];
    }

    save(state) {
      const { words, page } = this;
      if (!state.draft.id) return [];
      const drop = button(words, "drop", () => page.dropBoundaries(), { icon: "trash" });
      return [section(say(words, "save_title"), el("p", { class: "dr-quiet" }, say(words, "kept", { at: state.draft.at, by: state.draft.by || say(words, "nobody") })),
        el("div", { class: "dr-row" }, button(words, "save", () => page.saveBoundaries(), { className: "dr-main" }), drop))];
    }

    steps(state) {
      if (!state.steps.length) return [];
      const items = state.steps.map((one) => el("li", { class: one.number > state.draft.step ? "is-undone" : "" }, one.said, el("span", { class: "dr-quiet" }, `${one.at} ${one.by}`)));
      return [el("details", { class: "dr-section" }, el("summary", {}, say(this.words, "steps", { count: state.steps.length })), el("ol", { class: "dr-items" }, ...items))];
    }
  };

  /** "Chia từ điểm": one point per unit, numbered as the ward numbers them; kept in this browser until they are used. */
  DrawPage.Points = class Points {
    constructor(page, node) {
      Object.assign(this, { page, node, isOn: false, points: page.keep.read("points", []) });
      this.group = L.layerGroup().addTo(page.map);
    }

    begin() {
      this.isOn = true;
      this.listen();
      this.update();
    }

    listen() {
      const { page } = this;
      page.sketch.start({ shape: "points", hint: say(page.words, "points_draw"), onPoint: (at) => this.put(at), onCancel: () => { this.isOn = false; this.update(); } }, page.words);
    }

    put(at) {
      const numbers = this.points.map((one) => Number(one.code)).filter(Number.isFinite);
      this.points.push({ at, code: String(Math.max(0, ...numbers) + 1) });
      this.changed();
    }

    changed() {
      this.page.keep.write("points", this.points);
      this.update();
    }

    update() {
      const { page } = this;
      this.group.clearLayers();
      if (!this.isOn) {
        redraw(this.node, [], () => []);
        return;
      }
      this.points.forEach((point, index) => {
        const marker = L.marker([point.at[1], point.at[0]], { pane: "sketch", draggable: true, keyboard: false, icon: L.divIcon({ className: "dr-seed", html: el("span", {}, point.code), iconSize: [26, 26] }) });
        marker.on("dragend", () => { const { lng, lat } = marker.getLatLng(); this.points[index].at = [lng, lat]; this.changed(); });
        marker.addTo(this.group);
      });
      redraw(this.node, [this.points.length, page.words], () => this.build());
    }

    build() {
      const { page } = this;
      const { words } = page;
      const rows = this.points.map((point, index) => {
        const { input, node } = DrawPage.field(say(words, "unit_number"), `code-${index}`, point.code);
        input.addEventListener("input", () => { point.code = input.value.trim(); page.keep.write("points", this.points); });
        input.addEventListener("change", () => this.update());
        return el("li", {}, node, button(words, "remove_point", () => { this.points.splice(index, 1); this.changed(); }, { icon: "trash", className: "dr-small" }));
      });
      return [section(say(words, "points_title", { count: this.points.length }), el("ol", { class: "dr-items dr-seeds" }, ...rows),
        el("div", { class: "dr-row" }, button(words, "divide", () => this.divide(), { icon: "points", className: "dr-main" })))];
    }

    divide() {
      this.page.change({ op: "divide", points: this.points });
    }

    /** The division stands: the points are no longer needed. */
    done() {
      this.points = [];
      this.page.keep.write("points", []);
      this.isOn = false;
      this.page.sketch.stop();
      this.update();
    }
  };
})();
