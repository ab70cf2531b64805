/** The panels over the pages: the offer to begin, the order of pages, the note of a page. */
"use strict";

(() => {
  const { el, say } = PlaceMap;

  const remembered = {
    read() {
      try { return localStorage.getItem("briefing-author") ?? ""; } catch { return ""; }
    },
    write(name) {
      try { localStorage.setItem("briefing-author", name); } catch { /* a strict browser keeps nothing */ }
    },
  };

  function button(text, click, attributes = {}) {
    return el("button", { type: "button", class: "gb-button", click, ...attributes }, text);
  }

  /** The page that offers to begin: nothing is recorded by looking at it. */
  PlaceMap.BeginPanel = class BeginPanel {
    constructor(words, onBegin) {
      this.words = words;
      this.who = el("input", { type: "text", maxlength: 80, autocomplete: "off", value: remembered.read() });
      this.said = el("p", { class: "gb-said", role: "alert" });
      this.upto = el("p", { class: "gb-upto" });
      this.begin = el("button", { type: "submit", class: "gb-button gb-main" }, say(words, "begin"));
      this.former = el("ul", { class: "gb-former" });
      this.root = el("main", { class: "gb-begin" },
        el("h1", {}, say(words, "page_title")),
        el("form", { submit: (event) => { event.preventDefault(); remembered.write(this.who.value); onBegin(this.who.value.trim()); } },
          this.begin, this.upto, el("p", {}, say(words, "begin_hint")),
          el("label", {}, say(words, "begin_who"), this.who), this.said),
        el("h2", {}, say(words, "former")), this.former);
    }

    /** Say which data would be frozen, and list the briefings that were held; each opens as it was. */
    list({ upto, former }, addressOf) {
      this.upto.textContent = upto;
      const lines = former.map((begun) => el("li", {}, el("a", { href: addressOf(begun) }, begun.said),
        begun.author ? el("span", {}, begun.author) : null));
      this.former.replaceChildren(...(lines.length ? lines : [el("li", {}, say(this.words, "former_none"))]));
    }

    tell(message) {
      this.said.textContent = message;
    }
  };

  /** A panel at the side that opens and closes, and gives the focus back. */
  class Panel {
    constructor(words, title, name) {
      this.words = words;
      this.body = el("div", { class: "gb-panel-body" });
      this.said = el("p", { class: "gb-said", role: "alert" });
      this.root = el("aside", { class: `gb-panel gb-${name}`, role: "dialog", "aria-label": title, hidden: true },
        el("header", {}, el("h2", {}, title), button("×", () => this.close(), { title: say(words, "close"), "aria-label": say(words, "close") })),
        this.body, this.said);
    }

    get isOpen() { return !this.root.hidden; }

    open() {
      this.opener = document.activeElement;
      this.root.hidden = false;
      this.tell("");
      this.fill();
      this.first()?.focus({ preventScroll: true });
    }

    /** What has the focus when the panel opens. */
    first() { return this.body.querySelector("button, input, textarea"); }

    close() {
      if (this.root.contains(document.activeElement)) document.activeElement.blur();   // the next key is the deck's at once
      this.root.hidden = true;
      this.opener?.focus?.({ preventScroll: true });
    }

    toggle() {
      if (this.isOpen) this.close();
      else this.open();
    }

    tell(message) { this.said.textContent = message; }
  }

  /** The order of pages: up and down, shown or hidden; kept for the place at once. */
  PlaceMap.SequencePanel = class SequencePanel extends Panel {
    /** @param {{rows: () => Object[], move: Function, show: Function, reset: Function, go: Function}} deck */
    constructor(words, deck) {
      super(words, say(words, "sequence_title"), "sequence");
      this.deck = deck;
      this.list = el("ol", {});
      this.body.append(el("p", { class: "gb-hint" }, say(words, "sequence_hint")), this.list,
        button(say(words, "reset"), () => deck.reset()));
    }

    first() { return this.list.querySelector(".is-now .gb-link") ?? super.first(); }

    fill() {
      const rows = this.deck.rows();
      const had = this.list.contains(document.activeElement) ? document.activeElement : null;
      const [key, at] = [had?.closest("li").dataset.key, [...(had?.parentElement.children ?? [])].indexOf(had)];
      this.list.replaceChildren(...rows.map((row, index) => this.row(row, index, rows.length)));
      // the lines are new ones: whoever moves a page by keyboard goes on from where it is now
      const line = had && [...this.list.children].find((one) => one.dataset.key === key);
      const part = line?.children[at];
      (part?.disabled ? line.querySelector(".gb-link") : part)?.focus({ preventScroll: true });
    }

    row({ key, title, isShown, isNow }, index, count) {
      const box = el("input", { type: "checkbox", title: say(this.words, "show_page"), "aria-label": `${say(this.words, "show_page")}: ${title}`,
        change: (event) => this.deck.show(key, event.target.checked) });
      box.checked = isShown;
      const move = (by, sign, name) => button(sign, () => this.deck.move(key, by), {
        title: say(this.words, name), "aria-label": `${say(this.words, name)}: ${title}`, disabled: by < 0 ? index === 0 : index === count - 1, "data-move": by });
      return el("li", { "data-key": key, class: isNow ? "is-now" : null }, box,
        button(title, () => this.deck.go(key), { class: "gb-link" }), move(-1, "↑", "move_up"), move(1, "↓", "move_down"));
    }
  };

  /** The note of the page in view. What was typed and not saved waits as a draft: Esc and turned pages lose nothing. */
  PlaceMap.NotePanel = class NotePanel extends Panel {
    /** @param {{key: () => string, note: () => ?Object, save: (text: string, author: string) => Promise<void>, drafted: Function}} deck */
    constructor(words, longest, deck) {
      super(words, say(words, "note_title"), "note");
      Object.assign(this, { deck, longest, drafts: new Map() });
      this.text = el("textarea", { rows: 5, maxlength: longest, "aria-label": say(words, "note_title"), input: () => this.count() });
      this.counted = el("p", { class: "gb-hint" });
      this.who = el("input", { type: "text", maxlength: 80, autocomplete: "off", value: remembered.read() });
      this.body.append(el("form", { submit: (event) => { event.preventDefault(); this.save(); } }, this.text,
        this.counted,
        el("label", {}, say(words, "note_author"), this.who),
        el("button", { type: "submit", class: "gb-button gb-main" }, say(words, "note_save"))));
    }

    first() { return this.text; }

    fill() {
      this.keep();
      this.key = this.deck.key();
      this.text.value = this.drafts.get(this.key) ?? this.deck.note()?.text ?? "";
      this.count();
    }

    count() {
      this.counted.textContent = say(this.words, "note_limit", { typed: this.text.value.length, count: this.longest });
    }

    /** Keep what was typed for a page as its draft, where it is not what stands there. */
    keep() {
      if (this.key === undefined) return;
      if (this.text.value.trim() === (this.deck.note(this.key)?.text ?? "")) this.drafts.delete(this.key);
      else this.drafts.set(this.key, this.text.value);
    }

    close() {
      this.keep();
      this.key = undefined;
      super.close();
      this.deck.drafted();
    }

    async save() {
      remembered.write(this.who.value);
      try {
        await this.deck.save(this.text.value.trim(), this.who.value.trim());
        this.close();
      } catch (trouble) {
        this.tell(trouble.standing ? say(this.words, "note_overtaken", { text: trouble.standing.text })
          : say(this.words, "save_failed", { message: trouble.message }));
      }
    }
  };
})();
