// A group that is one stop of the Tab key. Its data-roving says which keys lead through it: "arrows",
// with Home and End, or "enter" where the arrow keys change what has the focus.
//
// Without this file, every link of a group is a stop of its own.

const ITEMS = "a[href], summary, [type=search], [data-edges]";
const UNSEEN = "[hidden], .more:not([open]) > :not(summary)";

function groupOf(item) {
  return item.closest?.("[data-roving]");
}

function itemsOf(group) {
  return [...group.querySelectorAll(ITEMS)].filter((item) => groupOf(item) === group && !item.closest(UNSEEN));
}

function stopAt(items, stop) {
  for (const item of items) item.tabIndex = item === stop ? 0 : -1;
}

// The item that has or had the focus stays the stop, else the chosen or the first one is.
function stopOf(items) {
  return items.find((item) => item === document.activeElement)
    ?? items.find((item) => item.getAttribute("tabindex") === "0")
    ?? items.find((item) => item.ariaCurrent)
    ?? items[0];
}

function renew() {
  for (const group of document.querySelectorAll("[data-roving]")) {
    const items = itemsOf(group);
    stopAt(items, stopOf(items));
  }
}

// Returns the place to go to, or nothing if the key leads nowhere.
function target(event, group, here, count) {
  const wrapped = (place) => (place + count) % count;
  if (group.dataset.roving === "enter") {
    return event.key === "Enter" ? wrapped(here + (event.shiftKey ? -1 : 1)) : undefined;
  }
  if (event.target.matches("input") && !["ArrowDown", "ArrowUp"].includes(event.key)) return undefined;
  const isMirrored = getComputedStyle(group).direction === "rtl";
  switch (event.key) {
    case "ArrowDown": case isMirrored ? "ArrowLeft" : "ArrowRight": return wrapped(here + 1);
    case "ArrowUp": case isMirrored ? "ArrowRight" : "ArrowLeft": return wrapped(here - 1);
    case "Home": return 0;
    case "End": return count - 1;
    default: return undefined;
  }
}

document.addEventListener("keydown", (event) => {
  const group = groupOf(event.target);
  if (!group || event.altKey || event.ctrlKey || event.metaKey) return;
  const items = itemsOf(group);
  const place = target(event, group, items.indexOf(event.target), items.length);
  if (place === undefined) return;
  event.preventDefault();
  items[place].focus();
});

document.addEventListener("focusin", ({ target: item }) => {
  const group = item.matches(ITEMS) && groupOf(item);
  if (group) stopAt(itemsOf(group), item);
});

for (const moment of ["htmx:afterSwap", "htmx:afterSettle", "input", "toggle"]) document.addEventListener(moment, renew, true);
renew();
