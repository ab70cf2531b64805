/** Find what a drawn point should lie on: a node first, then a border or a road, within some dots of the pointer. */
"use strict";

(() => {
  const REACH_PX = 12;

  /** Return the rings or lines of a GeoJSON geometry as arrays of [lon, lat]; of a polygon all its rings. */
  DrawPage.linesOf = function linesOf(shape) {
    if (!shape) return [];
    switch (shape.type) {
      case "Point": return [[shape.coordinates]];
      case "LineString": return [shape.coordinates];
      case "MultiLineString": case "Polygon": return shape.coordinates;
      case "MultiPolygon": return shape.coordinates.flat();
      case "GeometryCollection": return shape.geometries.flatMap(linesOf);
      default: return [];
    }
  };

  DrawPage.Snapper = class Snapper {
    constructor(map) {
      this.map = map;
      this.nodes = new Map();
      this.lines = [];
    }

    /** Take the lines to snap to; nodes lie at all vertices of `borders`, and nowhere on `roads`. */
    take(borders, roads) {
      this.nodes = new Map();
      for (const line of borders) for (const [x, y] of line) this.nodes.set(`${x},${y}`, [x, y]);
      this.lines = [...borders, ...roads].map((line) => ({ line, box: boxOf(line) }));
    }

    /** Return {at: [lon, lat], kind: "node" | "border" | "free"} for a place on the map. */
    find(latlng, reach = REACH_PX) {
      const degrees = this.degreesOf(reach);
      const { lng, lat } = latlng;
      const here = this.map.latLngToContainerPoint(latlng);
      let best = null;
      for (const place of this.nodes.values()) {
        if (Math.abs(place[0] - lng) > degrees || Math.abs(place[1] - lat) > degrees) continue;
        const away = here.distanceTo(this.dot(place));
        if (away <= reach && (!best || away < best.away)) best = { at: place, kind: "node", away };
      }
      return best ?? this.onLine(here, lng, lat, degrees, reach) ?? { at: [lng, lat], kind: "free" };
    }

    onLine(here, lng, lat, degrees, reach) {
      let best = null;
      for (const { line, box } of this.lines) {
        if (lng < box[0] - degrees || lng > box[2] + degrees || lat < box[1] - degrees || lat > box[3] + degrees) continue;
        for (let index = 1; index < line.length; index += 1) {
          const [a, b] = [this.dot(line[index - 1]), this.dot(line[index])];
          const foot = L.LineUtil.closestPointOnSegment(here, a, b);
          const away = here.distanceTo(foot);
          if (away <= reach && (!best || away < best.away)) {
            const { lng: x, lat: y } = this.map.containerPointToLatLng(foot);
            best = { at: [x, y], kind: "border", away };
          }
        }
      }
      return best;
    }

    /** Return how many metres lie under so many dots: the server draws ends up to borders within it. */
    metresOf(dots = REACH_PX) {
      const { x, y } = this.map.getSize().divideBy(2);
      const at = (dx) => this.map.containerPointToLatLng([x + dx, y]);
      return this.map.distance(at(0), at(dots));
    }

    degreesOf(dots) {
      return this.metresOf(dots) / 100000;
    }

    dot([lng, lat]) {
      return this.map.latLngToContainerPoint([lat, lng]);
    }
  };

  function boxOf(line) {
    const xs = line.map((place) => place[0]);
    const ys = line.map((place) => place[1]);
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  }
})();
