"""Whether shoppers can find a merchant's products by now, for the page of an import.

Of all products that the merchant sells, as that is what the link to the shop shows.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef

from catalog.admin.search_state import served_embeddings
from catalog.models import ImportRun, ImportState, Product, WorkState

MAX_REASONS: Final = 10
_NO_REASON: Final = "It could not be prepared for the search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    active: int
    found: int  # by photo and words, or by words only
    waiting: int  # not found yet, but by their exact words
    failures: Mapping[str, int]  # products that are not found, by reason; the most frequent
    failed: int

    @property
    def is_settled(self) -> bool:
        return not self.waiting


def findable_of(run: ImportRun) -> Findable | None:
    """Count the merchant's products, once the run has read its rows."""
    if run.state != ImportState.FINISHED:
        return None
    found, waiting, failures = 0, 0, Counter[str]()
    for is_found, state, reason, number in _products(run):
        if is_found:
            found += number
        elif state == WorkState.FAILED:
            failures[reason or _NO_REASON] += number
        else:
            waiting += number
    failed = failures.total()
    return Findable(
        active=found + waiting + failed,
        found=found,
        waiting=waiting,
        failures=dict(failures.most_common(MAX_REASONS)),
        failed=failed,
    )


def _products(run: ImportRun) -> "list[tuple[bool, str, str, int]]":
    served = Exists(served_embeddings().filter(product=OuterRef("pk")))
    products = Product.objects.on_sale().filter(merchant=run.merchant_id).order_by()
    states = products.annotate(found=served).values_list(
        "found", "indexing__state", "indexing__reason"
    )
    return list(states.annotate(number=Count("*")))
