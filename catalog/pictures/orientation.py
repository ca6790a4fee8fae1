"""The orientation in which a photo is to be shown."""

from PIL import ExifTags, Image

from catalog.pictures.errors import DECODE_ERRORS
from catalog.pictures.headers.iso_media import read_iso_media

# EXIF orientation: the transposition that makes the picture upright.
TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Properties of a HEIC image (rotation, mirroring) that its decoder applies itself.
DECODER_APPLIES = (b"irot", b"imir")


def upright_transpose(image: Image.Image, data: bytes) -> Image.Transpose | None:
    """The transposition that makes `image`, loaded from `data`, upright; None if it already is."""
    if image.format == "HEIF":
        return TRANSPOSE.get(_heic_orientation(image, data))
    try:
        return TRANSPOSE.get(int(image.getexif().get(ExifTags.Base.Orientation, 1)))
    except DECODE_ERRORS:
        return None  # corrupt EXIF: shown as stored, as browsers do


def _heic_orientation(image: Image.Image, data: bytes) -> int:
    """The EXIF orientation that the decoder has not applied yet.

    EXIF repeats what `irot` and `imir` say, so it counts only in files that have neither.
    """
    primary = read_iso_media(data).primary
    if any(primary.property(kind) is not None for kind in DECODER_APPLIES):
        return 1
    return image.info.get("original_orientation") or 1
