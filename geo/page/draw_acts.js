/** What a person does on the drawing page that goes to the server: changes, saving, ending; and what it answers. */
"use strict";

(() => {
  const { el, say } = PlaceMap;

  Object.assign(DrawPage.Page.prototype, {
    /** Change the boundaries' draft. */
    change(change) {
      this.outbox.push(DrawPage.BOUNDARIES, "", { ...change, outline_locked: this.locked }, this.state.draft.version);
    },

    changeObject(kind, subject, change) {
      this.outbox.push(kind, subject, change, this.versionOf(kind, subject));
    },

    versionOf(kind, subject) {
      if (kind === DrawPage.BOUNDARIES) return this.state.draft.version;
      return this.state.object_drafts.find((one) => one.kind === kind && one.subject === subject)?.version ?? 0;
    },

    /** Say why a change was not made, and show where; ask where a person may say yes all the same. */
    async refused(body, entry) {
      if (this.state && !this.isHeld) this.nodes.show(this.state, this.chosen.length === 1 ? this.chosen[0] : null);
      if (body.cells) (entry.kind === DrawPage.BOUNDARIES ? this.units : this.objects).form?.mark(body.cells);
      if (body.confirm && entry.change) {
        const yes = await DrawPage.ask(this.words, { title: body.message, yes: say(this.words, "go_on") });
        if (yes) this.change({ ...entry.change, id: DrawPage.newId(), [body.confirm]: true });
        return;
      }
      this.notices.say("error", body.message);
      this.pointAt(body.at);
    },

    pointAt(at) {
      this.where?.remove();
      if (!at) return;
      const layer = L.geoJSON(at, { interactive: false, pane: "problems", style: { color: "#c3122a", weight: 4, fillOpacity: 0.3 }, pointToLayer: (_, place) => L.circleMarker(place, { pane: "problems", radius: 11, color: "#c3122a", weight: 4, fillOpacity: 0.1 }) });
      this.where = layer.addTo(this.map);
      setTimeout(() => layer.remove(), 8000);
    },

    /** Somebody was quicker: show what they made, and let the person decide about what was not sent. */
    conflict(body) {
      const again = DrawPage.button(this.words, "send_again", () => this.decide(notice, true), { icon: "" });
      const aside = DrawPage.button(this.words, "put_aside", () => this.decide(notice, false), { icon: "" });
      const notice = this.notices.say("error", body.message, el("div", { class: "dr-row" }, again, aside));
      notice.classList.add("is-held");
      notice.querySelector(".dr-close").remove();
    },

    decide(notice, again) {
      notice.remove();
      this.outbox.resolve(again, (kind, subject) => this.versionOf(kind, subject));
    },

    tellWaiting(waiting, isLost) {
      const node = this.shell.waiting;
      node.hidden = !waiting.length && !isLost;
      node.classList.toggle("is-lost", isLost);
      const key = isLost ? (waiting.length ? "lost_unsent" : "lost") : "sending";
      node.textContent = say(this.words, key, { count: waiting.length });
      document.documentElement.dataset.waiting = waiting.length;
      this.showUnsent(isLost ? waiting : []);
    },

    /** Draw what could not be sent yet, so that nobody thinks it lost. */
    showUnsent(waiting) {
      this.unsent ??= L.layerGroup().addTo(this.map);
      this.unsent.clearLayers();
      for (const { change } of waiting) {
        const rings = change.rings ?? (change.drawn?.type === "Polygon" ? change.drawn.coordinates : []);
        const lines = [change.line, change.drawn?.type === "LineString" ? change.drawn.coordinates : null, ...rings.map((ring) => [...ring, ring[0]]), change.at && change.to ? [change.at, change.to] : null];
        for (const line of lines.filter(Boolean)) {
          L.polyline(line.map(([x, y]) => [y, x]), { pane: "sketch", color: "#b35c00", weight: 4, dashArray: "2 7", interactive: false, className: "dr-unsent" }).addTo(this.unsent);
        }
      }
    },

    /** Send what a person decided once and for all; tell what came of it. Return the answer's body when it was done. */
    async decideOn(address, sent) {
      if (this.outbox.waiting.length) {
        this.notices.say("error", say(this.words, "first_unsent"));
        return null;
      }
      const answer = await this.outbox.post(address, { author: this.author.value.trim(), ...sent });
      if (answer === null) {
        this.notices.say("error", say(this.words, "not_reached"));
        return null;
      }
      const { status, body } = answer;
      if (body.state) this.show(body.state, null);
      if (status === 200) {
        this.notices.say("info", body.said);
        return body;
      }
      if (body.kind === "author_missing") this.author.focus();
      if (body.confirm) {
        const yes = await DrawPage.ask(this.words, { title: body.message, sentences: body.sentences, yes: say(this.words, "save_anyway") });
        return yes ? this.decideOn(address, { ...sent, [body.confirm]: true }) : null;
      }
      if (body.cells) this.objects.form?.mark(body.cells);
      this.notices.say("error", body.message);
      this.pointAt(body.at);
      return null;
    },

    async saveBoundaries() {
      const { words, state } = this;
      const asked = await DrawPage.ask(words, {
        title: say(words, "save_title"), sentences: [say(words, state.place.has_units ? "save_ends_old" : "save_first")],
        fields: [
          { label: say(words, "valid_from"), name: "valid_from", value: state.place.has_units ? state.place.moment : "", hint: say(words, "moment_hint") },
          { label: say(words, "document"), name: "document", hint: say(words, "document_hint") },
        ],
        yes: say(words, "save"),
      });
      if (asked) await this.decideOn(this.config.save, { kind: DrawPage.BOUNDARIES, version: this.state.draft.version, ...asked });
    },

    async dropBoundaries() {
      const yes = await DrawPage.ask(this.words, { title: say(this.words, "drop_sure"), yes: say(this.words, "drop") });
      if (yes) this.change({ op: "drop" });
    },

    async saveObject(one) {
      const { words } = this;
      const sent = { kind: one.kind, subject: one.subject, version: this.versionOf(one.kind, one.subject), name: this.objects.form.value("name") };
      if (one.record) {
        const asked = await DrawPage.ask(words, {
          title: say(words, "edit_title"), sentences: [say(words, "edit_how")],
          fields: [{ label: say(words, "edit_from"), name: "changes_from", hint: say(words, "edit_from_hint") }], yes: say(words, "save_object"),
        });
        if (!asked) return;
        Object.assign(sent, asked);
      }
      if (await this.decideOn(this.config.save, sent)) this.open(null);
    },

    /** Ask the program for a proposal; it comes as objects being drawn, and the first of them opens. */
    async propose(asked) {
      const done = await this.decideOn(this.config.propose, { id: DrawPage.newId(), asked });
      if (done) this.open(...done.made[0], true);
    },

    dropObject(one) {
      this.changeObject(one.kind, one.subject, { op: "drop" });
      this.open(null);
    },

    async endObject(one) {
      const { words } = this;
      const asked = await DrawPage.ask(words, {
        title: say(words, "end_title", { name: one.fields.name }), sentences: [say(words, "end_how")],
        fields: [{ label: say(words, "end_from"), name: "valid_to", value: this.state.place.moment, hint: say(words, "moment_hint") }], yes: say(words, "end_object"),
      });
      if (asked && await this.decideOn(this.config.end, { kind: one.kind, subject: one.subject, version: 0, name: one.fields.name, ...asked })) this.open(null);
    },
  });
})();
