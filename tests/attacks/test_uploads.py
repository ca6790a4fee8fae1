"""Checking an upload takes seconds, whatever is in it; the worker does the rest."""

from contextlib import suppress
from tempfile import TemporaryFile

import pytest

from catalog.ingest.check import CHECK_LIMITS, check_source
from catalog.ingest.problems import FeedError
from tests.attacks import feeds, workbooks
from tests.attacks.cost import cost_of

# cost_of() needs a connection.
pytestmark = pytest.mark.django_db

# CPU seconds, on top of those allowed for a workbook.
MAX_SECONDS = 4
MAX_MEGABYTES = 150
FILES = {
    "a workbook of 39 MB of nothing": lambda: workbooks.many_strings(3_000_000),
    "a workbook nested a million times": lambda: workbooks.deep(1_000_000),
    "an XML item of 7.8 million children": lambda: feeds.item(b"<a/>" * 7_800_000),
    "an XML comment of 64 MB": lambda: feeds.item(b"<!--" + b"a" * 64_000_000 + b"-->"),
    "a hundred million empty lines": lambda: b" " * 600 + b"\n" * 100_000_000,
    "140,000 columns": lambda: feeds.columns(140_000),
    "a ZIP of half a gigabyte of zeros": lambda: feeds.packed(b"0" * 500_000_000),
}


@pytest.mark.parametrize("name", FILES)
def test_checking_a_hostile_upload_takes_bounded_time_and_memory(name: str) -> None:
    with TemporaryFile() as file:
        file.write(FILES[name]())

        def check() -> None:
            with suppress(FeedError):
                check_source(file)

        cost = cost_of(check)
    assert cost.seconds < CHECK_LIMITS.seconds + MAX_SECONDS
    assert cost.megabytes < MAX_MEGABYTES
