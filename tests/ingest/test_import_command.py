from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Merchant, Product
from tests.ingest.conftest import MUG, catalog_zip

pytestmark = pytest.mark.django_db


def run(path: Path, merchant: str = "adas") -> str:
    out = StringIO()
    call_command("import_catalog", str(path), merchant=merchant, stdout=out, stderr=out)
    return out.getvalue()


def test_a_file_is_imported_and_its_problems_are_told(merchant: Merchant, tmp_path: Path) -> None:
    path = tmp_path / "catalog.zip"
    path.write_bytes(catalog_zip(MUG, MUG | {"id": "2", "price": "free"}))
    said = run(path)
    assert "Finished: 1 created, 0 updated, 0 unchanged, 1 failed" in said
    assert "row 3: error: price" in said
    assert Product.objects.count() == 1


def test_an_unknown_merchant_is_told_the_known_ones(merchant: Merchant, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Known: adas"):
        run(tmp_path, merchant="nobody")


def test_a_missing_file_is_one_clear_line(merchant: Merchant, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.csv")


def test_a_file_that_is_no_catalog_is_refused(merchant: Merchant, tmp_path: Path) -> None:
    path = tmp_path / "catalog.csv"
    path.write_bytes(b"sku\n1\n")
    with pytest.raises(CommandError, match="lacks the columns"):
        run(path)
    assert not merchant.import_runs.exists()
