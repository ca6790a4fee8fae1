// Every page works without this file; it adds drop, paste, preview and searching at once.
"use strict";

function tell(form, problem) {
  const place = form.querySelector("[data-problem]");
  place.textContent = problem;
  place.hidden = !problem;
}

// --- Choosing a photo ---------------------------------------------------------------------

function offer(files) {
  const form = document.querySelector("[data-ask], [data-new-photo]");
  const photo = Array.from(files).find((file) => file.type.startsWith("image/"));
  if (!form || !files.length) return;
  if (!photo) return tell(form, "That is not a picture. Please use a photo.");
  const input = form.querySelector("[data-photo]");
  const transfer = new DataTransfer();
  transfer.items.add(photo);
  input.files = transfer.files;
  chosen(input);
}

function chosen(input) {
  const form = input.form;
  tell(form, "");
  // Of the two fields, file and camera, only the one used last is sent.
  for (const other of form.querySelectorAll("[data-photo]")) {
    if (other !== input) other.value = "";
  }
  if (form.matches("[data-new-photo]")) submitWithWords(form);
  else preview(form, input.files[0]);
}

function preview(form, file) {
  const image = form.querySelector("[data-preview]");
  URL.revokeObjectURL(image.src);
  image.hidden = !file;
  form.querySelector("[data-forget]").hidden = !file;
  form.querySelector("[data-drop]").classList.toggle("filled", Boolean(file));
  if (!file) return image.removeAttribute("src");
  // What this browser cannot show, as often HEIC, can be searched with all the same.
  image.onerror = () => {
    image.hidden = true;
    form.querySelector("[data-drop]").classList.remove("filled");
  };
  image.src = URL.createObjectURL(file);
  form.querySelector("[name=q]").focus({ preventScroll: true });
}

function submitWithWords(form) {
  form.querySelector("[name=q]").value = document.querySelector("#words").value;
  form.requestSubmit();
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-photo]")) chosen(event.target);
  else if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const forget = event.target.closest("[data-forget]");
  if (!forget) return;
  for (const input of forget.form.querySelectorAll("[data-photo]")) input.value = "";
  preview(forget.form);
});

document.addEventListener("paste", (event) => {
  if (event.clipboardData?.files.length) offer(event.clipboardData.files);
});

// The whole page takes a drop: a photo let go beside the frame must not replace the page.
document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  document.querySelector("[data-drop]")?.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.querySelector("[data-drop]")?.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  document.querySelector("[data-drop]")?.classList.remove("over");
  offer(event.dataTransfer.files);
});

// --- Sending ------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("[data-submit]");
  button?.setAttribute("aria-busy", "true");
});
// Going back may show the page as it was left, still busy.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-submit]")) button.removeAttribute("aria-busy");
});

// --- Refining -----------------------------------------------------------------------------

document.addEventListener("input", (event) => {
  event.target.removeAttribute("data-untouched");
});
// Until the slider is touched, the engine chooses the balance.
document.addEventListener("formdata", (event) => {
  if (event.target.querySelector("[name=w][data-untouched]")) event.formData.delete("w");
});
// The filters a shopper has opened on a phone stay open when the results change.
let filtersOpen = false;
document.addEventListener("htmx:beforeSwap", () => {
  filtersOpen = document.querySelector("[data-filters]")?.open;
});
document.addEventListener("htmx:afterSwap", () => {
  const filters = document.querySelector("[data-filters]");
  if (filters && filtersOpen) filters.open = true;
  // The link that was followed is gone: reading goes on with the new results.
  if (document.activeElement === document.body) {
    document.querySelector("#page").focus({ preventScroll: true });
  }
});
// A refusal is a page of its own, with a way on.
document.addEventListener("htmx:responseError", (event) => {
  window.location.assign(event.detail.pathInfo.finalRequestPath);
});
