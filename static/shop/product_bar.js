// On a phone, keeps the link to the shop within reach while the one beside the price is out of sight.

const observer = new IntersectionObserver((entries) => {
  const bar = document.querySelector("[data-buy-bar]");
  if (bar) bar.hidden = entries.at(-1).isIntersecting;
});
let observed = null;

function observe() {
  const action = document.querySelector("[data-main-action]");
  if (action === observed) return;
  observer.disconnect();
  observed = action;
  if (action) observer.observe(action);
}

// A morphed bar is hidden again, as the server sends it.
document.addEventListener("htmx:afterSettle", () => {
  observed = null;
  observe();
});
observe();
