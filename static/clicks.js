// Tells which results are opened, so that the shop can measure its search (docs/relevance.md).
// Every page works without this file; nothing is logged then.
"use strict";

function tellOpened(event) {
  const link = event.target.closest("[data-clicks] [data-product]");
  if (!link) return;
  const { search, clicks } = link.closest("[data-clicks]").dataset;
  const told = new FormData();
  told.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  told.set("search", search);
  told.set("asked", window.location.search);
  told.set("product", link.dataset.product);
  // The one request that outlives the page, which the click leaves.
  navigator.sendBeacon(clicks, told);
}

document.addEventListener("click", tellOpened);
// The middle button opens a tab of its own, which is no "click".
document.addEventListener("auxclick", (event) => {
  if (event.button === 1) tellOpened(event);
});
