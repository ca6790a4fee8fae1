"""Says which products an import would retire, because its file no longer has them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import connection, transaction

from catalog.ingest.missing.decision import decide
from catalog.ingest.missing.products import missing_products
from catalog.ingest.missing.recording import found_ids
from catalog.ingest.writing import PreparedBatch
from catalog.models import CheckedProducts, CheckReport, ImportRun, MissingAction

MAX_EXAMPLES: Final = 5
_FOUND: Final = """
INSERT INTO catalog_feedproducts (feed_id, run_id, product_ids)
SELECT %s, %s, product_ids FROM catalog_checkedproducts WHERE report_id = %s
"""


def missing_verb(run: ImportRun) -> str:
    return "deleted" if run.missing_action == MissingAction.DELETE else "deactivated"


def record_found(report: CheckReport, run: ImportRun, batch: PreparedBatch) -> None:
    """Record which products a batch has, if the upload asks what becomes of the others."""
    if run.missing_action == MissingAction.KEEP:
        return
    rows = (row.product.id for row in batch.rows if row.product)
    if found := found_ids(run, rows, batch.named):
        CheckedProducts.objects.create(report=report, product_ids=found)


def report_missing(run: ImportRun, *, is_whole: bool) -> None:
    """Report what the import would decide now. Call it in the transaction that ends the check."""
    report = CheckReport.objects.filter(run=run).first()
    if report is None or run.feed_id is None:
        return
    with transaction.atomic():
        # What the check found counts as found in the feed, only while the question is asked.
        with connection.cursor() as cursor:
            cursor.execute(_FOUND, [run.feed_id, run.pk, report.pk])
        decision = decide(run, is_whole=is_whole)
        examples = list(_examples(run)) if decision.missing else []
        transaction.set_rollback(True)
    report.missing, report.missing_reason = decision.missing, decision.reason
    report.missing_examples = examples
    report.save(update_fields=["missing", "missing_reason", "missing_examples"])
    report.found.all().delete()


def _examples(run: ImportRun) -> Iterable[Mapping[str, Any]]:
    missing = missing_products(run).order_by("external_id")
    return missing.values("pk", "external_id", "title")[:MAX_EXAMPLES]
