/** Draw one page of the briefing: big numbers with what they were before, lines with their colours, a curve, the map. */
"use strict";

(() => {
  const { el, say, sample, drawCurve, curveKey } = PlaceMap;

  const LARGEST = 1.2;       // letters grow where a page has little to say
  const SMALLEST = 0.9;      // and shrink where it is full, never below 3 % of the screen's height
  const STEP = 0.02;

  /** Keep a short word with its number: "Tổ" at a line's end and "2" on the next are two things to who reads from afar. */
  const held = (text) => text.replace(/(?<!\p{L})(\p{L}{1,4}) (?=\d)/gu, "$1\u00a0");

  PlaceMap.BriefingPages = class BriefingPages {
    constructor(state, words, map) {
      Object.assign(this, { state, words, map });
    }

    /** Return the element of a page; `map` is handed from page to page. */
    draw(page) {
      const hasMap = page.focus !== null;
      const side = el("div", { class: "gb-side" },
        page.good ? el("p", { class: "gb-good" }, page.good) : null,
        page.figures.length ? this.figures(page) : null,
        ...page.groups.map((group) => this.group(group)),
        page.more ? el("p", { class: "gb-more" }, page.more) : null);
      const picture = hasMap ? el("div", { class: "gb-picture" }, this.map.root, page.curve ? this.curve(page.curve) : null) : null;
      return el("section", { class: `gb-page gb-${page.kind}${hasMap ? "" : " gb-wide"}`, "data-key": page.key }, picture, side);
    }

    sample(key) {
      const style = this.state.styles[key];
      return style ? el("i", { class: "gb-sample" }, sample(style, this.state.icons)) : el("i", { class: "gb-sample" });
    }

    figures(page) {
      return el("div", { class: "gb-figures" }, ...page.figures.map((figure) => this.figure(figure)));
    }

    figure(figure) {
      return el("div", { class: `gb-figure${figure.style ? " has-style" : ""}` },
        figure.style ? this.sample(figure.style) : null,
        el("span", { class: "gb-label" }, figure.label),
        el("b", { class: "gb-value" }, figure.value),
        el("span", { class: "gb-unit" }, figure.unit),
        el("span", { class: "gb-deltas" }, ...figure.deltas.map((delta) => this.delta(delta))));
    }

    delta({ label, value, change, tone }) {
      const arrow = change.startsWith("+") ? "▲" : change.startsWith("−") ? "▼" : "";
      return el("span", { class: `gb-delta is-${tone}` }, el("span", {}, label), el("span", {}, value),
        el("b", {}, change === "=" ? "=" : `${arrow}${change.slice(1)}`));
    }

    group({ title, lines }) {
      return el("div", { class: "gb-group" }, title ? el("h3", {}, title) : null,
        el("ul", {}, ...lines.map((line) => this.line(line))));
    }

    line({ text, style, before, detail, badge, tone }) {
      const looks = before
        ? el("span", { class: "gb-turn" }, this.sample(before), el("i", { class: "gb-arrow" }, "→"), this.sample(style))
        : style ? this.sample(style) : null;
      return el("li", { class: `is-${tone}${looks ? " has-look" : ""}` }, looks,
        el("div", { class: "gb-words" },
          el("p", { class: "gb-text" }, el("span", {}, held(text)), badge ? el("b", { class: "gb-badge" }, badge) : null),
          detail ? el("p", { class: "gb-detail" }, held(detail)) : null));
    }

    curve({ title, days, units }) {
      const last = days.at(-1);
      const reported = units > 1 && last[1] < units ? say(this.words, "units_reporting", { count: last[1], units }) : "";
      const room = el("div", { class: "gb-curve-room" });
      // the curve is drawn when it is known how much room there is
      room.redrawCurve = () => {
        if (!room.clientWidth) return;
        room.replaceChildren(drawCurve(days, { width: room.clientWidth, height: room.clientHeight, text: document.body.classList.contains("is-narrow") ? 13 : 33, words: this.words, mark: null }));
      };
      return el("figure", { class: "gb-curve" },
        el("figcaption", {}, el("b", {}, title), reported ? el("span", {}, reported) : null, curveKey(days, this.words)), room);
    }
  };

  /** Set the letters of a page as large as it has room for. */
  PlaceMap.fitPage = function fitPage(node) {
    const side = node.querySelector(".gb-side");
    const wide = [side, ...node.querySelectorAll(".gb-figures")];
    for (let size = LARGEST; size >= SMALLEST - 1e-9; size -= STEP) {
      node.style.setProperty("--fit", size.toFixed(2));
      if (side.scrollHeight <= side.clientHeight + 1 && wide.every((part) => part.scrollWidth <= part.clientWidth + 1)) break;
    }
    for (const room of node.querySelectorAll(".gb-curve-room")) room.redrawCurve();
  };
})();
