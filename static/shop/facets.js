// Facets: instant choices, the price range, searching in long lists, and the sheet on a phone.
import "./facet-toggles.js";
import "./facet-price.js";
import "./facet-search.js";
import "./facets-sheet.js";
