"""Packed feeds are unpacked within limits, and files with a wrong ending are named."""

import gzip
import io

import pytest
from pytest_django import Settings

from catalog.ingest.check import check_source
from catalog.ingest.problems import FeedError
from tests.ingest.conftest import MUG, catalog_zip, table, zipped
from tests.ingest.feed_files import json_lines, rss, xlsx
from tests.ingest.reading import read_feed

TAR_HEADER = b"feed.csv" + b"\0" * 249 + b"ustar" + b"\0" * 250


@pytest.mark.parametrize(
    "feed", [table(MUG), json_lines(MUG), rss(MUG), xlsx(MUG), catalog_zip(MUG)]
)
def test_a_feed_in_gzip_is_read(feed: bytes) -> None:
    packed = gzip.compress(feed)
    assert read_feed(packed).product.external_id == "mug-1"
    check_source(io.BytesIO(packed))


def test_a_damaged_gzip_is_refused_with_the_fix() -> None:
    packed = gzip.compress(table(MUG))
    for damaged in (packed[:-12], packed[:20] + b"xxxx" + packed[24:]):
        with pytest.raises(FeedError, match=r"gzip file is damaged.*Pack the catalog again"):
            read_feed(damaged)


def test_a_gzip_beyond_the_limit_is_refused(settings: Settings) -> None:
    settings.SHOP_MAX_IMPORT_BYTES = 1024 * 1024
    with pytest.raises(FeedError, match="unpacks to more than 1 MB"):
        read_feed(gzip.compress(table(MUG) + b" " * 2**21))


def test_the_check_of_a_gzip_reads_its_beginning_only() -> None:
    with pytest.raises(FeedError, match="lacks the columns"):
        check_source(io.BytesIO(gzip.compress(b"a,b\n" + b"1,2\n" * 2**20)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<table><tr><td>id</td></tr></table>", "web page with a table.*save it as .xlsx"),
        (b"<html><body><TABLE><tr><td>id</td></tr></TABLE>", "web page with a table"),
        (b"<html><body>Sign in</body></html>", "perhaps a sign-in page"),
        (
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
            "Excel 2003 file in XML.*save it as .xlsx",
        ),
        (gzip.compress(TAR_HEADER, mtime=0), "a tar archive"),
    ],
)
def test_a_disguised_file_is_named_with_the_fix(data: bytes, message: str) -> None:
    with pytest.raises(FeedError, match=message):
        read_feed(data)


def test_of_two_tables_in_a_zip_none_is_guessed() -> None:
    data = zipped({"catalog.csv": table(MUG), "old/catalog_old.csv": table(MUG)})
    with pytest.raises(FeedError, match=r"holds 2: catalog.csv, old/catalog_old.csv. Remove"):
        read_feed(data)
