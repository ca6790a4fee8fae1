"""Exports of shop systems that cannot be read themselves: what to export instead."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ForeignSystem:
    name: str
    columns: frozenset[str]  # that its export has and no other
    advice: str


def _system(name: str, columns: str, fix: str) -> ForeignSystem:
    advice = f"This is an export of {name}, which cannot be read directly. {fix}"
    return ForeignSystem(name, frozenset(columns.split()), advice)


_FEED: Final = "a feed for Google Merchant Center or Meta (CSV or XML)"
_WIX: Final = (
    f"Connect Google Merchant Center in Wix, or export {_FEED} with a feed app, and upload that."
)
_OPENCART: Final = f"Export {_FEED} with the extension Google Base, and upload that."
_PRESTASHOP: Final = f"Export {_FEED} with a feed module, and upload that."
_BIGCOMMERCE: Final = f"Export {_FEED} with a feed app or channel, and upload that."
# The columns are written as `normalise_header` returns them.
SYSTEMS: Final = (
    _system(
        "Magento 2 (Adobe Commerce)", "sku attribute_set_code product_type product_websites",
        f"Export {_FEED} with a feed extension, and upload that.",
    ),
    _system("Wix", "fieldtype name price", _WIX),
    _system("BigCommerce", "item_type product_name product_type", _BIGCOMMERCE),
    _system("BigCommerce", "item id name type sku inventory_tracking current_stock", _BIGCOMMERCE),
    _system(
        "Etsy", "title description price currency_code quantity tags image1",
        "Connect Etsy to a feed service that writes a catalog for Google Merchant Center or Meta, "
        "and upload that.",
    ),
    _system("OpenCart", "product_id categories model manufacturer image_name", _OPENCART),
    _system("PrestaShop", "active_(0/1) name_* categories_(x,y,z...)", _PRESTASHOP),
    _system("PrestaShop", "name reference category price_(tax_excl.)", _PRESTASHOP),
    _system(
        "WordPress (WXR)", "post_id post_type status title",
        "Export the products with WooCommerce (Products → Export), and upload that.",
    ),
)  # fmt: skip


def foreign_system(columns: Collection[str]) -> ForeignSystem | None:
    """Return the system whose export has these columns, if it is known."""
    present = frozenset(columns)
    return next((system for system in SYSTEMS if present >= system.columns), None)
