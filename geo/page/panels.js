/** Show what stands around the map: head with facts, notices, legend, layer switches. */
"use strict";

(() => {
  const { el, buttonIcon, nameButton, say, redraw, sample, isNarrow } = PlaceMap;

  /** Title, subtitle and facts: always in sight. */
  PlaceMap.Head = class Head {
    constructor(root) {
      this.title = el("div", { class: "pm-title" });
      this.facts = el("ul", { class: "pm-facts" });
      root.append(el("div", { class: "pm-headlines" }, this.title, this.facts));
    }

    update(state, isLive) {
      redraw(this.title, [state.title, state.subtitle], () => [el("h1", {}, state.title), el("span", {}, state.subtitle)]);
      const facts = isLive ? state.facts : [...state.facts, say(state.words, "file_note")];
      redraw(this.facts, facts, () => facts.map((fact) => el("li", {}, fact)));
    }
  };

  /** Sentences over the map: the map's own, and those about the connection. */
  PlaceMap.Notices = class Notices {
    constructor(root) {
      this.root = root;
      this.own = new Map();
      this.ofMap = [];
    }

    /** Show the warnings that belong to the map; what is only to be borne in mind stands under the legend. */
    update(state) {
      this.ofMap = state.notices.filter((notice) => notice.kind !== "info");
      this.draw();
    }

    /** Set or (text null) take away a notice of the page itself. `kind`: "error", "warning", "info". */
    set(name, kind, text) {
      if (text === null) this.own.delete(name);
      else this.own.set(name, { kind, text });
      this.draw();
    }

    draw() {
      const rank = { error: 0, warning: 1, info: 2 };
      const all = [...this.own.values(), ...this.ofMap].sort((a, b) => rank[a.kind] - rank[b.kind]);
      redraw(this.root, all, () => all.map(({ kind, text }) =>
        el("p", { class: `pm-notice is-${kind}`, role: kind === "error" ? "alert" : "status" }, text)));
    }
  };

  /** A block that opens and closes under its heading; on a phone a button that opens a sheet from below. */
  class Panel {
    constructor(root, name, isOpen, onToggle) {
      this.body = el("div", { class: "pm-panel-body", id: `pm-${name}-body` });
      this.heading = el("span", {});
      this.button = el("button", {
        type: "button", class: "pm-panel-head", "aria-controls": this.body.id, click: () => this.open(!this.isOpen),
      }, this.heading, buttonIcon("chevron"));
      this.root = el("section", { class: `pm-panel pm-${name}` }, this.button, this.body);
      this.onToggle = onToggle;
      root.append(this.root);
      this.open(isOpen);
    }

    open(isOpen) {
      this.isOpen = isOpen;
      this.root.classList.toggle("is-open", isOpen);
      this.button.setAttribute("aria-expanded", String(isOpen));
      this.name();
      this.onToggle?.(this);
    }

    name(title = this.title, words = this.words) {
      if (!words) return;
      Object.assign(this, { title, words });
      this.heading.textContent = title;
      nameButton(this.button, say(words, this.isOpen ? "close_panel" : "open_panel", { title: title.toLocaleLowerCase() }));
    }
  }

  /** The legend: samples, words, and counts in columns. */
  PlaceMap.Legend = class Legend {
    constructor(root, onToggle) {
      this.panel = new Panel(root, "legend", !isNarrow(), onToggle);
    }

    update(state) {
      this.panel.name(say(state.words, "legend"), state.words);
      const remarks = state.notices.filter((notice) => notice.kind === "info");
      redraw(this.panel.body, [state.legend, state.styles, remarks], () => [
        ...state.legend.map((section) => this.section(section, state)), ...this.remarks(remarks, state.words),
      ]);
    }

    remarks(remarks, words) {
      if (!remarks.length) return [];
      return [el("h3", { class: "pm-section-title" }, say(words, "remarks")),
        el("ul", { class: "pm-remarks" }, ...remarks.map((remark) => el("li", {}, remark.text)))];
    }

    section(section, state) {
      const heads = section.columns.map((column) => el("th", { scope: "col" }, column));
      const title = el("th", { scope: "col", colspan: 2, class: "pm-section-title" }, section.title);
      return el("table", {},
        el("thead", {}, el("tr", {}, title, ...heads)),
        el("tbody", {}, ...section.entries.flatMap((entry) => this.entry(entry, section.columns.length, state))));
    }

    /** One line of the legend; where several columns of numbers leave no room for the words, they stand above them. */
    entry(entry, columns, state) {
      const style = state.styles[entry.style];
      const cells = entry.values.map((value) => el("td", { class: "pm-value" }, value));
      const sampled = style ? el("td", { class: "pm-sample-cell" }, sample(style, state.icons)) : null;
      const label = el("th", { scope: "row" }, entry.label);
      const attributes = { class: entry.emphasis ? "is-emphasis" : null };
      if (sampled && cells.length > 1) {
        sampled.rowSpan = 2;
        label.colSpan = columns + 1;
        return [el("tr", { class: "pm-words" }, sampled, label), el("tr", { class: "pm-numbers" }, el("td", {}), ...cells)];
      }
      label.colSpan = (style ? 1 : 2) + columns - cells.length;
      return [el("tr", attributes, sampled, label, ...cells)];
    }
  };

  /** The switches of the layers, by group. */
  PlaceMap.LayerSwitches = class LayerSwitches {
    /** @param {(id: string, on: boolean) => void} onSwitch */
    constructor(root, layers, onSwitch, onToggle) {
      this.layers = layers;
      this.onSwitch = onSwitch;
      this.panel = new Panel(root, "switches", false, onToggle);
    }

    update(state) {
      this.panel.name(say(state.words, "layers"), state.words);
      const rows = state.layers.filter((layer) => layer.switchable)
        .map((layer) => ({ id: layer.id, title: layer.title, group: layer.group, on: this.layers.isOn(layer) }));
      this.panel.root.hidden = rows.length === 0;
      redraw(this.panel.body, rows, () => this.groups(rows, state.words));
    }

    groups(rows, words) {
      // the topmost layer first, as on the map
      const names = [...new Set(rows.map((row) => row.group))].reverse();
      return names.map((name) => el("fieldset", {}, el("legend", {}, name),
        ...rows.filter((row) => row.group === name).reverse().map((row) => this.row(row, words))));
    }

    row(row, words) {
      const box = el("input", {
        type: "checkbox", "data-layer": row.id, title: say(words, "show_layer", { title: row.title }),
        change: (event) => this.onSwitch(row.id, event.target.checked),
      });
      box.checked = row.on;
      return el("label", {}, box, el("span", {}, row.title));
    }
  };
})();
