"""Problems of files and rows are reported with the row, the cause and the fix."""

import pytest

from catalog.models import Category, ImportRun, ImportState, Product
from tests.ingest.conftest import MUG, Import, Row, catalog_zip, table

pytestmark = pytest.mark.django_db
GOOD = MUG | {"id": "good"}


def problems(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(p.row, p.severity, p.message) for p in run.outcomes.all()]


def only_problem(run: ImportRun) -> tuple[int, str, str]:
    (problem,) = problems(run)
    return problem


@pytest.mark.parametrize(
    ("change", "excerpt"),
    [
        ({"price": "1.234"}, "thousands or decimals"),
        ({"price": "9.50 XXX"}, "not a currency"),
        ({"price": ""}, "price is empty"),
        ({"id": ""}, "id is empty"),
        ({"id": "x" * 101}, "limit is 100"),
        ({"title": ""}, "title is empty"),
        ({"title": "<br>"}, "no readable text"),
        ({"availability": "perhaps"}, "Use one of in_stock"),
        ({"sale_price": "5.00 USD"}, "sale_price is in USD"),
    ],
)
def test_a_bad_row_is_reported_as_error_and_other_rows_are_imported(
    imported: Import, change: Row, excerpt: str
) -> None:
    run = imported(catalog_zip(MUG | change, GOOD))
    row, severity, message = only_problem(run)
    assert (row, severity) == (2, "error")
    assert excerpt in message
    assert (run.state, run.invalid, run.created) == (ImportState.FINISHED, 1, 1)
    assert Product.objects.get().external_id == "good"


@pytest.mark.parametrize(
    ("change", "excerpt"),
    [
        ({"image_link": ""}, "found by its words only"),
        ({"image_link": "photos/none.jpg"}, "is not in the ZIP"),
        ({"image_link": "ftp://shop.example/1.jpg"}, "http or https"),
        ({"image_link": "data:image/png;base64,AA=="}, "http or https"),
        ({"image_link": "../../etc/passwd"}, "is not in the ZIP"),
        ({"link": "javascript:alert(1)"}, "http or https"),
        ({"sale_price": "99.00 EUR"}, "above price"),
        ({"title": "x" * 301}, "cut to 300"),
        ({"google_product_category": "1604"}, "is a number"),
        ({"product_type": "--- > !"}, 'The category "--- > !" has no letters'),
    ],
)
def test_a_minor_problem_is_a_warning_and_the_product_is_imported(
    imported: Import, change: Row, excerpt: str
) -> None:
    run = imported(catalog_zip(MUG | change))
    row, severity, message = only_problem(run)
    assert (row, severity) == (2, "warning")
    assert excerpt in message
    assert (run.created, run.invalid) == (1, 0)


def test_a_broken_photo_is_a_warning_and_is_kept_as_failed(imported: Import) -> None:
    data = catalog_zip(MUG, photos={"photos/mug.jpg": b"\xff\xd8\xff not a photo"})
    first, again = imported(data), imported(data)
    assert "photos/mug.jpg" in only_problem(first)[2]
    assert problems(again) == problems(first)
    photo = Product.objects.get().photos.get()
    assert photo.state == "failed"
    assert photo.reason
    assert again.unchanged == 1


def test_missing_columns_are_reported_with_the_columns_found(imported: Import) -> None:
    run = imported(table({"sku": "1", "title": "Mug"}))
    assert run.state == ImportState.FAILED
    assert "lacks the columns id, price, image_link" in run.reason
    assert "found there: sku, title" in run.reason


def test_unknown_columns_are_reported_once(imported: Import) -> None:
    run = imported(catalog_zip(MUG | {"shipping": "fast"}, GOOD | {"shipping": "slow"}))
    assert only_problem(run) == (1, "warning", "These columns are not used: shipping.")


def test_columns_may_be_in_any_order(imported: Import) -> None:
    imported(catalog_zip(dict(reversed(MUG.items()))))
    assert Product.objects.get().title == "Blue mug"


def test_the_last_of_two_rows_with_one_id_wins(imported: Import) -> None:
    run = imported(catalog_zip(MUG, GOOD, MUG | {"title": "Last mug"}))
    row, severity, message = only_problem(run)
    assert (row, severity) == (2, "warning")
    assert "Row 4 is the same product with other values" in message
    assert Product.objects.get(external_id="mug-1").title == "Last mug"
    assert (run.created, run.rows_read) == (2, 3)


def test_an_overlong_description_is_cut_with_a_warning(imported: Import) -> None:
    run = imported(catalog_zip(MUG | {"description": "blue " * 3_000}))
    assert only_problem(run) == (2, "warning", "description was cut to 10,000 characters.")
    assert Product.objects.get().description.endswith("blue blue")


def test_markup_in_a_description_becomes_text(imported: Import) -> None:
    html = "<p>Holds&nbsp;&amp; warms</p><script>alert(1)</script><a href='javascript:x'>tea</a>"
    imported(catalog_zip(MUG | {"description": html}))
    assert Product.objects.get().description == "Holds & warms\ntea"


def test_escaped_markup_in_a_description_becomes_text(imported: Import) -> None:
    imported(catalog_zip(MUG | {"description": "&lt;b&gt;Warm&lt;/b&gt; &lt;script&gt;x"}))
    assert "<" not in Product.objects.get().description


def test_categories_are_shared_regardless_of_case(imported: Import) -> None:
    imported(
        catalog_zip(MUG | {"product_type": "Home > Mugs"}, GOOD | {"product_type": "HOME>mugs"})
    )
    assert list(Category.objects.values_list("path", flat=True)) == ["home", "home/mugs"]


@pytest.mark.parametrize(
    ("data", "excerpt"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"id,title,price,image_link\n", "no products"),
        (b"\n\n", "first row is empty"),
    ],
)
def test_a_file_that_is_no_catalog_is_refused_with_a_reason(
    imported: Import, data: bytes, excerpt: str
) -> None:
    run = imported(data)
    assert run.state == ImportState.FAILED
    assert excerpt in run.reason


def test_photo_file_names_need_a_zip(imported: Import) -> None:
    assert "Upload a ZIP" in only_problem(imported(table(MUG)))[2]
