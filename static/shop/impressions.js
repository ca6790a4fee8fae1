// Reports which results were really seen, so that clicks can be judged by position
// (docs/relevance.md). Without this file every page works, but nothing is reported.

import { refusesTracking } from "./privacy.js";

const SEEN_AFTER = 1000; // milliseconds, at least half of a card being in view
const SEND_EVERY = 5000;

const reported = new Set(); // "list card": a card is reported once
const waiting = new Map(); // what to send: numbers of cards, by signed list
const timers = new Map(); // of cards that are in view
let sending = null;

const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(timers.get(target));
    timers.delete(target);
    if (isIntersecting) timers.set(target, setTimeout(() => see(target), SEEN_AFTER));
  }
}, { threshold: 0.5 });

function see(card) {
  timers.delete(card);
  const list = card.closest("[data-shown]");
  if (!list || document.visibilityState !== "visible") return;
  const { shown } = list.dataset;
  const number = Array.prototype.indexOf.call(list.children, card);
  observer.unobserve(card);
  if (reported.has(`${shown} ${number}`)) return;
  reported.add(`${shown} ${number}`);
  waiting.set(shown, [...(waiting.get(shown) ?? []), number]);
  sending ??= setTimeout(send, SEND_EVERY);
}

function send() {
  clearTimeout(sending);
  sending = null;
  const address = document.querySelector("[data-impressions]")?.dataset.impressions;
  if (!waiting.size || !address) return;
  const form = new URLSearchParams();
  for (const [shown, numbers] of waiting) {
    form.append("shown", shown);
    form.append("seen", numbers.join(","));
  }
  waiting.clear();
  navigator.sendBeacon(address, form);
}

// After a swap, a card may stand in another list.
function observe() {
  observer.disconnect();
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  for (const card of document.querySelectorAll("[data-shown] > .card")) observer.observe(card);
}

if (!refusesTracking()) {
  observe();
  document.addEventListener("htmx:afterSwap", observe);
  document.addEventListener("htmx:beforeSwap", send);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });
  window.addEventListener("pagehide", send);
}
