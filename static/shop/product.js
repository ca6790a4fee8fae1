// The page of a product. Without this file its photos, variants and links work as plain links.
import "./product_gallery.js";
import "./product_zoom.js";
import "./product_bar.js";

// "Like this, but …" goes on to the words. The focus moves at once: phones show their keyboard only
// in answer to a touch.
document.addEventListener("click", (event) => {
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (isPlain && event.target.closest("[data-focus-words]")) {
    document.querySelector("#search-words").focus();
  }
});
