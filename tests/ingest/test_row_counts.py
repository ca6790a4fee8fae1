"""Every row of a file is counted exactly once, whatever becomes of it."""

import csv
import io
from collections import Counter
from collections.abc import Sequence

import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.ingest import run as run_module
from catalog.ingest.control import start_import
from catalog.models import ImportRun, ImportState, Merchant, Product
from tests.ingest import shopify_export as shopify
from tests.ingest import woocommerce_export as woocommerce
from tests.ingest.conftest import MUG, Import, Row, table
from tests.ingest.feed_files import FORMATS, json_lines

pytestmark = pytest.mark.django_db
NAMES = ("created", "changed", "unchanged", "superseded", "invalid", "skipped")
BLANK: Row = dict.fromkeys(MUG, "")
mug = MUG | {"image_link": ""}


def counts(run: ImportRun) -> dict[str, int]:
    """The counts that are not 0."""
    assert run.state == ImportState.FINISHED, run.reason
    assert run.rows_read == run.rows_total == sum(run.row_counts.values())
    return {name: count for name, count in run.row_counts.items() if count}


@pytest.fixture(params=[1, 2, 200], ids="batches of {}".format)
def batch_rows(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(run_module, "BATCH_ROWS", request.param)
    return int(request.param)


@pytest.mark.usefixtures("batch_rows")
def test_each_kind_of_row_has_its_count(imported: Import) -> None:
    imported(table(mug | {"id": "same"}, mug | {"id": "other"}))
    run = imported(
        table(
            mug | {"id": "new"},
            mug | {"id": "same"},
            mug | {"id": "other", "title": "Other mug"},
            BLANK,
            mug | {"id": "bad", "price": "free"},
            mug | {"id": "new", "title": "Newer mug"},
        )
    )
    assert counts(run) == dict.fromkeys(set(NAMES) - {"skipped"}, 1)
    assert Product.objects.get(external_id="new").title == "Newer mug"


def test_rows_of_commas_are_no_rows(imported: Import) -> None:
    header = b"id,title,price,image_link,,,\n"
    run = imported(header + b",,,,,,\nTC1,Trailing mug,5.00 EUR,,,,\n,,,,,,\n , ,,,,,\n")
    assert counts(run) == {"created": 1}
    assert not run.outcomes.filter(severity="error").exists()


def test_blank_lines_are_no_rows(imported: Import) -> None:
    run = imported(b"id,title,price,image_link\n1,Mug,5 EUR,\n\n\n2,Cup,5 EUR,\n\n")
    assert counts(run) == {"created": 2}


@pytest.mark.usefixtures("batch_rows")
def test_titles_and_comments_around_the_header_are_no_rows(imported: Import) -> None:
    above = b"Export of 2026-11-29,,,\n,,,\n# The required columns,,,\n"
    header = b"id,title,price,image_link\n# Unique,# A title,# The price,# Its photo\n"
    run = imported(above + header + b"1,Mug,5 EUR,\n,,,\n2,Cup,free,\n")
    assert counts(run) == {"created": 1, "invalid": 1}
    assert run.outcomes.get(severity="error").row == 8, "as a spreadsheet counts"


@pytest.mark.usefixtures("batch_rows")
def test_a_row_of_errors_of_a_spreadsheet_is_invalid_and_not_blank(imported: Import) -> None:
    run = imported(table(mug) + b"#N/A,#N/A,#REF!,\n")
    assert counts(run) == {"created": 1, "invalid": 1}
    said = [outcome.message for outcome in run.outcomes.filter(row=3)]
    assert "id cannot be read, and tells which product this is. Correct it." in said
    assert any(message.startswith('id was left out: "#N/A"') for message in said)


def test_a_file_of_blank_rows_is_refused(imported: Import) -> None:
    run = imported(b"id,title,price,image_link\n,,,\n,,,\n")
    assert (run.state, run.rows_total) == (ImportState.FAILED, 0)
    assert "no products" in run.reason


@pytest.mark.usefixtures("batch_rows")
@pytest.mark.parametrize("write", FORMATS.values(), ids=list(FORMATS))
def test_repeated_and_invalid_rows_are_counted_in_every_format(
    imported: Import, write: object
) -> None:
    rows = [mug, mug | {"title": "Last mug"}, mug | {"id": "bad", "price": "free"}]
    run = imported(write(*rows))  # type: ignore[operator]
    assert counts(run) == {"created": 1, "superseded": 1, "invalid": 1}


@pytest.mark.usefixtures("batch_rows")
def test_unreadable_lines_are_invalid_rows(imported: Import) -> None:
    run = imported(json_lines(mug) + b"{broken\n\n" + json_lines(mug | {"id": "2"}))
    assert counts(run) == {"created": 2, "invalid": 1}
    run = imported(table(mug | {"id": "3"}) + b'"4,unclosed\n' + b"5,Mug,1 EUR,,\n")
    assert counts(run) == {"created": 2, "invalid": 1}


@pytest.mark.usefixtures("batch_rows")
def test_photo_rows_of_shopify_are_skipped_as_rows_of_their_own(imported: Import) -> None:
    rows = (shopify.SHOE, shopify.RED, shopify.ONE_MORE_PHOTO, shopify.MUG)
    assert counts(imported(table(*rows))) == {"created": 3, "skipped": 1}
    assert counts(imported(table(*rows[:3]))) == {"unchanged": 2, "skipped": 1}


@pytest.mark.usefixtures("batch_rows")
def test_parents_and_groups_of_woocommerce_are_skipped(imported: Import) -> None:
    grouped = woocommerce.MUG | {"Type": "grouped", "SKU": "set", "ID": "8"}
    rows = (woocommerce.RED, grouped, woocommerce.MUG, woocommerce.SHOE)
    assert counts(imported(table(*rows))) == {"created": 2, "skipped": 2}


def test_a_resumed_import_counts_each_row_once(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "BATCH_ROWS", 2)
    rows = [BLANK, mug, BLANK, mug | {"id": "2"}, mug, mug | {"id": "bad", "price": ""}, BLANK]
    run = upload(table(*rows))
    while run_module.run_import(run.pk, seconds=0) is not None:
        pass
    run.refresh_from_db()
    assert counts(run) == {"created": 2, "superseded": 1, "invalid": 1}


kinds = st.sampled_from(["blank", "invalid", "a", "b", "c"])
rows_of_kinds = st.lists(st.tuples(kinds, st.integers(0, 1)), min_size=1, max_size=12)


@pytest.mark.slow
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=rows_of_kinds, batch_size=st.integers(1, 5))
def test_counts_of_random_rows_are_those_of_a_simple_model(
    imported: Import,
    monkeypatch: pytest.MonkeyPatch,
    rows: Sequence[tuple[str, int]],
    batch_size: int,
) -> None:
    Product.objects.all().delete()
    monkeypatch.setattr(run_module, "BATCH_ROWS", batch_size)
    stored: dict[str, int] = {}
    for _ in range(2):
        expected = model(rows, stored)
        run = imported(table(*map(written, rows)))
        if not expected:
            assert run.state == ImportState.FAILED
            continue
        assert counts(run) == expected
        titles = dict(Product.objects.values_list("external_id", "title"))
        assert titles == {key: f"Mug {variant}" for key, variant in stored.items()}


