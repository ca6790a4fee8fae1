// A request that no element makes by itself.

// Why it failed, or that a newer one took its place, is told by htmx's events.
export function ask(verb, path, options) {
  htmx.ajax(verb, path, options)?.catch(() => {});
}
