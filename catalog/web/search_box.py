"""What the search box of every page has to know."""

from django.conf import settings
from django.http import HttpRequest


def search_box(_request: HttpRequest) -> dict[str, object]:
    """A context processor."""
    return {
        "box": {
            "max_photo_bytes": settings.SHOP_MAX_PHOTO_BYTES,
            "takes_links": settings.SHOP_PHOTO_LINKS_PER_MINUTE > 0,
        }
    }
