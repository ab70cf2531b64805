/** The page's own furniture: notices, questions, buttons with an icon and a word, a field with a label. */
"use strict";

(() => {
  const { el, svg, say } = PlaceMap;
  const NOTICE_MS = 9000;

  const ICONS = {
    outline: "M4 7l7-3l9 4l-2 9l-8 3l-6-5z",
    add: "M5 6l9-2l5 7l-6 8l-9-4zM12 9v5M9.5 11.5h5",
    split: "M5 5h14v14H5zM3 16L21 8",
    merge: "M4 6h7v12H4zM13 6h7v12h-7zM8 12h8M14 10l2 2l-2 2M10 10l-2 2l2 2",
    points: "M6 7h.01M16 5h.01M9 14h.01M18 16h.01M12 9l-2 11M12 9l9 2M12 9L3 10",
    undo: "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 0 8h-2",
    redo: "M15 7l5 5l-5 5M20 12H10a6 6 0 0 0 0 8h2",
    trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
    mend: "M14 6a4 4 0 0 1 5 5L9 21l-6-6L13 5zM7 13l4 4",
    zoom: "M11 4a7 7 0 1 0 0 14a7 7 0 0 0 0-14M16 16l5 5",
    point: "M12 21s-6-6-6-11a6 6 0 0 1 12 0c0 5-6 11-6 11zM12 8v4",
    area: "M5 6l9-2l5 7l-6 8l-9-4z",
    line: "M4 18L10 8l5 6l5-10",
    lane: "M7 4v16M17 4v16M12 5v3M12 11v3M12 17v3",
    save: "M5 12l5 5L20 6",
    give: "M4 12h12M11 7l5 5l-5 5M20 5v14",
    edit: "M4 20l4-1L19 8l-3-3L5 16z",
    end: "M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16M12 8v4l3 2",
    propose: "M12 3v3M12 18v3M3 12h3M18 12h3M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8",
  };

  /** Make a button that shows an icon and its word. */
  DrawPage.button = function button(words, name, onClick, { icon = name, className = "", label = null, pressed = null } = {}) {
    const text = label ?? say(words, name);
    return el(
      "button", { type: "button", class: `pm-text-button dr-button ${className}`.trim(), click: onClick, "data-do": name, "aria-pressed": pressed },
      ICONS[icon] ? svg("svg", { viewBox: "0 0 24 24", class: "pm-icon", "aria-hidden": "true" }, svg("path", { d: ICONS[icon] })) : null,
      el("span", {}, text),
    );
  };

  /** Make a labelled text field. */
  DrawPage.field = function field(label, name, value = "", hint = "") {
    const input = el("input", { type: "text", name, placeholder: hint, autocomplete: "off" });
    input.value = value;
    return { input, node: el("label", { class: "dr-field" }, el("span", {}, label), input) };
  };

  DrawPage.section = function section(title, ...children) {
    return el("section", { class: "dr-section" }, title ? el("h2", {}, title) : null, ...children);
  };

  /** Say something over the map: a refusal stays until it is closed, good news leave by themselves. */
  DrawPage.Notices = class Notices {
    constructor(node, words) {
      Object.assign(this, { node, words });
    }

    say(kind, text, ...more) {
      const notice = el("div", { class: `pm-notice dr-notice is-${kind}`, role: kind === "error" ? "alert" : "status" }, el("span", {}, text), ...more);
      const close = el("button", { type: "button", class: "dr-close", "aria-label": say(this.words(), "close"), click: () => notice.remove() }, "×");
      notice.append(close);
      for (const old of this.node.querySelectorAll(".dr-notice:not(.is-held)")) old.remove();
      this.node.append(notice);
      if (kind === "info") setTimeout(() => notice.remove(), NOTICE_MS);
      return notice;
    }
  };

  /** Ask a question with fields or sentences; resolves to what was filled in, or null. */
  DrawPage.ask = function ask(words, { title, sentences = [], fields = [], yes }) {
    return new Promise((resolve) => {
      const made = fields.map(({ label, name, value, hint }) => DrawPage.field(label, name, value, hint));
      const done = (value) => {
        dialog.close();
        dialog.remove();
        resolve(value);
      };
      const form = el(
        "form", { method: "dialog", submit: (event) => { event.preventDefault(); done(Object.fromEntries(made.map(({ input }) => [input.name, input.value.trim()]))); } },
        el("h2", {}, title), ...sentences.map((text) => el("p", {}, text)), ...made.map(({ node }) => node),
        el("div", { class: "dr-row" }, el("button", { type: "submit", class: "pm-text-button dr-main", "data-do": "yes" }, yes ?? say(words, "yes")),
          el("button", { type: "button", class: "pm-text-button", "data-do": "no", click: () => done(null) }, say(words, "cancel"))),
      );
      const dialog = el("dialog", { class: "dr-dialog", cancel: (event) => { event.preventDefault(); done(null); } }, form);
      document.body.append(dialog);
      dialog.showModal();
      made[0]?.input.focus();
    });
  };
})();
