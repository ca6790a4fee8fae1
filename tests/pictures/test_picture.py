"""Valid photos of every format, colour mode and size become upright sRGB pictures."""

import io
import time

import numpy as np
import pytest
from PIL import Image

from catalog.pictures.picture import decode_for_encoder, decode_picture
from tests.pictures.photos import chunk, encoded, png, quadrants, wide_gamut_profile, zeros

CORNERS = {"red": (200, 0, 0), "green": (0, 150, 0), "blue": (0, 0, 200), "white": (255,) * 3}


def difference(a: Image.Image, b: Image.Image) -> float:
    """Mean absolute difference of pixels, 0 to 255."""
    first, second = (np.asarray(image, dtype=np.int16) for image in (a, b))
    return float(np.abs(first - second).mean())


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF"])
def test_every_accepted_format_is_decoded(name: str) -> None:
    image = decode_picture(encoded(quadrants(), name)).image
    assert (image.mode, image.size) == ("RGB", (64, 48))
    assert difference(image, quadrants()) < 4


def test_mpo_with_a_second_frame_is_decoded() -> None:
    second = Image.new("RGB", (64, 48), "black")
    data = encoded(quadrants(), "MPO", save_all=True, append_images=[second])
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "MPO"
    assert difference(decode_picture(data).image, quadrants()) < 4


def test_motion_photo_with_an_appended_video_is_decoded() -> None:
    """The bytes of a video can look like anything, even like scans of a JPEG."""
    video = b"\x00\x00\x00\x18ftypmp42" + b"\xff\xda\xff\xc0\xff\xd8" * 1_000
    data = encoded(quadrants(), "JPEG") + video
    assert difference(decode_picture(data).image, quadrants()) < 4
    assert b"ftypmp42" not in decode_picture(data).to_jpeg()


@pytest.mark.parametrize("name", ["JPEG", "PNG"])
@pytest.mark.parametrize(
    ("size", "reduced"),
    [
        ((1000, 1000), (250, 250)),  # at least 1.5 times the image size
        ((1000, 500), (500, 250)),  # of the shorter side: some encoders crop to a square
        ((900, 479), (900, 479)),
        ((100, 80), (100, 80)),
    ],
)
def test_decoding_for_an_encoder_reduces_to_about_its_image_size(
    name: str, size: tuple[int, int], reduced: tuple[int, int]
) -> None:
    image = decode_for_encoder(encoded(quadrants(size), name), image_size=160)
    assert image.size == reduced
    assert difference(image, quadrants(reduced)) < 4


def test_stored_jpeg_has_no_exif_or_comment() -> None:
    exif = Image.Exif()
    exif[0x010E] = "my house"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    data = encoded(quadrants(), "JPEG", exif=exif, comment=b"my house")
    assert b"Exif" in data
    stored = decode_picture(data).to_jpeg()
    assert b"Exif" not in stored
    assert b"my house" not in stored
    with Image.open(io.BytesIO(stored)) as image:
        assert not image.getexif()


def test_stored_jpeg_has_no_appended_data() -> None:
    data = encoded(quadrants(), "JPEG") + b"<script>alert(1)</script>"
    assert b"<script>" not in decode_picture(data).to_jpeg()


def test_16_bit_grey_looks_like_8_bit_grey() -> None:
    grey = np.linspace(0, 255, 64 * 64).reshape(64, 64).astype(np.uint8)
    deep = Image.fromarray(grey.astype(np.uint16) * 257)
    assert deep.mode == "I;16"
    shallow = Image.fromarray(grey)
    first, second = (decode_picture(encoded(image, "PNG")) for image in (shallow, deep))
    assert difference(first.image, second.image) == 0


def test_cmyk_becomes_rgb() -> None:
    image = decode_picture(encoded(quadrants().convert("CMYK"), "JPEG", quality=95)).image
    assert difference(image, quadrants()) < 6


def test_icc_profile_is_applied() -> None:
    image = decode_picture(encoded(quadrants(), "PNG", icc_profile=wide_gamut_profile())).image
    red, green, _ = image.getpixel((10, 10))  # type: ignore[misc]  # RGB: three channels
    assert green > 150 > red, "the profile calls the first channel green"
    assert image.getpixel((50, 40)) == CORNERS["white"]


def test_corrupt_icc_profile_is_ignored() -> None:
    image = decode_picture(encoded(quadrants(), "PNG", icc_profile=b"x" * 200)).image
    assert difference(image, quadrants()) == 0


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_corrupt_exif_is_ignored() -> None:
    data = encoded(quadrants(), "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff" + b"\xff" * 40)
    assert difference(decode_picture(data).image, quadrants()) < 4


@pytest.mark.parametrize("name", ["GIF", "WEBP"])
def test_only_the_first_of_a_thousand_frames_is_decoded(name: str) -> None:
    later = [Image.new("RGB", (64, 48), (n % 256, n // 4, 0)) for n in range(999)]
    data = encoded(quadrants(), name, save_all=True, append_images=later)
    start = time.monotonic()
    assert difference(decode_picture(data).image, quadrants()) < 6
    assert time.monotonic() - start < 0.5


def test_large_photo_is_shrunk_to_the_stored_size() -> None:
    picture = decode_picture(encoded(quadrants((4000, 3000)), "JPEG"))
    assert picture.image.size == (1600, 1200)
    with Image.open(io.BytesIO(picture.to_jpeg(max_side=320))) as small:
        assert small.size == (320, 240)


def test_equal_files_have_equal_hashes() -> None:
    first, second = (encoded(quadrants(size), "PNG") for size in ((64, 48), (48, 64)))
    assert decode_picture(first).sha256 == decode_picture(bytes(first)).sha256
    assert decode_picture(first).sha256 != decode_picture(second).sha256


def test_png_built_by_hand_is_decoded() -> None:
    """Shows that hostile PNGs are not refused because of how the tests build them."""
    image = decode_picture(png(16, 16, chunk(b"IDAT", zeros(16 * 49)), chunk(b"IEND", b""))).image
    assert image.getextrema() == ((0, 0),) * 3
