"""Transparent pixels become white and hide their colour."""

import struct
import zlib

import pytest

from catalog.pictures.picture import decode_picture
from tests.pictures.photos import chunk, encoded, png, quadrants
from tests.pictures.test_picture import CORNERS


def test_colours_under_transparent_pixels_stay_hidden() -> None:
    hidden = quadrants().convert("RGBA")
    hidden.putalpha(0)
    assert decode_picture(encoded(hidden, "PNG")).image.getextrema() == ((255, 255),) * 3


def test_palette_with_transparency_is_flattened_on_white() -> None:
    palette = quadrants().quantize(8)
    data = encoded(palette, "PNG", transparency=palette.getpixel((0, 0)))
    image = decode_picture(data).image
    assert image.getpixel((10, 10)) == CORNERS["white"]
    assert image.getpixel((50, 10)) == CORNERS["green"]


@pytest.mark.parametrize(
    ("depth", "colour_type", "key", "transparent", "opaque", "rgb"),
    [
        (1, 0, (0,), b"\x00", b"\xff", (255, 255, 255)),
        (2, 0, (1,), b"\x55" * 2, b"\xaa" * 2, (170,) * 3),
        (4, 0, (3,), b"\x33" * 4, b"\x99" * 4, (153,) * 3),
        (8, 0, (77,), b"\x4d" * 8, b"\x99" * 8, (153,) * 3),
        (16, 0, (0x1234,), b"\x12\x34" * 8, b"\x12\x35" * 8, (18,) * 3),
        (8, 2, (1, 2, 3), b"\1\2\3" * 8, b"\x99\x00\x10" * 8, (153, 0, 16)),
        (16, 2, (0x1234, 0, 1), b"\x12\x34\0\0\0\1" * 8, b"\x99\x00\0\0\0\1" * 8, (153, 0, 0)),
    ],
    ids=["grey 1", "grey 2", "grey 4", "grey 8", "grey 16", "RGB 8", "RGB 16"],
)
def test_transparent_png_colour_is_white_in_every_bit_depth(
    depth: int, colour_type: int, key: tuple[int, ...], transparent: bytes, opaque: bytes,
    rgb: tuple[int, ...],
) -> None:  # fmt: skip
    rows = zlib.compress((b"\0" + transparent + opaque) * 16)
    transparency = chunk(b"tRNS", struct.pack(f">{len(key)}H", *key))
    chunks = (transparency, chunk(b"IDAT", rows), chunk(b"IEND", b""))
    image = decode_picture(png(16, 16, *chunks, depth=depth, colour_type=colour_type)).image
    assert image.getpixel((0, 0)) == CORNERS["white"]
    assert image.getpixel((15, 15)) == rgb
