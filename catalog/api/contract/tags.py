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
    {"name": "merchant", "description": "A merchant's own products, by a secret key."},
    {"name": "imports", "description": "A merchant's feeds: their progress and problems."},
]
