"""Whoever uploads a file waits for seconds, whatever is in it; the worker tells the rest."""

from contextlib import suppress
from tempfile import TemporaryFile

import pytest

from catalog.ingest.check import CHECK_LIMITS, check_source
from catalog.ingest.problems import FeedError
from tests.attacks import feeds, workbooks
from tests.attacks.cost import cost_of

# For cost_of: Postgres has no part in this.
pytestmark = pytest.mark.django_db

# Of a processor, beside those that a workbook may take.
SECONDS = 4
MEGABYTES = 150
FILES = {
    "a workbook of 50 MB of nothing": lambda: workbooks.many_strings(3_000_000),
    "a workbook nested a million times": lambda: workbooks.deep(1_000_000),
    "an XML item of 7.8 million children": lambda: feeds.item(b"<a/>" * 7_800_000),
    "an XML comment of 64 MB": lambda: feeds.item(b"<!--" + b"a" * 64_000_000 + b"-->"),
    "a hundred million empty lines": lambda: b" " * 600 + b"\n" * 100_000_000,
    "140,000 columns": lambda: feeds.columns(140_000),
    "a ZIP of half a gigabyte of zeros": lambda: feeds.packed(b"0" * 500_000_000),
}


@pytest.mark.parametrize("name", FILES)
def test_nobody_waits_for_what_is_in_a_file(name: str) -> None:
    with TemporaryFile() as file:
        file.write(FILES[name]())

        def check() -> None:
            with suppress(FeedError):
                check_source(file)

        cost = cost_of(check)
    assert cost.seconds < CHECK_LIMITS.seconds + SECONDS
    assert cost.megabytes < MEGABYTES
