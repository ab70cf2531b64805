/** The map of the briefing: one map that moves from page to page, showing each time what that page is about. */
"use strict";

(() => {
  const { el } = PlaceMap;
  const GROUND = ["water", "rail", "roads"];
  const RINGS = [["#ffffff", 13], ["#101820", 6]];

  PlaceMap.BriefingMap = class BriefingMap {
    /** @param {Object} state the frozen map @param {Object} shapes GeoJSON by layer id */
    constructor(state, shapes) {
      Object.assign(this, { state, shapes, rings: [], bounds: null });
      this.root = el("div", { class: "gb-map" });
      this.ground = el("div", { class: "gb-ground" });
      this.root.append(this.ground);
      this.map = L.map(this.ground, {
        zoomControl: false, attributionControl: false, zoomSnap: 0, maxZoom: 21, dragging: false, keyboard: false, scrollWheelZoom: false,
        doubleClickZoom: false, boxZoom: false, touchZoom: false, zoomAnimation: false, fadeAnimation: false, inertia: false, tap: false,
      });
      const [west, south, east, north] = state.bounds;
      this.map.fitBounds([[south, west], [north, east]], { animate: false });
      // nothing here is to be clicked: a click turns the page
      this.layers = new PlaceMap.Layers(this.map, () => {});
      this.labels = new PlaceMap.Labels(this.map, this.layers);
      Object.assign(this.map.createPane("spotlight").style, { zIndex: 590, pointerEvents: "none" });
      this.chooseLayers([]);
      this.layers.apply(state, shapes);
      new ResizeObserver(() => this.settle()).observe(this.ground);
    }

    /** Show what a page is about: its layers, its part of the place, its things outlined. */
    show(focus) {
      this.bounds = focus.bounds;
      this.chooseLayers(focus.layers);
      this.settle();
      this.outline(focus.spotlight);
    }

    /** Fit the bounds anew; a map in a page that is not shown has no room yet. */
    settle() {
      if (!this.bounds || !this.ground.clientWidth) return;
      const [west, south, east, north] = this.bounds;
      this.map.invalidateSize({ pan: false });
      this.map.fitBounds([[south, west], [north, east]], { animate: false, padding: [24, 24] });
      this.labels.refresh();
    }

    chooseLayers(names) {
      for (const { id } of this.state.layers) {
        const isOn = GROUND.includes(id) || names.some((name) => id === name || id.startsWith(`${name}_`));
        this.layers.choose(id, isOn);
      }
    }

    outline(parts) {
      for (const ring of this.rings) ring.remove();
      this.rings = [];
      for (const [layerId, featureId] of parts) {
        for (const drawn of this.layers.find(layerId, featureId)?.drawn ?? []) this.ring(drawn);
      }
    }

    ring(drawn) {
      const options = { pane: "spotlight", interactive: false, fill: false, smoothFactor: 0, lineJoin: "round" };
      for (const [color, weight] of RINGS) {
        const style = { ...options, color, weight };
        const ring = drawn.getLatLngs ? L.polygon(drawn.getLatLngs(), style) : null;
        if (ring) this.rings.push(ring.addTo(this.map));
      }
    }
  };
})();
