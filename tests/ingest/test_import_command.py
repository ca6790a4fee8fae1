"""The command import_catalog."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Merchant, Product
from tests.ingest.conftest import MUG, catalog_zip, table

pytestmark = pytest.mark.django_db


def import_catalog(path: Path, merchant: str = "adas", **options: str | bool) -> str:
    out = StringIO()
    call_command("import_catalog", str(path), merchant=merchant, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_import_command_prints_counts_and_problems(merchant: Merchant, tmp_path: Path) -> None:
    path = tmp_path / "catalog.zip"
    path.write_bytes(catalog_zip(MUG, MUG | {"id": "2", "image_link": "none.jpg"}))
    output = import_catalog(path)
    assert (
        "Finished: 2 rows: 2 created, 0 changed, 0 unchanged, 0 superseded, 0 invalid, 0 skipped."
        in output
    )
    assert 'row 3: warning: Photo "none.jpg" is not in the ZIP' in output
    assert Product.objects.count() == 2


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


def test_import_command_fails_if_rows_are_invalid(merchant: Merchant, tmp_path: Path) -> None:
    path = tmp_path / "catalog.zip"
    path.write_bytes(catalog_zip(MUG, MUG | {"id": "2", "price": "free"}))
    out = StringIO()
    with pytest.raises(CommandError, match="1 rows are invalid"):
        call_command("import_catalog", str(path), "--merchant=adas", stdout=out, stderr=out)
    assert "1 created, 0 changed, 0 unchanged, 0 superseded, 1 invalid" in out.getvalue()
    assert "row 3: error: price" in out.getvalue()
    assert Product.objects.count() == 1


def test_import_command_takes_the_name_of_a_merchant(merchant: Merchant, tmp_path: Path) -> None:
    path = tmp_path / "catalog.csv"
    path.write_bytes(table(MUG))
    assert "1 created" in import_catalog(path, merchant="Ada's")


def test_check_of_the_import_command_says_what_would_happen_and_leaves_no_trace(
    merchant: Merchant, tmp_path: Path
) -> None:
    path = tmp_path / "catalog.csv"
    path.write_bytes(table(MUG | {"description": "Round"}))
    import_catalog(path)
    path.write_bytes(table(MUG | {"description": ""}, MUG | {"id": "2"}))
    out = StringIO()
    call_command("import_catalog", str(path), merchant="adas", check=True, stdout=out, stderr=out)
    assert "Products that lose their description: 1." in out.getvalue()
    assert "Checked: 2 rows: 1 created, 1 changed" in out.getvalue()
    assert Product.objects.get().description == "Round"
    assert merchant.import_runs.count() == 1


def test_check_of_the_import_command_fails_if_rows_are_invalid(
    merchant: Merchant, tmp_path: Path
) -> None:
    path = tmp_path / "catalog.csv"
    path.write_bytes(table(MUG | {"price": "free"}))
    out = StringIO()
    with pytest.raises(CommandError, match="1 rows are invalid"):
        call_command("import_catalog", str(path), "--merchant=adas", "--check", stderr=out)
    assert "row 2: error: price" in out.getvalue()
    assert not merchant.import_runs.exists()


def test_import_command_deactivates_what_the_file_no_longer_has(
    merchant: Merchant, tmp_path: Path
) -> None:
    for count, expected in ((10, "10 created"), (9, "1 products"), (2, "Confirm it")):
        path = tmp_path / "mugs.csv"
        path.write_bytes(table(*(MUG | {"id": f"{n}", "image_link": ""} for n in range(count))))
        assert expected in import_catalog(path, missing="deactivate")
    assert merchant.products.filter(active=True).count() == 9


def test_check_of_the_import_command_says_which_products_would_go(
    merchant: Merchant, tmp_path: Path
) -> None:
    path = tmp_path / "mugs.csv"
    mugs = [MUG | {"id": f"{n}", "image_link": ""} for n in range(10)]
    path.write_bytes(table(*mugs))
    import_catalog(path)
    path.write_bytes(table(*mugs[:9]))
    assert "would be deactivated: 1." in import_catalog(path, missing="deactivate", check=True)
