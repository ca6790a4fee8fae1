"""The decoded planes that libheif and libavif hold in memory for a HEIC or AVIF picture."""

from collections import Counter
from dataclasses import dataclass

from catalog.pictures.headers.av1 import av1_frames
from catalog.pictures.headers.boxes import FieldReader
from catalog.pictures.headers.coded_image import CodedImage
from catalog.pictures.headers.hevc import hevc_frames
from catalog.pictures.headers.iso_media import IsoMedia, Item

# Offset of the size in the body of a derived image: after version, flags, and the rows and columns
# of a grid or the background of an overlay.
SIZE_OFFSET = {b"grid": 4, b"iovl": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeicPlanes:
    canvas: int  # pixels of a derived image; 0 if the picture is a single coded image
    picture: list[CodedImage]  # the images that make up the picture
    auxiliary: list[CodedImage]  # all others, such as the alpha channel


def heic_planes(media: IsoMedia) -> HeicPlanes:
    """The planes of a HEIC picture. Raises ValueError, EOFError or IndexError if it is damaged."""
    picture = _coded_parts(media)
    auxiliary = [item for item in media.items.values() if item not in picture]
    return HeicPlanes(
        canvas=_canvas(media.primary),
        picture=[_hevc(item) for item in picture],
        auxiliary=[_hevc(item) for item in auxiliary if item.kind == b"hvc1"],
    )


def avif_planes(media: IsoMedia) -> int:
    """Bytes of all planes of an AVIF picture.

    libavif holds the tiles of a grid until it has assembled them. It decodes either the items or
    the tracks, so the larger sum of both is returned.
    Raises ValueError, EOFError or IndexError if the file is damaged.
    """
    grids = [item for item in media.items.values() if item.kind == b"grid"]
    used = Counter(number for grid in grids for number in grid.parts)
    of_items = sum(
        max(1, used[number]) * av1_frames(item.payload).frame_bytes
        for number, item in media.items.items()
        if item.kind == b"av01"
    )
    of_tracks = sum(av1_frames(sample).frame_bytes for sample in media.samples)
    return max((2 if grids else 1) * of_items, of_tracks)


def _coded_parts(media: IsoMedia) -> list[Item]:
    """The coded images that the primary item is derived from, at any depth. If the primary item is
    a coded image itself, only that.
    """
    visited, pending = [media.primary], list(set(media.primary.parts))
    while pending:
        item = media.items[pending.pop()]
        if item not in visited:
            visited.append(item)
            pending += set(item.parts)
    return [item for item in visited if not item.parts]


def _hevc(item: Item) -> CodedImage:
    configuration, size = item.property(b"hvcC"), item.property(b"ispe")
    if configuration is None or size is None:
        raise ValueError("a coded image without configuration or size")
    fields = FieldReader(size)
    fields.version()
    pixels = fields.take(4) * fields.take(4)
    return hevc_frames(configuration, item.payload, pixels=pixels)


def _canvas(item: Item) -> int:
    if item.kind not in SIZE_OFFSET:
        return 0
    fields = FieldReader(item.payload)
    fields.take(1)
    side_bytes = 4 if fields.take(1) & 1 else 2
    fields.take(SIZE_OFFSET[item.kind] - 2)
    return fields.take(side_bytes) * fields.take(side_bytes)
