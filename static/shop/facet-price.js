// The thumbs over the price histogram fill in the two fields below it. Without this file, the fields
// do the same by themselves.

const form = document.querySelector("#search");

function show(section) {
  const low = section.querySelector("[data-thumb=low]");
  const high = section.querySelector("[data-thumb=high]");
  const labels = section.dataset.labels.split("|");
  for (const thumb of [low, high]) thumb.setAttribute("aria-valuetext", labels[thumb.value]);
  section.style.setProperty("--low", low.value / low.max);
  section.style.setProperty("--high", high.value / high.max);
  section.querySelectorAll(".bars rect").forEach((bar, number) => {
    bar.classList.toggle("chosen", low.value <= number && number < high.value);
  });
}

// Keeps a bin between the thumbs.
function part(thumb, section) {
  const other = section.querySelector(`[data-thumb=${thumb.dataset.thumb === "low" ? "high" : "low"}]`);
  if (thumb.dataset.thumb === "low") thumb.value = Math.min(thumb.value, other.value - 1);
  else thumb.value = Math.max(thumb.value, Number(other.value) + 1);
}

// At the end of its way, a thumb sets no bound.
function fill(thumb, section) {
  const isLow = thumb.dataset.thumb === "low";
  const edges = section.dataset.edges.split("|");
  const isAtEnd = thumb.value === (isLow ? thumb.min : thumb.max);
  form.elements[isLow ? "price_min" : "price_max"].value = isAtEnd ? "" : edges[thumb.value];
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-thumb]")) return;
  const section = event.target.closest("[data-price]");
  part(event.target, section);
  fill(event.target, section);
  show(section);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-thumb]")) form.requestSubmit();
});

function showAll() {
  document.querySelectorAll("[data-price]").forEach(show);
}

document.addEventListener("htmx:afterSettle", showAll);
showAll();
