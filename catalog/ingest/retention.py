"""Merchants' uploads are kept for SHOP_IMPORT_DAYS; the runs and their reports stay."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.files.saving import delete_file_on_commit
from catalog.ingest.lease import UNFINISHED
from catalog.models import ImportRun

# For one sweep.
MOST = 100


@transaction.atomic
def delete_old_uploads() -> int:
    """How many. A run that has not ended keeps its file, however old."""
    before = timezone.now() - timedelta(days=settings.SHOP_IMPORT_DAYS)
    ended = ImportRun.objects.exclude(state__in=UNFINISHED).exclude(file="")
    old = ended.alias(end=Coalesce("finished_at", "created_at")).filter(end__lt=before)
    kept = list(old.select_for_update(skip_locked=True)[:MOST])
    for run in kept:
        delete_file_on_commit(run.file.name)
    ImportRun.objects.filter(pk__in=[run.pk for run in kept]).update(file="")
    return len(kept)
