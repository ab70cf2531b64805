/**
 * Send changes one after another, and lose none: what could not be sent stays in this browser's storage, is shown as
 * "not sent" and goes out again. The server judges; its answer holds the new state.
 */
"use strict";

globalThis.DrawPage = {};

(() => {
  const RETRY_MS = 3000;
  const POLL_MS = 4000;

  /** Return a name for a change or a new object that nobody else has. */
  DrawPage.newId = function newId() {
    return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("");
  };

  /** What this browser keeps of a place over a reload: unsent changes, the recorder's name, points not yet divided. */
  DrawPage.Keep = class Keep {
    constructor(place) {
      this.prefix = `zone-draw:${place}:`;
    }

    read(name, otherwise) {
      try {
        return JSON.parse(localStorage.getItem(this.prefix + name)) ?? otherwise;
      } catch {
        return otherwise; // a browser that keeps nothing: the page works, but forgets
      }
    }

    write(name, value) {
      try {
        localStorage.setItem(this.prefix + name, JSON.stringify(value));
      } catch { /* see read */ }
    }
  };

  /**
   * @typedef {Object} Entry one change on its way
   * @property {string} kind "areas" or the object's kind @property {string} subject @property {Object} change
   * @property {number} version the draft's version that it was made for @property {string} author
   */

  DrawPage.Outbox = class Outbox {
    /** @param {Object} config addresses @param {Object} hooks onState, onRefused, onConflict, onWaiting, author */
    constructor(config, keep, hooks) {
      Object.assign(this, { config, keep, hooks, isSending: false, held: null, isLost: false, answers: 0 });
      /** @type {Entry[]} */
      this.waiting = keep.read("unsent", []);
      setInterval(() => this.poll(), POLL_MS);
      setInterval(() => this.isLost && this.flush(), RETRY_MS);
      addEventListener("online", () => this.flush());
    }

    /** Queue a change; several in a row count the versions on by themselves. */
    push(kind, subject, change, version) {
      const mine = this.waiting.filter((one) => one.kind === kind && one.subject === subject);
      const last = mine.at(-1);
      if (last && change.op === "put" && last.change.op === "put" && !(this.isSending && this.waiting[0] === last)) {
        last.change = { ...last.change, ...change, id: last.change.id };
      } else {
        this.waiting.push({
          kind, subject, version: version + mine.length, author: this.hooks.author(), change: { id: DrawPage.newId(), ...change },
        });
      }
      this.remember();
      this.flush();
    }

    /** Tell whether changes of a target are still on their way: what the server knows of it is older than what is typed. */
    isBusyWith(kind, subject) {
      return this.waiting.some((one) => one.kind === kind && one.subject === subject);
    }

    remember() {
      this.keep.write("unsent", this.waiting);
      this.hooks.onWaiting(this.waiting, this.isLost);
    }

    /** Send what waits, in order; stop at the first that has no answer. */
    async flush() {
      if (this.isSending || this.held) return;
      this.isSending = true;
      try {
        while (this.waiting.length && !this.held) {
          const entry = this.waiting[0];
          const answer = await this.post(this.config.change, entry);
          if (answer === null) break;
          this.settle(entry, answer);
        }
      } finally {
        this.isSending = false;
        this.remember();
      }
    }

    settle(entry, { status, body }) {
      this.answers += 1;
      if (status === 409) {
        this.held = entry;
        this.hooks.onConflict(body);
      } else {
        this.waiting.shift();
        if (status !== 200) {
          for (const one of this.waiting) if (one.kind === entry.kind && one.subject === entry.subject) one.version -= 1;
          this.hooks.onRefused(entry, body);
        }
      }
      this.remember();
      if (body.state) this.hooks.onState(body.state, entry);
    }

    /** After a conflict: send what was held for the version that is shown now, or put it aside. */
    resolve(again, versionOf) {
      this.held = null;
      if (again) {
        const counts = new Map();
        for (const one of this.waiting) {
          const target = `${one.kind}/${one.subject}`;
          one.version = versionOf(one.kind, one.subject) + (counts.get(target) ?? 0);
          counts.set(target, (counts.get(target) ?? 0) + 1);
        }
      } else {
        this.waiting = [];
      }
      this.remember();
      this.flush();
    }

    /** POST JSON. Return {status, body}, or null when the server could not be reached or could not store. */
    async post(address, sent) {
      try {
        const response = await fetch(this.query(address), {
          method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent),
        });
        if (response.status > 500) throw new Error(String(response.status)); // 500: a fault of ours, which sending again does not mend
        const body = await response.json();
        this.found();
        return { status: response.status, body };
      } catch {
        this.lost();
        return null;
      }
    }

    async get(address) {
      return JSON.parse(await this.text(address));
    }

    async text(address) {
      const response = await fetch(this.query(address), { cache: "no-cache" });
      if (!response.ok) throw new Error(String(response.status));
      return response.text();
    }

    /**
     * Ask for the newest state, unless changes of our own are on their way. A change that was answered while the
     * question was on its way has shown a newer state than the one that comes back.
     */
    async poll() {
      if (this.isSending || this.waiting.length || document.hidden) return;
      try {
        const { answers } = this;
        const text = await this.text(this.config.state);
        this.found();
        if (this.isSending || this.waiting.length || answers !== this.answers) return;
        if (text === this.polled) return; // nothing is drawn anew for nothing
        this.polled = text;
        this.hooks.onState(JSON.parse(text), null);
      } catch {
        this.lost();
      }
    }

    lost() {
      this.isLost = true;
      this.hooks.onWaiting(this.waiting, true);
    }

    found() {
      if (!this.isLost) return;
      this.isLost = false;
      this.hooks.onWaiting(this.waiting, false);
    }

    query(address) {
      return `${address}?${new URLSearchParams({ place: this.config.place, lang: this.config.language })}`;
    }
  };
})();
