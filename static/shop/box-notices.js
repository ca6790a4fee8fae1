// What the box shows of its own: a problem in its place, and the photo that is being sent.

const form = document.querySelector("#search");
const problem = document.querySelector("#search-problem");
const preview = form.querySelector("#search-preview");
const picture = preview.querySelector("img");

export function showProblem(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

export function showPreview(file) {
  hidePreview();
  preview.hidden = false;
  form.classList.add("is-sending");
  // Not every browser shows HEIC; then the frame stays empty.
  picture.onerror = () => { picture.hidden = true; };
  picture.onload = () => { picture.hidden = false; };
  picture.src = URL.createObjectURL(file);
}

export function hidePreview() {
  preview.hidden = true;
  picture.hidden = true;
  form.classList.remove("is-sending");
  if (picture.src) URL.revokeObjectURL(picture.src);
  picture.removeAttribute("src");
}
