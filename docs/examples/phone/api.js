// The calls of the REST API that an app for shoppers needs.

const parameters = new URLSearchParams(location.search);
const BASE = new URL("/api/v1/", parameters.get("api") ?? location.origin);
const KEY = parameters.get("key");

export async function call(path, options = {}) {
  const url = new URL(path, BASE);
  const headers = { ...options.headers, ...(KEY ? { Authorization: `Bearer ${KEY}` } : {}) };
  const response = await fetch(url, { ...options, headers });
  const body = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(body.detail);
  return body;
}

function send(path, body, options = {}) {
  const headers = { "Content-Type": "application/json" };
  return call(path, { method: "POST", headers, body: JSON.stringify(body), ...options });
}

export function upload(photo) {
  const form = new FormData();
  form.append("photo", photo);
  return call("photos/", { method: "POST", body: form });
}

export const forget = (photoId) => call(`photos/${photoId}/`, { method: "DELETE" });
export const search = (query) => send("searches/", query);
export const product = (id) => call(`products/${id}/`);
export const similar = (id) => call(`products/${id}/similar/?limit=6`);
export const report = (event) => send("events/", { events: [event] }, { keepalive: true });
