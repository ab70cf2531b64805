/** A handle on the map that a hand can take hold of: from the press on, not only from the first movement. */
"use strict";

(() => {
  /**
   * Put a handle at a place ([lon, lat]). `onHold(isHeld)` hears of the press and, when nothing was dragged, of letting
   * go; after a drag whoever hears "dragend" lets go, when it has taken what the hand had made.
   */
  DrawPage.handle = function handle(group, place, { className, size, data, onHold }) {
    const marker = L.marker([place[1], place[0]], {
      pane: "sketch", draggable: true, keyboard: false, icon: L.divIcon({ className: `dr-handle ${className}`, iconSize: [size, size] }),
    });
    let isDragged = false;
    const press = () => {
      isDragged = false;
      onHold(true);
      const letGo = () => {
        for (const name of ["pointerup", "pointercancel"]) document.removeEventListener(name, letGo);
        setTimeout(() => isDragged || onHold(false), 0); // after the click that the browser makes of it
      };
      for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, letGo);
    };
    marker.on("add", () => {
      Object.assign(marker.getElement().dataset, data);
      marker.getElement().addEventListener("pointerdown", press);
    });
    marker.on("dragstart", () => (isDragged = true));
    return marker.addTo(group);
  };
})();
