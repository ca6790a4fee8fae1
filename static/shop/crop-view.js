// Draws the part of a photo from the four number fields that hold it.

import { isWhole } from "./crop-box.js";

const SIDES = ["left", "top", "right", "bottom"];

export function editors() {
  return document.querySelectorAll("[data-crop]");
}

export function fieldsOf(editor) {
  return [...editor.querySelectorAll("[data-crop-side]")];
}

export function boxOf(editor) {
  const whole = [0, 0, 100, 100];
  return fieldsOf(editor).map((field, index) => {
    const number = field.valueAsNumber;
    return Number.isFinite(number) ? Math.min(100, Math.max(0, number)) : whole[index];
  });
}

export function write(editor, box) {
  fieldsOf(editor).forEach((field, index) => { field.value = box[index]; });
  draw(editor);
}

export function draw(editor) {
  const box = boxOf(editor);
  SIDES.forEach((side, index) => editor.style.setProperty(`--${side}`, box[index]));
  editor.toggleAttribute("data-whole", isWhole(box));
  describe(editor, box);
  placeStage(editor);
}

const inWords = new Intl.NumberFormat(document.documentElement.lang).format;

// Every handle says the whole part. Its number is the edge that it moves.
function describe(editor, box) {
  const stage = editor.querySelector("[data-crop-stage]");
  const text = SIDES.reduce((all, side, index) => all.replace(`{${side}}`, inWords(box[index])), stage.dataset.text);
  for (const slider of stage.querySelectorAll("[data-edges]")) {
    const edge = { w: 0, n: 1, e: 2, s: 3 }[slider.dataset.edges.at(-1)] ?? 0;
    slider.setAttribute("aria-valuenow", box[edge]);
    slider.setAttribute("aria-valuetext", text);
  }
}

// The picture is fitted into its element: the stage lies over the picture alone.
function placeStage(editor) {
  const image = editor.querySelector("[data-crop-image]");
  const stage = editor.querySelector("[data-crop-stage]");
  const { naturalWidth, naturalHeight } = image;
  // A size that is asked for lays out the page. The photo of a new search is not there yet.
  if (!naturalWidth || !image.clientWidth) return;
  const { clientWidth, clientHeight } = image;
  const scale = Math.min(clientWidth / naturalWidth, clientHeight / naturalHeight);
  const [width, height] = [naturalWidth * scale, naturalHeight * scale];
  Object.assign(stage.style, {
    left: `${image.offsetLeft + (clientWidth - width) / 2}px`,
    top: `${image.offsetTop + (clientHeight - height) / 2}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  stage.toggleAttribute("data-placed", true);
  for (const region of stage.querySelectorAll("[data-x]")) {
    region.style.setProperty("--x", region.dataset.x);
    region.style.setProperty("--y", region.dataset.y);
  }
}
