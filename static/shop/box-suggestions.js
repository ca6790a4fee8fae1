// The list under the words: suggestions as one types, and recent searches while the field is empty.
// A combobox after the ARIA Authoring Practices: the focus stays in the field.

import { ask } from "./box-ask.js";
import { forget, forgetAll, recent } from "./box-recent.js";
import { say } from "./box-texts.js";

const form = document.querySelector("#search");
const words = form.querySelector("#search-words");
const panel = form.querySelector("#search-panel");
const list = panel.querySelector("#search-suggestions");
const clearRecent = panel.querySelector("[data-forget-all]");
const template = document.querySelector("#recent-search");
// Milliseconds: shorter than between two letters of most people.
const PAUSE = 120;
let active = null;
let timer = 0;
let request = new AbortController();

const options = () => [...list.children];

function activate(option) {
  active?.setAttribute("aria-selected", "false");
  active = option ?? null;
  if (!active) return words.removeAttribute("aria-activedescendant");
  active.setAttribute("aria-selected", "true");
  words.setAttribute("aria-activedescendant", active.id);
  active.scrollIntoView({ block: "nearest" });
}

function open(isRecent) {
  activate(null);
  list.setAttribute("aria-label", say(isRecent ? "recent" : "suggestions"));
  clearRecent.hidden = !isRecent;
  panel.hidden = !list.childElementCount;
  words.setAttribute("aria-expanded", String(!panel.hidden));
}

export function close() {
  clearTimeout(timer);
  request.abort();
  activate(null);
  panel.hidden = true;
  words.setAttribute("aria-expanded", "false");
}

function showRecent() {
  list.replaceChildren(...recent().map(recentOption));
  open(true);
}

function recentOption(text, number) {
  const option = template.content.firstElementChild.cloneNode(true);
  option.id = `recent-${number}`;
  option.href = `${form.getAttribute("action")}?${new URLSearchParams({ q: text })}`;
  option.dataset.words = text;
  option.querySelector("[data-label]").textContent = text;
  return option;
}

async function showSuggestions() {
  request.abort();
  request = new AbortController();
  const { signal } = request;
  try {
    const answer = await fetch(address(), { signal });
    const html = answer.ok ? await answer.text() : "";
    if (signal.aborted || document.activeElement !== words) return;
    list.innerHTML = html;
    open(false);
  } catch {
    // Without suggestions the box works as well.
  }
}

function address() {
  const asked = new URLSearchParams({ q: words.value.trim() });
  for (const { name, value, type } of form.elements) {
    if (type === "hidden" && name !== "csrfmiddlewaretoken") asked.append(name, value);
  }
  return `${form.dataset.suggestAction}?${asked}`;
}

function typed() {
  clearTimeout(timer);
  if (words.value.trim()) timer = setTimeout(showSuggestions, PAUSE);
  else {
    request.abort();
    showRecent();
  }
}

function move(step) {
  const all = options();
  // Beyond either end the active place is the field itself.
  const places = [null, ...all];
  const next = (places.indexOf(active) + step + places.length) % places.length;
  activate(places[next]);
}

function choose(option) {
  close();
  if (!option.pathname.startsWith(form.getAttribute("action"))) return location.assign(option.href);
  words.value = option.dataset.words;
  ask("GET", option.getAttribute("href"), { source: document.querySelector("#search-sender"), target: "#page", swap: "fresh" });
}

function drop(option) {
  forget(option.dataset.words);
  const next = option.nextElementSibling ?? option.previousElementSibling;
  option.remove();
  open(true);
  activate(next);
}

const KEYS = {
  ArrowDown: () => (panel.hidden ? typed() : move(1)),
  ArrowUp: () => { if (!panel.hidden) move(-1); },
  Home: () => active && activate(options().at(0)),
  End: () => active && activate(options().at(-1)),
  Enter: () => active && choose(active),
  Delete: () => active?.matches("[data-recent]") && drop(active),
};

words.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape" && !panel.hidden) {
    event.preventDefault();
    return close();
  }
  const wasActive = active;
  const isArrow = event.key.startsWith("Arrow");
  KEYS[event.key]?.();
  if (wasActive || (isArrow && event.key in KEYS)) if (event.key in KEYS) event.preventDefault();
});
words.addEventListener("input", typed);
words.addEventListener("focus", () => { if (!words.value.trim()) showRecent(); });
words.addEventListener("click", () => { if (panel.hidden && !words.value.trim()) showRecent(); });
form.addEventListener("submit", close);
form.addEventListener("focusout", ({ relatedTarget }) => { if (!form.contains(relatedTarget)) close(); });

// The focus stays in the field while an option is pressed.
panel.addEventListener("mousedown", (event) => event.preventDefault());
panel.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (!option || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (event.target.closest("[data-forget]")) drop(option);
  else choose(option);
});
clearRecent.addEventListener("click", () => {
  forgetAll();
  words.focus();
  showRecent();
});

words.setAttribute("role", "combobox");
words.setAttribute("aria-expanded", "false");
// What has been asked for needs no suggestions.
document.addEventListener("htmx:beforeRequest", ({ detail }) => { if (detail.target?.id === "page") close(); });
