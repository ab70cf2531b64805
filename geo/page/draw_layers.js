/** Draw the state on the map: what lies under it, the outline, the units with their numbers, problems, objects. */
"use strict";

(() => {
  const { el } = PlaceMap;

  // neighbours get different tints; no colour of a risk level is among them: a drawing says nothing about risk
  const TINTS = ["#9ecae1", "#c7b8e0", "#b8d8c8", "#e3cfae", "#bcd0ea", "#dbb8cc", "#cdd5b0", "#aedadf"];
  const UNDER = {
    road_main: { color: "#ffffff", weight: 7 }, road_street: { color: "#ffffff", weight: 4.5 },
    road_lane: { color: "#ffffff", weight: 2.2 }, rail: { color: "#7d8790", weight: 1.6, dashArray: "7 5" },
    water: { color: "#a9cfe8", fillColor: "#bddcf0", weight: 1, fillOpacity: 1, fill: true },
    green: { color: "#bfd9b4", fillColor: "#cfe5c5", weight: 1, fillOpacity: 1, fill: true },
    outside: { color: "#d5dade", fillColor: "#e4e7ea", weight: 1, fillOpacity: 1, fill: true },
  };
  const OBJECTS = { sites: "#b4531a", lockdowns: "#a3172c", belts: "#5b2a86", checkpoints: "#143d73", facilities: "#146c5c" };
  const PANES = { under: 300, units: 350, borders: 380, objects: 400, problems: 420, sketch: 450 };

  DrawPage.colorOf = (kind) => OBJECTS[kind] ?? "#37474f";

  DrawPage.Layers = class Layers {
    /** @param {Object} picks onUnit(id, event), onObject(kind, id) */
    constructor(map, picks) {
      Object.assign(this, { map, picks, groups: {}, drawn: {} });
      for (const [name, rank] of Object.entries(PANES)) {
        map.createPane(name).style.zIndex = rank;
        this.groups[name] = L.layerGroup().addTo(map);
      }
      this.groups.open = L.layerGroup().addTo(map);
      this.tints = new Map();
    }

    showUnder(underlay) {
      const renderer = L.canvas({ pane: "under" });
      const order = ["outside", "green", "water", "rail", "road_lane", "road_street", "road_main"];
      for (const one of [...underlay].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))) {
        const style = UNDER[one.kind] ?? UNDER.road_lane;
        L.geoJSON(one.shape, { style: { ...style, renderer }, pane: "under", interactive: false, renderer }).addTo(this.groups.under);
      }
    }

    /** Draw a group anew when what it shows has changed. */
    redraw(name, data, build) {
      const text = JSON.stringify(data);
      if (this.drawn[name] === text) return;
      this.drawn[name] = text;
      this.groups[name].clearLayers();
      build(this.groups[name]);
    }

    show(state, chosen, opened) {
      this.tint(state.borders);
      this.redraw("units", [state.units, state.outline, chosen], (group) => {
        for (const unit of state.units) this.unit(unit, chosen).addTo(group);
        if (state.outline) {
          L.geoJSON(state.outline, { pane: "units", interactive: false, style: { color: "#16202b", weight: 4, fill: !state.units.length, fillOpacity: 0.06, className: "dr-outline" } }).addTo(group);
        }
      });
      this.redraw("problems", state.problems, (group) => {
        for (const problem of state.problems) this.problem(problem).addTo(group);
      });
      this.redraw("open", state.open, (group) => {
        for (const one of state.open) {
          const [lng, lat] = one.shape.coordinates;
          L.circleMarker([lat, lng], { pane: "objects", radius: 9, color: "#d4002a", weight: 3, dashArray: "3 3", fillColor: "#fff", fillOpacity: 0.6, className: "dr-open" })
            .bindTooltip(() => one.said, { direction: "top", className: "pm-tip" }).addTo(group);
        }
      });
      const drafts = new Set(state.object_drafts.map((one) => `${one.kind}/${one.subject}`));
      const standing = state.objects.filter((one) => !drafts.has(`${one.kind}/${one.id}`));
      this.redraw("objects", [standing, state.object_drafts, opened], (group) => {
        for (const one of standing) this.object(group, one.kind, one.id, one, false, opened);
        for (const one of state.object_drafts) this.object(group, one.kind, one.subject, one, true, opened);
      });
    }

    /** Give neighbours different tints, and keep a unit's tint while it is there. */
    tint(borders) {
      const beside = new Map();
      for (const { units } of borders) {
        for (const unit of units) beside.set(unit, new Set([...(beside.get(unit) ?? []), ...units]));
      }
      for (const [unit, around] of beside) {
        if (this.tints.has(unit)) continue;
        const used = [...around].map((one) => this.tints.get(one));
        this.tints.set(unit, TINTS.find((tint) => !used.includes(tint)) ?? TINTS[this.tints.size % TINTS.length]);
      }
    }

    unit(unit, chosen) {
      const isChosen = chosen.includes(unit.id);
      const layer = L.geoJSON(unit.shape, {
        pane: "units",
        style: { color: isChosen ? "#0b4f9e" : "#3c4650", weight: isChosen ? 3.5 : 1.6, fillColor: this.tints.get(unit.id), fillOpacity: isChosen ? 0.75 : 0.5 },
      });
      layer.on("click", (event) => this.picks.onUnit(unit.id, event));
      layer.eachLayer((part) => part.on("add", () => part.getElement()?.setAttribute("data-unit", unit.id)));
      const label = el("span", { class: "dr-number" }, unit.fields.code || unit.fields.name);
      const middle = L.geoJSON(unit.shape).getBounds().getCenter();
      const at = inside(unit.shape, middle);
      L.marker(at, { pane: "units", interactive: false, keyboard: false, icon: L.divIcon({ className: "dr-label", html: label, iconSize: [0, 0] }) })
        .addTo(layer);
      return layer;
    }

    problem(problem) {
      const color = problem.grave ? "#c3122a" : "#c26a00";
      const mark = (at) => L.circleMarker(at, { pane: "problems", radius: 9, color, weight: 3, fillOpacity: 0.15, interactive: false });
      const layer = L.geoJSON(problem.shape, {
        pane: "problems", interactive: false, pointToLayer: (_, at) => mark(at),
        style: { color, weight: 3, dashArray: "5 4", fillColor: color, fillOpacity: 0.35, className: "dr-problem" },
      });
      // a sliver is too thin to be seen from afar: a ring says where it is
      return L.layerGroup([layer, mark(layer.getBounds().getCenter())]);
    }

    object(group, kind, id, one, isDraft, opened) {
      if (!one.shape) return;
      const color = DrawPage.colorOf(kind);
      const isOpen = opened === `${kind}/${id}`;
      // a wide containment is ground to search, not to close: its fill must not hide what lies in it
      const fillOpacity = one.fields.ring === "wide" ? 0.05 : 0.25;
      const style = { color, weight: isOpen ? 5 : 3, fillColor: color, fillOpacity, dashArray: isDraft ? "8 6" : null };
      const layer = L.geoJSON(one.shape, {
        pane: "objects", style: one.shape.type === "Point" ? undefined : style,
        pointToLayer: (_, at) => L.circleMarker(at, { ...style, dashArray: null, radius: isOpen ? 10 : 7, weight: 2.5, color: isDraft ? color : "#fff", fillColor: isDraft ? "#fff" : color, fillOpacity: 1, pane: "objects" }),
      });
      layer.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        this.picks.onObject(kind, id, event);
      });
      layer.bindTooltip(() => one.fields.name || "…", { direction: "top", sticky: true, className: "pm-tip" });
      layer.eachLayer((part) => part.on("add", () => part.getElement()?.setAttribute("data-object", `${kind}/${id}`)));
      layer.addTo(group);
      const radius = Number(String(one.fields.radius_m ?? "").replace(",", "."));
      if (one.shape.type === "Point" && radius > 0) {
        const [lng, lat] = one.shape.coordinates;
        L.circle([lat, lng], { ...style, radius, pane: "objects", interactive: false, weight: 2 }).addTo(group);
      }
    }
  };

  /** Return a place inside a polygon for its number: the middle of the widest stretch on the middle's line of latitude. */
  function inside(shape, middle) {
    const cuts = [];
    for (const ring of DrawPage.linesOf(shape)) {
      for (let index = 1; index < ring.length; index += 1) {
        const [[x1, y1], [x2, y2]] = [ring[index - 1], ring[index]];
        if ((y1 > middle.lat) !== (y2 > middle.lat)) cuts.push(x1 + ((middle.lat - y1) * (x2 - x1)) / (y2 - y1));
      }
    }
    cuts.sort((a, b) => a - b);
    let best = [middle.lng, middle.lng];
    for (let index = 1; index < cuts.length; index += 2) {
      if (cuts[index] - cuts[index - 1] > best[1] - best[0]) best = [cuts[index - 1], cuts[index]];
    }
    return [middle.lat, (best[0] + best[1]) / 2];
  }
})();