def written(row: tuple[str, int]) -> Row:
    kind, variant = row
    if kind == "blank":
        return BLANK
    change = {"price": "free"} if kind == "invalid" else {}
    return mug | {"id": kind, "title": f"Mug {variant}"} | change


def model(rows: Sequence[tuple[str, int]], stored: dict[str, int]) -> dict[str, int]:
    """Count by a second implementation, and update what is stored."""
    last = {kind: position for position, (kind, _) in enumerate(rows)}
    found: Counter[str] = Counter()
    for position, (kind, variant) in enumerate(rows):
        if kind == "blank":
            continue
        if position < last[kind]:
            found["superseded"] += 1
        elif kind == "invalid":
            found["invalid"] += 1
        else:
            old = stored.get(kind)
            found["created" if old is None else "unchanged" if old == variant else "changed"] += 1
            stored[kind] = variant
    return dict(found)


shopify_rows = st.lists(
    st.tuples(
        st.sampled_from(["boot", "lamp", ""]),  # handle
        st.sampled_from(["N1", "N2", ""]),  # SKU
        st.sampled_from(["41", "42", ""]),  # option
        st.sampled_from(["5.00", "6.00", "free", ""]),  # price
    ),
    min_size=1,
    max_size=10,
)


def shopify_table(rows: Sequence[tuple[str, str, str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Handle", "Title", "Variant SKU", "Option1 Name", "Option1 Value",
                     "Variant Price"])  # fmt: skip
    for handle, sku, size, price in rows:
        writer.writerow(
            [handle, "Boot" if handle else "", sku, "Size" if size else "", size, price]
        )
    return text.getvalue().encode()


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=shopify_rows, batch_size=st.integers(1, 4))
def test_no_row_of_a_random_shopify_file_is_lost_uncounted(
    imported: Import,
    monkeypatch: pytest.MonkeyPatch,
    rows: Sequence[tuple[str, str, str, str]],
    batch_size: int,
) -> None:
    Product.objects.all().delete()
    monkeypatch.setattr(run_module, "BATCH_ROWS", batch_size)
    first = imported(shopify_table(rows))
    if first.state == ImportState.FAILED:
        assert "no products" in first.reason
        return
    made = counts(first)
    assert made.get("created", 0) == Product.objects.count()
    again = counts(imported(shopify_table(rows)))
    lost = ("superseded", "invalid", "skipped")
    assert {name: again.get(name) for name in lost} == {name: made.get(name) for name in lost}
    assert again.get("unchanged", 0) == made.get("created", 0), "the same file changes nothing"


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(former=shopify_rows, rows=shopify_rows, batch_size=st.integers(1, 4))
def test_random_shopify_files_do_what_their_check_has_said(
    imported: Import,
    merchant: Merchant,
    monkeypatch: pytest.MonkeyPatch,
    former: Sequence[tuple[str, str, str, str]],
    rows: Sequence[tuple[str, str, str, str]],
    batch_size: int,
) -> None:
    Product.objects.all().delete()
    imported(shopify_table(former))
    monkeypatch.setattr(run_module, "BATCH_ROWS", batch_size)
    checked = start_import(
        merchant=merchant, user=None, file=ContentFile(shopify_table(rows)), name="x", checks=True
    )
    run_module.run_import(checked.pk)
    checked.refresh_from_db()
    assert imported(shopify_table(rows)).row_counts == checked.row_counts
