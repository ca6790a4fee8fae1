"""Remembers what a merchant's columns stand for, by the columns of the file."""

import hashlib
import json
from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import replace
from typing import Final

from catalog.ingest.read_options import ColumnNames, ReadOptions
from catalog.models import CheckReport, ColumnMapping, ImportRun, Merchant

# Of one merchant, the latest. Each upload compares its columns with all of them.
MAX_REMEMBERED: Final = 20


def read_options(run: ImportRun) -> ReadOptions:
    """Return how the run's file is read, with what its merchant has had remembered."""
    return replace(ReadOptions.of_run(run), remembered=remembered_names(run.merchant))


def as_read(run: ImportRun, options: ReadOptions) -> Merchant:
    """Return the run's merchant, unsaved, with the currency that was chosen for the file."""
    merchant = copy(run.merchant)
    merchant.currency = options.currency or merchant.currency
    return merchant


def remembered_names(merchant: Merchant) -> tuple[ColumnNames, ...]:
    latest = merchant.column_mappings.all()[:MAX_REMEMBERED]
    return tuple(ColumnNames(frozenset(m.columns), m.names) for m in latest)


def remember_names(merchant: Merchant, columns: Collection[str], names: Mapping[str, str]) -> None:
    """Use these names for each further file with exactly these columns. Forgets the oldest."""
    if not names:
        forget_names(merchant, columns)
        return
    ColumnMapping.objects.update_or_create(
        merchant=merchant,
        columns_key=_key(columns),
        defaults={"columns": sorted(set(columns)), "names": dict(names)},
    )
    kept = merchant.column_mappings.values("pk")[:MAX_REMEMBERED]
    merchant.column_mappings.exclude(pk__in=kept).delete()


def is_remembered(merchant: Merchant, columns: Collection[str]) -> bool:
    return merchant.column_mappings.filter(columns_key=_key(columns)).exists()


def columns_of(report: CheckReport) -> list[str]:
    """Return the columns of the checked file that have a name."""
    return [column["column"] for column in report.understood.get("columns", [])]


def forget_names(merchant: Merchant, columns: Collection[str]) -> None:
    merchant.column_mappings.filter(columns_key=_key(columns)).delete()


def _key(columns: Collection[str]) -> str:
    return hashlib.sha256(json.dumps(sorted(set(columns))).encode()).hexdigest()
