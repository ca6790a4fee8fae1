"""The items that make up a HEIC or AVIF picture (ISO 23008-12)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.pictures.headers.boxes import Box, FieldReader, boxes_by_kind, iter_boxes

Extent = tuple[int, int]  # start and end

# libheif's own limit. The largest photos from phones have some 200.
MAX_ITEMS = 1000


@dataclass(slots=True, eq=False)
class Item:
    """A coded image, or an image derived from other items, such as a grid of tiles."""

    kind: bytes = b""  # hvc1, av01, grid, …
    properties: list[Box] = field(default_factory=list)
    extents: list[Extent] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)  # ids of items, repeated as often as used
    source: bytes = b""  # the file or the idat box; the extents are offsets in it

    @property
    def payload(self) -> bytes:
        return b"".join(self.source[start:end] for start, end in self.extents)

    def property(self, kind: bytes) -> bytes | None:
        return next((body for name, body in self.properties if name == kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class IsoMedia:
    items: dict[int, Item]
    primary: Item
    # The first sample of each track; decoders read no more of an image sequence.
    samples: list[bytes]


def read_iso_media(data: bytes) -> IsoMedia:
    """Read the items and tracks of a HEIC or AVIF file.

    Raises ValueError, EOFError or KeyError if the file violates the format.
    """
    top = boxes_by_kind(data)
    items: dict[int, Item] = defaultdict(Item)
    primary = Item()
    if b"meta" in top:
        meta = boxes_by_kind(top[b"meta"][4:])
        _read_kinds(meta.get(b"iinf", b""), items)
        _read_properties(meta.get(b"iprp", b""), items)
        _read_parts(meta.get(b"iref", b""), items)
        _read_extents(meta.get(b"iloc", b""), items, data, meta.get(b"idat", b""))
        primary = items[_primary_id(meta[b"pitm"])]
    if len(items) > MAX_ITEMS:
        raise ValueError("too many items")
    samples = list(_first_samples(top.get(b"moov", b""), data))
    return IsoMedia(items=items, primary=primary, samples=samples)


def _primary_id(pitm: bytes) -> int:
    fields = FieldReader(pitm)
    version, _ = fields.version()
    return fields.take(4 if version else 2)


def _read_kinds(iinf: bytes, items: dict[int, Item]) -> None:
    if not iinf:
        return
    fields = FieldReader(iinf)
    version, _ = fields.version()
    fields.take(4 if version else 2)
    for kind, body in iter_boxes(fields.rest):
        entry = FieldReader(body)
        version, _ = entry.version()
        if kind == b"infe" and version >= 2:
            item = items[entry.take(4 if version > 2 else 2)]
            entry.take(2)
            item.kind = entry.rest[:4]


def _read_properties(iprp: bytes, items: dict[int, Item]) -> None:
    properties = list(iter_boxes(boxes_by_kind(iprp).get(b"ipco", b"")))
    for kind, body in iter_boxes(iprp):
        if kind == b"ipma":
            _associate(FieldReader(body), properties, items)


def _associate(ipma: FieldReader, properties: list[Box], items: dict[int, Item]) -> None:
    version, flags = ipma.version()
    index_bytes = 2 if flags & 1 else 1
    essential = 1 << 8 * index_bytes - 1
    for _ in range(ipma.take(4)):
        item = items[ipma.take(4 if version else 2)]
        for _ in range(ipma.take(1)):
            index = ipma.take(index_bytes) % essential
            if index:
                item.properties += properties[index - 1 : index]


def _read_parts(iref: bytes, items: dict[int, Item]) -> None:
    id_bytes = 4 if iref[:1] > b"\0" else 2
    for kind, body in iter_boxes(iref[4:]):
        fields = FieldReader(body)
        item = items[fields.take(id_bytes)]
        ids = [fields.take(id_bytes) for _ in range(fields.take(2))]
        if kind == b"dimg":
            item.parts += ids


def _read_extents(iloc: bytes, items: dict[int, Item], data: bytes, idat: bytes) -> None:
    if not iloc:
        return
    fields = FieldReader(iloc)
    version, _ = fields.version()
    sizes = fields.take(2)
    wide = 4 if version == 2 else 2
    for _ in range(fields.take(wide)):
        item = items[fields.take(wide)]
        item.source = idat if version and fields.take(2) & 15 == 1 else data
        fields.take(2)
        item.extents = list(_extents(fields, sizes, version, len(item.source)))
    # Items normally share no bytes. Parsing many items that claim the same bytes could take hours.
    claimed = sum(end - start for item in items.values() for start, end in item.extents)
    if claimed > 2 * len(data):
        raise ValueError("items that overlap")


def _extents(fields: FieldReader, sizes: int, version: int, end: int) -> Iterator[Extent]:
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    first = fields.take(base)
    for _ in range(fields.take(2)):
        fields.take(index if version else 0)
        start = min(first + fields.take(offset), end)
        size = fields.take(length) or end
        yield start, min(start + size, end)


def _first_samples(moov: bytes, data: bytes) -> Iterator[bytes]:
    for kind, track in iter_boxes(moov):
        if kind == b"trak":
            table = _descend(track, b"mdia", b"minf", b"stbl")
            yield _first_sample(table, data)


def _descend(body: bytes, *path: bytes) -> dict[bytes, bytes]:
    for kind in path:
        body = boxes_by_kind(body).get(kind, b"")
    return boxes_by_kind(body)


def _first_sample(table: dict[bytes, bytes], data: bytes) -> bytes:
    sizes, wide = FieldReader(table.get(b"stsz", b"")), b"co64" in table
    sizes.version()
    size = sizes.take(4) or (sizes.take(4) and sizes.take(4))
    chunks = FieldReader(table[b"co64"] if wide else table[b"stco"])
    chunks.take(8)
    start = chunks.take(8 if wide else 4)
    return data[start : start + size]
