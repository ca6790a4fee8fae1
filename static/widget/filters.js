// The filters that a shopper chose, in the form that the API takes.

export class Filters {
  // `fixed` are filters that the shop's page sets, such as {"merchant": ["adas"]}.
  constructor(fixed = {}) {
    this.fixed = fixed;
    this.clear();
  }

  clear() {
    this.values = new Map();
    this.price = { price_min: "", price_max: "" };
  }

  get isEmpty() {
    return !this.values.size && !this.price.price_min && !this.price.price_max;
  }

  toggle(key, value) {
    const chosen = this.values.get(key) ?? new Set();
    // A category contains its subcategories: there is one at a time.
    if (key === "category" && !chosen.has(value)) chosen.clear();
    if (!chosen.delete(value)) chosen.add(value);
    if (chosen.size) this.values.set(key, chosen);
    else this.values.delete(key);
  }

  // As `filters` of a search.
  get body() {
    const body = {};
    for (const [key, chosen] of this.values) {
      const [name, attribute] = key.split(/\.(.*)/s);
      if (attribute) (body.attributes ??= {})[attribute] = [...chosen];
      else body[name] = name === "category" ? [...chosen][0] : [...chosen];
    }
    for (const [name, value] of Object.entries(this.price)) {
      if (value) body[name] = value;
    }
    const attributes = { ...body.attributes, ...this.fixed.attributes };
    return { ...body, ...this.fixed, ...(Object.keys(attributes).length ? { attributes } : {}) };
  }
}
