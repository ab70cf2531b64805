/** Handles on the object that is open: its corners can be dragged, pulled out of an edge, and taken away. */
"use strict";

(() => {
  const MOST = 200; // a proposal along many lanes has more corners than fit on a screen: it is drawn anew instead

  DrawPage.Shape = class Shape {
    /** @param {Object} hooks onChange(geometry), onPick(latlng, remove), onHold(isHeld): a hand takes hold, or lets go */
    constructor(map, snapper, hooks) {
      Object.assign(this, { map, snapper, hooks, shape: null });
      this.group = L.layerGroup().addTo(map);
      this.ghost = L.layerGroup().addTo(map);
    }

    /** Take hold of a Point, LineString or Polygon without holes; null lets go. */
    show(shape) {
      this.shape = shape;
      this.group.clearLayers();
      this.ghost.clearLayers();
      const places = this.places();
      if (!places.length || places.length > MOST) return;
      places.forEach((place, index) => this.corner(place, index));
      if (shape.type === "Point") return;
      const last = shape.type === "Polygon" ? places.length : places.length - 1;
      for (let index = 0; index < last; index += 1) this.middle(index);
    }

    /** Return the corners, each once. */
    places() {
      const { shape } = this;
      if (!shape) return [];
      if (shape.type === "Point") return [shape.coordinates];
      if (shape.type === "LineString") return shape.coordinates;
      return shape.type === "Polygon" && shape.coordinates.length === 1 ? shape.coordinates[0].slice(0, -1) : [];
    }

    made(places) {
      const { type } = this.shape;
      if (type === "Point") return { type, coordinates: places[0], snap_m: this.snapper.metresOf() };
      return { type, coordinates: type === "Polygon" ? [[...places, places[0]]] : places };
    }

    handle(place, className, size, data) {
      return DrawPage.handle(this.group, place, { className, size, data, onHold: this.hooks.onHold });
    }

    corner(place, index) {
      const marker = this.handle(place, "is-node", 16, { corner: index });
      this.drag(marker, (to) => this.places().map((one, at) => (at === index ? to : one)));
      const least = { Point: 1, LineString: 2, Polygon: 3 }[this.shape.type];
      marker.on("click", () => {
        const left = this.places().filter((_, at) => at !== index);
        if (left.length >= least) this.hooks.onPick(marker.getLatLng(), () => this.hooks.onChange(this.made(left)));
      });
    }

    middle(index) {
      const places = this.places();
      const [a, b] = [places[index], places[(index + 1) % places.length]];
      if (this.snapper.dot(a).distanceTo(this.snapper.dot(b)) < 34) return;
      const marker = this.handle([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], "is-middle", 12, { edge: index });
      this.drag(marker, (to) => [...this.places().slice(0, index + 1), to, ...this.places().slice(index + 1)]);
    }

    /** Follow a drag with a picture; keep the new shape when it ends. */
    drag(marker, placesWith) {
      let to = null;
      marker.on("drag", () => {
        to = this.snapper.find(marker.getLatLng()).at;
        const line = placesWith(to);
        this.ghost.clearLayers();
        if (line.length > 1) {
          const closed = this.shape.type === "Polygon" ? [...line, line[0]] : line;
          L.polyline(closed.map(([x, y]) => [y, x]), { pane: "sketch", color: "#0b4f9e", weight: 3, dashArray: "6 4", interactive: false }).addTo(this.ghost);
        }
      });
      marker.on("dragend", () => {
        const made = to && this.made(placesWith(to)); // of the corners that the hand saw
        this.hooks.onHold(false);
        if (made) this.hooks.onChange(made);
      });
    }
  };
})();
