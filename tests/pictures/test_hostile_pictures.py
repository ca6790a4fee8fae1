"""Damaged and malicious files are refused fast, with a reason, and never crash."""

import contextlib
import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.pictures.picture import (
    BrokenPicture,
    PictureError,
    UnsupportedPicture,
    decode_picture,
)
from tests.pictures.photos import chunk, encoded, png, quadrants, zeros

FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF", "MPO"]
GOOD = {name: encoded(quadrants(), name) for name in FORMATS}
LARGE = quadrants((640, 480))


def test_empty_file_is_refused() -> None:
    with pytest.raises(BrokenPicture, match="empty"):
        decode_picture(b"")


@pytest.mark.parametrize(
    "data",
    [
        png(60_000, 60_000, chunk(b"IDAT", b"")),
        png(12_000, 12_000, chunk(b"IDAT", zeros(12_000 * 36_001)), chunk(b"IEND", b"")),
        png(8_000, 8_000, chunk(b"IDAT", b"")),
    ],
    ids=["3600 megapixels, header only", "144 megapixels", "64 megapixels"],
)
def test_too_many_pixels_are_refused_before_decoding(data: bytes) -> None:
    tracemalloc.start()
    with pytest.raises(BrokenPicture, match="50 megapixels"):
        decode_picture(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize(
    "bomb",
    [
        chunk(b"zTXt", b"Comment\0\0" + zeros(100_000_000)),
        chunk(b"iCCP", b"profile\0\0" + zeros(100_000_000)),
    ],
    ids=["zTXt", "iCCP"],
)
def test_decompression_bomb_in_metadata_is_not_unpacked(bomb: bytes) -> None:
    start = time.monotonic()
    with pytest.raises(BrokenPicture):
        decode_picture(png(16, 16, bomb, chunk(b"IDAT", zeros(16 * 49)), chunk(b"IEND", b"")))
    assert time.monotonic() - start < 1


def test_png_texts_that_unpack_to_64_megabytes_are_refused() -> None:
    text = chunk(b"zTXt", b"Comment\0\0" + zeros(1_000_000))
    data = png(16, 16, *[text] * 64, chunk(b"IDAT", zeros(16 * 49)), chunk(b"IEND", b""))
    tracemalloc.start()
    with pytest.raises(BrokenPicture):
        decode_picture(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def test_jpeg_with_thousands_of_scans_is_refused() -> None:
    data = encoded(LARGE, "JPEG", progressive=True)
    last_scan = data[data.rindex(b"\xff\xda") : -2]
    start = time.monotonic()
    with pytest.raises(BrokenPicture, match="scans"):
        decode_picture(data[:-2] + last_scan * 2_000 + data[-2:])
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF"])
def test_truncated_file_is_refused(name: str) -> None:
    data = encoded(LARGE, name)
    with pytest.raises(BrokenPicture, match="damaged or incomplete"):
        decode_picture(data[: len(data) // 2])


def test_png_with_fewer_pixels_than_its_header_states_is_refused() -> None:
    with pytest.raises(BrokenPicture, match="damaged or incomplete"):
        decode_picture(png(5_000, 5_000, chunk(b"IDAT", zeros(5_000 * 15_001)[:40_000])))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (encoded(quadrants(), "TIFF"), "TIFF"),
        (encoded(quadrants(), "BMP"), "BMP"),
        (encoded(quadrants(), "ICO"), "not a photo"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG"),
        (b'<?xml version="1.0"?><svg/>', "SVG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "PostScript"),
        (b"\xc5\xd0\xd3\xc6" + bytes(40), "EPS"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04", "ZIP"),
        (b"\n<!DOCTYPE html><p>404", "web page"),
        (b"\x00\x00\x00\x14ftypisom\x00\x00\x00\x00mp42", "not a photo"),
        (b"\x00", "not a photo"),
    ],
)
def test_refusal_of_another_format_names_it(data: bytes, what: str) -> None:
    with pytest.raises(UnsupportedPicture, match=f"{what}.*JPEG, PNG, WebP, GIF, HEIC or AVIF"):
        decode_picture(data)


@pytest.mark.parametrize(
    ("size", "why"),
    [((1, 1), "at least"), ((1, 65_000), "at least"), ((8, 1_000), "long and thin")],
)
def test_photo_that_is_too_small_or_too_thin_is_refused(size: tuple[int, int], why: str) -> None:
    with pytest.raises(BrokenPicture, match=why):
        decode_picture(encoded(quadrants(size), "JPEG"))


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damage=st.data())
def test_file_with_random_damage_is_decoded_or_refused(name: str, damage: st.DataObject) -> None:
    data = bytearray(GOOD[name])
    at = st.integers(0, len(data) - 1)
    for position, value in damage.draw(
        st.lists(st.tuples(at, st.integers(0, 255)), min_size=1, max_size=12)
    ):
        data[position] = value
    start, end = sorted((damage.draw(at), damage.draw(at)))
    if damage.draw(st.booleans()):
        del data[start:end]
    with contextlib.suppress(PictureError):
        assert decode_picture(bytes(data)).image.mode == "RGB"
