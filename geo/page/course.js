/** "Diễn biến": two days side by side with the difference coloured, and how the place turns green over time. */
"use strict";

(() => {
  const { el, say } = PlaceMap;

  class CoursePage {
    constructor(config) {
      Object.assign(this, { config, words: config.words });
      this.format = PlaceMap.numberFormat(config.language);
      this.film = new PlaceMap.Film(config.film, () => new URLSearchParams({ place: config.place, lang: config.language }).toString());
      this.root = el("main", { class: "dc" }, el("p", { class: "dc-loading", role: "status" }, say(this.words, "loading")));
      document.body.classList.add("dc-page");
      document.body.append(this.root);
    }

    async start() {
      try {
        await this.film.load();
      } catch (trouble) {
        const message = trouble instanceof TypeError ? this.words.unreachable : trouble.message;
        this.root.replaceChildren(el("p", { class: "dc-loading", role: "alert" }, say(this.words, "failed", { message }), " ",
          el("button", { type: "button", class: "dc-button", click: () => location.reload() }, say(this.words, "retry"))));
        return;
      }
      if (!this.film.data.units.length) {
        this.root.replaceChildren(el("p", { class: "dc-loading" }, say(this.words, "no_days")));
        return;
      }
      this.words = this.film.data.words;
      this.build();
      document.documentElement.dataset.ready = "yes";
    }

    build() {
      const tab = (name) => el("button", { type: "button", role: "tab", "data-tab": name, click: () => this.open(name) }, say(this.words, `tab_${name}`));
      this.tabs = ["compare", "progress"].map(tab);
      this.body = el("div", { class: "dc-body" });
      this.root.replaceChildren(el("div", { class: "dc-tabs", role: "tablist" }, ...this.tabs), this.body);
      this.views = { compare: new PlaceMap.TwoDays(this.film, this.words, this.format), progress: new PlaceMap.Progress(this.film, this.words, this.format) };
      this.open(new URLSearchParams(location.hash.slice(1)).get("tab") ?? "compare");
    }

    open(name) {
      const view = this.views[name] ?? this.views.compare;
      for (const button of this.tabs) button.setAttribute("aria-selected", String(this.views[button.dataset.tab] === view));
      this.body.replaceChildren(view.root);
      view.shown();
      const hash = new URLSearchParams(location.hash.slice(1));
      hash.set("tab", name);
      history.replaceState(null, "", `#${hash}`);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    PlaceMap.course = new CoursePage(JSON.parse(document.getElementById("page-config").textContent));
    PlaceMap.course.start();
  });
})();
