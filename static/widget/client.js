// Talks to the REST API. Every method throws a Problem.

// Milliseconds that an answer may take.
const PATIENCE = 20_000;

export class Problem extends Error {
  constructor(message, { status = 0, retrySeconds = 0 } = {}) {
    super(message);
    this.status = status;
    this.retrySeconds = retrySeconds;
  }
}

export class Client {
  constructor(origin, key) {
    this.base = new URL("/api/v1/", origin);
    this.key = key;
  }

  // Returns {id, width, height, regions, ...}.
  async uploadPhoto(file, signal) {
    const form = new FormData();
    form.append("photo", file, "photo");
    return this.#answer("photos/", { method: "POST", body: form, signal });
  }

  async deletePhoto(id) {
    return this.#answer(`photos/${id}/`, { method: "DELETE" });
  }

  async search(body, signal) {
    return this.#answer("searches/", { ...json(body), signal });
  }

  // `address` is the `next` of an answer.
  async more(address, signal) {
    return this.#answer(address, { signal });
  }

  async suggest(text, signal) {
    return this.#answer(`suggest/?q=${encodeURIComponent(text)}`, { signal });
  }

  // Reports are not worth an error, nor a wait: the page may be closing.
  report(events) {
    this.#answer("events/", { ...json({ events }), keepalive: true }).catch(() => {});
  }

  async #answer(path, { headers = {}, signal, ...options }) {
    const response = await this.#response(path, {
      ...options,
      headers: this.key ? { ...headers, Authorization: `Bearer ${this.key}` } : headers,
      signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]) : AbortSignal.timeout(PATIENCE),
      credentials: "omit",
      referrerPolicy: "origin",
    });
    const body = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.ok) return body;
    throw new Problem(body?.detail ?? response.statusText, {
      status: response.status,
      retrySeconds: Number(response.headers.get("Retry-After")) || 0,
    });
  }

  async #response(path, options) {
    // An address that leads elsewhere must not get the key.
    const url = new URL(path, this.base);
    if (url.origin !== this.base.origin) throw new Problem("The address is of another server.");
    try {
      return await fetch(url, options);
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Problem(error.message);
    }
  }
}

function json(body) {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}
