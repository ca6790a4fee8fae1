// The filters beside the results: what can be chosen, with counts.

import { element } from "./dom.js";

// Values of a facet that are shown at once, and facets that are open at first.
const SHOWN = 12;
const OPEN = 3;

export class Facets {
  constructor({ texts, filters, changed }) {
    Object.assign(this, { texts, filters, changed });
    this.open = new Map();
    this.lists = element("div");
    this.clear = element("button", {
      type: "button", class: "quiet", onclick: () => { this.filters.clear(); this.#emptyPrice(); changed(); },
    }, texts.text("clear"));
    this.summary = element("summary", {}, texts.text("filters"));
    this.element = element("details", { part: "filters", class: "filters", open: true },
      this.summary, this.clear, this.lists, this.#price());
  }

  show(facets) {
    this.clear.hidden = this.filters.isEmpty;
    this.element.hidden = this.filters.isEmpty && !facets.some((facet) => facet.values.length);
    const focused = this.lists.getRootNode().activeElement?.dataset.id;
    this.lists.replaceChildren(...facets.filter((facet) => facet.values.length).map((facet, index) => this.#facet(facet, index)));
    if (focused) this.lists.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  }

  #facet(facet, index) {
    const chosen = facet.values.filter((value) => value.selected);
    const others = facet.values.filter((value) => !value.selected);
    const shown = [...chosen, ...others].slice(0, Math.max(SHOWN, chosen.length));
    return element("details", {
      open: this.open.get(facet.key) ?? (index < OPEN || chosen.length > 0),
      ontoggle: (event) => this.open.set(facet.key, event.target.open),
    }, element("summary", { "data-id": `facet ${facet.key}` }, facet.label),
    element("ul", {}, ...shown.map((value) => this.#value(facet, value))));
  }

  #value(facet, value) {
    const box = element("input", {
      type: "checkbox", "data-id": `${facet.key} ${value.value}`, checked: value.selected,
      onchange: () => { this.filters.toggle(facet.key, value.value); this.changed(); },
    });
    const count = element("span", { class: "count" }, value.count.toLocaleString(this.texts.language));
    return element("li", {}, element("label", {}, box, element("span", { dir: "auto" }, value.label), count));
  }

  #price() {
    const field = (name, label) => element("label", {}, label, element("input", {
      inputmode: "decimal", size: "6", "data-price": name, autocomplete: "off",
      onchange: (event) => {
        const amount = decimal(event.target.value);
        this.filters.price[name] = amount;
        event.target.value = amount;
        this.changed();
      },
    }));
    return element("div", { class: "price-bounds" },
      field("price_min", this.texts.text("priceFrom")), field("price_max", this.texts.text("priceTo")));
  }

  #emptyPrice() {
    for (const field of this.element.querySelectorAll("[data-price]")) field.value = "";
  }
}

// "19,90" and "19.90" are the same; what is no amount is none.
function decimal(typed) {
  const amount = typed.trim().replace(",", ".");
  return /^\d{1,8}(\.\d{1,2})?$/.test(amount) ? amount : "";
}
