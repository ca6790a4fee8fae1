"""A merchant, small real photos, and catalog files."""

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from catalog.ingest.control import start_import
from catalog.ingest.run import run_import
from catalog.models import ImportRun, Merchant

Row = dict[str, str]
# The type of the fixtures `upload` and `imported`.
Import = Callable[..., ImportRun]
MUG: Row = {
    "id": "mug-1",
    "title": "Blue mug",
    "price": "9.50 EUR",
    "image_link": "photos/mug.jpg",
    "color": "Blue",
}


def jpeg(colour: str = "blue", size: tuple[int, int] = (64, 48)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


def table(*rows: Row, delimiter: str = ",") -> bytes:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def zipped(files: Mapping[str, bytes] | Sequence[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items() if isinstance(files, Mapping) else files:
            archive.writestr(name, data)
    return target.getvalue()


def catalog_zip(*rows: Row, photos: Mapping[str, bytes] | None = None) -> bytes:
    photos = {"photos/mug.jpg": jpeg()} if photos is None else photos
    return zipped({"feed.csv": table(*rows), **photos})


@pytest.fixture
def merchant(db: None) -> Merchant:
    return Merchant.objects.create(name="Ada's", slug="adas", currency="EUR")


@pytest.fixture
def upload(merchant: Merchant) -> Import:
    """Return a function that uploads a feed as a pending run."""

    def start(data: bytes, to: Merchant = merchant) -> ImportRun:
        return start_import(merchant=to, user=None, file=ContentFile(data), name="feed.csv")

    return start


@pytest.fixture
def imported(upload: Import) -> Import:
    """Return a function that uploads a feed and imports it."""

    def run(data: bytes) -> ImportRun:
        started = upload(data)
        run_import(started.pk)
        started.refresh_from_db()
        return started

    return run
