// Searches with a photo or with its web address, at once and from every page.

import { ask } from "./box-ask.js";
import { begin, end } from "./box-busy.js";
import { hidePreview, showPreview, showProblem } from "./box-notices.js";
import { say } from "./box-texts.js";
import { isPhoto, shrunk } from "./photo-file.js";

const form = document.querySelector("#search");
const sender = document.querySelector("#search-sender");
const limit = Number(form.dataset.maxPhotoBytes) || Infinity;
// Only the latest photo is sent, however long an earlier one takes to be read and shrunk.
let latest = 0;

export async function searchWithFiles(files, { adds = false } = {}) {
  const turn = ++latest;
  const photo = await firstPhoto(files);
  if (turn !== latest) return;
  if (!photo) return refuse(say("notAPhoto"));
  showPreview(photo);
  begin(say("searchingWithPhoto"));
  const upload = await shrunk(photo);
  if (turn !== latest) return;
  if (upload.size > limit) return refuse(say("photoTooLarge"));
  send(form.getAttribute("action"), "upload", upload, adds);
}

export function searchWithLink(address) {
  latest += 1;
  begin(say("fetchingPhoto"));
  send(form.dataset.linkAction, "photo_url", address, false);
}

export function isLink(text) {
  return /^https?:\/\/[^\s/]+\.[^\s]+$/i.test(text.trim());
}

export function refuse(text) {
  end();
  hidePreview();
  showProblem(text);
}

async function firstPhoto(files) {
  for (const file of Array.from(files)) if (await isPhoto(file)) return file;
  return null;
}

function send(address, name, value, adds) {
  const fields = new FormData(form);
  for (const other of ["upload", "photo_url"]) fields.delete(other);
  if (isLink(fields.get("q") ?? "")) fields.delete("q");
  if (adds) fields.set("add", "1");
  if (value instanceof Blob) fields.set(name, value, "photo");
  else fields.set(name, value);
  ask("POST", address, { source: sender, target: "#page", values: fields });
}

// Any other search takes the place of a photo that is still being prepared.
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt === sender || detail.target?.id !== "page") return;
  latest += 1;
  hidePreview();
});

document.addEventListener("search:cancelled", () => { latest += 1; });

// A file field anywhere on the page; data-adds keeps the photos that are there.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.matches("[data-photo]") || !field.files.length) return;
  searchWithFiles([...field.files], { adds: "adds" in field.dataset });
  // The same file can be chosen again.
  field.value = "";
});

// A button elsewhere on the page that opens the choice of a file.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-choose-photo]")) document.querySelector("#search-photo").click();
});
