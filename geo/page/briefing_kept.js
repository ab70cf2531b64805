/** Bring the frozen data, and what is kept of a briefing: its order of pages and its notes. */
"use strict";

(() => {
  /** Why something could not be done: `message` is a sentence for people; `standing` what somebody else wrote first. */
  class Trouble extends Error {
    constructor(message, standing = null) {
      super(message);
      this.standing = standing;
    }
  }

  PlaceMap.BriefingKept = class BriefingKept {
    constructor(config) {
      this.config = config;
    }

    get isFrozen() {
      return Boolean(this.config.as_of && this.config.revision);
    }

    query(fields = {}) {
      const { place, language, as_of, revision } = this.config;
      const query = new URLSearchParams({ place, lang: language });
      for (const [name, value] of Object.entries({ as_of, revision, ...fields })) if (value !== null && value !== undefined) query.set(name, value);
      return query.toString();
    }

    data() {
      return this.ask(`${this.config.data}?${this.query()}`, { cache: "no-cache" });
    }

    kept() {
      return this.ask(`${this.config.kept}?${this.query()}`, { cache: "no-store" });
    }

    /** Begin a briefing on the data of the moment in view; return its frozen address. */
    async begin(author) {
      const { as_of } = this.config;
      const begun = await this.send(this.config.begin, { as_of, author });
      const query = new URLSearchParams({ place: this.config.place, lang: this.config.language, as_of: begun.as_of, revision: begun.revision });
      return { ...begun, address: `${this.config.page}?${query}` };
    }

    writeNote(page, text, seen, author) {
      const { as_of, revision } = this.config;
      return this.send(this.config.note, { as_of, revision, page, text, seen, author });
    }

    writePlan(plan) {
      return this.send(this.config.plan, plan);
    }

    send(address, fields) {
      const { place, language } = this.config;
      const body = JSON.stringify({ place, lang: language, ...fields });
      return this.ask(`${address}?lang=${language}`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    }

    async ask(address, options) {
      let answer;
      try {
        answer = await fetch(address, options);
      } catch {
        throw new Trouble(this.config.words.unreachable);
      }
      const said = await answer.json().catch(() => ({}));
      if (answer.ok) return said;
      throw new Trouble(said.message ?? `HTTP ${answer.status}`, said.standing ?? null);
    }
  };

  /** The same as zones.briefing.arrange: a page that the order does not know follows its neighbour. */
  function arranged(keys, order) {
    const rank = new Map(order.map((key, index) => [key, index]));
    let last = -1;
    const places = keys.map((key, index) => {
      last = rank.get(key) ?? rank.get(key.split("/")[0]) ?? last;
      return { key, index, last };
    });
    return places.sort((a, b) => a.last - b.last || a.index - b.index).map(({ key }) => key);
  }

  const isHidden = (key, hidden) => hidden.includes(key) || hidden.includes(key.split("/")[0]);

  Object.assign(PlaceMap, { arranged, isHidden });
})();
