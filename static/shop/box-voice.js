// Words by voice, where the browser recognises speech.

import { say } from "./box-texts.js";
import { showProblem } from "./box-notices.js";

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
const form = document.querySelector("#search");
const words = form.querySelector("#search-words");
const button = form.querySelector("[data-voice]");
let listening = null;

function start() {
  listening = new Recognition();
  listening.lang = document.documentElement.lang;
  listening.interimResults = true;
  listening.onresult = ({ results }) => { words.value = results[0][0].transcript; };
  listening.onerror = ({ error }) => {
    if (error !== "aborted") showProblem(say(error === "not-allowed" ? "noMicrophone" : "notHeard"));
  };
  listening.onend = heard;
  button.setAttribute("aria-pressed", "true");
  words.value = "";
  showProblem("");
  listening.start();
}

function heard() {
  listening = null;
  button.setAttribute("aria-pressed", "false");
  if (words.value.trim()) form.requestSubmit();
}

if (Recognition && button) {
  button.hidden = false;
  button.addEventListener("click", () => (listening ? listening.stop() : start()));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !listening) return;
    words.value = "";
    listening.abort();
  });
}
