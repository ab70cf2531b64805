/** Answer "Vì sao?" for what was clicked: a panel beside the map, a sheet from below on a phone. */
"use strict";

(() => {
  const { el, iconButton, nameButton, say, sample, inkOn, redraw, PX, screenScale, mayGlide } = PlaceMap;

  /** Return how far to move so that low..high comes into from..to; what is too long is only brought to its middle. */
  function overhang(low, high, from, to) {
    if (high - low > to - from) {
      const middle = (low + high) / 2;
      return middle < from || middle > to ? middle - (from + to) / 2 : 0;
    }
    if (low < from) return low - from;
    return high > to ? high - to : 0;
  }

  PlaceMap.CardPanel = class CardPanel {
    /**
     * @param {HTMLElement} root
     * @param {L.Map} map
     * @param {{card: (id: string) => Promise<?Object>}} feed
     * @param {PlaceMap.Layers} layers
     */
    constructor(root, map, feed, layers) {
      Object.assign(this, { root, map, feed, layers, picked: null, state: null, highlight: [] });
      this.over = el("span", { class: "pm-card-over" });
      this.closeButton = iconButton("close", "", () => this.close());
      this.content = el("div", { class: "pm-card-body", "aria-live": "polite" });
      root.append(el("div", { class: "pm-card-head" }, this.over, this.closeButton), this.content);
      root.hidden = true;
      map.createPane("picked").classList.add("pm-picked");
      addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
    }

    /** Open the card of a part of the map. */
    open(part) {
      this.picked = { layerId: part.layerId, id: part.id, card: part.texts.card, opener: document.activeElement };
      this.root.hidden = false;
      this.mark();
      redraw(this.content, part.texts.title, () => [el("h2", {}, part.texts.title ?? ""), this.note("card_loading")]);
      this.load().then(() => this.bringOut(part));
    }

    /** Move the map, as little as needed, when the card lies over what it is about. */
    bringOut(part) {
      if (this.picked?.id !== part.id || this.root.hidden) return;
      const { offsetLeft, offsetWidth, offsetHeight } = this.root;
      const size = this.map.getSize();
      const free = PlaceMap.isNarrow()
        ? { left: 12, top: 70, right: size.x - 12, bottom: size.y - offsetHeight - 12 }
        : { left: offsetLeft + offsetWidth + 20, top: 70, right: size.x - 20, bottom: size.y - 30 };
      const box = this.boxOf(part);
      const [right, down] = [overhang(box.min.x, box.max.x, free.left, free.right), overhang(box.min.y, box.max.y, free.top, free.bottom)];
      this.map.panBy([right, down], { animate: mayGlide() });
    }

    boxOf(part) {
      const points = part.drawn.flatMap((drawn) => {
        if (drawn.getLatLng) return [drawn.getLatLng()];
        return [drawn.getBounds().getNorthWest(), drawn.getBounds().getSouthEast()];
      });
      return L.bounds(points.map((at) => this.map.latLngToContainerPoint(at)));
    }

    close() {
      if (!this.picked) return;
      const { opener } = this.picked;
      this.picked = null;
      this.root.hidden = true;
      this.mark();
      if (opener?.isConnected) opener.focus({ preventScroll: true });
    }

    /** Take over a new state: the open card stays open and is asked for again. */
    update(state) {
      this.state = state;
      this.over.textContent = say(state.words, "why");
      nameButton(this.closeButton, say(state.words, "close"));
      if (!this.picked) return;
      this.mark();
      this.load();
    }

    async load() {
      const { picked } = this;
      let card = null;
      let failure = "card_gone";
      try {
        card = await this.feed.card(picked.card);
      } catch {
        failure = "card_failed";
      }
      if (picked !== this.picked) return;
      if (card) redraw(this.content, [card, this.state.styles[card.style]], () => this.draw(card));
      else this.showFailure(failure);
    }

    showFailure(key) {
      const title = this.layers.find(this.picked.layerId, this.picked.id)?.texts.title ?? "";
      const again = el("button", { type: "button", class: "pm-text-button", click: () => this.load() }, say(this.state.words, "retry"));
      redraw(this.content, [key, title], () => [el("h2", {}, title), this.note(key), key === "card_failed" ? again : null].filter(Boolean));
    }

    note(key) {
      return el("p", { class: "pm-card-note" }, say(this.state.words, key));
    }

    draw(card) {
      return [
        el("h2", {}, card.title),
        this.headline(card),
        ...card.notices.map(({ kind, text }) => el("p", { class: `pm-notice is-${kind}` }, text)),
        ...card.sections.map((section) => this.section(section)),
      ];
    }

    headline(card) {
      const style = this.state.styles[card.style];
      if (!style) return el("p", { class: "pm-headline" }, card.headline);
      const node = el("p", { class: "pm-headline" }, style.kind === "point" || style.letter ? sample(style, this.state.icons) : null,
        el("span", {}, card.headline));
      const ground = style.fill ?? style.stroke;
      if (ground) {
        node.style.backgroundColor = ground;
        node.style.color = inkOn(ground);
      }
      return node;
    }

    section(section) {
      const blocks = [];
      for (const [label, value] of section.lines) {
        if (!label) blocks.push(el("p", {}, value));
        else {
          if (blocks.at(-1)?.tagName !== "DL") blocks.push(el("dl", {}));
          blocks.at(-1).append(el("dt", {}, label), el("dd", {}, value));
        }
      }
      return el("section", {}, section.title ? el("h3", {}, section.title) : null, ...blocks);
    }

    /** Outline what the card is about; nothing when it is no longer on the map. */
    mark() {
      this.highlight.forEach((drawn) => drawn.remove());
      this.highlight = [];
      const part = this.picked && this.layers.find(this.picked.layerId, this.picked.id);
      for (const drawn of part?.drawn ?? []) this.highlight.push(...this.outline(drawn, part));
    }

    outline(drawn, part) {
      const options = { pane: "picked", interactive: false, fill: false, smoothFactor: 0, lineJoin: "round" };
      if (drawn.getLatLngs) {
        const make = part.kind === "area" ? L.polygon : L.polyline;
        return [["#ffffff", 6], ["#16202b", 2.5]].map(([color, weight]) =>
          make(drawn.getLatLngs(), { ...options, color, weight }).addTo(this.map));
      }
      const radius = (part.style.size_pt * PX * screenScale()) / 2 + 5;
      return [L.circleMarker(drawn.getLatLng(), { ...options, radius, color: "#16202b", weight: 2.5 }).addTo(this.map)];
    }
  };
})();
