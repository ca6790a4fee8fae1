// Says that a search is under way, from the press on, and lets Escape end it.

import { say } from "./box-texts.js";
import { hidePreview, showProblem } from "./box-notices.js";

const page = document.querySelector("#page");
const status = document.querySelector("#search-status");
const progress = document.querySelector("#search-progress");
// Milliseconds. A photo that is sent sooner needs no progress bar, which would only flicker.
const PROGRESS = 400;
// Milliseconds. An answer that comes sooner needs no shape of cards, which would only flicker, and
// costs the time to draw it.
const SHAPE = 150;
let request = null;
let shape = 0;

export const isBusy = () => page.getAttribute("aria-busy") === "true";

export function begin(text = say("searching")) {
  showProblem("");
  if (status.textContent !== text) status.textContent = text;
  if (isBusy()) return;
  page.setAttribute("aria-busy", "true");
  shape = setTimeout(() => page.classList.add("is-slow"), SHAPE);
}

export function end() {
  request = null;
  clearTimeout(shape);
  page.removeAttribute("aria-busy");
  page.classList.remove("is-slow");
  status.textContent = "";
  progress.hidden = true;
}

function cancel() {
  const cancelled = request;
  end();
  hidePreview();
  // Whoever prepares a request gives it up, too.
  document.dispatchEvent(new CustomEvent("search:cancelled"));
  cancelled?.abort();
  status.textContent = say("cancelled");
}

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (detail.target !== page) return;
  begin(isBusy() ? status.textContent : undefined);
  request = detail.xhr;
  const began = performance.now();
  request.upload.onprogress = ({ loaded, total }) => {
    progress.hidden = loaded === total || performance.now() - began < PROGRESS;
    progress.value = loaded / total;
  };
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.xhr === request) end();
});
document.addEventListener("keydown", (event) => {
  // In a sheet or an enlarged photo, Escape closes that.
  const closes = document.querySelector("dialog:modal");
  if (event.key === "Escape" && !event.defaultPrevented && !closes && isBusy()) cancel();
});
// The browser may bring back a page as it was left.
window.addEventListener("pageshow", (event) => { if (event.persisted) end(); });
