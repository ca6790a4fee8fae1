// The words of the search box. Without this file the box is a form that leads to a page of results.

import { remember } from "./box-recent.js";
import { isLink, searchWithLink } from "./photo.js";
import "./box-busy.js";
import "./box-suggestions.js";
import "./box-trouble.js";
import "./box-voice.js";
import "./photo-drop.js";

const form = document.querySelector("#search");
const words = form.querySelector("#search-words");
const clear = form.querySelector("[data-clear]");
const link = form.querySelector("[data-link]");
let wordsSent = words.value;

const showClear = () => { clear.hidden = !words.value; };

clear.addEventListener("click", () => {
  words.value = "";
  words.dispatchEvent(new Event("input", { bubbles: true }));
  words.focus();
});
words.addEventListener("input", showClear);

function linkSent() {
  const field = link?.open ? link.querySelector("input") : words;
  const text = field.value.trim();
  if (!link || !isLink(text)) return "";
  field.value = "";
  return text;
}

// Before htmx, which listens on the form. Words that are an address ask for the photo that is there.
document.addEventListener("submit", (event) => {
  if (event.target !== form) return;
  const address = linkSent();
  if (!address) return remember(words.value);
  event.preventDefault();
  event.stopPropagation();
  link.open = false;
  searchWithLink(address);
}, { capture: true });

// The words of the answer replace those in the field, unless the shopper has typed since.
document.addEventListener("htmx:beforeRequest", () => { wordsSent = words.value; });
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target?.id !== "page") return;
  const state = form.querySelector("#search-state");
  if (words.value === wordsSent) words.value = wordsSent = state.dataset.words;
  showClear();
});
// Escape and a press elsewhere close the field for a link.
document.addEventListener("click", (event) => { if (link && !link.contains(event.target)) link.open = false; });
link?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !link.open) return;
  event.preventDefault();
  link.open = false;
  link.querySelector("summary").focus();
});
link?.addEventListener("toggle", () => { if (link.open) link.querySelector("input").focus(); });

showClear();
