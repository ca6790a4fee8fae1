// The photo with the part of it that is searched with, moved and resized by pointer and keyboard.

import { isWhole, moved, resized, spanned } from "../shop/crop-box.js";
import { element } from "./dom.js";

const WHOLE = [0, 0, 100, 100];
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HANDLES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];
// Milliseconds from the last change to the search.
const PAUSE = 250;

export class Crop {
  // `changed` is called with {x, y, width, height} in fractions of the photo, or null for all of it.
  constructor({ address, regions, texts, changed }) {
    this.box = WHOLE;
    this.changed = changed;
    this.frame = element("div", {
      part: "crop-frame", class: "frame", tabindex: "0", role: "application",
      "aria-label": texts.text("part"),
      onkeydown: (event) => this.#key(event),
    }, ...HANDLES.map((edges) => element("span", { class: "handle", "data-edges": edges })));
    this.stage = element("div", { class: "stage" },
      element("img", { src: address, alt: "" }), this.frame,
      ...regions.map((region, index) => this.#dot(region, index, texts)));
    this.stage.addEventListener("pointerdown", (event) => this.#begin(event));
    this.whole = element("button", {
      type: "button", class: "quiet", onclick: () => this.#change(WHOLE),
    }, texts.text("whole"));
    this.element = element("div", { class: "crop" }, this.stage, this.whole);
    this.#draw();
  }

  #dot(region, index, texts) {
    const box = [region.x, region.y, region.x + region.width, region.y + region.height]
      .map((side) => Math.round(side * 1000) / 10);
    const label = region.kind?.label ?? texts.text("region", { n: index + 1 });
    const dot = element("button", {
      type: "button", class: "dot", "aria-label": label, title: label, onclick: () => this.#change(box),
    });
    dot.style.left = `${(box[0] + box[2]) / 2}%`;
    dot.style.top = `${(box[1] + box[3]) / 2}%`;
    return dot;
  }

  #key(event) {
    const step = STEPS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [dx, dy] = step.map((steps) => steps * 4);
    this.#change(event.shiftKey ? resized(this.box, "se", dx, dy) : moved(this.box, dx, dy));
  }

  #begin(event) {
    if (event.button || event.target.closest(".dot")) return;
    event.preventDefault();
    this.frame.focus({ preventScroll: true });
    const [from, box, edges] = [this.#point(event), this.box, event.target.dataset.edges];
    const draws = !event.target.closest(".frame") || (!edges && isWhole(box));
    const move = (later) => {
      const to = this.#point(later);
      const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
      if (Math.hypot(dx, dy) < 2) return;
      if (draws) this.#change(spanned(from, to));
      else this.#change(edges ? resized(box, edges, dx, dy) : moved(box, dx, dy));
    };
    this.stage.setPointerCapture(event.pointerId);
    this.stage.addEventListener("pointermove", move);
    for (const end of ["pointerup", "pointercancel"]) {
      this.stage.addEventListener(end, () => this.stage.removeEventListener("pointermove", move), { once: true });
    }
  }

  #point(event) {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    return [((event.clientX - left) / width) * 100, ((event.clientY - top) / height) * 100];
  }

  #change(box) {
    this.box = box;
    this.#draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed(this.#part()), PAUSE);
  }

  #part() {
    if (isWhole(this.box)) return null;
    const [left, top, right, bottom] = this.box.map((side) => side / 100);
    return { x: left, y: top, width: right - left, height: bottom - top };
  }

  #draw() {
    const [left, top, right, bottom] = this.box;
    Object.assign(this.frame.style, {
      left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%`,
    });
    this.whole.hidden = isWhole(this.box);
  }
}
