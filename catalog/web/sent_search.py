"""What the search box sends: words, the state of the search, and perhaps a photo."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalog.pictures.picture import CropBox
from catalog.search.checked_query import InvalidQuery, check_one_image
from catalog.search.linked_photos import UnusableLink, fetch_linked_photo
from catalog.search.upload_limits import PhotoTooLarge
from catalog.web.chosen_photo import with_part
from catalog.web.samples import find_sample
from catalog.web.search_url import YES, SearchUrl

# The field of a photo's web address.
LINK: Final = "photo_url"
# The field of a sample's file.
SAMPLE: Final = "sample"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentSearch:
    url: SearchUrl
    photo: bytes | None
    adds: bool  # whether the photo is one more, rather than another one
    crop: CropBox | None  # of a sample photo that shows several products

    @classmethod
    def read(cls, request: HttpRequest) -> "SentSearch":
        """Raises InvalidQuery, PhotoTooLarge, UnusableLink and LinkedPhotosBusy."""
        sample = find_sample(request.POST.get(SAMPLE, ""))
        return cls(
            url=SearchUrl.parse(request.POST),
            photo=_photo(request),
            adds=request.POST.get("add", "") == YES,
            crop=sample.crop if sample else None,
        )

    def url_with(self, photo_id: str) -> SearchUrl:
        """Return the search by a stored photo. Without `adds`, it takes the place of others."""
        photo = with_part(photo_id, self.crop.percent) if self.crop else photo_id
        return self.url.with_photo(photo, beside=self.adds)


def _photo(request: HttpRequest) -> bytes | None:
    files = request.FILES.getlist("upload")
    sources: Mapping[str, Callable[[str], bytes]] = {SAMPLE: _sample, LINK: _linked}
    named = {name: value for name in sources if (value := request.POST.get(name, "").strip())}
    check_one_image([*["upload"] * len(files), *named])
    for name, value in named.items():
        return sources[name](value)
    if not files:
        return None
    if (files[0].size or 0) > settings.SHOP_MAX_PHOTO_BYTES:
        raise PhotoTooLarge(settings.SHOP_MAX_PHOTO_BYTES)
    return bytes(files[0].read())


def _sample(file: str) -> bytes:
    sample = find_sample(file)
    if sample is None:
        message = _("This sample photo has been removed; please choose another.")
        raise InvalidQuery("sample", code="unknown_value", message=message)
    return sample.read()


def _linked(address: str) -> bytes:
    if not settings.SHOP_PHOTO_LINKS_PER_MINUTE:
        raise UnusableLink(
            _("This shop fetches no photos from other sites. Save the picture and choose the file.")
        )
    return fetch_linked_photo(address)
