// Shows a photo over the whole window, to be enlarged by wheel, pinch, click and keys.
import { showSlide } from "./product_gallery.js";

const LARGEST = 6;
const STEP = 1.5;
const CLICK = 2.5; // times, by a click
const MOVE = 80; // pixels, by an arrow key
const SWIPE = 60; // pixels that turn to another photo
const STILL = 8; // pixels that a finger moves in a tap

const part = (name) => document.querySelector(`[data-zoom${name}]`);
const links = () => [...document.querySelectorAll("[data-enlarge]")];
const bounded = (value, low, high) => Math.min(Math.max(value, low), high);

const view = { index: 0, scale: 1, x: 0, y: 0 };
const pointers = new Map();
let pressed = null; // where the only pointer went down

function draw() {
  const { clientWidth, clientHeight } = part("-stage");
  view.x = bounded(view.x, clientWidth * (1 - view.scale), 0);
  view.y = bounded(view.y, clientHeight * (1 - view.scale), 0);
  part("-picture").style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
  part("-stage").classList.toggle("is-larger", view.scale > 1);
  document.querySelector("#zoom-out").setAttribute("aria-disabled", view.scale <= 1);
  document.querySelector("#zoom-in").setAttribute("aria-disabled", view.scale >= LARGEST);
}

// The point of the photo under (x, y), in pixels of the stage, stays there.
function enlarge(scale, x = part("-stage").clientWidth / 2, y = part("-stage").clientHeight / 2) {
  const next = bounded(scale, 1, LARGEST);
  view.x = x - ((x - view.x) * next) / view.scale;
  view.y = y - ((y - view.y) * next) / view.scale;
  view.scale = next;
  draw();
}

function move(x, y) {
  view.x += x;
  view.y += y;
  draw();
}

function show(index) {
  const all = links();
  view.index = (index + all.length) % all.length;
  const shown = all[view.index];
  part("-picture").src = shown.href;
  part("-picture").alt = shown.querySelector("img").alt;
  part("-number").textContent = view.index + 1;
  view.scale = 1;
  draw();
}

function open(index) {
  part("").showModal();
  pointers.clear();
  show(index);
  part("-close").focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-enlarge]");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (link && isPlain) {
    event.preventDefault();
    open(Number(link.dataset.enlarge));
  }
  const button = event.target.closest("[data-zoom] button");
  if (!button) return;
  if (button.matches("[data-zoom-close]")) part("").close();
  if (button.dataset.zoomBy) enlarge(view.scale * STEP ** Number(button.dataset.zoomBy));
  if (button.dataset.zoomStep) show(view.index + Number(button.dataset.zoomStep));
});

// The gallery goes on where the shopper stopped.
document.addEventListener("close", (event) => {
  if (event.target !== part("")) return;
  showSlide(view.index);
  links()[view.index].focus({ preventScroll: true });
}, { capture: true });

const KEYS = {
  "+": () => enlarge(view.scale * STEP),
  "=": () => enlarge(view.scale * STEP),
  "-": () => enlarge(view.scale / STEP),
  0: () => enlarge(1),
  ArrowLeft: () => (view.scale > 1 ? move(MOVE, 0) : turn(-1)),
  ArrowRight: () => (view.scale > 1 ? move(-MOVE, 0) : turn(1)),
  ArrowUp: () => move(0, MOVE),
  ArrowDown: () => move(0, -MOVE),
};

// To the photo on the left or on the right.
function turn(step) {
  show(view.index + (document.documentElement.dir === "rtl" ? -step : step));
}

document.addEventListener("keydown", (event) => {
  if (!part("")?.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

function onStage(listen) {
  return (event) => {
    const stage = event.target.closest?.("[data-zoom-stage]");
    if (!stage) return;
    const { left, top } = stage.getBoundingClientRect();
    listen(event, { x: event.clientX - left, y: event.clientY - top }, stage);
  };
}

document.addEventListener("wheel", onStage((event, at) => {
  event.preventDefault();
  enlarge(view.scale * Math.exp(-event.deltaY / 400), at.x, at.y);
}), { passive: false });

document.addEventListener("pointerdown", onStage((event, at, stage) => {
  if (event.button) return;
  stage.setPointerCapture(event.pointerId);
  stage.classList.add("is-moving");
  pointers.set(event.pointerId, at);
  pressed = pointers.size === 1 ? at : null;
}));

document.addEventListener("pointermove", onStage((event, at) => {
  const before = pointers.get(event.pointerId);
  if (!before) return;
  const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
  pointers.set(event.pointerId, at);
  if (other) pinch(before, at, other);
  else if (view.scale > 1) move(at.x - before.x, at.y - before.y);
}));

// One of two fingers moved: what lies between them follows.
function pinch(before, at, other) {
  const distance = (one) => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
  const centre = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
  enlarge((view.scale * distance(at)) / distance(before), centre.x, centre.y);
  move((at.x - before.x) / 2, (at.y - before.y) / 2);
}

function release(event, at, stage) {
  if (!pointers.delete(event.pointerId)) return;
  if (!pointers.size) stage.classList.remove("is-moving");
  if (!pressed || event.type === "pointercancel") return;
  const [x, y] = [at.x - pressed.x, at.y - pressed.y];
  pressed = null;
  if (Math.hypot(x, y) < STILL) enlarge(view.scale > 1 ? 1 : CLICK, at.x, at.y);
  else if (view.scale === 1 && Math.abs(x) > SWIPE && links().length > 1) turn(x < 0 ? 1 : -1);
}
document.addEventListener("pointerup", onStage(release));
document.addEventListener("pointercancel", onStage(release));
