"""The regions of a shopper's photo, proposed once and stored with it."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from catalog.embedding.encoder import EncoderError
from catalog.embedding.registry import encoder_with
from catalog.models import QueryPhoto
from catalog.pictures.picture import CropBox
from catalog.search.answering import answering_version
from catalog.search.photos import find_query_photo, load_query_photo
from catalog.search.regions.proposing import propose_regions

Boxes = tuple[CropBox, ...]


def known_regions(photo_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Boxes]:
    """Return the boxes of photos whose regions have been proposed, best first."""
    if not photo_ids:
        return {}
    photos = QueryPhoto.objects.live().filter(pk__in=photo_ids, regions__isnull=False)
    rows = photos.values_list("pk", "regions")
    return {key: _boxes(regions) for key, regions in rows if regions is not None}


def regions_of_photo(photo_id: uuid.UUID) -> Boxes:
    """Return the boxes of a photo's regions, best first; none while there is no encoder.

    The first call takes as long as five searches by photo. Raises QueryPhotoGone and DecodingBusy.
    """
    stored = find_query_photo(photo_id).regions
    if stored is not None:
        return _boxes(stored)
    version = answering_version()
    if version is None:
        return ()
    image = load_query_photo(photo_id).picture.image
    try:
        found = propose_regions(image, encoder_with(version.name, version.fingerprint))
    except EncoderError:
        return ()
    sides = [list(each.box.sides) for each in found]
    QueryPhoto.objects.filter(pk=photo_id).update(regions=sides)
    return _boxes(sides)


def _boxes(regions: Sequence[Sequence[float]]) -> Boxes:
    return tuple(map(CropBox.of, regions))
