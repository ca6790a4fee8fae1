"""What a shopper's photo shows: its objects, kinds and colours, found once and stored with it.

Kinds are those of the products that the photo finds: they need no list of their own, and are right
where the search is.
"""

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from catalog.models import QueryPhoto
from catalog.pictures.picture import CropBox, InvalidCrop
from catalog.search.dominant_colours import DominantColour, dominant_colours, shades_of
from catalog.search.engine import EncoderUnavailable, search_products
from catalog.search.photos import find_query_photo, load_query_photo
from catalog.search.query import ExamplePhoto, FacetDetail, SearchQuery
from catalog.search.ranking import RANKING
from catalog.search.regions.stored import regions_of_photo
from catalog.search.rules.loading import book_of
from catalog.vocabulary.current import current_vocabulary

# The best products that are asked for their kind.
MAX_JUDGES: Final = 12
MAX_KINDS: Final = 3
# Of the judges that match. Fewer are chance.
MIN_KIND_SHARE: Final = 0.25
MIN_REGION_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Kind:
    """A category of the shop."""

    value: str  # its path, as filters take it
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of a photo that shows one thing."""

    box: CropBox
    kind: Kind | None  # None where it is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoContent:
    width: int  # pixels, of what is stored
    height: int
    regions: tuple[Region, ...] = ()  # the best first
    colours: tuple[DominantColour, ...] = ()
    kinds: tuple[Kind, ...] = ()  # the likeliest first


def content_of_photo(photo_id: uuid.UUID) -> PhotoContent:
    """Return what a stored photo shows.

    The first call encodes the photo, its feature map and its regions, and searches by each; later
    ones read a row. Without an encoder, only size and colours are known, and nothing is stored.
    Raises QueryPhotoGone and DecodingBusy.
    """
    stored = find_query_photo(photo_id)
    if stored.content is not None:
        return _read(stored.content)
    photo = load_query_photo(photo_id)
    try:
        content = _found(photo, photo_id)
    except EncoderUnavailable:
        return _without_encoder(photo)
    QueryPhoto.objects.filter(pk=photo_id).update(content=_written(content))
    return content


def known_content(photo_id: uuid.UUID) -> PhotoContent | None:
    """Return what a stored photo shows, if it has been found before."""
    photo = QueryPhoto.objects.live().filter(pk=photo_id).first()
    return None if photo is None or photo.content is None else _read(photo.content)


def _found(photo: ExamplePhoto, photo_id: uuid.UUID) -> PhotoContent:
    whole = _without_encoder(photo)
    kinds = kinds_of(photo)
    boxes = regions_of_photo(photo_id)
    return PhotoContent(
        width=whole.width,
        height=whole.height,
        colours=whole.colours,
        kinds=kinds,
        regions=tuple(Region(box=box, kind=_kind_of_part(photo, box)) for box in boxes),
    )


def _without_encoder(photo: ExamplePhoto) -> PhotoContent:
    image = photo.picture.image
    colours = dominant_colours(image, shades_of(current_vocabulary()))
    return PhotoContent(width=image.width, height=image.height, colours=colours)


def kinds_of(photo: ExamplePhoto, *, min_share: float = MIN_KIND_SHARE) -> tuple[Kind, ...]:
    """Return the categories of the products that match a photo, if several share them.

    Raises EncoderUnavailable.
    """
    query = SearchQuery(photos=(photo,), limit=MAX_JUDGES, facets=FacetDetail.NONE)
    page = search_products(query, ranking=RANKING, book=book_of(()))
    judges = [hit.product.category for hit in page.hits if hit.match and hit.is_match]
    votes = Counter(Kind(each.path, each.name) for each in judges if each)
    return tuple(kind for kind, n in votes.most_common(MAX_KINDS) if n >= min_share * len(judges))


def _kind_of_part(photo: ExamplePhoto, box: CropBox) -> Kind | None:
    try:
        part = ExamplePhoto(photo.picture.crop(box))
    except InvalidCrop:  # too small to encode
        return None
    return next(iter(kinds_of(part, min_share=MIN_REGION_SHARE)), None)


def _written(content: PhotoContent) -> dict[str, Any]:
    return {
        "size": [content.width, content.height],
        "regions": [
            [each.box.sides, each.kind and [each.kind.value, each.kind.label]]
            for each in content.regions
        ],
        "colours": [[each.value, each.label, each.share] for each in content.colours],
        "kinds": [[each.value, each.label] for each in content.kinds],
    }


def _read(written: dict[str, Any]) -> PhotoContent:
    width, height = written["size"]
    return PhotoContent(
        width=width,
        height=height,
        regions=tuple(
            Region(box=CropBox.of(sides), kind=Kind(*kind) if kind else None)
            for sides, kind in written["regions"]
        ),
        colours=tuple(
            DominantColour(value=value, label=label, share=share)
            for value, label, share in written["colours"]
        ),
        kinds=tuple(Kind(*each) for each in written["kinds"]),
    )
