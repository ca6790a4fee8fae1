// <shop-search>: visual product search in the page of any shop.
//
// Attributes: api (the search's origin; that of this script), key (a publishable key), lang,
// filters (JSON, always in force), limit, target (of links). Properties: texts (replaces words).
// Methods: search({text, photo}). Events: shop-search:results, shop-search:open (cancelable),
// shop-search:error. Parts: form, words, crop-frame, filters, results, card, title, price, similar.

import { Cards } from "./cards.js";
import { Client } from "./client.js";
import { Crop } from "./crop.js";
import { element } from "./dom.js";
import { Facets } from "./facets.js";
import { Filters } from "./filters.js";
import { ACCEPTED, isPhoto, photoOf, shrunk } from "./photo.js";
import { sheet } from "./style.js";
import { Suggestions } from "./suggestions.js";
import { Texts } from "./texts.js";

const HOME = new URL(import.meta.url).origin;
const CAMERA = "M3 8h4l2-3h6l2 3h4v11H3z M12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8z";
// Milliseconds in which events are gathered into one report.
const REPORT_PAUSE = 2_000;

export class ShopSearch extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  #running = new AbortController();
  #events = [];
  #photo = null;
  #similarTo = null;
  #again = () => this.#run();
  texts = {};

  connectedCallback() {
    if (this.client) return;
    this.#root.adoptedStyleSheets = [sheet];
    this.words = new Texts(this.lang || document.documentElement.lang || navigator.language, this.texts);
    this.client = new Client(this.getAttribute("api") || HOME, this.getAttribute("key"));
    this.filters = new Filters(JSON.parse(this.getAttribute("filters") || "{}"));
    this.#build();
    addEventListener("pagehide", () => this.#report());
  }

  // --- What a shop's page may call ----------------------------------------------------------

  // Searches by words, by a photo (a File or Blob), or both. Returns the answer of the API.
  async search({ text = "", photo = null } = {}) {
    this.input.value = text;
    this.#similarTo = null;
    if (photo) return this.#choose(photo);
    return this.#run();
  }

  // --- Building -----------------------------------------------------------------------------

  #build() {
    const { words } = this;
    this.input = element("input", {
      class: "words", part: "words", type: "search", enterkeyhint: "search", maxlength: "500",
      "aria-label": words.text("words"), placeholder: words.text("words"),
      onpaste: (event) => this.#take(photoOf(event.clipboardData), event),
    });
    const file = element("input", {
      class: "file", type: "file", accept: ACCEPTED, "aria-label": words.text("photo"),
      onchange: () => { this.#choose(file.files[0]); file.value = ""; },
    });
    this.form = element("form", {
      part: "form", role: "search",
      onsubmit: (event) => { event.preventDefault(); this.#similarTo = null; this.#run(); },
      ondragover: (event) => { event.preventDefault(); this.drop.hidden = false; },
      ondragleave: () => { this.drop.hidden = true; },
      ondrop: (event) => { this.drop.hidden = true; this.#take(photoOf(event.dataTransfer), event); },
    }, this.input, element("label", { class: "photo-button", title: words.text("photo") }, file, icon(CAMERA)),
    element("button", { class: "go" }, words.text("search")),
    this.drop = element("span", { class: "drop", hidden: true }, words.text("drop")));
    this.form.append(new Suggestions(this.input, this.client).element);
    this.query = element("div", { class: "query" });
    this.status = element("p", { class: "status", role: "status" });
    this.trouble = element("div", { class: "trouble", role: "alert", hidden: true });
    this.facets = new Facets({ texts: words, filters: this.filters, changed: () => this.#run() });
    this.facets.element.hidden = true;
    this.facets.element.open = !matchMedia("(max-width: 44rem)").matches;
    this.cards = new Cards({
      texts: words, page: this.client.base, target: this.getAttribute("target"),
      opened: (product, position) => this.#opened(product, position),
      similar: (product) => this.#like(product),
      seen: (product, position) => this.#record("impression", product, position),
    });
    this.more = element("button", { type: "button", class: "more", hidden: true, onclick: () => this.#more() }, words.text("more"));
    this.body = element("div", { class: "body" }, this.facets.element,
      element("div", {}, this.cards.element, this.more));
    this.#root.append(this.form, this.query, this.status, this.trouble, this.body);
  }

  // --- The photo ----------------------------------------------------------------------------

  #take(photo, event) {
    if (!photo) return;
    event.preventDefault();
    this.#choose(photo);
  }

  async #choose(file) {
    if (!file) return null;
    if (!isPhoto(file)) return this.#fail({ message: this.words.text("notPhoto") });
    this.#again = () => this.#choose(file);
    return this.#attempt(async (signal) => {
      const photo = await this.client.uploadPhoto(await shrunk(file), signal);
      this.#forget();
      this.#photo = { id: photo.id, address: URL.createObjectURL(file), crop: null };
      this.#similarTo = null;
      this.#showPhoto(photo.regions ?? []);
      return this.#answer(signal);
    });
  }

  #showPhoto(regions) {
    const crop = new Crop({
      address: this.#photo.address, regions, texts: this.words,
      changed: (part) => { this.#photo.crop = part; this.#run(); },
    });
    const remove = element("button", {
      type: "button", class: "quiet", onclick: () => { this.#forget(); this.input.focus(); this.#run(); },
    }, this.words.text("remove"));
    this.query.replaceChildren(crop.element, remove);
  }

  // Nothing of a shopper stays at the shop for longer than it is searched with.
  #forget() {
    if (!this.#photo) return;
    URL.revokeObjectURL(this.#photo.address);
    this.client.deletePhoto(this.#photo.id).catch(() => {});
    this.#photo = null;
    this.query.replaceChildren();
  }

  #like(product) {
    this.#forget();
    this.input.value = "";
    this.filters.clear();
    this.#similarTo = product.id;
    return this.#run();
  }

  // --- Searching ----------------------------------------------------------------------------

  #run() {
    this.#again = () => this.#run();
    return this.#attempt((signal) => this.#answer(signal));
  }

  async #answer(signal) {
    const answer = await this.client.search(this.#body(), signal);
    this.answered = answer;
    this.cards.show(answer.results, answer.total.relation === "exact" ? answer.total.value : 0);
    this.facets.show(answer.facets ?? []);
    this.more.hidden = !answer.next;
    this.#say(answer);
    this.#tell("shop-search:results", answer);
    return answer;
  }

  #body() {
    const crop = this.#photo?.crop;
    return {
      ...(this.input.value.trim() ? { text: this.input.value } : {}),
      ...(this.#photo ? { photo_id: this.#photo.id } : {}),
      ...(crop ? { crop } : {}),
      ...(this.#similarTo ? { similar_to: this.#similarTo } : {}),
      filters: this.filters.body,
      limit: Number(this.getAttribute("limit")) || 24,
    };
  }

  async #more() {
    await this.#attempt(async (signal) => {
      const answer = await this.client.more(this.answered.next, signal);
      this.answered = { ...this.answered, next: answer.next };
      this.more.hidden = !answer.next;
      this.cards.append(answer.results)?.querySelector("a").focus();
    }, () => this.#more());
  }

  // A newer search ends an older one, whose answer must not appear after it.
  async #attempt(work, again = this.#again) {
    this.#running.abort();
    const { signal } = (this.#running = new AbortController());
    this.trouble.hidden = true;
    this.body.setAttribute("aria-busy", "true");
    this.status.textContent = this.words.text("busy");
    try {
      return await work(signal);
    } catch (error) {
      return signal.aborted ? null : this.#fail(error, again);
    } finally {
      if (!signal.aborted) this.body.removeAttribute("aria-busy");
    }
  }

  #fail(error, again = null) {
    const text = error.retrySeconds ? this.words.text("later", { n: error.retrySeconds })
      : error.status || !again ? error.message : this.words.text("offline");
    this.status.textContent = "";
    this.trouble.replaceChildren(element("span", {}, text),
      again ? element("button", { type: "button", class: "quiet", onclick: again }, this.words.text("retry")) : "");
    this.trouble.hidden = false;
    this.#tell("shop-search:error", error);
    return null;
  }

  #say({ total, nothing_suitable: unsuitable, notices, results }) {
    const { words } = this;
    const count = total.relation === "at_least" ? words.text("atLeast", { n: total.value }) : words.count("results", total.value);
    const found = !results.length ? words.text("none") : unsuitable ? words.text("unsuitable") : count;
    this.status.textContent = [found, ...notices].join(" ");
  }

  // --- What is told to the page and to the shop ---------------------------------------------

  #opened(product, position) {
    const stays = this.#tell("shop-search:open", product);
    this.#record("click", product.id, position);
    this.#report();
    return stays;
  }

  #record(type, product_id, position) {
    if (!this.answered?.id || navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;
    this.#events.push({ type, search_id: this.answered.id, product_id, position: position + 1 });
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => this.#report(), REPORT_PAUSE);
  }

  #report() {
    const events = this.#events.splice(0, 100);
    if (events.length) this.client.report(events);
  }

  // Returns whether the page leaves the default action to the widget.
  #tell(name, detail) {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}

customElements.define("shop-search", ShopSearch);
