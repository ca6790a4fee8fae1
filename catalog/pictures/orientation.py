"""Which way is up."""

from PIL import ExifTags, Image

from catalog.pictures.errors import DECODE_ERRORS
from catalog.pictures.headers.iso_media import read_iso_media

TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Properties of a HEIC picture by which its decoder turns and mirrors it.
TURNED_BY_ITSELF = (b"irot", b"imir")


def turn_of(image: Image.Image, data: bytes) -> Image.Transpose | None:
    """How `image`, loaded from `data`, is to be turned."""
    if image.format == "HEIF":
        return TURN.get(_heic_orientation(image, data))
    try:
        return TURN.get(int(image.getexif().get(ExifTags.Base.Orientation, 1)))
    except DECODE_ERRORS:
        return None  # corrupt EXIF: shown as it is stored, as browsers do


def _heic_orientation(image: Image.Image, data: bytes) -> int:
    """EXIF repeats what the file's own properties do. Where it has none, EXIF alone is meant."""
    primary = read_iso_media(data).primary
    if any(primary.property(kind) is not None for kind in TURNED_BY_ITSELF):
        return 1
    return image.info.get("original_orientation") or 1
