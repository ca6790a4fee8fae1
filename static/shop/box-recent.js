// Recent searches, kept on this device only. Words, never photos.

const KEY = "recent-searches";
const MOST = 8;

export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((words) => typeof words === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function keep(searches) {
  try {
    if (searches.length) localStorage.setItem(KEY, JSON.stringify(searches));
    else localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing has no recent searches.
  }
}

export function remember(words) {
  const text = words.trim();
  if (text) keep([text, ...recent().filter((other) => other !== text)].slice(0, MOST));
}

export function forget(words) {
  keep(recent().filter((other) => other !== words));
}

export function forgetAll() {
  keep([]);
}
