"""Deletes a shopper's photo before it expires, because the shopper asks for it."""

import uuid

from django.db import transaction
from django.db.models import Max, Q

from catalog.models import QueryPhoto, QueryPhotoFile, Search
from catalog.search.query_vectors import forget_photo_vectors
from catalog.search.saved import FURTHER_PHOTOS


def delete_query_photo(photo_id: uuid.UUID) -> bool:
    """Delete a photo, with the searches saved with it, their clicks, and what is computed from it.

    The file goes too, unless another live photo has the same content. Returns whether there was
    such a photo.
    """
    was_there = _delete(photo_id)
    forget_photo_vectors()
    return was_there


@transaction.atomic
def _delete(photo_id: uuid.UUID) -> bool:
    # Lock the file before the photo, as everywhere: an upload of the same content waits, and then
    # stores its own file.
    files = QueryPhotoFile.objects.filter(photos=photo_id)
    stored = files.select_for_update(of=("self",)).first()
    if stored is None:
        return False
    # Waits for a click that is just being written, which is then deleted with its search.
    Search.objects.filter(pk__in=_searches_with(photo_id)).delete()
    QueryPhoto.objects.filter(pk=photo_id).delete()
    _keep_for_others(stored)
    return True


def _searches_with(photo_id: uuid.UUID) -> list[uuid.UUID]:
    has_it = Q(photo_id=photo_id) | Q(
        **{f"parameters__{FURTHER_PHOTOS}__contains": [str(photo_id)]}
    )
    return list(Search.objects.filter(has_it).select_for_update().values_list("pk", flat=True))


def _keep_for_others(stored: QueryPhotoFile) -> None:
    """Let a file expire with the last of its other photos; delete it if none of them is live."""
    others = QueryPhoto.objects.live().filter(stored=stored)
    last = others.aggregate(last=Max("expires_at"))["last"]
    if last is None:
        stored.delete()
    else:
        QueryPhotoFile.objects.filter(pk=stored.pk).update(expires_at=last)
