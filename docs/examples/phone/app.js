// A small app for phones: take a photo, refine by words, look at a product and what is like it.
// Serve this folder, and open it with ?api=https://search.example&key=pk_...

import * as api from "./api.js";

const [form, words, file, query, photo, forget, status, main] =
  ["search", "words", "photo", "query", "query-photo", "forget", "status", "main"]
    .map((id) => document.getElementById(id));
let photoId = null;

form.addEventListener("submit", (event) => { event.preventDefault(); attempt(find); });
file.addEventListener("change", () => attempt(take));
forget.addEventListener("click", () => attempt(remove));
addEventListener("popstate", () => attempt(route));

async function attempt(work) {
  status.textContent = "One moment …";
  try {
    await work();
  } catch (error) {
    status.textContent = error.message;
  }
}

async function take() {
  const { id } = await api.upload(file.files[0]);
  photoId = id;
  photo.src = URL.createObjectURL(file.files[0]);
  query.hidden = false;
  await find();
}

async function remove() {
  await api.forget(photoId);
  photoId = null;
  query.hidden = true;
  await find();
}

async function find() {
  const text = words.value.trim();
  const answer = await api.search({
    ...(text ? { text } : {}), ...(photoId ? { photo_id: photoId } : {}), facets: "none",
  });
  const list = make("ul", {}, ...answer.results.map((hit) => card(hit, answer.id)));
  main.replaceChildren(list, ...more(answer, list));
  const about = answer.total.relation === "at_least" ? "At least " : "";
  status.textContent = [`${about}${answer.total.value} products match.`, ...answer.notices].join(" ");
}

function more(answer, list) {
  if (!answer.next) return [];
  const button = make("button", { className: "more", type: "button", textContent: "Show more" });
  let { next } = answer;
  button.addEventListener("click", () => attempt(async () => {
    const page = await api.call(next);
    list.append(...page.results.map((hit) => card(hit, answer.id)));
    next = page.next;
    button.hidden = !next;
    status.textContent = "";
  }));
  return [button];
}

function card({ product, photo: picture }, searchId) {
  const link = make("a", { href: `#${product.id}` },
    make("img", { src: picture?.url ?? "", alt: picture?.alt ?? "", loading: "lazy" }),
    make("b", { textContent: money(product) }), make("span", { textContent: product.title, dir: "auto" }));
  if (searchId) {
    link.addEventListener("click", () => {
      api.report({ type: "click", search_id: searchId, product_id: product.id }).catch(() => {});
    });
  }
  return make("li", {}, link);
}

async function show(id) {
  const [product, like] = await Promise.all([api.product(id), api.similar(id)]);
  main.replaceChildren(
    ...product.photos.map(({ url, alt }) => make("img", { src: url, alt })),
    make("h1", { textContent: product.title, dir: "auto" }), make("b", { textContent: money(product) }),
    make("p", { textContent: product.description, dir: "auto" }),
    make("h2", { textContent: "Similar" }), make("ul", {}, ...like.results.map((hit) => card(hit, null))),
  );
  status.textContent = "";
  scrollTo(0, 0);
}

function route() {
  const id = location.hash.slice(1);
  return id ? show(id) : find();
}

function money({ current_price: price, currency }) {
  return new Intl.NumberFormat(undefined, { style: "currency", currency }).format(price);
}

function make(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

attempt(route);
