"""Finds products of a merchant that show the same picture."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from catalog.inspection.neighbours import (
    NewPhoto,
    has_few_photos,
    nearest_photos,
    uncompared_photos,
)
from catalog.inspection.picture_difference import Looks, difference
from catalog.inspection.same_files import same_files
from catalog.models import (
    SIZE_ATTRIBUTE,
    ComparedPhoto,
    DuplicatePair,
    DuplicateState,
    EncoderVersion,
    Photo,
    Product,
)
from catalog.pictures.picture import PictureError, decode_for_encoder

BATCH: Final = 32  # photos
# Up to here, two pictures are told to be the same: see docs/relevance.md.
MAX_DIFFERENCE: Final = 0.03
# A picture is decoded about this large; Looks needs less.
PICTURE_SIDE: Final = 96

_LOCK_PRODUCTS: Final = """
SELECT id FROM catalog_product
WHERE id IN (SELECT product_id FROM catalog_photo WHERE id = ANY(%s)) ORDER BY id FOR KEY SHARE"""
_LOCK_PHOTOS: Final = "SELECT id FROM catalog_photo WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"


@dataclass(frozen=True, slots=True)
class Pair:
    first: Photo
    second: Photo
    is_same_file: bool
    difference: float


def compare_batch(merchant_id: int, version: EncoderVersion, *, position: int) -> int | None:
    """Compare the next photos of products after `position` with those of the other products.

    Returns the position that it has come to, or None if no photo is left. Raises OSError if the
    storage fails.
    """
    new = uncompared_photos(merchant_id, version, position=position, limit=BATCH)
    if not new:
        return None
    same = same_files(new, merchant_id)
    few = has_few_photos(merchant_id, version)
    near = set(nearest_photos(new, merchant_id, version, has_few=few))
    photos = _photos(chain.from_iterable((*same, *near)))
    found = [*_same(same, photos), *_alike(near, photos)]
    _store(found, new, merchant_id, version)
    # The rest of the last product's photos may come next.
    return new[-1].product_id - 1


def _photos(keys: Iterable[int]) -> dict[int, Photo]:
    photos = Photo.objects.filter(pk__in=set(keys)).select_related("product")
    return photos.defer("product__search_document", "product__description").in_bulk()


def _same(pairs: Iterable[tuple[int, int]], photos: Mapping[int, Photo]) -> Iterator[Pair]:
    for first, second in _comparable(pairs, photos):
        yield Pair(first, second, is_same_file=True, difference=0.0)


def _alike(pairs: Iterable[tuple[int, int]], photos: Mapping[int, Photo]) -> Iterator[Pair]:
    looks: dict[int, Looks | None] = {}
    for first, second in _comparable(pairs, photos):
        if first.sha256 and first.sha256 == second.sha256:
            continue  # found by `same_files`, if few share it
        for photo in (first, second):
            if photo.pk not in looks:
                looks[photo.pk] = _looks(photo)
        one, other = looks[first.pk], looks[second.pk]
        if one and other and (found := difference(one, other)) <= MAX_DIFFERENCE:
            yield Pair(first, second, is_same_file=False, difference=found)


def _comparable(
    pairs: Iterable[tuple[int, int]], photos: Mapping[int, Photo]
) -> Iterator[tuple[Photo, Photo]]:
    """Yield each pair once, with the product of the lower id first, if it may be a duplicate."""
    seen: set[tuple[int, int]] = set()
    for pair in pairs:
        if not photos.keys() >= set(pair):
            continue  # deleted meanwhile
        first, second = sorted((photos[key] for key in pair), key=lambda photo: photo.product_id)
        key = first.pk, second.pk
        if key not in seen and not _are_variants(first.product, second.product):
            seen.add(key)
            yield first, second


def _are_variants(first: Product, second: Product) -> bool:
    """Whether two products say that they differ: by a common group, or by a value such as the
    colour. Sizes look alike, and should be of one group.
    """
    if first.group_id and first.group_id == second.group_id:
        return True
    values, others = first.attributes, second.attributes
    common = values.keys() & others.keys() - {SIZE_ATTRIBUTE}
    return any(values[name] != others[name] for name in common)


def _looks(photo: Photo) -> Looks | None:
    """None if the photo has no picture, which indexing notices, too."""
    try:
        with photo.file.open("rb") as file:
            picture = decode_for_encoder(file.read(), image_size=PICTURE_SIDE)
    except (FileNotFoundError, ValueError, PictureError):
        return None
    return Looks.of_picture(picture)


@transaction.atomic
def _store(
    pairs: Sequence[Pair], compared: Sequence[NewPhoto], merchant_id: int, version: EncoderVersion
) -> None:
    keys = {photo.photo_id for photo in compared}
    keys |= {photo.pk for pair in pairs for photo in (pair.first, pair.second)}
    kept = _lock(keys)
    of_compared = Q(first_photo__in=[p.photo_id for p in compared])
    of_compared |= Q(second_photo__in=[p.photo_id for p in compared])
    DuplicatePair.objects.filter(of_compared, state=DuplicateState.OPEN).delete()
    rows = [_row(pair, merchant_id) for pair in pairs]
    DuplicatePair.objects.bulk_create(
        [row for row in rows if {row.first_photo_id, row.second_photo_id} <= kept],
        ignore_conflicts=True,  # decided, or found by another photo of the two products
    )
    ComparedPhoto.objects.bulk_create(
        [
            ComparedPhoto(photo_id=p.photo_id, sha256=p.sha256, encoder_version=version)
            for p in compared
            if p.photo_id in kept
        ],
        update_conflicts=True,
        unique_fields=["photo"],
        update_fields=["sha256", "encoder_version"],
    )


def _lock(keys: set[int]) -> set[int]:
    """Lock photos and their products against deletion, products first, as deletions do. Returns
    the photos that are left.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_PRODUCTS, [list(keys)])
        cursor.execute(_LOCK_PHOTOS, [list(keys)])
        return {key for (key,) in cursor.fetchall()}


def _row(pair: Pair, merchant_id: int) -> DuplicatePair:
    return DuplicatePair(
        merchant_id=merchant_id,
        first_id=pair.first.product_id,
        second_id=pair.second.product_id,
        first_photo=pair.first,
        second_photo=pair.second,
        is_same_file=pair.is_same_file,
        difference=pair.difference,
    )
