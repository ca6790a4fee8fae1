"""Loads stored photos as pictures, ahead of the encoder."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from PIL.Image import Image

from catalog.embedding.encoder import Encoder
from catalog.models import Photo, WorkState
from catalog.pictures.picture import PictureError, decode_for_encoder

DECODER_THREADS = 2
# Pictures that are loaded or being loaded while the encoder is busy.
MAX_LOADED_AHEAD = 32


class UnusablePhoto(Exception):
    """The photo's file is missing or cannot be decoded. The message says what to do about it."""


def load_picture(photo: Photo, *, image_size: int) -> Image:
    """Load a photo, downscaled for an encoder whose input is `image_size` pixels wide.

    Makes no database query, so threads may call it. Raises UnusablePhoto, and OSError for a
    storage failure that may pass.
    """
    if not photo.file:
        raise UnusablePhoto("The photo has no file. Upload it again.")
    try:
        with photo.file.open("rb") as file:
            return decode_for_encoder(file.read(), image_size=image_size)
    except FileNotFoundError as error:
        raise UnusablePhoto(
            "The photo's file is missing from the storage. Upload the photo again."
        ) from error
    except PictureError as error:
        raise UnusablePhoto(str(error)) from error


def mark_unusable(photo: Photo, *, reason: str) -> None:
    """Fail the photo, unless its file has been replaced in the meantime.

    A database trigger then requeues its product, which is indexed without the photo.
    """
    same = Photo.objects.filter(pk=photo.pk, state=WorkState.READY, sha256=photo.sha256)
    same.fail(reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoadedPicture:
    """The picture of the first usable photo among equal ones, and the unusable ones before it."""

    picture: Image | None
    unusable: tuple[tuple[Photo, str], ...] = ()  # with the reason


def load_ahead(groups: Iterable[Sequence[Photo]], encoder: Encoder) -> Iterator[LoadedPicture]:
    """Load a picture per group of equal photos, in order. Raises OSError if the storage fails.

    Threads read, decode and prepare the next pictures while earlier ones are encoded: Pillow
    releases the GIL.
    """
    with ThreadPoolExecutor(DECODER_THREADS) as pool:
        loading = (pool.submit(_first_usable, encoder, same) for same in groups)
        pending = deque(islice(loading, MAX_LOADED_AHEAD))
        while pending:
            first = pending.popleft()
            pending.extend(islice(loading, 1))
            yield first.result()


def _first_usable(encoder: Encoder, same: Sequence[Photo]) -> LoadedPicture:
    unusable: list[tuple[Photo, str]] = []
    for photo in same:
        try:
            picture = load_picture(photo, image_size=encoder.image_size)
            return LoadedPicture(picture=encoder.preprocess(picture), unusable=tuple(unusable))
        except UnusablePhoto as error:
            unusable.append((photo, str(error)))
    return LoadedPicture(picture=None, unusable=tuple(unusable))
