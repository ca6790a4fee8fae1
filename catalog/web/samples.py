"""Sample photos for shoppers to search with. They come with the demo catalog."""

import json
import logging
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage

from catalog.files.renditions import renditions_of
from catalog.pictures.picture import CropBox
from catalog.web.images import DEFAULT_SIDE, Image

INDEX = "demo/samples.json"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sample:
    file: str  # name in the media storage, which the form sends back
    title: str
    words: str = ""  # a text to try with the photo
    # In pixels. 0 if the photo was stored by an earlier version, without renditions.
    width: int = 0
    height: int = 0
    crop: CropBox | None = None  # of the product that is looked for, if the photo shows several

    @property
    def image(self) -> Image:
        return Image(
            url=str(default_storage.url(self.file)),
            alt=self.title,
            width=self.width or DEFAULT_SIDE,
            height=self.height or DEFAULT_SIDE,
            renditions=renditions_of(self.file, width=self.width),
        )

    def read(self) -> bytes:
        with default_storage.open(self.file) as stream:
            return bytes(stream.read())


def read_samples() -> tuple[Sample, ...]:
    """Return the sample photos; none if no demo catalog has been loaded."""
    try:
        with default_storage.open(INDEX) as stream:
            return tuple(_sample(**row) for row in json.load(stream))
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError):
        # A broken list of samples must not take down the home page.
        log.warning("%s is not a list of samples; load the demo again", INDEX)
        return ()


def _sample(*, crop: dict[str, float] | None = None, **fields: Any) -> Sample:
    return Sample(**fields, crop=CropBox(**crop) if crop else None)


def find_sample(file: str) -> Sample | None:
    return next((sample for sample in read_samples() if sample.file == file), None)
