"""What a row changes in its product's price, sale price, its window, and currency."""

from collections.abc import Mapping

from catalog.ingest.feed_row import SALE_WINDOW, FeedRow
from catalog.ingest.problems import RowError
from catalog.ingest.stated import Stated
from catalog.ingest.stored import StoredProduct
from catalog.models import LockableField

_SALE_REMOVED = (
    "The sale price was removed, because it is not below the new price. Give sale_price as well."
)
_SALE_ENDED = "The file has no sale price, so the product's was removed."
_SALE_TOO_HIGH = "The sale price is not below the product's price and was left out."
_WINDOW_KEPT = "No dates of the sale are given, so the product's sale keeps the ones it has."
_NO_SALE = "The dates of the sale were left out, because the product has no sale price."
_WINDOW_EMPTY = (
    "The dates of the sale were left out: together with the product's other date, the sale would "
    "end before it begins. Give both."
)


def price_values(
    row: FeedRow, product: StoredProduct, stated: Stated
) -> tuple[dict[str, object], tuple[str, ...]]:
    """Return the values that the row states, and warnings.

    Raises RowError for a sale price in another currency than the product's price.
    """
    amounts, warnings = _amounts(row, product, stated)
    window, more = _window(row, product, stated, amounts)
    return amounts | window, (*warnings, *more)


def _amounts(
    row: FeedRow, product: StoredProduct, stated: Stated
) -> tuple[dict[str, object], tuple[str, ...]]:
    if row.price is None:
        return _sale_alone(row, product) if "sale_price" in stated.fields else ({}, ())
    values: dict[str, object] = {"price": row.price, "currency": row.currency}
    if "sale_price" not in stated.fields:
        return _without_sale_column(values, row, product, stated)
    if row.is_current_price and _is_below_regular(row, product):
        return values | {"price": product.price, "sale_price": row.price}, ()
    return values | {"sale_price": row.sale_price}, ()


def _sale_alone(row: FeedRow, product: StoredProduct) -> tuple[dict[str, object], tuple[str, ...]]:
    if row.sale_price is None:
        return {"sale_price": None}, ()
    if row.currency != product.currency and LockableField.PRICE not in product.locked_fields:
        raise RowError(
            f"The sale price is in {row.currency} but the product's price is in "
            f"{product.currency}. Use one."
        )
    if row.sale_price >= product.price:
        return {"sale_price": None}, (_SALE_TOO_HIGH,)
    return {"sale_price": row.sale_price}, ()


def _without_sale_column(
    values: dict[str, object], row: FeedRow, product: StoredProduct, stated: Stated
) -> tuple[dict[str, object], tuple[str, ...]]:
    if product.sale_price is None:
        return values, ()
    if stated.ends_sales:
        return values | {"sale_price": None}, (_SALE_ENDED,)
    if _is_stale_sale(row, product):
        return values | {"sale_price": None}, (_SALE_REMOVED,)
    return values, ()


def _is_stale_sale(row: FeedRow, product: StoredProduct) -> bool:
    """Whether the product's sale price makes no sense next to the row's price."""
    if product.sale_price is None or row.price is None:
        return False
    return product.sale_price >= row.price or product.currency != row.currency


def _is_below_regular(row: FeedRow, product: StoredProduct) -> bool:
    """Whether the product is on sale, and the row's price lies below its price before the sale."""
    if product.sale_price is None or row.price is None:
        return False
    return row.price < product.price and product.currency == row.currency


def _window(
    row: FeedRow, product: StoredProduct, stated: Stated, amounts: Mapping[str, object]
) -> tuple[dict[str, object], tuple[str, ...]]:
    """When the sale is on. Without a sale price, there is nothing to limit."""
    if amounts.get("sale_price", product.sale_price) is None:
        has_dates = bool(row.sale_starts or row.sale_ends) and "sale_price" not in stated.fields
        return dict.fromkeys(SALE_WINDOW), (_NO_SALE,) * has_dates
    values = {edge: getattr(row, edge) for edge in SALE_WINDOW & stated.fields}
    if not values:
        return {}, (_WINDOW_KEPT,) * _is_new_sale(product, amounts)
    starts, ends = (values.get(e, getattr(product, e)) for e in ("sale_starts", "sale_ends"))
    if starts and ends and starts >= ends:
        return {}, (_WINDOW_EMPTY,)
    return values, ()


def _is_new_sale(product: StoredProduct, amounts: Mapping[str, object]) -> bool:
    """Whether the sale price changes, under dates that were given for the former one."""
    has_window = bool(product.sale_starts or product.sale_ends)
    return has_window and amounts.get("sale_price", product.sale_price) != product.sale_price
