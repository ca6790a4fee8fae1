"""Encoding of photos for pages, smaller than they are stored."""

import io
from typing import Final

from PIL import Image

from catalog.pictures.decoding import decode
from catalog.pictures.decoding_budget import QUEUE_TIMEOUT, reserve_memory
from catalog.pictures.picture import Picture

# At this quality, a WebP has about a third of the bytes of the stored JPEG of the same size, and
# nobody sees the difference. AVIF of the same likeness has 0 to 20 % fewer bytes, for up to ten
# times the time (docs/decisions/0052-photos-in-sizes.md).
QUALITY: Final = 78
# Measured with noise, which takes most.
ENCODING_PIXEL_BYTES: Final = 20


def to_webp(image: Image.Image, *, width: int) -> bytes:
    """Encode at this width. Waits for memory of the decoding budget."""
    height = max(1, round(image.height * width / image.width))
    file = io.BytesIO()
    with reserve_memory(ENCODING_PIXEL_BYTES * width * height, timeout=None):
        small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        small.save(file, "WEBP", quality=QUALITY)
    return file.getvalue()


def to_thumbnail(data: bytes, *, max_side: int) -> bytes:
    """Shrink a stored photo to a JPEG, which is encoded fastest. Raises PictureError, DecodingBusy.

    A shopper waits for it, and it is seen once.
    """
    image = decode(data, min_side=max_side // 2, timeout=QUEUE_TIMEOUT)
    return Picture(image=image, sha256="").to_jpeg(max_side=max_side)
