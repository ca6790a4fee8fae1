"""The stored files of photos as pixels, decoded ahead of the encoder."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from PIL.Image import Image

from catalog.embedding.encoder import Encoder
from catalog.models import Photo, WorkState
from catalog.pictures.picture import PictureError, decode_for_encoder

DECODERS = 2
# Photos that wait for the encoder, as it prepared them.
AHEAD = 32


class UnusablePhoto(Exception):
    """For good: its file is missing or cannot be decoded; the message says what to do."""


def load_picture(photo: Photo, *, side: int) -> Image:
    """For an encoder that looks at `side` pixels. Asks no database: threads may call it.

    Raises UnusablePhoto, and OSError where the storage fails for the moment.
    """
    if not photo.file:
        raise UnusablePhoto("The photo has no file. Upload it again.")
    try:
        with photo.file.open("rb") as file:
            return decode_for_encoder(file.read(), image_size=side)
    except FileNotFoundError as error:
        raise UnusablePhoto(
            "The photo's file is missing from the storage. Upload the photo again."
        ) from error
    except PictureError as error:
        raise UnusablePhoto(str(error)) from error


def mark_unusable(photo: Photo, *, reason: str) -> None:
    """Its product becomes pending again by that (a database trigger), and is indexed without it.

    Unless the photo has been replaced meanwhile: then nothing is known about the new one.
    """
    same = Photo.objects.filter(pk=photo.pk, state=WorkState.READY, sha256=photo.sha256)
    same.update(state=WorkState.FAILED, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loaded:
    """Of equal photos the first that has a good file; those before it are unusable."""

    picture: Image | None
    unusable: tuple[tuple[Photo, str], ...] = ()  # with the reason


def loaded_ahead(wanted: Iterable[Sequence[Photo]], encoder: Encoder) -> Iterator[Loaded]:
    """For each list of equal photos, in order. Other threads read, decode and prepare the next
    while some are encoded: Pillow lets go of the interpreter. Raises OSError where the storage
    fails.
    """
    with ThreadPoolExecutor(DECODERS) as pool:
        loading = (pool.submit(_first_usable, encoder, same) for same in wanted)
        waiting = deque(islice(loading, AHEAD))
        while waiting:
            first = waiting.popleft()
            waiting.extend(islice(loading, 1))
            yield first.result()


def _first_usable(encoder: Encoder, same: Sequence[Photo]) -> Loaded:
    unusable: list[tuple[Photo, str]] = []
    for photo in same:
        try:
            picture = load_picture(photo, side=encoder.image_size)
            return Loaded(picture=encoder.preprocess(picture), unusable=tuple(unusable))
        except UnusablePhoto as error:
            unusable.append((photo, str(error)))
    return Loaded(picture=None, unusable=tuple(unusable))
