// A search that got no answer: says why, keeps all that was asked for, and tries again.

import { ask } from "./box-ask.js";
import { say } from "./box-texts.js";
import { hidePreview, showProblem } from "./box-notices.js";

const page = document.querySelector("#page");
const form = document.querySelector("#search");
const bar = document.querySelector("#search-trouble");
const message = bar.querySelector("[data-message]");
const countdown = bar.querySelector("[data-countdown]");
// Seconds between attempts; then only the button tries.
const PAUSES = [2, 5, 10, 20, 40];
// Seconds until an answer must begin. Sending a photo has no limit but the server's.
const ANSWER = 20;
let attempts = 0;
let repeat = null;
let timer = 0;

function show(text, seconds) {
  message.textContent = text;
  bar.hidden = false;
  // The old count must not stand beside the new words.
  page.toggleAttribute("data-outdated", true);
  clearInterval(timer);
  if (seconds) countDown(seconds);
  else countdown.textContent = "";
}

function countDown(seconds) {
  const until = Date.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    countdown.textContent = say("tryingIn", left);
    if (left <= 0) again();
  };
  tick();
  timer = setInterval(tick, 500);
}

function again() {
  clearInterval(timer);
  countdown.textContent = "";
  repeat?.();
}

function over() {
  clearInterval(timer);
  attempts = 0;
  repeat = null;
  bar.hidden = true;
  page.removeAttribute("data-outdated");
}

function remember({ requestConfig, pathInfo }) {
  const { verb, elt, target, formData } = requestConfig;
  const isGet = verb === "get";
  // The same words and filters, whatever has become of the controls that asked.
  const source = isGet && elt === form ? document.querySelector("#search-sender") : elt;
  const values = isGet ? {} : formData;
  const path = isGet ? pathInfo.finalRequestPath : pathInfo.requestPath;
  repeat = () => ask(verb, path, { source, target, values });
}

function pause(xhr) {
  const asked = Number(xhr.getResponseHeader("Retry-After"));
  if (asked > 0) return asked;
  return PAUSES[attempts] ?? 0;
}

function failed(detail) {
  const { xhr } = detail;
  remember(detail);
  const known = { 403: "outOfDate", 429: "tooMany", 503: "overloaded" };
  const text = say(known[xhr.status] ?? "serverError");
  show(text, xhr.status === 403 ? 0 : pause(xhr));
  attempts += 1;
}

function unreachable(detail, name) {
  remember(detail);
  // The browser says when it is online again.
  if (!navigator.onLine) return show(say("offline"), 0);
  show(say(name), PAUSES[attempts] ?? 0);
  attempts += 1;
}

// What the shopper can mend is explained in its place, beside all that was asked for.
function refused({ xhr }) {
  over();
  hidePreview();
  showProblem(xhr.getResponseHeader("X-Problem") ? xhr.responseText : say("refused"));
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb === "get") detail.timeout = ANSWER * 1000;
});
document.addEventListener("htmx:sendError", ({ detail }) => unreachable(detail, "unreachable"));
document.addEventListener("htmx:timeout", ({ detail }) => unreachable(detail, "tooSlow"));
document.addEventListener("htmx:responseError", ({ detail }) => {
  const { status } = detail.xhr;
  const canBeMended = status < 500 && status !== 429 && status !== 403;
  if (canBeMended) refused(detail);
  else failed(detail);
});
document.addEventListener("htmx:afterOnLoad", ({ detail }) => {
  if (detail.target !== page || detail.xhr.status >= 400) return;
  over();
  hidePreview();
});
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target === page) clearInterval(timer);
});
window.addEventListener("online", () => { if (repeat && !bar.hidden) again(); });
bar.querySelector("[data-again]").addEventListener("click", again);
bar.querySelector("[data-dismiss]").addEventListener("click", () => {
  over();
  hidePreview();
  const words = form.querySelector("#search-words");
  words.value = form.querySelector("#search-state").dataset.words;
  words.focus();
});
