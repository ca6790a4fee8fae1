// Products that are saved on this device, newest first. No other file knows how they are kept.

const KEY = "saved";
const MOST = 100;

// Browsers may refuse to keep anything, and then throw.
export function canSave() {
  try {
    localStorage.setItem(`${KEY}-try`, "");
    localStorage.removeItem(`${KEY}-try`);
    return true;
  } catch {
    return readSaved().length > 0; // full, but what is there can be read and removed
  }
}

export function readSaved() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(Number.isSafeInteger).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function writeSaved(ids) {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids.slice(0, MOST)));
  } catch {
    // Full: buttons and count go on to show what is kept.
  }
  document.dispatchEvent(new CustomEvent("saved:change"));
}

// Another tab may have changed the list, so each change reads it first.
export function toggleSaved(id) {
  const before = readSaved();
  writeSaved(before.includes(id) ? before.filter((other) => other !== id) : [id, ...before]);
}

export function forgetSaved(ids) {
  writeSaved(readSaved().filter((id) => !ids.includes(id)));
}

window.addEventListener("storage", ({ key }) => {
  if (key === KEY || key === null) document.dispatchEvent(new CustomEvent("saved:change"));
});
