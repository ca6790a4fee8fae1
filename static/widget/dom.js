// Makes elements. Texts are never parsed as HTML.

// `on…` are listeners; true and false are boolean attributes; null leaves an attribute out.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (typeof value === "boolean") made.toggleAttribute(key, value);
    else if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

// An address of a product may be anything. Only web addresses become links.
export function webAddress(address) {
  return /^https?:\/\//i.test(address ?? "") ? address : null;
}
