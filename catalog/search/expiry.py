"""Shoppers' photos and searches do not outlive their time."""

from catalog.models import QueryPhoto, Search


def delete_expired() -> int:
    """How many rows were deleted; the photos' files go first, so that none is left behind."""
    searches, _ = Search.objects.all().expired().delete()
    expired = list(QueryPhoto.objects.all().expired())
    for photo in expired:
        photo.file.delete(save=False)
    photos, _ = QueryPhoto.objects.filter(pk__in=[photo.pk for photo in expired]).delete()
    return searches + photos
