// Moves between the photos of a product, and says which one is shown.

const slides = () => document.querySelector("[data-slides]");
const isRightToLeft = () => document.documentElement.dir === "rtl";

export function currentSlide() {
  const row = slides();
  return row?.clientWidth ? Math.round(Math.abs(row.scrollLeft) / row.clientWidth) : 0;
}

export function showSlide(index, behavior = "auto") {
  const row = slides();
  const bounded = Math.max(0, Math.min(index, row.children.length - 1));
  const left = bounded * row.clientWidth * (isRightToLeft() ? -1 : 1);
  row.scrollTo({ left, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : behavior });
}

function markCurrent() {
  const index = currentSlide();
  const number = document.querySelector("[data-slide-number]");
  if (number) number.textContent = index + 1;
  for (const thumbnail of document.querySelectorAll("[data-slide]")) {
    const isCurrent = Number(thumbnail.dataset.slide) === index;
    if (isCurrent && !thumbnail.hasAttribute("aria-current")) reveal(thumbnail);
    thumbnail.toggleAttribute("aria-current", isCurrent);
    if (isCurrent) thumbnail.setAttribute("aria-current", "true");
  }
}

// scrollIntoView would scroll the page, too.
function reveal(thumbnail) {
  const strip = thumbnail.closest("ol");
  const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = thumbnail.parentElement;
  strip.scrollTo({
    left: offsetLeft - strip.offsetLeft - (strip.clientWidth - offsetWidth) / 2,
    top: offsetTop - strip.offsetTop - (strip.clientHeight - offsetHeight) / 2,
  });
}

function markBroken(picture) {
  const slide = picture.closest("li");
  const message = slide?.querySelector(".no-picture");
  if (!message) return;
  slide.querySelector(".enlarge").hidden = true;
  message.hidden = false;
}

document.addEventListener("click", (event) => {
  const thumbnail = event.target.closest("[data-slide]");
  if (!thumbnail) return;
  event.preventDefault();
  showSlide(Number(thumbnail.dataset.slide), "smooth");
});

document.addEventListener("keydown", (event) => {
  if (event.target !== slides() || event.altKey || event.ctrlKey || event.metaKey) return;
  const forward = isRightToLeft() ? "ArrowLeft" : "ArrowRight";
  const back = isRightToLeft() ? "ArrowRight" : "ArrowLeft";
  const index = { [forward]: currentSlide() + 1, [back]: currentSlide() - 1, Home: 0, End: Infinity }[event.key];
  if (index === undefined) return;
  event.preventDefault();
  showSlide(index);
});

// Neither event bubbles.
document.addEventListener("scroll", (event) => { if (event.target === slides()) markCurrent(); }, { capture: true, passive: true });
document.addEventListener("error", (event) => {
  if (event.target.matches?.("[data-slides] img")) markBroken(event.target);
}, { capture: true });

function start() {
  for (const picture of document.querySelectorAll("[data-slides] img")) {
    if (picture.complete && picture.src && !picture.naturalWidth) markBroken(picture);
  }
  if (slides()) markCurrent();
}

// Another variant starts with its own first photo.
const shown = () => document.querySelector("[data-product-page]")?.dataset.productPage;
let product = shown();
document.addEventListener("htmx:afterSettle", () => {
  if (slides() && shown() !== product) showSlide(0);
  product = shown();
  start();
});
start();
