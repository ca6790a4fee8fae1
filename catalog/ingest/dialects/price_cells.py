"""Prices of a row: the regular one, and a sale that is worth showing."""

from dataclasses import dataclass

from catalog.ingest.dialects.cells import Cells
from catalog.ingest.dialects.prices import Price, parse_price
from catalog.ingest.dialects.sale_dates import is_sale_on, parse_date
from catalog.ingest.problems import RowError


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleDates:
    """What the cells say about when a sale begins and ends. A blank one sets no limit."""

    starts: str
    ends: str
    last_day_included: bool


def row_prices(
    cells: Cells, column: str, *, currency: str, dates: SaleDates
) -> tuple[Price | None, Price | None]:
    """Return the price and, while the sale is on, the sale price. Raises RowError.

    In a file without prices, the sale price may stand alone.
    """
    price = regular_price(cells, column, currency=currency)
    if not cells.get("sale_price") or not _is_on_sale(cells, dates):
        return price, None
    return price, sale_price(cells, "sale_price", price, currency=currency)


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


def _is_on_sale(cells: Cells, dates: SaleDates) -> bool:
    """Whether the sale of the row is on at present. With an unreadable date, it is not."""
    try:
        begin, end = parse_date(dates.starts), parse_date(dates.ends)
    except ValueError as error:
        cells.warnings.append(f"The sale price was left out. {error}")
        return False
    return is_sale_on(begin, end, last_day_included=dates.last_day_included)
