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

// Another search begins at its top, on a page of its own. A control that is adjusted stays in sight:
// live controls submit the form without a button.
let isNew = false;
document.addEventListener("submit", (event) => { isNew = Boolean(event.submitter); }, { capture: true });
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const begins = isNew || detail.requestConfig.verb === "post"; // a photo
  if (!begins || detail.target.id !== "page" || !detail.shouldSwap) return;
  isNew = false;
  // Morphing two unlike pages takes longer than all else. An open dialog has what is being used.
  if (!document.querySelector("dialog:modal")) detail.swapOverride = "fresh";
});

// Puts the answer in the place of the page, as it is. What the shopper has opened stays open.
htmx.defineExtension("fresh", {
  handleSwap(style, target, fragment) {
    if (style !== "fresh") return false;
    const open = [...target.querySelectorAll("details[open][id]")].map(({ id }) => id);
    target.replaceChildren(...fragment.childNodes);
    for (const details of target.querySelectorAll("details[id]")) details.open ||= open.includes(details.id);
    // Not before the page is laid out anyway.
    requestAnimationFrame(() => window.scrollTo({ top: 0 }));
    return [...target.children];
  },
});

// If what had the focus is gone, the focus moves to the new results.
for (const moment of ["htmx:afterSwap", "htmx:afterSettle"]) {
  document.addEventListener(moment, () => {
    if (document.activeElement === document.body) {
      document.querySelector("#page").focus({ preventScroll: true });
    }
  });
}
