"""What the tests of undoing imports share."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from catalog.ingest.run import run_import
from catalog.ingest.undo.start import start_undo
from catalog.models import (
    ImportRun,
    ImportState,
    LeftAlone,
    Photo,
    Product,
    ProductChange,
    RemovedPhoto,
    Undo,
)

Undone = Callable[[ImportRun], Undo]


@pytest.fixture
def undone(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Undone:
    """Return a function that undoes a run, and deletes files as a commit does."""

    def undo(run: ImportRun) -> Undo:
        assert start_undo(run, user=None)
        with django_capture_on_commit_callbacks(execute=True):
            run_import(run.pk)
        return assert_undone(run)

    return undo


def assert_undone(run: ImportRun) -> Undo:
    run.refresh_from_db()
    assert (run.state, run.reason) == (ImportState.UNDONE, "")
    assert not ProductChange.objects.filter(run_id=run.pk).exists()
    assert not RemovedPhoto.objects.filter(run=run).exists()
    undo = Undo.objects.get(run=run)
    assert undo.products_done == undo.products_total
    return undo


def counts(undo: Undo) -> tuple[int, int, int, int]:
    return undo.restored, undo.deleted, undo.left_alone, undo.gone


def state() -> list[tuple[object, ...]]:
    """Everything that imports write."""
    names = [field.attname for field in Product._meta.concrete_fields if field.name != "updated_at"]
    photos = [field.attname for field in Photo._meta.concrete_fields]
    return [
        *Product.objects.order_by("pk").values_list(*names),
        *Photo.objects.order_by("pk").values_list(*photos),
    ]


def left() -> dict[str, list[str]]:
    return {product.external_id: product.fields for product in LeftAlone.objects.all()}
