// The page of saved products: asks the shop for their cards.

import { canSave, forgetSaved, readSaved } from "./saved.js";

const cards = document.querySelector("[data-saved-cards]");
const part = (name) => document.querySelector(`[data-saved-${name}]`);
let request = null;

async function load() {
  const ids = readSaved();
  part("blocked").hidden = canSave();
  part("empty").hidden = ids.length > 0 || !canSave();
  part("failed").hidden = true;
  request?.abort();
  if (!ids.length) return cards.replaceChildren();
  const { signal } = (request = new AbortController());
  cards.setAttribute("aria-busy", "true");
  try {
    const html = await ask(ids, signal);
    cards.innerHTML = html;
    window.htmx?.process(cards);
    document.dispatchEvent(new CustomEvent("saved:change"));
  } catch (error) {
    if (error.name === "AbortError") return;
    part("failed").hidden = false;
  }
  cards.removeAttribute("aria-busy");
}

async function ask(ids, signal) {
  const body = new URLSearchParams({ ids: ids.join(",") });
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  const response = await fetch(cards.dataset.savedCards, { method: "POST", body, signal });
  if (!response.ok) throw new Error(response.statusText);
  return response.text();
}

if (cards) {
  load();
  part("again").addEventListener("click", load);
  // Cards whose heart was released stay, so that it can be pressed again. Other tabs add cards.
  window.addEventListener("storage", load);
  document.addEventListener("click", (event) => {
    const forget = event.target.closest("[data-forget]");
    if (!forget) return;
    forgetSaved(forget.dataset.forget.split(",").map(Number));
    load();
  });
}
