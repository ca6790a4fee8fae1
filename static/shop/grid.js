// Cards: the second photo, photos that fail, and the focus after "Show more". All of it is extra.

const hovers = window.matchMedia("(hover: hover)");

// --- The second photo costs no bytes before somebody points at the card. -------------------

function showSecond(event) {
  const second = event.target.closest?.(".card")?.querySelector(".second[data-src]");
  if (!second || !hovers.matches) return;
  second.addEventListener("load", () => { second.hidden = false; }, { once: true });
  second.src = second.dataset.src;
  second.removeAttribute("data-src");
}

document.addEventListener("pointerover", showSecond);
document.addEventListener("focusin", showSecond);

// --- A photo whose file is gone leaves the tinted well with a word. -------------------------

function isBroken(image) {
  return image.matches(".card .view:not([hidden])") && image.complete && !image.naturalWidth && image.currentSrc;
}

function showBroken(image) {
  image.hidden = true;
  image.closest(".well").append(document.querySelector("#broken-photo").content.cloneNode(true));
}

document.addEventListener("error", (event) => {
  if (event.target.matches?.(".card .view")) showBroken(event.target);
}, true);
// Some failed before this file was read, or were known to fail before a swap.
function findBroken() {
  for (const image of document.images) if (isBroken(image)) showBroken(image);
}
document.addEventListener("htmx:afterSwap", findBroken);
findBroken();

// --- "Show more" leads on to the first new card. --------------------------------------------

// A link that was morphed has its new address at once, but htmx learns it only when the swap has
// settled: a press in between would ask for the same page again.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.path = detail.elt.getAttribute("hx-get") ?? detail.path;
});

let last = null;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  last = detail.target.id === "grid" ? detail.target.lastElementChild : null;
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "grid" || !last) return;
  let added = last.nextElementSibling;
  while (added && !added.matches(".cards")) added = added.nextElementSibling;
  added?.querySelector(".card-title a")?.focus({ preventScroll: true });
  last = null;
});
