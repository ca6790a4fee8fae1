"""What decoders hold of the coded images that make up a HEIC or AVIF picture."""

from collections import Counter
from dataclasses import dataclass

from catalog.pictures.headers.av1 import av1_frames
from catalog.pictures.headers.boxes import Fields
from catalog.pictures.headers.coded import Coded
from catalog.pictures.headers.hevc import hevc_frames
from catalog.pictures.headers.iso_media import IsoMedia, Item

# Where the size stands in the bodies of derived images: after version, flags, and rows and columns
# of a grid or the background of an overlay.
SIZE_AT = {b"grid": 4, b"iovl": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeicPlanes:
    canvas: int  # pixels of a derived image; 0 where the picture is a coded one
    of_picture: list[Coded]
    of_others: list[Coded]  # among them transparency


def heic_planes(media: IsoMedia) -> HeicPlanes:
    """Raises ValueError, EOFError or TypeError where it makes no sense."""
    picture = _coded_parts(media)
    others = [item for item in media.items.values() if item not in picture]
    return HeicPlanes(
        canvas=_canvas(media.primary),
        of_picture=[_hevc(item) for item in picture],
        of_others=[_hevc(item) for item in others if item.kind == b"hvc1"],
    )


def avif_planes(media: IsoMedia) -> int:
    """Bytes of all of them: libavif holds the parts of a grid until it is put together.

    It decodes either the items or the tracks.
    """
    grids = [item for item in media.items.values() if item.kind == b"grid"]
    used = Counter(number for grid in grids for number in grid.parts)
    of_items = sum(
        max(1, used[number]) * av1_frames(item.payload).planes
        for number, item in media.items.items()
        if item.kind == b"av01"
    )
    of_tracks = sum(av1_frames(sample).planes for sample in media.samples)
    return max((2 if grids else 1) * of_items, of_tracks)


def _coded_parts(media: IsoMedia) -> list[Item]:
    """What the picture is put together of, through however many steps; else itself."""
    found, waiting = [media.primary], list(set(media.primary.parts))
    while waiting:
        item = media.items[waiting.pop()]
        if item not in found:
            found.append(item)
            waiting += set(item.parts)
    return [item for item in found if not item.parts]


def _hevc(item: Item) -> Coded:
    configuration, size = item.property(b"hvcC"), item.property(b"ispe")
    if configuration is None or size is None:
        raise ValueError("a coded image without its configuration or size")
    fields = Fields(size)
    fields.version()
    pixels = fields.take(4) * fields.take(4)
    return hevc_frames(configuration, item.payload, pixels=pixels)


def _canvas(item: Item) -> int:
    if item.kind not in SIZE_AT:
        return 0
    fields = Fields(item.payload)
    fields.take(1)
    side_bytes = 4 if fields.take(1) & 1 else 2
    fields.take(SIZE_AT[item.kind] - 2)
    return fields.take(side_bytes) * fields.take(side_bytes)
