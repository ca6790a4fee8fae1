"""The HTTP status and the wording of every error of a search, for the page and the API."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from catalog.files.storage_error import StorageError
from catalog.pictures.picture import BrokenPicture, DecodingBusy, UnsupportedPicture
from catalog.search.checked_query import InvalidQuery
from catalog.search.engine import EncoderUnavailable
from catalog.search.linked_photos import LinkedPhotosBusy, UnusableLink
from catalog.search.photos import QueryPhotoGone
from catalog.search.products import ProductGone
from catalog.search.query_vectors import CatalogBeingIndexed
from catalog.search.saved import SearchGone
from catalog.search.upload_limits import PhotoTooLarge


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    status: int
    title: str  # as gettext takes it, like the message
    message: str = ""  # "": the error's own message
    retry_seconds: int = 0  # 0 if waiting does not help

    def message_for(self, error: Exception) -> str:
        return gettext(self.message) if self.message else str(error)

    def detail_for(self, error: Exception) -> str:
        """A message that makes sense without the title."""
        title, message = gettext(self.title), self.message_for(error)
        return f"{title}. {message}" if self.message else message


REFUSALS: Mapping[type[Exception], Refusal] = {
    InvalidQuery: Refusal(status=400, title=gettext_noop("This search cannot be understood")),
    ProductGone: Refusal(status=404, title=gettext_noop("This product is no longer sold")),
    SearchGone: Refusal(status=404, title=gettext_noop("This search has expired")),
    QueryPhotoGone: Refusal(
        status=410,
        title=gettext_noop("Your photo has expired"),
        message=gettext_noop(
            "Photos are deleted after a while, to protect your privacy. Please send it again."
        ),
    ),
    PhotoTooLarge: Refusal(status=413, title=gettext_noop("This photo is too large")),
    UnsupportedPicture: Refusal(
        status=415, title=gettext_noop("This file is not a photo we can read")
    ),
    BrokenPicture: Refusal(status=422, title=gettext_noop("This photo cannot be opened")),
    UnusableLink: Refusal(status=422, title=gettext_noop("There is no photo at this address")),
    LinkedPhotosBusy: Refusal(
        status=503, title=gettext_noop("Too many photos at once"), retry_seconds=5
    ),
    StorageError: Refusal(
        status=503,
        title=gettext_noop("Your photo could not be kept"),
        message=gettext_noop(
            "The shop has no room for photos at the moment. Searching by words works. Please "
            "try your photo again in a few minutes."
        ),
        retry_seconds=300,
    ),
    # Before EncoderUnavailable, which is its base class.
    CatalogBeingIndexed: Refusal(
        status=503,
        title=gettext_noop("Searching by photo is not possible at the moment"),
        message=gettext_noop(
            "The shop's products are being prepared for a new model that reads photos. "
            "Searching by words works. Please try your photo again later."
        ),
        retry_seconds=300,
    ),
    EncoderUnavailable: Refusal(
        status=503,
        title=gettext_noop("Searching by photo is not possible at the moment"),
        message=gettext_noop(
            "The model that reads photos is not available. Searching by words works. Please "
            "try your photo again in a minute."
        ),
        retry_seconds=30,
    ),
    DecodingBusy: Refusal(
        status=503, title=gettext_noop("Too many photos at once"), retry_seconds=5
    ),
}


def refusal_of(error: Exception) -> Refusal:
    """Return the refusal for an error, whose class must be in REFUSALS."""
    return next(refusal for kind, refusal in REFUSALS.items() if isinstance(error, kind))
