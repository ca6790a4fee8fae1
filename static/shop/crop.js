// Moves and resizes the part of a photo by pointer and keyboard. The results follow.
//
// The part is in four number fields of the search form, so it is sent like every other control.

import { moved, resized, spanned } from "./crop-box.js";
import { boxOf, draw, editors, write } from "./crop-view.js";

// Milliseconds from the last change to the search.
const PAUSE = 250;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [-100, -100], End: [100, 100] };

let drag = null;
let timer = 0;
// Parts that have not been searched with yet, by the id of their editor. An answer to an earlier
// search, which may still arrive, must not take them back.
const unsent = new Map();

function change(editor, box) {
  unsent.set(editor.id, box);
  write(editor, box);
  clearTimeout(timer);
  timer = setTimeout(search, PAUSE);
}

function search() {
  unsent.clear();
  document.querySelector("#search").requestSubmit();
}

function turned(box, edges, dx, dy) {
  return edges ? resized(box, edges, dx, dy) : moved(box, dx, dy);
}

// --- Keyboard ---------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const slider = event.target.closest?.("[data-crop] [data-edges]");
  const step = STEPS[event.key];
  if (!slider || !step || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const editor = slider.closest("[data-crop]");
  const [dx, dy] = step.map((steps) => steps * (event.shiftKey ? 10 : 1));
  change(editor, turned(boxOf(editor), slider.dataset.edges, dx, dy));
});

// --- Pointer ----------------------------------------------------------------------------

function pointIn(stage, event) {
  const { left, top, width, height } = stage.getBoundingClientRect();
  return [((event.clientX - left) / width) * 100, ((event.clientY - top) / height) * 100];
}

document.addEventListener("pointerdown", (event) => {
  const stage = event.target.closest?.("[data-crop-stage]");
  if (!stage || event.button || event.target.closest("a")) return;
  const editor = stage.closest("[data-crop]");
  const slider = event.target.closest("[data-edges]");
  const edges = slider?.dataset.edges;
  // Beside the part, or where it is the whole photo, a mouse draws a new one. A finger scrolls.
  const draws = edges === undefined || (edges === "" && editor.hasAttribute("data-whole"));
  if (draws && event.pointerType !== "mouse") return;
  event.preventDefault();
  (slider ?? stage).focus?.({ preventScroll: true });
  stage.setPointerCapture(event.pointerId);
  drag = { editor, stage, edges, draws, from: pointIn(stage, event), box: boxOf(editor) };
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const point = pointIn(drag.stage, event);
  const [dx, dy] = [point[0] - drag.from[0], point[1] - drag.from[1]];
  // A press alone chooses nothing.
  if (drag.draws && Math.hypot(dx, dy) < 2) return;
  change(drag.editor, drag.draws ? spanned(drag.from, point) : turned(drag.box, drag.edges, dx, dy));
});

for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => { drag = null; });

// --- Done, on a phone -------------------------------------------------------------------

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-crop-done]")) return;
  for (const editor of editors()) editor.open = false;
});

// --- Drawing ----------------------------------------------------------------------------

function redraw() {
  for (const editor of editors()) {
    if (unsent.has(editor.id)) write(editor, unsent.get(editor.id));
    else draw(editor);
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-crop-side]")) draw(event.target.closest("[data-crop]"));
});
for (const change of ["htmx:afterSwap", "toggle"]) document.addEventListener(change, redraw, true);
document.addEventListener("load", (event) => {
  if (event.target.matches?.("[data-crop-image]")) redraw();
}, true);
window.addEventListener("resize", redraw);
redraw();
