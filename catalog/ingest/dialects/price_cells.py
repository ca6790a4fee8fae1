"""Prices of a row: the regular one, and a sale that is worth showing, with its dates."""

from collections.abc import Callable
from dataclasses import dataclass

from catalog.ingest.dialects.cells import Cells
from catalog.ingest.dialects.prices import Price, parse_price
from catalog.ingest.dialects.sale_dates import ALWAYS, SaleWindow
from catalog.ingest.problems import RowError


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleDates:
    """The columns that say when a sale is on, and how to read them, which may raise ValueError."""

    columns: tuple[str, ...]
    read: Callable[[], SaleWindow]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPrices:
    price: Price | None  # None if the file has no prices
    sale_price: Price | None = None
    window: SaleWindow = ALWAYS

    @property
    def currency(self) -> str:
        """ "" if the row states no amount."""
        stated = self.price or self.sale_price
        return stated.currency if stated else ""


def row_prices(cells: Cells, column: str, *, currency: str, dates: SaleDates) -> RowPrices:
    """Return the prices of a row, the regular one from `column`. Raises RowError.

    In a file without prices, the sale price may stand alone, and in one without sale prices, the
    dates. A sale with unreadable dates is not stated at all: it could be shown on any day.
    """
    price = regular_price(cells, column, currency=currency)
    if cells.has("sale_price") and not cells.get("sale_price"):
        return RowPrices(price=price)
    try:
        window = dates.read()
    except ValueError as error:
        cells.unread.update(("sale_price", *dates.columns))
        cells.warnings.append(f"The sale was left out. {error}")
        return RowPrices(price=price)
    if not cells.has("sale_price"):
        return RowPrices(price=price, window=window)
    sale = sale_price(cells, "sale_price", price, currency=currency)
    return RowPrices(price=price, sale_price=sale, window=window if sale else ALWAYS)


def regular_price(cells: Cells, column: str, *, currency: str) -> Price | None:
    """Return the price; None if the file has no prices. Raises RowError if it is unreadable."""
    if not cells.has(column):
        return None
    price = parse_price(cells.required(column), column=column, currency=currency)
    if not price.amount:
        cells.warnings.append(f"{column} is 0, so the product is shown as free. Check it.")
    return price


def sale_price(cells: Cells, column: str, price: Price | None, *, currency: str) -> Price | None:
    """Return the sale price, if it is below the price. Raises RowError if it is unreadable."""
    default = price.currency if price else currency
    sale = parse_price(cells.get(column), column=column, currency=default)
    if not sale.amount:
        cells.warnings.append(
            f"{column} is 0, which would make the product free, and was left out."
        )
        return None
    return sale if price is None or _is_below(cells, column, sale, price) else None


def _is_below(cells: Cells, column: str, sale: Price, price: Price) -> bool:
    if sale.currency != price.currency:
        raise RowError(f"{column} is in {sale.currency} but price is in {price.currency}. Use one.")
    if sale.amount > price.amount:
        cells.warnings.append(f"{column} is above price and was left out.")
    return sale.amount < price.amount
