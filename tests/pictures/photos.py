"""Photos built by Pillow, or byte by byte, for tests of uploads."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image, ImageCms

pillow_heif.register_heif_opener(thumbnails=False)


def quadrants(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Red and green over blue and white: every rotation and reflection looks different."""
    colours = np.array([[(200, 0, 0), (0, 150, 0)], [(0, 0, 200), (255, 255, 255)]], np.uint8)
    return Image.fromarray(colours).resize(size, Image.Resampling.NEAREST)


def encoded(image: Image.Image, name: str, **options: Any) -> bytes:  # Any: Pillow's own options
    file = io.BytesIO()
    image.save(file, name, **options)
    return file.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def png(width: int, height: int, *chunks: bytes, depth: int = 8, colour_type: int = 2) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks)


def zeros(count: int) -> bytes:
    """`count` zero bytes, compressed a thousandfold."""
    return zlib.compress(bytes(count), 9)


def wide_gamut_profile() -> bytes:
    """An sRGB profile with red and green swapped: far from sRGB, and easy to check."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = (profile.index(tag, 128) for tag in (b"rXYZ", b"gXYZ"))
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def flat_jpeg(width: int, height: int, *, interleaved: bool = True) -> bytes:
    """A mid-grey JPEG of 4 bytes per 16 x 16 pixels, built without a picture in memory.

    With the standard tables, an unchanged block takes 6 bits of luma and 4 of chroma.
    """
    small = encoded(Image.new("RGB", (16, 16), (128, 128, 128)), "JPEG", subsampling="4:2:0")
    at = small.index(b"\xff\xc0") + 5
    header = small[:at] + struct.pack(">HH", height, width) + small[at + 4 :]
    blocks = width * height // 256
    if interleaved:
        scan = header.index(b"\xff\xda") + 14
        return header[:scan] + b"\x28\xa2\x8a\x00" * blocks + b"\xff\xd9"
    # With a scan per component, a decoder holds all coefficients until the last one.
    luma, chroma = b"\x28\xa2\x8a" * blocks, bytes(blocks // 2)
    scans = [
        b"\xff\xda\x00\x08\x01" + bytes([component, tables, 0, 63, 0]) + content
        for component, tables, content in ((1, 0x00, luma), (2, 0x11, chroma), (3, 0x11, chroma))
    ]
    return header[: header.index(b"\xff\xda")] + b"".join(scans) + b"\xff\xd9"
