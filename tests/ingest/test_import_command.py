"""The command import_catalog."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Merchant, Product
from tests.ingest.conftest import MUG, catalog_zip

pytestmark = pytest.mark.django_db


def import_catalog(path: Path, merchant: str = "adas") -> str:
    out = StringIO()
    call_command("import_catalog", str(path), merchant=merchant, stdout=out, stderr=out)
    return out.getvalue()


def test_import_command_prints_counts_and_problems(merchant: Merchant, tmp_path: Path) -> None:
    path = tmp_path / "catalog.zip"
    path.write_bytes(catalog_zip(MUG, MUG | {"id": "2", "price": "free"}))
    output = import_catalog(path)
    assert (
        "Finished: 2 rows: 1 created, 0 changed, 0 unchanged, 0 superseded, 1 invalid, 0 skipped."
        in output
    )
    assert "row 3: error: price" in output
    assert Product.objects.count() == 1


def test_import_command_lists_the_merchants_if_the_slug_is_unknown(
    merchant: Merchant, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="Known: adas"):
        import_catalog(tmp_path, merchant="nobody")


def test_import_command_reports_a_missing_file(merchant: Merchant, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        import_catalog(tmp_path / "none.csv")


def test_import_command_refuses_a_file_that_is_no_catalog(
    merchant: Merchant, tmp_path: Path
) -> None:
    path = tmp_path / "catalog.csv"
    path.write_bytes(b"sku\n1\n")
    with pytest.raises(CommandError, match="lacks the columns"):
        import_catalog(path)
    assert not merchant.import_runs.exists()
