// The products of the results, as a list.

import { element, webAddress } from "./dom.js";

export class Cards {
  // `opened` gets a product and its position. It returns false to stay on the page.
  constructor({ texts, page, target, opened, similar, seen }) {
    Object.assign(this, { texts, page, target, opened, similar });
    this.element = element("ul", { part: "results", class: "results" });
    this.watch = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        this.watch.unobserve(target);
        seen(Number(target.dataset.product), Number(target.dataset.position));
      }
    }, { threshold: 0.5 });
  }

  // The products after the first `matches` are only similar.
  show(hits, matches) {
    Object.assign(this, { matches, count: 0 });
    this.watch.disconnect();
    this.element.replaceChildren();
    this.append(hits);
  }

  // Returns the first of the new cards.
  append(hits) {
    const cards = hits.map((hit) => this.#card(hit, this.count++));
    for (const card of cards) {
      if (this.matches && Number(card.dataset.position) === this.matches) this.element.append(this.#divider());
      this.element.append(card);
    }
    for (const card of cards) this.watch.observe(card);
    return cards[0] ?? null;
  }

  #card({ product, photo }, position) {
    return element("li", { part: "card", "data-product": product.id, "data-position": position },
      this.#link(product, photo, position),
      element("button", {
        type: "button", part: "similar", class: "quiet", onclick: () => this.similar(product),
        "aria-label": `${this.texts.text("similar")}: ${product.title}`,
      }, this.texts.text("similar")));
  }

  #divider() {
    return element("li", { class: "divider" }, this.texts.text("also"));
  }

  #link(product, photo, position) {
    return element("a", {
      href: webAddress(product.url) ?? new URL(`/products/${product.id}/`, this.page).href,
      target: this.target, rel: this.target ? "noopener" : null,
      onclick: (event) => { if (!this.opened(product, position)) event.preventDefault(); },
    },
    element("span", { class: "well" }, photo && picture(photo, position)),
    this.#price(product),
    element("span", { part: "title", class: "title", dir: "auto" }, product.title),
    product.availability === "in_stock" || product.availability === "preorder" ? null
      : element("span", { class: "sold-out" }, this.texts.text("soldOut")));
  }

  #price({ price, current_price: current, currency }) {
    const reduced = Number(current) < Number(price);
    return element("span", { part: "price", class: "price" },
      element(reduced ? "ins" : "span", {}, this.texts.money(current, currency)),
      reduced ? element("del", {}, this.texts.money(price, currency)) : null);
  }
}

function picture({ url, alt, width, height, sizes }, position) {
  const set = Object.entries(sizes ?? {}).map(([side, address]) => `${address} ${side}w`).join(", ");
  return element("img", {
    src: webAddress(url), srcset: set || null, sizes: set ? "(max-width: 600px) 50vw, 260px" : null,
    alt, width, height, loading: position < 4 ? "eager" : "lazy", decoding: "async",
  });
}
