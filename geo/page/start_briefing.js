/** The button that begins a briefing on the data in view and opens it on a page of its own. */
"use strict";

(() => {
  const { el, svg } = PlaceMap;
  const SCREEN = "M3 4h18v12H3zM12 16v4M8 20h8M10 7.5l5 2.5l-5 2.5z";

  PlaceMap.BriefingButton = class BriefingButton {
    /** @param {Object} config addresses and words of the briefing @param {() => Object} asked place, language, moment */
    constructor(root, config, asked, tell) {
      Object.assign(this, { config, asked, tell });
      const icon = svg("svg", { viewBox: "0 0 24 24", class: "pm-icon", "aria-hidden": "true" }, svg("path", { d: SCREEN }));
      this.button = el("button", { type: "button", class: "pm-text-button pm-briefing", title: config.words.start_hint, "aria-label": config.words.start_hint,
        click: () => this.begin() }, icon, el("span", {}, config.words.start));
      root.prepend(this.button);
    }

    async begin() {
      const { place, language, moment } = this.asked();
      // opened at once: later the browser takes it for a window that nobody asked for
      const tab = window.open("about:blank", "_blank");
      try {
        const answer = await fetch(`${this.config.begin}?lang=${language}`, {
          method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ place, lang: language, as_of: moment }),
        });
        const begun = await answer.json().catch(() => ({}));
        if (!answer.ok) throw new Error(begun.message ?? `HTTP ${answer.status}`);
        const query = new URLSearchParams({ place, lang: language, as_of: begun.as_of, revision: begun.revision });
        const address = new URL(`${this.config.page}?${query}#full-screen`, document.baseURI).href;
        if (tab) tab.location.replace(address);
        else location.assign(address);
      } catch (trouble) {
        tab?.close();
        const message = trouble instanceof TypeError ? this.config.words.unreachable : trouble.message;
        this.tell(this.config.words.begin_failed.replace("{message}", message));
      }
    }
  };
})();
