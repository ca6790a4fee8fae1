// The hearts on the cards, and the number of saved products in the header.

import { canSave, readSaved, toggleSaved } from "./saved.js";

function show() {
  const saved = readSaved();
  for (const button of document.querySelectorAll("[data-save]")) {
    button.setAttribute("aria-pressed", saved.includes(Number(button.dataset.save)));
  }
  for (const count of document.querySelectorAll("[data-saved-count]")) {
    count.textContent = saved.length || "";
    count.hidden = !saved.length;
  }
}

document.documentElement.toggleAttribute("data-saves-nothing", !canSave());
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-save]");
  if (button) toggleSaved(Number(button.dataset.save));
});
document.addEventListener("saved:change", show);
document.addEventListener("htmx:afterSwap", show);
// The browser may restore the page as it was before another page changed the list.
window.addEventListener("pageshow", show);
show();
