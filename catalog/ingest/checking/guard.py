"""Whether a feed that was fetched from an address may be imported without anybody looking at it."""

from collections.abc import Collection
from typing import Final

from django.db.models import Q

from catalog.ingest.checking.losses import Loss
from catalog.models import CheckReport, ImportRun, ImportState, Product

# A larger share of the merchant's active products may only lose something if a person agrees, and
# a larger share of the rows only be invalid. As for products that a feed no longer has.
GUARDED_SHARE: Final = 5  # a fifth
_REFUSED: Final = frozenset({ImportState.UNDOING, ImportState.UNDONE, ImportState.CANCELLED})
# Sales end, and labels change with the season, for many products at once.
_SEASONAL: Final = frozenset({Loss.SALE_PRICE, Loss.TAGS})


def is_guarded(losses: Collection[Loss]) -> bool:
    """Whether a product loses something that does not come and go in every feed."""
    return not _SEASONAL.issuperset(losses)


def reasons_to_ask(run: ImportRun) -> list[str]:
    """Say why a checked run from an address waits for its merchant. Empty if it need not."""
    importable = run.created + run.changed + run.unchanged
    if run.reason or not importable:
        # What the columns lack is said already.
        return [run.reason or "No row of the feed can be imported."]
    first = _first_time(run) or _after_refusal(run)
    return [*first, *_invalid_rows(run), *_losing_products(run)]


def _first_time(run: ImportRun) -> list[str]:
    if run.feed_address is None or run.feed_address.is_confirmed:
        return []
    reason = (
        "This is the first feed from its address. Look at how it is read, and have it imported. "
        "Later ones are then imported by themselves."
    )
    return [reason]


def _after_refusal(run: ImportRun) -> list[str]:
    """Somebody did not want the feed before, and this one may have the same fault."""
    runs = ImportRun.objects.filter(feed_address=run.feed_address, pk__lt=run.pk)
    # What the shop itself has cancelled has a reason.
    decided = runs.exclude(Q(state=ImportState.CANCELLED) & ~Q(reason="")).order_by("-pk")
    if decided.values_list("state", flat=True).first() not in _REFUSED:
        return []
    return ["The feed before was undone, cancelled or dropped. See whether this one is better."]


def _invalid_rows(run: ImportRun) -> list[str]:
    if run.invalid * GUARDED_SHARE <= run.rows_total:
        return []
    reason = (
        f"{run.invalid:,} of {run.rows_total:,} rows are invalid, which is more than a fifth. "
        "Their products would stay as they are."
    )
    return [reason]


def _losing_products(run: ImportRun) -> list[str]:
    losing = CheckReport.objects.filter(run=run).values_list("losing", flat=True).first() or 0
    active = Product.objects.filter(merchant=run.merchant_id, active=True).count()
    if losing * GUARDED_SHARE <= active:
        return []
    reason = (
        f"{losing:,} product{'s' * (losing != 1)} would lose something, which is more than a fifth "
        f"of the {active:,} active ones. What they would lose is listed below."
    )
    return [reason]
