/** Bring states, shapes and cards to the page: from the server, again and again, or from the file itself. */
"use strict";

(() => {
  const POLL_MS = 2000;
  const HIDDEN_POLL_MS = 15000;
  const LONGEST_WAIT_MS = 15000;
  const TIMEOUT_MS = 20000;
  const SHAPES_KEPT = 80;
  const SHEETS = ["png", "pdf", "svg"];

  /** An answer that is no success: its `kind` says which sentence tells of it. */
  class Trouble extends Error {
    /** @param {"lost"|"signed_out"|"server"} kind @param {string} message the server's own sentence, if any */
    constructor(kind, message = "", status = 0) {
      super(message);
      this.kind = kind;
      this.status = status;
    }
  }

  /** Fetch; a Trouble when there is no answer, or none that we asked for. */
  async function ask(url, options = {}) {
    let answer;
    try {
      answer = await fetch(url, options);
    } catch {
      throw new Trouble("lost");
    }
    if (answer.ok || answer.status === 304) {
      if (answer.redirected) throw new Trouble("signed_out");
      return answer;
    }
    if (answer.status === 401 || answer.status === 403) throw new Trouble("signed_out");
    const said = await answer.json().catch(() => ({}));
    throw new Trouble("server", said.message ?? `HTTP ${answer.status}`, answer.status);
  }

  /** The server's feed: polls the state, fetches shapes once, and keeps trying when the server is away. */
  class Feed {
    /**
     * @param {Object} config place, language, as_of and the addresses
     * @param {{onState: Function, onTrouble: Function, onFine: Function, onBusy: Function}} hooks
     */
    constructor(config, hooks) {
      this.config = config;
      this.hooks = hooks;
      this.moment = config.as_of;
      this.etag = null;
      this.shapes = new Map();
      this.failures = 0;
      this.isLive = true;
      addEventListener("online", () => this.wake());
      document.addEventListener("visibilitychange", () => { if (!document.hidden) this.wake(); });
    }

    /** Poll for ever. */
    async start() {
      for (;;) {
        const wait = await this.turn();
        await this.sleep(wait);
      }
    }

    /** Show another moment (ISO text), or the latest (null), at once. */
    setMoment(moment) {
      if (moment === this.moment) return;
      this.moment = moment;
      this.etag = null;
      this.hooks.onBusy(true);
      this.inFlight?.abort();
      this.wake();
    }

    sleep(milliseconds) {
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.wake = () => { clearTimeout(timer); resolve(); };
      });
    }

    wake() { /* replaced while sleeping */ }

    /** Ask once; return how long to wait before the next time. */
    async turn() {
      const { moment } = this;
      const limit = new AbortController();
      this.inFlight = limit;
      const timer = setTimeout(() => limit.abort(), TIMEOUT_MS);
      try {
        await this.update(moment, limit.signal);
      } catch (error) {
        if (moment !== this.moment) return 0;
        this.failures += 1;
        this.etag = null;
        this.hooks.onBusy(false);
        this.hooks.onTrouble(error instanceof Trouble ? error : new Trouble("server", String(error)));
        return Math.min(LONGEST_WAIT_MS, POLL_MS * 2 ** Math.min(this.failures - 1, 3));
      } finally {
        clearTimeout(timer);
      }
      if (moment !== this.moment) return 0;
      this.failures = 0;
      this.hooks.onBusy(false);
      this.hooks.onFine();
      return document.hidden ? HIDDEN_POLL_MS : POLL_MS;
    }

    async update(moment, signal) {
      const headers = this.etag ? { "If-None-Match": this.etag } : {};
      const answer = await ask(`${this.config.state}?${this.query(moment)}`, { headers, signal, cache: "no-store" });
      if (answer.status === 304) return;
      const state = await answer.json();
      const shapes = await this.shapesOf(state, moment, signal);
      if (moment !== this.moment) return;
      this.hooks.onState(state, shapes, moment);
      this.etag = answer.headers.get("ETag");
    }

    query(moment) {
      const query = new URLSearchParams({ place: this.config.place, lang: this.config.language });
      if (moment) query.set("as_of", moment);
      return query.toString();
    }

    /** Return the shapes of all layers by hash; those already here are not asked for again. */
    async shapesOf(state, moment, signal) {
      const hashes = [...new Set(state.layers.map((layer) => layer.geometry))];
      const found = await Promise.all(hashes.map(async (sha) => [sha, this.shapes.get(sha) ?? (await this.fetchShape(sha, moment, signal))]));
      for (const [sha, shape] of found) {
        this.shapes.delete(sha);
        this.shapes.set(sha, shape);
      }
      for (const sha of this.shapes.keys()) if (this.shapes.size > Math.max(SHAPES_KEPT, hashes.length)) this.shapes.delete(sha);
      return Object.fromEntries(found);
    }

    async fetchShape(sha, moment, signal) {
      const url = `${this.config.geometry}${sha}.geojson`;
      try {
        return await (await ask(url, { signal })).json();
      } catch (trouble) {
        if (trouble.status !== 404) throw trouble;
        // the server has dropped it, or is another one: tell it which map holds these shapes
        return (await ask(`${url}?${this.query(moment)}`, { signal })).json();
      }
    }

    /** Return the card of that id on the map shown now; null when nothing there has it. */
    async card(id) {
      const path = id.split("/").map(encodeURIComponent).join("/");
      try {
        return await (await ask(`${this.config.why}${path}?${this.query(this.moment)}`)).json();
      } catch (trouble) {
        if (trouble.status === 404) return null;
        throw trouble;
      }
    }

    /** Have the server draw the sheet ("png", "pdf", "svg") or make another program's file; return {blob, name}. */
    async sheet(form) {
      const address = SHEETS.includes(form) ? this.config.sheet : this.config.export;
      const answer = await ask(`${address}?${this.query(this.moment)}&form=${form}`);
      const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? `map.${form}`;
      return { blob: await answer.blob(), name };
    }
  }

  /** The feed of a stand-alone file: one state, for good. */
  class FileFeed {
    constructor(config, hooks) {
      this.file = config.file;
      this.hooks = hooks;
      this.moment = null;
      this.isLive = false;
    }

    start() {
      this.hooks.onState(this.file.state, this.file.geometries, null);
      this.hooks.onBusy(false);
    }

    setMoment() { /* a file holds one moment */ }

    async card(id) {
      return this.file.cards[id] ?? null;
    }
  }

  PlaceMap.makeFeed = (config, hooks) => (config.file ? new FileFeed(config, hooks) : new Feed(config, hooks));
})();
