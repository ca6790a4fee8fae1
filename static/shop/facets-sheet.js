// On a phone the filters are a sheet over the whole height. The browser keeps the focus in it and
// gives it back. Back closes it, and keeps what was chosen: while it is open, each answer takes the
// place of the sheet's own entry in the history.

const phone = window.matchMedia("(max-width: 56.24em)");
let isOpen = false;
let address = "";

function sheet() {
  return document.querySelector("[data-sheet]");
}

function open() {
  isOpen = true;
  address = window.location.href;
  window.history.pushState({ htmx: true }, "");
  sheet().showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-sheet-open]") && phone.matches) {
    event.preventDefault();
    open();
  } else if (event.target.closest("[data-sheet-close]") && isOpen) {
    event.preventDefault();
    sheet().close();
  }
});

// Closed by a button or Escape: the sheet's entry is taken back. This event does not bubble.
document.addEventListener("close", (event) => {
  if (event.target === sheet() && isOpen) window.history.back();
}, true);

document.addEventListener("htmx:beforeHistoryUpdate", (event) => {
  if (isOpen && event.detail.history.type === "push") event.detail.history.type = "replace";
});

document.addEventListener("htmx:afterSettle", () => {
  if (isOpen) address = window.location.href;
});

// Before htmx, which would load what was there when the sheet opened.
window.addEventListener("popstate", (event) => {
  if (!isOpen) return;
  event.stopImmediatePropagation();
  isOpen = false;
  sheet()?.close();
  window.history.replaceState({ htmx: true }, "", address);
}, true);

phone.addEventListener("change", () => { if (isOpen) sheet().close(); });
