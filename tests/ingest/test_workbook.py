"""Workbooks are converted to CSV within limits of time, memory and size."""

import io
from functools import partial
from tempfile import TemporaryFile

import pytest

from catalog.ingest import source
from catalog.ingest.formats import workbook as workbook_module
from catalog.ingest.formats.workbook import Conversion, ProcessLimits, write_as_csv
from catalog.ingest.problems import FeedError, TooCostly
from catalog.models import ImportRun, ImportState
from tests.attacks import workbooks
from tests.ingest.conftest import MUG, Import, zipped
from tests.ingest.feed_files import xlsx

pytestmark = pytest.mark.slow
MEGABYTE = 1024 * 1024


def convert(data: bytes, extent: Conversion) -> bytes:
    with TemporaryFile() as target:
        write_as_csv(io.BytesIO(data), target, extent)
        target.seek(0)
        return target.read()


def test_conversion_stops_after_max_rows() -> None:
    data = xlsx(MUG, MUG, MUG)
    assert convert(data, Conversion(max_bytes=MEGABYTE, max_rows=2)).count(b"\n") == 2


def test_conversion_reads_a_workbook_from_its_start_wherever_the_file_is() -> None:
    with TemporaryFile() as file, TemporaryFile() as target:
        file.write(xlsx(MUG))
        file.seek(10)
        write_as_csv(file, target, Conversion(max_bytes=MEGABYTE))
        file.seek(0)
        assert file.read(2) == b"PK"


def test_repeated_string_counts_towards_the_size_of_the_csv() -> None:
    data = workbooks.one_string_often(100, length=50_000)
    with pytest.raises(FeedError, match="more than 1 MB of text"):
        convert(data, Conversion(max_bytes=MEGABYTE))


@pytest.mark.parametrize(
    ("data", "allowance"),
    [
        (workbooks.deep(1_000_000), ProcessLimits(seconds=1, megabytes=512)),
        (workbooks.many_strings(1_500_000), ProcessLimits(seconds=60, megabytes=100)),
    ],
    ids=["time", "memory"],
)
def test_conversion_beyond_its_process_limits_is_stopped(
    data: bytes, allowance: ProcessLimits
) -> None:
    with pytest.raises(TooCostly, match="Save it as CSV"):
        convert(data, Conversion(max_bytes=512 * MEGABYTE, limits=allowance))


def test_conversion_calls_the_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "_HEARTBEAT_SECONDS", 0.01)
    calls: list[None] = []
    with TemporaryFile() as target:
        workbook = io.BytesIO(xlsx(MUG))
        write_as_csv(
            workbook, target, Conversion(max_bytes=MEGABYTE), heartbeat=lambda: calls.append(None)
        )
    assert calls


@pytest.mark.django_db
def test_import_of_a_costly_workbook_fails_with_the_fix(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = ProcessLimits(seconds=1, megabytes=512)
    monkeypatch.setattr(source, "Conversion", partial(Conversion, limits=small))
    run: ImportRun = imported(workbooks.many_strings(1_500_000))
    assert run.state == ImportState.FAILED
    assert "Save it as CSV" in run.reason


@pytest.mark.django_db
def test_directory_of_a_workbook_in_a_zip_is_checked(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = zipped({"feed.xlsx": zipped([(f"{n}.xml", b"") for n in range(50)])})
    monkeypatch.setattr("catalog.ingest.formats.zip_checks.MAX_ENTRIES", 20)
    assert "more than 20 files" in imported(data).reason
