// Adds drag and drop, paste, a preview and instant refinement. Every page works without this file.
"use strict";

function showProblem(form, problem) {
  const element = form.querySelector("[data-problem]");
  element.textContent = problem;
  element.hidden = !problem;
}

// --- Choosing a photo ---------------------------------------------------------------------

function takePhoto(files) {
  const form = document.querySelector("[data-search-form], [data-new-photo]");
  const photo = Array.from(files).find((file) => file.type.startsWith("image/"));
  if (!form || !files.length) return;
  if (!photo) return showProblem(form, "That is not a picture. Please use a photo.");
  const input = form.querySelector("[data-photo]");
  const transfer = new DataTransfer();
  transfer.items.add(photo);
  input.files = transfer.files;
  usePhoto(input);
}

function usePhoto(input) {
  const form = input.form;
  showProblem(form, "");
  // There are two fields, file and camera; only the one used last is sent.
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
  // Some browsers cannot show HEIC photos, but the shop can search with them.
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
  if (event.target.matches("[data-photo]")) usePhoto(event.target);
  else if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const forget = event.target.closest("[data-forget]");
  if (!forget) return;
  for (const input of forget.form.querySelectorAll("[data-photo]")) input.value = "";
  preview(forget.form);
});

document.addEventListener("paste", (event) => {
  if (event.clipboardData?.files.length) takePhoto(event.clipboardData.files);
});

// The whole page accepts a drop: a photo dropped beside the frame must not replace the page.
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
  takePhoto(event.dataTransfer.files);
});

// --- Sending ------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("[data-submit]");
  button?.setAttribute("aria-busy", "true");
});
// The browser may restore the page with its button still busy.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-submit]")) button.removeAttribute("aria-busy");
});

// --- Refining -----------------------------------------------------------------------------

document.addEventListener("input", (event) => {
  event.target.removeAttribute("data-untouched");
});
// Until the slider is moved, the engine chooses the weight.
document.addEventListener("formdata", (event) => {
  if (event.target.querySelector("[name=w][data-untouched]")) event.formData.delete("w");
});
// On a phone, open filters stay open when the results change.
let filtersOpen = false;
document.addEventListener("htmx:beforeSwap", () => {
  filtersOpen = document.querySelector("[data-filters]")?.open;
});
document.addEventListener("htmx:afterSwap", () => {
  const filters = document.querySelector("[data-filters]");
  if (filters && filtersOpen) filters.open = true;
  // The link that had the focus is gone: move the focus to the new results.
  if (document.activeElement === document.body) {
    document.querySelector("#page").focus({ preventScroll: true });
  }
});
// Load the error as a page of its own.
document.addEventListener("htmx:responseError", (event) => {
  window.location.assign(event.detail.pathInfo.finalRequestPath);
});
