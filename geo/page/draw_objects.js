/** The panel "Đối tượng": what stands on the map by kind, what is being drawn, and the form of the one that is open. */
"use strict";

(() => {
  const { el, say, redraw } = PlaceMap;
  const { button, section } = DrawPage;
  const GUESSED = { active: true, staffed: true };

  DrawPage.ObjectsPanel = class ObjectsPanel {
    constructor(page) {
      Object.assign(this, { page, form: null, formOf: null });
      this.parts = { open: el("div"), add: el("div"), propose: el("div"), gaps: el("div"), list: el("div") };
      this.node = el("div", { class: "dr-panel" }, ...Object.values(this.parts));
    }

    get words() {
      return this.page.words;
    }

    kind(name) {
      return this.page.fixed.kinds.find((one) => one.kind === name);
    }

    /** Return the draft or the standing record of what is open; a new one that nothing was said of yet is empty. */
    opened(state) {
      const { opened } = this.page;
      if (!opened) return null;
      const draft = state.object_drafts.find((one) => one.kind === opened.kind && one.subject === opened.subject);
      const record = state.objects.find((one) => one.kind === opened.kind && one.id === opened.subject);
      return { ...opened, draft, record, fields: draft?.fields ?? record?.fields ?? {}, shape: draft?.shape ?? record?.shape ?? null };
    }

    update(state) {
      const one = this.opened(state);
      redraw(this.parts.add, [Boolean(one), this.words], () => (one ? [] : this.adders()));
      redraw(this.parts.propose, [Boolean(one), state.place.has_units, this.words], () => (one || !state.place.has_units ? [] : this.proposals()));
      redraw(this.parts.gaps, [Boolean(one), state.open], () => (one || !state.open.length ? [] : this.gaps(state)));
      redraw(this.parts.list, [Boolean(one), state.objects, state.object_drafts], () => (one ? [] : this.lists(state)));
      if (!one) {
        this.formOf = null;
        this.parts.open.replaceChildren();
        return;
      }
      const { page } = this;
      const name = `${one.kind}/${one.subject}`;
      if (this.formOf !== name) this.open(one, name, state);
      if (!page.outbox.isBusyWith(one.kind, one.subject)) this.form.set(one.fields);
      redraw(this.head, [one.draft?.id, Boolean(one.shape), Boolean(one.record), one.draft?.step], () => this.buttons(one));
    }

    adders() {
      const { words } = this;
      const rows = this.page.fixed.kinds.map(({ kind, title }) => button(words, "new", () => this.create(kind), { icon: "", label: `+ ${title}`, className: `dr-kind dr-kind-${kind}` }));
      return [section(say(words, "objects_new"), el("div", { class: "dr-row" }, ...rows))];
    }

    proposals() {
      const { words, page } = this;
      const belt2 = () => page.sketch.start({
        shape: "units", hint: say(words, "pick_units"), onCancel: () => page.choose([]),
        onDone: () => { const around = page.chosen; page.choose([]); page.propose({ belt: 2, around }); },
      }, words);
      const contain = () => page.sketch.start({ shape: "point", hint: say(words, "pick_case"), onDone: ([at]) => page.propose({ containment: at }) }, words);
      const make = (name, onClick) => button(words, name, onClick, { icon: "propose" });
      return [section(say(words, "propose_title"), el("div", { class: "dr-row" }, make("propose_belt3", () => page.propose({ belt: 3 })), make("propose_belt2", belt2), make("propose_containment", contain)))];
    }

    /** Where a kept belt crosses a road and nobody stands: one press puts a post there. */
    gaps(state) {
      const { words, page } = this;
      const items = state.open.map((one) => el("li", {}, el("strong", {}, one.said), el("div", { class: "dr-row" }, button(words, "zoom", () => page.look(one.shape)),
        button(words, "open_post", () => this.create("checkpoints", { belt: String(one.number) }, one.shape), { icon: "point" }))));
      return [section(say(words, "open_title", { count: items.length }), el("ul", { class: "dr-items dr-gaps" }, ...items))];
    }

    lists(state) {
      const { words } = this;
      const drafts = state.object_drafts.map((one) => this.item(one, one.subject, say(words, "unsaved")));
      const parts = drafts.length ? [section(say(words, "objects_drafts", { count: drafts.length }), el("ul", { class: "dr-items" }, ...drafts))] : [];
      for (const { kind, title } of this.page.fixed.kinds) {
        const standing = state.objects.filter((one) => one.kind === kind);
        if (standing.length) parts.push(section(`${title} (${standing.length})`, el("ul", { class: "dr-items" }, ...standing.map((one) => this.item(one, one.id, this.term(one))))));
      }
      return parts;
    }

    item(one, subject, remark) {
      const mark = el("span", { class: `dr-mark dr-kind-${one.kind}` });
      return el("li", {}, el("button", { type: "button", class: "dr-item", "data-item": `${one.kind}/${subject}`, click: () => this.page.open(one.kind, subject, true) },
        mark, el("span", {}, one.fields.name || say(this.words, "nameless")), el("span", { class: "dr-quiet" }, remark)));
    }

    term(one) {
      return one.fields.valid_to ? say(this.words, "until", { moment: one.fields.valid_to }) : "";
    }

    /** Begin a new object: its form opens, and the first way to draw it. */
    create(kind, fields = {}, drawn = undefined) {
      const { page } = this;
      const subject = `new-${DrawPage.newId()}`;
      const guessed = Object.fromEntries(this.kind(kind).form.filter((cell) => cell.type === "flag").map((cell) => [cell.name, GUESSED[cell.name] ?? false]));
      const first = { ...guessed, valid_from: page.state.place.moment, ...fields };
      page.changeObject(kind, subject, { op: "put", fields: first, ...(drawn === undefined ? {} : { drawn }) });
      page.open(kind, subject, false);
      if (drawn === undefined) this.draw(kind, subject, this.kind(kind).shapes[0]);
    }

    open(one, name, state) {
      const { words, page } = this;
      const kind = this.kind(one.kind);
      this.formOf = name;
      this.form = new DrawPage.Form(kind.form, {
        words, suggestions: kind.suggestions, units: state.units.map((unit) => ({ value: unit.id, label: unit.fields.name })),
        onChange: () => page.changeObject(one.kind, one.subject, { op: "put", fields: this.form.values() }),
      });
      this.head = el("div");
      this.parts.open.replaceChildren(el("button", { type: "button", class: "dr-back", "data-do": "back", click: () => page.open(null) }, `‹ ${say(words, "back")}`), section(kind.title, this.head, this.form.node));
    }

    buttons(one) {
      const { words, page } = this;
      const shapes = this.kind(one.kind).shapes.map((shape) => button(words, `shape_${shape}`, () => this.draw(one.kind, one.subject, shape), { icon: shape }));
      const acts = [];
      if (one.draft) {
        acts.push(button(words, "save_object", () => page.saveObject(one), { icon: "save", className: "dr-main" }));
        if (one.draft.step > 1) acts.push(button(words, "undo", () => page.changeObject(one.kind, one.subject, { op: "undo" })));
        acts.push(button(words, "drop_object", () => page.dropObject(one), { icon: "trash" }));
      } else if (one.record) {
        acts.push(button(words, "end_object", () => page.endObject(one), { icon: "end" }));
        const around = [`${one.kind.slice(0, -1)}/${one.subject}`];
        if (["sites", "lockdowns"].includes(one.kind)) acts.push(button(words, "propose_belt1", () => page.propose({ belt: 1, around }), { icon: "propose" }));
        if (one.kind === "sites") acts.push(button(words, "propose_containment_here", () => page.propose({ containment: around[0] }), { icon: "propose" }));
      }
      const facts = one.draft?.facts?.length ? el("dl", { class: "dr-facts" }, ...one.draft.facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])) : "";
      const posts = one.draft?.posts ?? [];
      if (posts.length) acts.push(button(words, "add_posts", () => this.addPosts(one, posts), { icon: "point", label: say(words, "add_posts", { count: posts.length }) }));
      const hint = one.shape ? "" : say(words, "no_shape");
      return [facts, el("div", { class: "dr-row" }, ...shapes), hint ? el("p", { class: "dr-hint" }, hint) : "", el("div", { class: "dr-row" }, ...acts)];
    }

    /** Put a post on each place where a road crosses what is proposed; each is a draft of its own. */
    addPosts(one, posts) {
      for (const at of posts) {
        const belt = one.fields.number ? { belt: String(one.fields.number) } : {};
        this.page.changeObject("checkpoints", `new-${DrawPage.newId()}`, {
          op: "put", fields: { staffed: true, valid_from: one.fields.valid_from ?? "", ...belt }, drawn: { type: "Point", coordinates: at },
        });
      }
      this.page.open(null);
    }

    /** Let a person draw the object's place in one of the ways that its kind allows. */
    draw(kind, subject, shape) {
      const { page, words } = this;
      const put = (drawn) => page.changeObject(kind, subject, { op: "put", drawn });
      const start = (task) => page.sketch.start(task, words);
      if (shape === "point") {
        start({ shape, hint: say(words, "draw_point"), onDone: ([at]) => put({ type: "Point", coordinates: at, snap_m: page.snapper.metresOf() }) });
      } else if (shape === "area") {
        start({ shape, hint: say(words, "draw_area"), onDone: (points) => put({ type: "Polygon", coordinates: [[...points, points[0]]] }) });
      } else if (shape === "line") {
        start({ shape, hint: say(words, "draw_line"), onDone: (points) => put({ type: "LineString", coordinates: points }) });
      } else {
        this.drawLane(start, put);
      }
    }

    /** A stretch of lane: its two ends on one lane, then how wide with the houses along it. */
    drawLane(start, put) {
      const { page, words } = this;
      start({
        shape: "point", hint: say(words, "lane_first"),
        onDone: ([from]) => start({
          shape: "point", hint: say(words, "lane_second"),
          onDone: async ([to]) => {
            const lane = page.laneAt(from, to);
            if (!lane) {
              page.notices.say("error", say(words, "lane_none"));
              return;
            }
            const asked = await DrawPage.ask(words, { title: lane.name || say(words, "lane_nameless"), fields: [{ label: say(words, "lane_width"), name: "width", value: "30" }], yes: say(words, "lane_take") });
            if (asked) put({ lane: lane.id, from, to, width_m: Number(asked.width.replace(",", ".")) || 30 });
          },
        }),
      });
    }
  };
})();
