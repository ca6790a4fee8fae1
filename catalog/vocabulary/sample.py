"""The products that the vocabulary is counted from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

# Up to so many products, all are read. Of a larger catalog, about SAMPLED: more takes seconds and
# adds only values that hardly any product has. Categories and brands are counted in full.
MAX_READ_WHOLE: Final = 200_000
SAMPLED: Final = 100_000
SIGNIFICANT_DIGITS: Final = 2
# Products on sale, as in ProductQuerySet.on_sale: the ORM knows no TABLESAMPLE. The same pages each
# time, so that counts differ only where the catalog does.
ON_SALE: Final = """
    catalog_product p {sample} JOIN catalog_merchant m ON m.id = p.merchant_id
        AND m.active AND p.active"""
SYSTEM_SAMPLE: Final = "TABLESAMPLE SYSTEM ({percent}) REPEATABLE (1)"


@dataclass(frozen=True, slots=True)
class Sample:
    """`products` is the number on sale."""

    products: int

    @property
    def is_whole(self) -> bool:
        return self.products <= MAX_READ_WHOLE

    def rows(self, statement: str, parameters: Sequence[int] = ()) -> Iterator[tuple[Any, ...]]:
        """Run a statement whose {on_sale} is the sampled products `p` on sale."""
        with connection.cursor() as cursor:
            cursor.execute(statement.format(on_sale=self._on_sale()), parameters)
            yield from cursor

    def scaled(self, count: int) -> int:
        """The number in the whole catalog, rounded to what a sample can tell."""
        if self.is_whole:
            return count
        estimated = round(count * self.products / SAMPLED)
        digits = len(str(estimated)) - SIGNIFICANT_DIGITS
        return round(estimated, -max(digits, 0))

    def _on_sale(self) -> str:
        percent = f"{100 * SAMPLED / self.products:.4f}" if not self.is_whole else ""
        sample = SYSTEM_SAMPLE.format(percent=percent) if not self.is_whole else ""
        return ON_SALE.format(sample=sample)
