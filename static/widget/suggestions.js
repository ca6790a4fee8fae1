// Words that the shop proposes while a shopper types, as a list of the browser's own.

import { element } from "./dom.js";

// Milliseconds without typing before the shop is asked, and the shortest text it is asked with.
const QUIET = 150;
const SHORTEST = 2;

export class Suggestions {
  constructor(input, client) {
    this.client = client;
    this.asked = new AbortController();
    this.element = element("datalist", { id: "suggestions" });
    input.setAttribute("list", this.element.id);
    input.addEventListener("input", (event) => {
      clearTimeout(this.timer);
      // A choice from the list is no typing.
      if (event.inputType) this.timer = setTimeout(() => this.#ask(input.value.trim()), QUIET);
    });
  }

  async #ask(text) {
    this.asked.abort();
    this.asked = new AbortController();
    if (text.length < SHORTEST) return this.#show([]);
    try {
      const { suggestions } = await this.client.suggest(text, this.asked.signal);
      return this.#show(suggestions);
    } catch {
      return null; // typing goes on without them
    }
  }

  #show(suggestions) {
    this.element.replaceChildren(...suggestions.map(({ text, label }) => element("option", { value: text || label })));
  }
}
