// Searches with a part of the photo: a frame drawn in a dialog becomes the parameter "crop".
"use strict";

let corner = null;
let box = null;

function fraction(event, area) {
  const { left, top, width, height } = area.getBoundingClientRect();
  const clamp = (value) => Math.min(1, Math.max(0, value));
  return [clamp((event.clientX - left) / width), clamp((event.clientY - top) / height)];
}

function draw(area, [x, y]) {
  const sorted = (from, to) => [Math.min(from, to), Math.max(from, to)];
  const [left, right] = sorted(corner[0], x);
  const [top, bottom] = sorted(corner[1], y);
  box = [left, top, right, bottom];
  const frame = area.querySelector("[data-crop-frame]");
  frame.hidden = false;
  Object.assign(frame.style, {
    left: `${left * 100}%`,
    top: `${top * 100}%`,
    width: `${(right - left) * 100}%`,
    height: `${(bottom - top) * 100}%`,
  });
  // Smaller frames are slips of the finger.
  area.closest("dialog").querySelector("[data-crop-search]").disabled =
    right - left < 0.05 || bottom - top < 0.05;
}

function offerCropping() {
  for (const button of document.querySelectorAll("[data-crop-open]")) button.hidden = false;
}

document.addEventListener("pointerdown", (event) => {
  const area = event.target.closest("[data-crop-area]");
  if (!area) return;
  area.setPointerCapture(event.pointerId);
  corner = fraction(event, area);
});
document.addEventListener("pointermove", (event) => {
  const area = event.target.closest("[data-crop-area]");
  if (area && corner) draw(area, fraction(event, area));
});
document.addEventListener("pointerup", () => { corner = null; });
document.addEventListener("pointercancel", () => { corner = null; });

document.addEventListener("click", (event) => {
  const dialog = document.querySelector("[data-crop]");
  if (event.target.closest("[data-crop-open]")) dialog.showModal();
  if (event.target.closest("[data-crop-close]")) dialog.close();
  if (!event.target.closest("[data-crop-search]")) return;
  const url = new URL(window.location.href);
  url.searchParams.set("crop", box.map((side) => side.toFixed(3)).join(","));
  url.searchParams.delete("page");
  window.location.assign(url);
});
document.addEventListener("htmx:afterSwap", offerCropping);
offerCropping();
