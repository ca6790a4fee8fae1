"""Shoppers' photos and searches do not outlive their time."""

from django.db import transaction

from catalog.models import QueryPhoto, Search


def delete_expired() -> int:
    """How many rows were deleted; the photos' files go first, so that none is left behind."""
    searches = _delete_searches()
    expired = list(QueryPhoto.objects.all().expired())
    for photo in expired:
        photo.file.delete(save=False)
    photos, _ = QueryPhoto.objects.filter(pk__in=[photo.pk for photo in expired]).delete()
    return searches + photos


@transaction.atomic
def _delete_searches() -> int:
    """With their clicks. Locked first: a click that is being written is waited for, and seen."""
    expired = Search.objects.all().expired().select_for_update().values_list("pk", flat=True)
    deleted, _ = Search.objects.filter(pk__in=list(expired)).delete()
    return deleted
