"""The quick check of an upload reads only its beginning, and never refuses a valid catalog."""

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
from tests.ingest.feed_files import FORMATS, json_lines, rss, xlsx

ROWS = [MUG | {"id": f"mug-{n}", "description": "x" * 1_000} for n in range(2_500)]


def refusal(data: bytes) -> str:
    with pytest.raises(FeedError) as refused:
        check_source(io.BytesIO(data))
    return str(refused.value)


@pytest.mark.parametrize("name", FORMATS)
def test_check_accepts_a_valid_catalog_of_any_size_and_format(name: str) -> None:
    data = FORMATS[name](*ROWS)
    check_source(io.BytesIO(data))
    check_source(io.BytesIO(zipped({name: data})))


def test_check_rewinds_the_file() -> None:
    file = io.BytesIO(table(MUG))
    check_source(file)
    assert file.tell() == 0


@pytest.mark.parametrize("shift", range(4))
def test_check_handles_a_character_cut_at_the_end_of_the_checked_bytes(shift: int) -> None:
    # A cut character would make the encoding Windows-1252 and change the column "größe".
    header = "handle,title,variant price,vendor,größe\n".encode()
    line = "é".encode() * 5_000 + b"\n"
    data = header + b"x" * shift + b"\n" + line * (CHECKED_BYTES // len(line) + 1)
    assert len(data) > CHECKED_BYTES
    check_source(io.BytesIO(data))


@pytest.mark.parametrize("write", [table, json_lines, rss, xlsx])
def test_check_refuses_a_long_table_without_the_required_columns(
    write: Callable[..., bytes],
) -> None:
    rows = [{"name": f"mug {n}", "note": "x" * 1_000} for n in range(2_500)]
    assert "lacks the columns" in refusal(write(*rows))


def test_check_recognises_a_long_shopify_export() -> None:
    data = table(shopify.SHOE, *[shopify.RED] * 5_000)
    check_source(io.BytesIO(data))


@pytest.mark.slow
class TestWorkbooksBeyondTheCheckLimits:
    """Workbooks that are too slow or large for the check pass it; the import reads them."""

    def test_workbook_beyond_the_cpu_limit_passes_the_check(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(check, "CHECK_LIMITS", ProcessLimits(seconds=1, megabytes=256))
        check_source(io.BytesIO(workbooks.many_strings(2_000_000)))

    def test_workbook_beyond_the_memory_limit_passes_the_check(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(check, "CHECK_LIMITS", ProcessLimits(seconds=60, megabytes=100))
        check_source(io.BytesIO(workbooks.many_cells(1_000_000)))

    def test_large_workbook_in_a_zip_passes_the_check(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(check, "MAX_WORKBOOK", 1_000)
        check_source(io.BytesIO(zipped({"feed.xlsx": xlsx(MUG)})))


def test_check_refuses_a_workbook_that_unzips_beyond_the_limit(settings: Settings) -> None:
    settings.SHOP_MAX_IMPORT_BYTES = 1024 * 1024
    assert "unzips to more than 1 MB" in refusal(workbooks.many_strings(200_000))
