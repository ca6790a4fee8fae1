"""The groups of operations in the document. Those that no operation has are left out."""

TAGS = [
    {"name": "photos", "description": "Photos to search by: sent once, used in several searches."},
    {
        "name": "searches",
        "description": "Searches by photos, products, words and filters, and their refinement.",
    },
    {"name": "products", "description": "The products on sale, and what resembles them."},
    {"name": "categories", "description": "The tree of categories, with counts."},
    {"name": "suggestions", "description": "Completions of what a shopper types."},
    {"name": "events", "description": "What shoppers saw, opened and bought."},
    {
        "name": "own products",
        "description": "A merchant's own products, on sale or not, by a secret key.",
    },
    {"name": "own photos", "description": "The photos of a merchant's own products."},
    {
        "name": "imports",
        "description": "A merchant's catalog files: checked, imported, watched and undone.",
    },
    {
        "name": "feed addresses",
        "description": "Web addresses from which a merchant's feeds are fetched again and again.",
    },
]
