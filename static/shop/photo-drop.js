// Takes a photo, or the address of one, that is dropped or pasted anywhere on the page.

import { say } from "./box-texts.js";
import { isLink, refuse, searchWithFiles, searchWithLink } from "./photo.js";

const overlay = document.querySelector("#drop-overlay");
const words = document.querySelector("#search-words");
// Elements that the pointer is in: leaving a child is not leaving the page.
let depth = 0;
let isOurs = false;

// Our own links and pictures can be dragged too, but are not dropped here.
document.addEventListener("dragstart", () => { isOurs = true; });
document.addEventListener("dragend", () => { isOurs = false; show(false); });

function carries(transfer) {
  return !isOurs && ["Files", "text/uri-list"].some((type) => transfer.types.includes(type));
}

function show(isShown) {
  if (!isShown) depth = 0;
  if (overlay.hidden === !isShown) return;
  overlay.hidden = !isShown;
  // Above an open dialog, too.
  if (isShown) overlay.showPopover?.();
  else if (overlay.matches(":popover-open")) overlay.hidePopover();
}

document.addEventListener("dragenter", (event) => {
  if (!carries(event.dataTransfer)) return;
  event.preventDefault();
  depth += 1;
  show(true);
});
document.addEventListener("dragover", (event) => {
  if (!carries(event.dataTransfer)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
});
document.addEventListener("dragleave", (event) => {
  if (!carries(event.dataTransfer)) return;
  depth -= 1;
  if (depth <= 0) show(false);
});
document.addEventListener("drop", (event) => {
  if (!carries(event.dataTransfer)) return;
  event.preventDefault();
  show(false);
  take(event.dataTransfer);
});

function take(transfer) {
  const address = (transfer.getData("text/uri-list") || "").split(/\r?\n/).find(isLink);
  if (transfer.files.length) searchWithFiles(transfer.files);
  else if (address && words.form.dataset.linkAction) searchWithLink(address);
  else refuse(say("notAPhoto"));
}

document.addEventListener("paste", (event) => {
  const { files } = event.clipboardData;
  const text = event.clipboardData.getData("text/plain");
  const isInField = event.target.matches?.("input, textarea, [contenteditable]");
  // Office programs offer copied text as a picture, too.
  if (files.length && !(isInField && text)) {
    event.preventDefault();
    searchWithFiles(files);
  } else if (isLink(text) && words.form.dataset.linkAction && (!isInField || isEmptyBox(event.target))) {
    event.preventDefault();
    searchWithLink(text.trim());
  }
});

function isEmptyBox(field) {
  return field === words && !words.value;
}
