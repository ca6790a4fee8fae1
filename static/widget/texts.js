// The words of the widget, by language. A shop can replace them: see `texts` of the element.

const ENGLISH = {
  search: "Search",
  words: "What are you looking for?",
  photo: "Search by photo",
  remove: "Remove the photo",
  whole: "Whole photo",
  part: "The part of the photo to search with. Arrow keys move it, with Shift they resize it.",
  region: "Part {n}",
  filters: "Filters",
  clear: "Clear filters",
  priceFrom: "Price from",
  priceTo: "to",
  results: { one: "{n} product", other: "{n} products" },
  atLeast: "At least {n} products",
  none: "Nothing matches. Try other words, or fewer filters.",
  unsuitable: "Nothing is really like it. These are the nearest products.",
  also: "Also similar",
  similar: "Similar",
  more: "Show more",
  busy: "Searching …",
  soldOut: "Sold out",
  notPhoto: "This is not a picture. Choose a JPEG, PNG, WebP or HEIC photo.",
  offline: "The shop cannot be reached.",
  later: "Too many searches. Try again in {n} seconds.",
  retry: "Try again",
  drop: "Drop the photo to search with it",
};

const GERMAN = {
  search: "Suchen",
  words: "Was suchst du?",
  photo: "Mit einem Foto suchen",
  remove: "Foto entfernen",
  whole: "Ganzes Foto",
  part: "Der Teil des Fotos, mit dem gesucht wird. Pfeiltasten verschieben ihn, mit Umschalt ändern sie die Größe.",
  region: "Teil {n}",
  filters: "Filter",
  clear: "Filter aufheben",
  priceFrom: "Preis von",
  priceTo: "bis",
  results: { one: "{n} Produkt", other: "{n} Produkte" },
  atLeast: "Mindestens {n} Produkte",
  none: "Nichts passt. Versuche andere Wörter oder weniger Filter.",
  unsuitable: "Nichts ist wirklich ähnlich. Das sind die nächsten Produkte.",
  also: "Auch ähnlich",
  similar: "Ähnliche",
  more: "Mehr anzeigen",
  busy: "Suche läuft …",
  soldOut: "Ausverkauft",
  notPhoto: "Das ist kein Bild. Wähle ein Foto als JPEG, PNG, WebP oder HEIC.",
  offline: "Der Shop ist nicht erreichbar.",
  later: "Zu viele Suchen. Versuche es in {n} Sekunden wieder.",
  retry: "Noch einmal versuchen",
  drop: "Foto ablegen, um damit zu suchen",
};

const LANGUAGES = { en: ENGLISH, de: GERMAN };

export class Texts {
  constructor(language, replaced = {}) {
    this.language = language;
    this.texts = { ...ENGLISH, ...LANGUAGES[language.split("-")[0].toLowerCase()], ...replaced };
  }

  text(name, values = {}) {
    const text = this.texts[name];
    return String(text).replace(/\{(\w+)\}/g, (_, key) => this.#written(values[key]));
  }

  count(name, n) {
    const forms = this.texts[name];
    const form = new Intl.PluralRules(this.language).select(n);
    return (forms[form] ?? forms.other).replace("{n}", this.#written(n));
  }

  // `price` is a decimal text, as the API sends it.
  money(price, currency) {
    try {
      return new Intl.NumberFormat(this.language, { style: "currency", currency }).format(price);
    } catch {
      return `${price} ${currency}`;
    }
  }

  #written(value) {
    return typeof value === "number" ? value.toLocaleString(this.language) : String(value ?? "");
  }
}
