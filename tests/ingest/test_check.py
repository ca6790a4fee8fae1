"""What is told of an upload at once: from its beginning alone, and never wrongly."""

import io
from collections.abc import Callable

import pytest
from pytest_django import Settings

from catalog.ingest import check
from catalog.ingest.check import CHECKED_BYTES, check_source
from catalog.ingest.formats.workbook import ProcessLimits
from catalog.ingest.problems import FeedError
from tests.attacks import workbooks
from tests.ingest import shopify_export as shopify
from tests.ingest.conftest import MUG, table, zipped
from tests.ingest.files import FORMATS, json_lines, rss, xlsx

ROWS = [MUG | {"id": f"mug-{n}", "description": "x" * 1_000} for n in range(2_500)]


def refusal(data: bytes) -> str:
    with pytest.raises(FeedError) as refused:
        check_source(io.BytesIO(data))
    return str(refused.value)


@pytest.mark.parametrize("name", FORMATS)
def test_a_catalog_of_any_size_and_format_is_let_through(name: str) -> None:
    data = FORMATS[name](*ROWS)
    check_source(io.BytesIO(data))
    check_source(io.BytesIO(zipped({name: data})))


def test_the_file_is_left_at_its_beginning() -> None:
    file = io.BytesIO(table(MUG))
    check_source(file)
    assert file.tell() == 0


@pytest.mark.parametrize("shift", range(4))
def test_a_character_where_the_beginning_ends_is_no_other_encoding(shift: int) -> None:
    # Read as Windows-1252, "größe" would be another column, and the table one without it.
    header = "handle,title,variant price,vendor,größe\n".encode()
    line = "é".encode() * 5_000 + b"\n"
    data = header + b"x" * shift + b"\n" + line * (CHECKED_BYTES // len(line) + 1)
    assert len(data) > CHECKED_BYTES
    check_source(io.BytesIO(data))


@pytest.mark.parametrize("written", [table, json_lines, rss, xlsx])
def test_a_table_that_is_none_is_refused_however_long(written: Callable[..., bytes]) -> None:
    rows = [{"name": f"mug {n}", "note": "x" * 1_000} for n in range(2_500)]
    assert "lacks the columns" in refusal(written(*rows))


def test_a_shopify_export_is_known_by_its_beginning() -> None:
    data = table(shopify.SHOE, *[shopify.RED] * 5_000)
    check_source(io.BytesIO(data))


class TestWorkbooksThatTakeLong:
    """They are the worker's: nobody waits for them, and nobody is told anything wrong."""

    def test_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(check, "CHECK_LIMITS", ProcessLimits(seconds=1, megabytes=256))
        check_source(io.BytesIO(workbooks.many_strings(2_000_000)))

    def test_memory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(check, "CHECK_LIMITS", ProcessLimits(seconds=60, megabytes=100))
        check_source(io.BytesIO(workbooks.many_cells(1_000_000)))

    def test_inside_a_zip(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(check, "MAX_WORKBOOK", 1_000)
        check_source(io.BytesIO(zipped({"feed.xlsx": xlsx(MUG)})))


def test_a_workbook_that_unzips_beyond_the_limit(settings: Settings) -> None:
    settings.SHOP_MAX_IMPORT_BYTES = 1024 * 1024
    assert "unzips to more than 1 MB" in refusal(workbooks.many_strings(200_000))
