/**
 * Small helpers that every part of the map page uses. All text is set as text, never as HTML: names on the map
 * are typed by users. No sentence stands in these files: they come with the state (`words`).
 */
"use strict";

globalThis.PlaceMap = {};

(() => {
  const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

  /** The lines of our own buttons, on a 24 by 24 grid, drawn as strokes. */
  const BUTTON_ICONS = {
    plus: "M12 5v14M5 12h14",
    minus: "M5 12h14",
    whole: "M12 3v4M12 17v4M3 12h4M17 12h4M12 9.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5",
    fullScreen: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
    leaveFullScreen: "M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5",
    ownPage: "M13 4h7v7M20 4l-9 9M18 14v6H4V6h6",
    download: "M12 4v11M7 10.5l5 5l5-5M4 20h16",
    left: "M15 5l-7 7l7 7",
    right: "M9 5l7 7l-7 7",
    close: "M6 6l12 12M18 6L6 18",
    play: "M8 5l11 7l-11 7z",
    pause: "M8 5v14M16 5v14",
    curve: "M4 20h16M6 20v-5M10 20v-9M14 20V6M18 20v-7",
    calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
    chevron: "M6 9l6 6l6-6",
  };

  /**
   * Make an element. `props`: attributes; a function becomes a listener of that event; false and null are left out.
   * @param {string} tag
   * @param {Object<string, *>} props
   * @param {...(Node|string|null)} children
   */
  function el(tag, props = {}, ...children) {
    return fill(document.createElement(tag), props, children);
  }

  /** Make an SVG element, in the same way as `el`. */
  function svg(tag, props = {}, ...children) {
    return fill(document.createElementNS(SVG_NAMESPACE, tag), props, children);
  }

  function fill(node, props, children) {
    for (const [name, value] of Object.entries(props)) {
      if (typeof value === "function") node.addEventListener(name, value);
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  /** Draw one of our button icons. */
  function buttonIcon(name) {
    return svg("svg", { viewBox: "0 0 24 24", class: "pm-icon", "aria-hidden": "true" }, svg("path", { d: BUTTON_ICONS[name] }));
  }

  /** Make a button that shows an icon and says its name to those who hover or hear. */
  function iconButton(icon, label, onClick, className = "") {
    const button = el("button", { type: "button", class: `pm-button ${className}`.trim(), click: onClick }, buttonIcon(icon));
    nameButton(button, label);
    return button;
  }

  /** Give a button its name. */
  function nameButton(button, label) {
    button.title = label;
    button.setAttribute("aria-label", label);
  }

  /** Return the words of `key` with its {fields} filled in. */
  function say(words, key, fields = {}) {
    return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);
  }

  /** Return the time of day in Việt Nam, HH:MM, whatever zone this computer is set to. */
  function clock(moment = new Date()) {
    return new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit" }).format(moment);
  }

  const drawn = new WeakMap();

  /** Return the day in Việt Nam (YYYY-MM-DD) in which an ISO moment lies. */
  function dayOf(moment) {
    return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh" }).format(new Date(moment));
  }

  /** Rebuild what is in `node` only when `data` differ from the last time: focus and scrolling stay. */
  function redraw(node, data, build) {
    const text = JSON.stringify(data);
    if (drawn.get(node) === text) return;
    drawn.set(node, text);
    node.replaceChildren(...build());
  }

  /** Return black or white, whichever is easier to read on a "#RRGGBB" ground. */
  function inkOn(color) {
    const [r, g, b] = [1, 3, 5].map((at) => (parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.3 ? "#1a1a1a" : "#ffffff";
  }

  /** Tell whether the page is narrow enough to show its panels as sheets from below. */
  function isNarrow() {
    return matchMedia("(max-width: 720px)").matches;
  }

  /** Tell whether the viewer puts up with things that glide. */
  function mayGlide() {
    return !matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  Object.assign(PlaceMap, { el, svg, buttonIcon, iconButton, nameButton, say, clock, dayOf, redraw, inkOn, isNarrow, mayGlide });
})();
