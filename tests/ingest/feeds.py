"""Imports of a feed at different times, with a choice of what becomes of missing products."""

from collections.abc import Iterable

from django.core.files.base import ContentFile

from catalog.ingest.control import start_import
from catalog.ingest.missing.choice import MissingChoice
from catalog.ingest.missing.retiring import retire_missing
from catalog.ingest.run import run_import
from catalog.models import ImportRun, Merchant, MissingAction, MissingScope
from tests.ingest.conftest import MUG, Row, table

mug = MUG | {"image_link": ""}
DEACTIVATE = MissingChoice(action=MissingAction.DEACTIVATE)
DELETE = MissingChoice(action=MissingAction.DELETE)
OF_MERCHANT = MissingChoice(action=MissingAction.DEACTIVATE, scope=MissingScope.MERCHANT)


def mugs(ids: Iterable[object]) -> list[Row]:
    return [mug | {"id": f"mug-{name}", "title": f"Mug {name}"} for name in ids]


def start_feed(
    merchant: Merchant,
    rows: list[Row],
    missing: MissingChoice = DEACTIVATE,
    *,
    name: str = "mugs.csv",
) -> ImportRun:
    return start_import(
        merchant=merchant,
        user=None,
        file=ContentFile(table(*rows)),
        name=name,
        missing=missing,
    )


def import_feed(
    merchant: Merchant,
    rows: list[Row],
    missing: MissingChoice = DEACTIVATE,
    *,
    name: str = "mugs.csv",
) -> ImportRun:
    run = start_feed(merchant, rows, missing, name=name)
    run_import(run.pk)
    retire_missing(run.pk)
    run.refresh_from_db()
    return run


def active_ids(merchant: Merchant) -> set[str]:
    ids = merchant.products.filter(active=True).values_list("external_id", flat=True)
    return {name.removeprefix("mug-") for name in ids}
