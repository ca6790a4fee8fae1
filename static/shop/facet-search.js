// The search box of a long facet leaves the values that contain what is typed.

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function filter(field) {
  const facet = field.closest(".facet");
  const typed = folded(field.value.trim());
  let found = 0;
  for (const value of facet.querySelectorAll("li")) {
    const label = value.querySelector(".facet-label");
    value.hidden = Boolean(typed) && !(label && folded(label.textContent).includes(typed));
    found += !value.hidden;
  }
  const more = facet.querySelector("details.more");
  if (more && typed) more.open = true;
  const none = facet.querySelector("[data-facet-none]");
  none.textContent = found ? "" : none.dataset.text;
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-facet-search]")) filter(event.target);
});

// An answer brings all values back.
document.addEventListener("htmx:afterSwap", () => {
  document.querySelectorAll("[data-facet-search]").forEach(filter);
});
