/**
 * Leaflet's SVG renderer with more to a shape than one path: a hatch over an area's fill, and a casing under a line.
 * Each stands in a path of its own beside the shape's, so that recolouring a shape changes attributes only.
 */
"use strict";

(() => {
  const { svg, hatchPaint, PX, dashes } = PlaceMap;
  const base = L.SVG.prototype;
  const COMPANIONS = ["_hatchPath", "_outlinePath", "_casingPath"];

  /** Put a drawn shape's paths on top of their groups. */
  PlaceMap.bringToTop = function bringToTop(drawn) {
    for (const name of ["_path", ...COMPANIONS]) drawn[name]?.parentNode.append(drawn[name]);
  };

  PlaceMap.Renderer = L.SVG.extend({
    _initContainer() {
      base._initContainer.call(this);
      // all casings lie under all lines: where two streets cross, they join
      this._casings = svg("g");
      // all hatches lie over all areas, and the hatched areas' lines over the hatches: borders stay unbroken
      this._hatches = svg("g", { "pointer-events": "none" });
      this._outlines = svg("g", { "pointer-events": "none" });
      this._container.prepend(this._casings);
      this._container.append(this._hatches, this._outlines);
    },

    _updateStyle(layer) {
      base._updateStyle.call(this, layer);
      const { hatch, hatchColor, casing, weight, fillOpacity, hasLine, color, dashArray } = layer.options;
      this._companion(layer, "_hatchPath", this._hatches, hatch && {
        fill: hatchPaint(hatch, hatchColor), "fill-opacity": Math.max(fillOpacity, 0.8), "fill-rule": "evenodd",
      });
      this._companion(layer, "_outlinePath", this._outlines, hatch && hasLine && {
        fill: "none", stroke: color, "stroke-width": weight, "stroke-dasharray": dashArray ?? "none", "stroke-linejoin": "round",
      });
      this._companion(layer, "_casingPath", this._casings, casing && {
        fill: "none", stroke: casing, "stroke-width": weight + 2 * PX, "stroke-linejoin": "round", "stroke-linecap": "round",
      });
    },

    /** Make, change or take away a path that accompanies a shape. */
    _companion(layer, name, group, attributes) {
      if (!attributes) {
        layer[name]?.remove();
        delete layer[name];
        return;
      }
      layer[name] ??= group.appendChild(svg("path", { d: layer._path?.getAttribute("d") }));
      for (const [key, value] of Object.entries(attributes)) layer[name].setAttribute(key, value);
    },

    _removePath(layer) {
      base._removePath.call(this, layer);
      for (const name of COMPANIONS) this._companion(layer, name, null, null);
    },

    _setPath(layer, path) {
      base._setPath.call(this, layer, path);
      for (const name of COMPANIONS) layer[name]?.setAttribute("d", path);
    },
  });

  /** Return Leaflet's options for an area or a line of this style. */
  PlaceMap.pathOptions = function pathOptions(style) {
    const isArea = style.kind === "area";
    const isFilled = isArea && style.fill !== null;
    return {
      stroke: style.stroke !== null || isFilled,
      hasLine: style.stroke !== null,
      // an area without a line gets a hair of its own colour: else the ground shines through between neighbours
      color: style.stroke ?? style.fill ?? "none",
      weight: style.stroke === null ? 0.6 : style.stroke_width_pt * PX,
      opacity: style.stroke === null ? style.fill_opacity : 1,
      dashArray: dashes(style),
      lineCap: style.dash_pt.length ? "butt" : "round",
      lineJoin: "round",
      fill: isFilled,
      fillColor: style.fill,
      fillOpacity: style.fill_opacity,
      hatch: isArea && style.hatch !== "none" ? style.hatch : null,
      hatchColor: style.hatch_color,
      casing: style.casing,
      // Leaflet's own thinning treats neighbours apart and would open gaps between them
      smoothFactor: 0,
    };
  };
})();
