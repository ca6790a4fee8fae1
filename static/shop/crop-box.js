// The part of a photo as [left, top, right, bottom], in percent of the photo. Pure functions.

// A smaller part is a slip of the finger. The server has the same limit.
const MIN_SIDE = 5;

export function moved([left, top, right, bottom], dx, dy) {
  const x = clamp(dx, -left, 100 - right);
  const y = clamp(dy, -top, 100 - bottom);
  return rounded([left + x, top + y, right + x, bottom + y]);
}

// `edges` has the letters of the edges that move, as in "nw".
export function resized([left, top, right, bottom], edges, dx, dy) {
  return rounded([
    edges.includes("w") ? clamp(left + dx, 0, right - MIN_SIDE) : left,
    edges.includes("n") ? clamp(top + dy, 0, bottom - MIN_SIDE) : top,
    edges.includes("e") ? clamp(right + dx, left + MIN_SIDE, 100) : right,
    edges.includes("s") ? clamp(bottom + dy, top + MIN_SIDE, 100) : bottom,
  ]);
}

// The box between two points, however they lie to each other.
export function spanned([x, y], [toX, toY]) {
  const [left, right] = span(x, toX);
  const [top, bottom] = span(y, toY);
  return rounded([left, top, right, bottom]);
}

export function isWhole(box) {
  return box.every((side, index) => side === (index < 2 ? 0 : 100));
}

function span(from, to) {
  const low = clamp(Math.min(from, to), 0, 100 - MIN_SIDE);
  return [low, clamp(Math.max(from, to), low + MIN_SIDE, 100)];
}

function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

function rounded(box) {
  return box.map((side) => Math.round(side * 10) / 10);
}
