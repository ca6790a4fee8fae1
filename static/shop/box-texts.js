// What the box says, in the language of the page (templates/web/_search_texts.html).

const texts = document.querySelector("#search-texts").dataset;

export function say(name, value = "") {
  return (texts[name] ?? "").replace("%s", value);
}
