"""What the form of a bulk edit offers, and how it is arranged."""

from typing import Final

LEAVE: Final = ("", "leave as it is")
PRICE: Final = [
    LEAVE,
    ("set", "set to an amount"),
    ("raise-percent", "raise by per cent"),
    ("lower-percent", "lower by per cent"),
    ("raise-amount", "raise by an amount"),
    ("lower-amount", "lower by an amount"),
]
SALE: Final = [
    LEAVE,
    ("percent", "per cent below the price"),
    ("set", "set to an amount"),
    ("clear", "end the sale"),
]
ENDINGS: Final = [
    ("", "as it comes out"),
    *((ending, f"to end in .{ending[2:]}") for ending in ("0.99", "0.95", "0.90", "0.50", "0.00")),
]

FIELDSETS: Final = (
    (
        "Price",
        {
            "fields": (
                ("price_how", "price_amount", "price_ending"),
                ("sale_how", "sale_amount", "sale_ending"),
                ("sale_starts", "sale_ends"),
                "currency",
            )
        },
    ),
    ("Stock", {"fields": ("availability", "active")}),
    (
        "Details",
        {
            "fields": (
                ("category", "clear_category"),
                ("brand", "clear_brand"),
                "added_tags",
                "removed_tags",
                "attributes",
                "removed_attributes",
            )
        },
    ),
    ("Imports", {"fields": ("locks",)}),
)
