/** The buttons: zoom, the whole place, full screen, a page of its own, and the sheet as a file. */
"use strict";

(() => {
  const { el, iconButton, nameButton, buttonIcon, say, redraw, mayGlide } = PlaceMap;

  // pictures of the map, then files for other programs
  const FORMS = ["png", "pdf", "svg", "docx", "xlsx", "html", "gpkg", "geojson", "kmz", "kml"];
  const SAY_DONE_MS = 6000;

  /** Zoom in, zoom out, the whole place. */
  PlaceMap.ZoomTools = class ZoomTools {
    constructor(root, map, onWhole) {
      this.buttons = {
        zoom_in: iconButton("plus", "", () => map.zoomIn(1, { animate: mayGlide() })),
        zoom_out: iconButton("minus", "", () => map.zoomOut(1, { animate: mayGlide() })),
        whole_place: iconButton("whole", "", onWhole),
      };
      root.append(...Object.values(this.buttons));
    }

    update(words) {
      for (const [key, button] of Object.entries(this.buttons)) nameButton(button, say(words, key));
    }
  };

  /** Full screen; where the browser does not allow it, the map's own page. */
  PlaceMap.ScreenTools = class ScreenTools {
    /** @param {() => string} ownAddress the address of the map's own page, as it is seen now; null: there is none */
    constructor(root, ownAddress) {
      this.ownAddress = ownAddress;
      this.full = iconButton("fullScreen", "", () => this.toggle(), "pm-full");
      this.own = ownAddress && window.top !== window
        ? iconButton("ownPage", "", () => this.openOwn(), "pm-own") : null;
      root.append(...[this.own, this.full].filter(Boolean));
      document.addEventListener("fullscreenchange", () => this.update(this.words));
    }

    update(words) {
      this.words = words;
      const isFull = Boolean(document.fullscreenElement);
      redraw(this.full, isFull, () => [buttonIcon(isFull ? "leaveFullScreen" : "fullScreen")]);
      nameButton(this.full, say(words, isFull ? "leave_full_screen" : "full_screen"));
      if (this.own) nameButton(this.own, say(words, "own_page"));
    }

    async toggle() {
      if (document.fullscreenElement) {
        await document.exitFullscreen();
        return;
      }
      try {
        await document.documentElement.requestFullscreen();
      } catch {
        if (this.ownAddress) this.openOwn();
      }
    }

    openOwn() {
      window.open(this.ownAddress(), "_blank", "noopener");
    }
  };

  /** The menu that has the server draw the sheet and saves it. */
  PlaceMap.ExportMenu = class ExportMenu {
    constructor(root, feed) {
      this.feed = feed;
      this.isDrawing = false;
      this.button = el("button", {
        type: "button", class: "pm-text-button pm-export", "aria-haspopup": "true", "aria-expanded": "false", click: () => this.open(this.list.hidden),
      });
      this.list = el("div", { class: "pm-menu", role: "menu", hidden: true });
      this.said = el("p", { class: "pm-export-said", role: "status", hidden: true });
      this.root = el("div", { class: "pm-export-box" }, this.button, this.list, this.said);
      root.append(this.root);
      addEventListener("click", (event) => { if (!this.root.contains(event.target)) this.open(false); });
      this.root.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || this.list.hidden) return;
        event.stopPropagation();
        this.open(false);
        this.button.focus();
      });
    }

    update(words) {
      this.words = words;
      this.drawButton();
      redraw(this.list, [...FORMS.map((form) => say(words, `export_${form}`)), words.export_more], () => [
        ...FORMS.map((form) =>
          el("button", { type: "button", role: "menuitem", "data-form": form, click: () => this.save(form) }, say(words, `export_${form}`))),
        el("button", { type: "button", role: "menuitem", class: "pm-more", click: () => this.openMore() }, say(words, "export_more")),
      ]);
    }

    drawButton() {
      const key = this.isDrawing ? "export_drawing" : "export";
      redraw(this.button, [key, this.words[key]], () => [
        this.isDrawing ? el("i", { class: "pm-spinner" }) : buttonIcon("download"), el("span", {}, say(this.words, key))]);
      this.button.disabled = this.isDrawing;
    }

    open(isOpen) {
      this.list.hidden = !isOpen;
      this.button.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) this.tell("");
    }

    /** Open the screen with all sheets: atlas, pictures for telephones, posters, scales, papers. */
    openMore() {
      this.open(false);
      const { place, language } = this.feed.config;
      // "place@…" is a view of a place: the screen asks for it again
      window.open(`ban-in?${new URLSearchParams({ place: place.split("@")[0], lang: language })}`, "_blank", "noopener");
    }

    async save(form) {
      this.open(false);
      this.isDrawing = true;
      this.drawButton();
      try {
        const { blob, name } = await this.feed.sheet(form);
        this.hand(blob, name);
        this.tell(say(this.words, "export_done"));
        setTimeout(() => this.tell(""), SAY_DONE_MS);
      } catch (trouble) {
        const message = trouble.kind === "server" ? trouble.message : say(this.words, trouble.kind === "signed_out" ? "signed_out" : "export_unreachable");
        this.tell(say(this.words, "export_failed", { message }), true);
      } finally {
        this.isDrawing = false;
        this.drawButton();
      }
    }

    /** Hand the file to the browser's downloads. */
    hand(blob, name) {
      const address = URL.createObjectURL(blob);
      const link = el("a", { href: address, download: name });
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(address), SAY_DONE_MS);
    }

    tell(text, isError = false) {
      this.said.textContent = text;
      this.said.hidden = text === "";
      this.said.classList.toggle("is-error", isError);
    }
  };
})();
