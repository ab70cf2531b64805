/** Make a form of the cells that the server names: labels, choices and limits come from the record's own contract. */
"use strict";

(() => {
  const { el, say } = PlaceMap;
  let count = 0;

  DrawPage.Form = class Form {
    /**
     * @param {Object[]} cells name, type, label, required, choices
     * @param {Object} more words, units [{value, label}], suggestions [{value, label}], onChange(name, value)
     */
    constructor(cells, more) {
      Object.assign(this, { cells, more, inputs: new Map(), errors: new Map() });
      count += 1;
      this.id = `form-${count}`;
      this.node = el("div", { class: "dr-form" }, ...cells.map((cell) => this.row(cell)));
    }

    row(cell) {
      const id = `${this.id}-${cell.name}`;
      const input = this.input(cell, id);
      const error = el("span", { class: "dr-error", role: "alert", hidden: true });
      this.inputs.set(cell.name, input);
      this.errors.set(cell.name, error);
      input.addEventListener("change", () => {
        error.hidden = true;
        this.more.onChange(cell.name, this.value(cell.name));
      });
      const label = el("label", { for: id }, cell.label, cell.required && cell.type !== "flag" ? el("span", { class: "dr-needed", title: say(this.more.words, "needed") }, " *") : "");
      const isFlag = cell.type === "flag";
      return el("div", { class: `dr-cell is-${cell.type}`, "data-cell": cell.name }, isFlag ? input : label, isFlag ? label : input, error);
    }

    input(cell, id) {
      const { words, units, suggestions } = this.more;
      const common = { id, name: cell.name, "aria-required": cell.required };
      switch (cell.type) {
        case "choice": return select(common, cell.choices, say(words, "choose"));
        case "unit": return select(common, units ?? [], say(words, "none"));
        case "flag": return el("input", { ...common, type: "checkbox" });
        case "note": return el("textarea", { ...common, rows: 2 });
        case "moment": return el("input", { ...common, type: "text", inputmode: "numeric", placeholder: say(words, "moment_hint"), autocomplete: "off" });
        case "count": case "number": return el("input", { ...common, type: "text", inputmode: cell.type === "count" ? "numeric" : "decimal", autocomplete: "off" });
        default:
          // an open set that the program knows words of: the words are shown, any other may be asked for by file
          if (cell.name === "kind" && suggestions?.length) return select(common, suggestions, say(words, "choose"));
          return el("input", { ...common, type: "text", autocomplete: "off" });
      }
    }

    value(name) {
      const input = this.inputs.get(name);
      return input.type === "checkbox" ? input.checked : input.value.trim();
    }

    values() {
      return Object.fromEntries([...this.inputs.keys()].map((name) => [name, this.value(name)]));
    }

    /** Show values, but leave the cell alone in which somebody is typing. */
    set(values) {
      for (const [name, input] of this.inputs) {
        if (input === document.activeElement) continue;
        const value = values[name] ?? "";
        if (input.type === "checkbox") input.checked = value === true || value === "true";
        else {
          if (input.tagName === "SELECT" && value !== "" && ![...input.options].some((one) => one.value === String(value))) input.append(el("option", { value: String(value) }, String(value)));
          input.value = String(value);
        }
      }
    }

    /** Say under each wrong cell what is wrong there, and go to the first. */
    mark(cells) {
      for (const [name, error] of this.errors) {
        error.textContent = cells[name] ?? "";
        error.hidden = !cells[name];
        this.inputs.get(name).setAttribute("aria-invalid", Boolean(cells[name]));
      }
      const first = [...this.inputs.keys()].find((name) => cells[name]);
      if (first) this.inputs.get(first).focus();
    }
  };

  function select(common, choices, empty) {
    return el("select", common, el("option", { value: "" }, empty), ...choices.map(({ value, label }) => el("option", { value }, label)));
  }
})();
