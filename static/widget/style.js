// The look. A shop changes it by the --shop-search-… properties and by ::part(…).

const STYLE = `
:host {
  --ink: var(--shop-search-ink, light-dark(#1d1b19, #f2efe9));
  --paper: var(--shop-search-paper, light-dark(#fff, #1f1d1b));
  --muted: var(--shop-search-muted, light-dark(#645f58, #aca59b));
  --line: var(--shop-search-line, light-dark(#8a847a, #7f786e));
  --well: var(--shop-search-well, light-dark(#f1ede5, #292623));
  --accent: var(--shop-search-accent, light-dark(#0f5c4a, #7ad6ba));
  --on-accent: var(--shop-search-on-accent, light-dark(#fff, #06231b));
  --sale: var(--shop-search-sale, light-dark(#b23a1b, #ff9a7a));
  --radius: var(--shop-search-radius, 10px);
  --card: var(--shop-search-card-width, 11rem);
  display: block;
  container-type: inline-size;
  color: var(--ink);
  background: var(--paper);
  font: var(--shop-search-font, inherit);
}
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button, input { font: inherit; color: inherit; min-block-size: 44px; }
form { display: flex; gap: .5rem; position: relative; }
.words { flex: 1; min-inline-size: 0; padding: 0 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 999px; }
.photo-button { display: grid; place-items: center; min-inline-size: 44px; border: 1px solid var(--line); border-radius: 999px; cursor: pointer; }
.photo-button:focus-within { outline: 2px solid var(--accent); outline-offset: 2px; }
.photo-button svg { inline-size: 1.25rem; block-size: 1.25rem; fill: none; stroke: currentColor; stroke-width: 1.8; }
.file { position: absolute; inline-size: 1px; block-size: 1px; min-block-size: 0; opacity: 0; }
.go { padding: 0 1.25rem; color: var(--on-accent); background: var(--accent); border: 0; border-radius: 999px; font-weight: 600; cursor: pointer; }
.quiet { padding: 0; background: none; border: 0; color: var(--accent); text-align: start; cursor: pointer; }
.quiet:hover { text-decoration: underline; }
.query { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin-block-start: 1rem; align-items: end; }
.stage { position: relative; overflow: hidden; border-radius: var(--radius); inline-size: fit-content; cursor: crosshair; }
.stage img { display: block; max-inline-size: 100%; max-block-size: 220px; pointer-events: none; }
.frame { position: absolute; border: 2px solid #fff; box-shadow: 0 0 0 1px #000, 0 0 0 9999px rgb(0 0 0 / 45%); cursor: move; touch-action: none; }
.handle { position: absolute; inline-size: 24px; block-size: 24px; margin: -12px; }
.handle::after { content: ""; position: absolute; inset: 7px; background: #fff; border: 1px solid #000; border-radius: 50%; }
.handle[data-edges*=n] { inset-block-start: 0; } .handle[data-edges*=s] { inset-block-end: 0; }
.handle[data-edges*=w] { left: 0; } .handle[data-edges*=e] { right: 0; }
.handle[data-edges=n], .handle[data-edges=s] { left: 50%; }
.handle[data-edges=w], .handle[data-edges=e] { inset-block-start: 50%; }
.dot { position: absolute; inline-size: 24px; min-block-size: 24px; margin: -12px; padding: 0; background: #fff; border: 2px solid #000; border-radius: 50%; cursor: pointer; }
.status { min-block-size: 1.5rem; margin-block: 1rem .5rem; }
.trouble { display: flex; gap: 1rem; align-items: center; padding: .5rem 1rem; border: 1px solid var(--sale); border-radius: var(--radius); }
.body { display: grid; gap: 1rem 1.5rem; align-items: start; }
.body[aria-busy=true] .results { opacity: .5; }
.filters ul { list-style: none; margin: 0; padding: 0; max-block-size: 16rem; overflow: auto; }
.filters details { border-block-start: 1px solid var(--well); }
summary { padding-block: .6rem; font-weight: 600; cursor: pointer; }
.filters label { display: flex; gap: .5rem; align-items: center; min-block-size: 32px; }
.filters input[type=checkbox] { min-block-size: 0; inline-size: 1.1rem; block-size: 1.1rem; accent-color: var(--accent); }
.count { margin-inline-start: auto; color: var(--muted); font-size: .85em; }
.price-bounds { display: flex; flex-wrap: wrap; gap: .5rem; padding-block: .5rem; border-block-start: 1px solid var(--well); }
.price-bounds input { inline-size: 5rem; padding: 0 .5rem; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; }
.results { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(var(--card), 45%), 1fr)); }
.results li { display: flex; flex-direction: column; }
.results .divider { grid-column: 1 / -1; padding-block-start: 1rem; border-block-start: 1px solid var(--well); font-weight: 600; }
.results a { color: inherit; text-decoration: none; flex: 1; }
.results a:hover .title { text-decoration: underline; }
.well { display: block; aspect-ratio: 1; overflow: hidden; margin-block-end: .5rem; background: var(--well); border-radius: var(--radius); }
.well img { inline-size: 100%; block-size: 100%; object-fit: contain; }
.price { display: block; font-weight: 600; }
.price ins { color: var(--sale); text-decoration: none; }
.price del { margin-inline-start: .5rem; font-weight: 400; color: var(--muted); }
.title { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere; }
.sold-out { display: block; color: var(--muted); font-size: .85em; }
.more { display: block; margin: 1.5rem auto 0; padding: 0 1.5rem; background: none; border: 1px solid var(--line); border-radius: 999px; cursor: pointer; }
.drop { position: absolute; inset: -4px; display: grid; place-items: center; color: var(--on-accent); background: var(--accent); border-radius: 999px; pointer-events: none; }
@container (min-width: 44rem) { .body:has(.filters:not([hidden])) { grid-template-columns: 13rem 1fr; } }
@media (prefers-reduced-motion: no-preference) { .results { transition: opacity 150ms; } }
@media (forced-colors: active) { .go, .quiet, .more { border: 1px solid ButtonText; } }
`;

export const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
