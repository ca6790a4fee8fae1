// Facet values and chips change the hidden fields of the search form, and the form is sent. So fast
// clicks add up, where each link alone knows only the search that it was drawn with.

const form = document.querySelector("#search");

function isPlainClick(event) {
  return !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

function fieldsOf(name) {
  return [...form.elements].filter((field) => field.name === name);
}

function clear(field) {
  if (field.type === "hidden") field.remove();
  else field.value = "";
}

function add(name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  form.querySelector("#search-state").append(field);
}

// Returns whether the value is chosen now.
// The values of a facet share what is said of it.
function toggle(link) {
  const { value } = link.dataset;
  const { toggle: name, single } = link.closest("[data-toggle]").dataset;
  const chosen = fieldsOf(name).filter((field) => field.value === value);
  (single === undefined ? chosen : fieldsOf(name)).forEach(clear);
  if (!chosen.length) add(name, value);
  return !chosen.length;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-value]");
  if (!link || !isPlainClick(event)) return;
  event.preventDefault();
  const isChosen = toggle(link);
  link.classList.toggle("selected", isChosen);
  form.requestSubmit();
});
