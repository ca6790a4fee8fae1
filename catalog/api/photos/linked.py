"""Photos that a request names by their web address."""

from django.conf import settings
from rest_framework.request import Request

from catalog.api.charging import PHOTO_LINKS, charge
from catalog.search.linked_photos import UnusableLink, fetch_linked_photo


def fetch_for(request: Request, address: str) -> bytes:
    """Return the bytes at an address, within the limit of its sender.

    Raises UnusableLink, LinkedPhotosBusy and Throttled.
    """
    if not settings.SHOP_PHOTO_LINKS_PER_MINUTE:
        raise UnusableLink("This shop fetches no photos from other sites. Send the photo itself.")
    charge(request, PHOTO_LINKS)
    return fetch_linked_photo(address)
