"""Random edits of valid files: every import ends, with products or with a reason."""

import gzip
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import ImportState
from tests.ingest import shopify_export as shopify
from tests.ingest import woocommerce_export as woocommerce
from tests.ingest.conftest import MUG, Import, catalog_zip, jpeg, table, zipped
from tests.ingest.feed_files import FORMATS, xlsx
from tests.ingest.test_sheets import HEADER_ROW, cell, ods, row
from tests.ingest.test_woocommerce_languages import HEADERS, PARENT, SIZE_40, export

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

FILES = {
    **{name: write(MUG, MUG | {"id": "cup"}) for name, write in FORMATS.items()},
    "shopify": table(shopify.SHOE, shopify.RED, shopify.ONE_MORE_PHOTO, shopify.MUG),
    "woocommerce": table(woocommerce.SHOE, woocommerce.RED, woocommerce.MUG),
    "translated woocommerce": export(HEADERS["German"], PARENT, SIZE_40),
    "ods": ods(Products=HEADER_ROW + row(cell("m1"), cell("Mug"), cell("9 EUR"))),
    "gzip": gzip.compress(table(MUG)),
    "zip": catalog_zip(MUG),
    "xlsx in a zip": zipped({"feed.xlsx": xlsx(MUG), "photos/mug.jpg": jpeg()}),
}
# Bytes with a meaning to one of the readers or to the database.
PIECES = [
    *(
        b"\0",
        b'"',
        b",",
        b"\n",
        b"<",
        b"&",
        b"]]>",
        b"{",
        b"}",
        b"[",
        b"'",
        b"\xff",
        b"\xef\xbb\xbf",
    ),
    *(b"\\ud800", b"\\u0000", b"9" * 400, b"NaN", b"-1", b"%s", b"id:", b"https://[", b"variation"),
]
Edit = tuple[float, bytes, int]  # relative position, bytes to insert, number of bytes replaced
edits = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from(PIECES) | st.binary(max_size=3),
        st.sampled_from([0, 1, 20]),
    ),
    min_size=1,
    max_size=8,
)


def mutated(data: bytes, changes: Sequence[Edit]) -> bytes:
    for position, piece, replaced in changes:
        start = int(position * len(data))
        data = data[:start] + piece + data[start + replaced :]
    return data


@pytest.mark.parametrize("name", list(FILES))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=edits)
def test_import_of_a_mutated_file_ends_with_products_or_a_reason(
    imported: Import, name: str, changes: Sequence[Edit]
) -> None:
    run = imported(mutated(FILES[name], changes))
    assert run.state in {ImportState.FINISHED, ImportState.FAILED}
    assert run.state == ImportState.FINISHED or run.reason
    assert run.rows_read == sum(run.row_counts.values()), "each row is counted once"
    assert run.state == ImportState.FAILED or run.rows_read == run.rows_total
