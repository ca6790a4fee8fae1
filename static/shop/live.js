// Refines the search as its controls change. Every page works without this file.
//
// The form #search is never replaced, so it is always bound to htmx, and no fast change of a control
// is ever sent by the browser itself. A newer request aborts an older one (hx-sync in base.html).

// What the shopper has opened stays open, the stop of a group stays (roving.js), and what is being
// typed is not overwritten. No answer has a style attribute, so one that is there has been set by a
// script and stays.
Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, element) =>
  name !== "style"
  && !(name === "open" && element.matches("details, dialog"))
  && !(name === "tabindex" && element.closest("[data-roving]"));

// With this set, the text of a link that has the focus would stay too.
document.addEventListener("htmx:beforeSwap", () => {
  Idiomorph.defaults.ignoreActiveValue = document.activeElement.matches("input, select, textarea");
});

// A control anywhere on the page belongs to the form by its attribute form="search".
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-live]")) event.target.form.requestSubmit();
});

// Another search begins at its top. A control that is adjusted stays in sight: live controls submit
// the form without a button.
let isNew = false;
document.addEventListener("submit", (event) => { isNew = Boolean(event.submitter); }, { capture: true });
document.addEventListener("htmx:afterSwap", (event) => {
  isNew ||= event.detail.requestConfig?.verb === "post"; // a photo
  if (!isNew || event.detail.target?.id !== "page") return;
  isNew = false;
  window.scrollTo({ top: 0 });
});

// If what had the focus is gone, the focus moves to the new results.
for (const moment of ["htmx:afterSwap", "htmx:afterSettle"]) {
  document.addEventListener(moment, () => {
    if (document.activeElement === document.body) {
      document.querySelector("#page").focus({ preventScroll: true });
    }
  });
}
