"""Whether a run that has read all rows may retire the products that its feed no longer has."""

from dataclasses import dataclass
from typing import Final

from catalog.ingest.missing.products import missing_products
from catalog.models import ImportRun, MissingAction, MissingState, Product

# A run retires a larger share of a merchant's active products only if a person confirms it.
UNCONFIRMED_SHARE: Final = 5  # a fifth


@dataclass(frozen=True, slots=True)
class MissingDecision:
    """What becomes of the products that a file no longer has."""

    state: MissingState = MissingState.NONE
    missing: int = 0
    reason: str = ""  # to ask before they are retired


def decide(run: ImportRun, *, is_whole: bool) -> MissingDecision:
    """Decide what becomes of missing products.

    `is_whole` is whether the file has all columns and rows of a catalog: one that only updates some
    says nothing about other products.
    """
    if run.missing_action == MissingAction.KEEP:
        return MissingDecision()
    if not is_whole:
        return MissingDecision(MissingState.PARTIAL)
    missing = missing_products(run).count()
    if not missing:
        return MissingDecision()
    reason = _reason_to_ask(run, missing)
    state = MissingState.UNCONFIRMED if reason else MissingState.DUE
    return MissingDecision(state, missing, reason)


def _reason_to_ask(run: ImportRun, missing: int) -> str:
    active = Product.objects.filter(merchant=run.merchant_id, active=True).count()
    if missing * UNCONFIRMED_SHARE > active:
        return (
            f"This is more than a fifth of the {active:,} active products, as it would be if the "
            "file were cut short or another one."
        )
    if run.unnamed:
        return (
            f"The file has {run.unnamed:,} invalid row{'s' * (run.unnamed != 1)} without a "
            "readable id. They may be some of these products."
        )
    return ""
