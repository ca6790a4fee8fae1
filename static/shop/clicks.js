// Reports which results are opened, so that the shop can measure its search (docs/relevance.md).
// Without this file every page works, but no clicks are logged.

import { refusesTracking } from "./privacy.js";

function reportClick(event) {
  const link = event.target.closest("[data-clicks] [data-product]");
  if (!link || refusesTracking()) return;
  const { search, clicks } = link.closest("[data-clicks]").dataset;
  const form = new FormData();
  form.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  form.set("search_id", search);
  form.set("query", window.location.search);
  form.set("product_id", link.dataset.product);
  form.set("shown", link.closest("[data-shown]")?.dataset.shown ?? "");
  // A beacon, because any other request would be cancelled when the click leaves the page.
  navigator.sendBeacon(clicks, form);
}

document.addEventListener("click", reportClick);
// The middle button opens a new tab and fires "auxclick" instead of "click".
document.addEventListener("auxclick", (event) => {
  if (event.button === 1) reportClick(event);
});
