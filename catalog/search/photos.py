"""Shoppers' photos: kept under an unguessable id until they expire."""

import uuid

from catalog.embedding.picture import Picture
from catalog.models import QueryPhoto


class QueryPhotoGone(Exception):
    """No such photo, or it has expired; the shopper must send it again."""


def store_query_photo(picture: Picture) -> QueryPhoto:
    """Keep a decoded photo for SHOP_QUERY_PHOTO_HOURS, re-encoded, so without metadata."""
    raise NotImplementedError(picture)


def load_query_photo(photo_id: uuid.UUID) -> Picture:
    """Raises QueryPhotoGone."""
    raise NotImplementedError(photo_id)
