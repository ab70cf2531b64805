/**
 * Handles on the chosen unit: nodes that neighbours share, the middles of edges where a new node can be pulled out, and
 * whole stretches of border. What moves here is only a picture; the server moves the borders of all neighbours.
 */
"use strict";

(() => {
  const MOST = 260; // more handles than this in view hide the map: then only the junctions are shown
  const MIDDLE_FROM_PX = 34;
  const APART_PX = 15; // nearer to another handle a node cannot be taken hold of: it shows when one zooms in

  DrawPage.Nodes = class Nodes {
    /**
     * @param {Object} hooks onMove(at, to), onBend(at, to), onBorder(border, line), onPickNode(at, latlng), mayDrag(),
     *   onHold(isHeld): a hand takes hold of something, or has let go of it
     */
    constructor(map, snapper, hooks) {
      Object.assign(this, { map, snapper, hooks, state: null, unit: null, isHeld: false, isLate: false });
      this.group = L.layerGroup().addTo(map);
      this.ghost = L.layerGroup().addTo(map);
      map.on("zoomend moveend", () => this.draw());
    }

    show(state, unitId) {
      this.state = state;
      this.unit = unitId;
      this.ghost.clearLayers();
      this.draw();
    }

    draw() {
      this.isLate = this.isHeld; // what is in a hand must not be drawn anew under it: letting go draws
      if (this.isHeld) return;
      this.group.clearLayers();
      if (!this.unit || !this.state) return;
      const mine = this.state.borders.filter((border) => border.units.includes(this.unit));
      for (const border of mine) this.border(border);
      const view = this.map.getBounds().pad(0.05);
      const nodes = new Map();
      for (const { line } of mine) {
        for (const place of line) if (view.contains([place[1], place[0]])) nodes.set(place.join(), place);
      }
      const few = nodes.size <= MOST;
      const ends = new Set(mine.flatMap(({ line }) => [line[0].join(), line.at(-1).join()]));
      const seen = [...nodes].filter(([name]) => ends.has(name)).map(([, place]) => this.snapper.dot(place));
      for (const [name, place] of nodes) {
        const dot = this.snapper.dot(place);
        if (!ends.has(name) && (!few || seen.some((other) => other.distanceTo(dot) < APART_PX))) continue;
        if (!ends.has(name)) seen.push(dot);
        this.node(place, ends.has(name));
      }
      if (few) for (const { line } of mine) this.middles(line, view);
    }

    handle(place, className, size, data) {
      return DrawPage.handle(this.group, place, { className, size, data, onHold: (isHeld) => this.hold(isHeld) });
    }

    node(place, isJunction) {
      const marker = this.handle(place, isJunction ? "is-junction" : "is-node", 16, { node: place.join() });
      this.drag(marker, place, (to) => this.hooks.onMove(place, to));
      marker.on("click", () => this.hooks.onPickNode(place, marker.getLatLng()));
    }

    middles(line, view) {
      for (let index = 1; index < line.length; index += 1) {
        const [a, b] = [line[index - 1], line[index]];
        if (this.snapper.dot(a).distanceTo(this.snapper.dot(b)) < MIDDLE_FROM_PX) continue;
        const middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
        if (!view.contains([middle[1], middle[0]])) continue;
        const marker = this.handle(middle, "is-middle", 12, { middle: `${a.join()}/${b.join()}` });
        this.drag(marker, middle, (to) => this.hooks.onBend(middle, to), [a, b]);
      }
    }

    /** Follow a drag with a picture of what moves, snapped; ask for the change when it ends. */
    drag(marker, place, onEnd, edge = null) {
      let found = null;
      const linesAt = (at) => (edge ? [[edge[0], at, edge[1]]] : this.movedLines(place, at));
      marker.on("drag", () => {
        found = this.snapper.find(marker.getLatLng());
        if (found.at.join() === place.join()) found = { at: toPlace(marker.getLatLng()), kind: "free" };
        this.picture(linesAt(found.at));
      });
      marker.on("dragend", () => {
        const isMoved = found && this.snapper.dot(found.at).distanceTo(this.snapper.dot(place)) > 2;
        const lines = isMoved ? linesAt(found.at) : [];
        this.hold(false);
        this.picture(lines); // until the server has answered
        if (isMoved) onEnd(found.at);
        else this.draw();
        found = null;
      });
    }

    hold(isHeld) {
      this.isHeld = isHeld;
      this.hooks.onHold(isHeld);
      if (!isHeld && this.isLate) this.draw();
    }

    movedLines(place, to) {
      const name = place.join();
      return this.state.borders.filter(({ line }) => line.some((one) => one.join() === name))
        .map(({ line }) => line.map((one) => (one.join() === name ? to : one)));
    }

    picture(lines) {
      this.ghost.clearLayers();
      for (const line of lines) {
        L.polyline(line.map(([x, y]) => [y, x]), { pane: "sketch", color: "#0b4f9e", weight: 3, dashArray: "6 4", interactive: false }).addTo(this.ghost);
      }
    }

    /** A stretch of border between two junctions can be dragged as a whole; its ends stay. */
    border(border) {
      const latlngs = border.line.map(([x, y]) => [y, x]);
      const grip = L.polyline(latlngs, { pane: "borders", color: "#0b4f9e", opacity: 0.01, weight: 14, className: "dr-grip", bubblingMouseEvents: false });
      grip.on("add", () => grip.getElement().setAttribute("data-border", border.units.join(" ")));
      grip.on("mouseover", () => grip.setStyle({ opacity: 0.25 }));
      grip.on("mouseout", () => grip.setStyle({ opacity: 0.01 }));
      grip.on("mousedown", (event) => this.dragBorder(border, event));
      grip.addTo(this.group);
    }

    dragBorder(border, start) {
      if (!this.hooks.mayDrag()) return;
      this.map.dragging.disable();
      this.hold(true);
      let line = null;
      const from = this.map.latLngToContainerPoint(start.latlng);
      const move = (event) => {
        const step = this.map.latLngToContainerPoint(event.latlng).subtract(from);
        line = Math.hypot(step.x, step.y) < 4 ? null : this.pulled(border.line, from, step);
        this.picture(line ? [line] : []);
      };
      const stop = () => {
        this.map.off("mousemove", move);
        document.removeEventListener("mouseup", stop);
        this.map.dragging.enable();
        this.hold(false);
        this.picture(line ? [line] : []);
        if (!line) return;
        swallowClick();
        this.hooks.onBorder(border.line, line);
      };
      this.map.on("mousemove", move);
      document.addEventListener("mouseup", stop);
    }

    /**
     * Pull a line like a rubber band: what was taken hold of follows the pointer, its ends stay, the rest in between
     * by how near it is. Where one takes hold of a long edge, a node is put.
     */
    pulled(line, from, step) {
      const dots = line.map((place) => this.snapper.dot(place));
      const held = holdOf(dots, from);
      if (dots.every((dot) => dot.distanceTo(from) > APART_PX)) {
        dots.splice(held.after + 1, 0, from);
        held.at = held.after + 1;
      } else {
        held.at = dots.reduce((best, dot, index) => (dot.distanceTo(from) < dots[best].distanceTo(from) ? index : best), 0);
      }
      const along = dots.reduce((sums, dot, index) => [...sums, index ? sums[index - 1] + dot.distanceTo(dots[index - 1]) : 0], []);
      const [middle, whole] = [along[held.at], along.at(-1)];
      const isClosed = line[0].join() === line.at(-1).join();
      const share = (index) => (isClosed ? 1 : along[index] <= middle ? along[index] / (middle || 1) : (whole - along[index]) / (whole - middle || 1));
      return dots.map((dot, index) => {
        const isEnd = !isClosed && (index === 0 || index === dots.length - 1);
        return isEnd ? line[index === 0 ? 0 : line.length - 1] : toPlace(this.map.containerPointToLatLng(dot.add(step.multiplyBy(share(index)))));
      });
    }
  };

  /** A browser takes letting go after a drag for a click on the map, which would un-choose the unit. */
  function swallowClick() {
    const swallow = (event) => event.stopPropagation();
    document.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 0);
  }

  /** Find the edge that lies nearest to a dot: the number of the vertex before it. */
  function holdOf(dots, from) {
    let best = { after: 0, away: Infinity };
    for (let index = 1; index < dots.length; index += 1) {
      const away = L.LineUtil.pointToSegmentDistance(from, dots[index - 1], dots[index]);
      if (away < best.away) best = { after: index - 1, away };
    }
    return best;
  }

  function toPlace({ lng, lat }) {
    return [lng, lat];
  }
})();
