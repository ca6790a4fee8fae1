"""The addresses of a product's photos: where the feed has them, or else in this shop."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from catalog.models import Photo


@dataclass(frozen=True, slots=True)
class ExportedPhoto:
    address: str
    alt: str


@dataclass(frozen=True, slots=True)
class PhotoAddresses:
    """Imports know a photo by its address: that of the feed, or that of the stored file."""

    shop: str  # the address of this shop, such as https://shop.example/; "" if it is not known

    def of(self, photos: Iterable[Photo]) -> list[ExportedPhoto]:
        """Return those that have an address."""
        addresses = ((photo, self._address(photo)) for photo in photos)
        return [ExportedPhoto(address, photo.alt) for photo, address in addresses if address]

    def _address(self, photo: Photo) -> str:
        # The merchant's own picture has taken the place of the one at the feed's address.
        if photo.source_url and not (photo.is_replaced and photo.file and self.shop):
            return photo.source_url
        return urljoin(self.shop, photo.file.url) if photo.file and self.shop else ""
