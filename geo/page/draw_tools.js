/** Let a person set points on the map, by mouse or thumb: for an area, a line, one point, or one point after another. */
"use strict";

(() => {
  const { el, say } = PlaceMap;
  const NEEDED = { area: 3, line: 2, point: 1 };
  const SAME_PX = 9;

  DrawPage.Sketch = class Sketch {
    /** @param {HTMLElement} bar where the hint and the buttons stand while one draws */
    constructor(map, snapper, bar) {
      Object.assign(this, { map, snapper, bar, task: null, points: [] });
      this.group = L.layerGroup().addTo(map);
      map.on("click", (event) => this.click(event));
      map.on("mousemove", (event) => this.hover(event));
      document.addEventListener("keydown", (event) => this.key(event));
    }

    get isOn() {
      return this.task !== null;
    }

    /**
     * Begin. `task`: {shape: "area" | "line" | "point" | "points" | "units", hint, onDone(points), onPoint?(point), onCancel?()}
     * with points as [lon, lat].
     */
    start(task, words) {
      this.cancel();
      this.task = task;
      this.words = words;
      this.map.doubleClickZoom.disable();
      this.map.getContainer().classList.add("is-drawing");
      this.onTurn?.();
      this.tell();
    }

    tell() {
      const { words, task, points } = this;
      const button = (name, onClick, className = "") => el("button", { type: "button", class: `pm-text-button ${className}`, click: onClick, "data-do": name }, say(words, name));
      const isMany = task.shape === "area" || task.shape === "line";
      this.bar.replaceChildren(
        el("span", {}, task.hint),
        isMany && points.length ? button("step_back", () => this.back()) : "",
        (isMany && points.length >= NEEDED[task.shape]) || task.shape === "units" ? button("finish", () => this.finish(), "dr-main") : "",
        button("cancel", () => this.cancel()),
      );
      this.bar.hidden = false;
    }

    cancel() {
      const task = this.task;
      this.stop();
      task?.onCancel?.();
    }

    stop() {
      if (!this.task) return;
      this.task = null;
      this.points = [];
      this.group.clearLayers();
      this.bar.hidden = true;
      setTimeout(() => this.task || this.map.doubleClickZoom.enable(), 0); // not yet: the click that ends may be half of a double click
      this.map.getContainer().classList.remove("is-drawing");
      this.onTurn?.();
    }

    click(event) {
      if (!this.task) return;
      event.originalEvent.isOfSketch = true; // the click that ends a drawing is not one that chooses
      const { at } = this.snapper.find(event.latlng);
      if (this.task.shape === "units") return; // the units take the click themselves
      if (this.task.shape === "points") {
        this.task.onPoint(at);
        return;
      }
      // a second click on the first or the last point ends the drawing
      const [first, last] = [this.points[0], this.points.at(-1)];
      if (last && this.isSame(last, at)) {
        this.finish();
        return;
      }
      if (this.task.shape === "area" && this.points.length >= 3 && this.isSame(first, at)) {
        this.finish();
        return;
      }
      this.points.push(at);
      if (this.task.shape === "point") this.finish();
      else this.draw(null);
    }

    isSame(one, other) {
      return this.snapper.dot(one).distanceTo(this.snapper.dot(other)) < SAME_PX;
    }

    hover(event) {
      if (this.task) this.draw(this.snapper.find(event.latlng));
    }

    back() {
      this.points.pop();
      this.draw(null);
    }

    finish() {
      const { task, points } = this;
      if (points.length < (NEEDED[task.shape] ?? (task.shape === "units" ? 0 : Infinity))) return;
      this.stop();
      task.onDone(points);
    }

    key(event) {
      if (!this.task || event.target.closest?.("input, textarea, select, dialog")) return;
      if (event.key === "Escape") this.cancel();
      else if (event.key === "Enter") this.finish();
      else if (event.key === "Backspace") this.back();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    draw(found) {
      this.group.clearLayers();
      const options = { pane: "sketch", interactive: false, color: "#0b4f9e", weight: 3 };
      const places = [...this.points, ...(found && NEEDED[this.task.shape] ? [found.at] : [])].map(([x, y]) => [y, x]);
      if (this.task.shape === "area" && places.length > 2) L.polygon(places, { ...options, dashArray: "6 4", fillOpacity: 0.12 }).addTo(this.group);
      else if (places.length > 1) L.polyline(places, { ...options, dashArray: "6 4" }).addTo(this.group);
      for (const [x, y] of this.points) L.circleMarker([y, x], { ...options, radius: 4, fillColor: "#fff", fillOpacity: 1 }).addTo(this.group);
      if (found && this.task.shape !== "units") {
        const isSnapped = found.kind !== "free";
        L.circleMarker([found.at[1], found.at[0]], { ...options, radius: isSnapped ? 8 : 3, color: isSnapped ? "#d6338a" : "#0b4f9e", fillOpacity: isSnapped ? 0.2 : 1 }).addTo(this.group);
      }
      this.tell();
    }
  };
})();
