"""The parts of a result that a request can choose (`fields`)."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from catalog.api.products.responses import ProductSummarySerializer

PRODUCT: Final = "product"
HIT_FIELDS: Final = (
    *(f"{PRODUCT}.{name}" for name in ProductSummarySerializer().fields),
    PRODUCT,
    "photo",
    "score",
    "match",
    "rule_boost",
    "pinned",
)


def chosen(hit: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """Return the chosen parts of a result, as it is answered. Its product's id is always one."""
    product = hit[PRODUCT]
    if PRODUCT not in fields:
        named = {field.removeprefix(f"{PRODUCT}.") for field in fields} | {"id"}
        product = {name: value for name, value in product.items() if name in named}
    others = {name: value for name, value in hit.items() if name in fields}
    return {PRODUCT: product, **{k: v for k, v in others.items() if k != PRODUCT}}
