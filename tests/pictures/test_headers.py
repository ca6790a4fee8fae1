"""What files say about themselves, read before anything is decoded."""

import pytest
from PIL import Image

from catalog.pictures.headers.av1 import av1_frames
from catalog.pictures.headers.hevc import hevc_frames
from catalog.pictures.headers.iso_media import Item, read_iso_media
from catalog.pictures.headers.jpeg import read_jpeg_header
from catalog.pictures.headers.planes import avif_planes, heic_planes
from tests.pictures.photos import encoded, flat_jpeg, quadrants

SIZE = (640, 480)
PIXELS = SIZE[0] * SIZE[1]
PHOTO = quadrants(SIZE)


def heic_item(**options: object) -> Item:
    return read_iso_media(encoded(PHOTO, "HEIF", **options)).primary


def hevc_of(item: Item, payload: bytes) -> float:
    coded = hevc_frames(item.property(b"hvcC") or b"", payload, pixels=PIXELS)
    return coded.planes / PIXELS


@pytest.mark.parametrize(
    ("options", "coefficients"),
    [
        ({}, 0),
        ({"progressive": True, "subsampling": "4:2:0"}, 3),
        ({"progressive": True, "subsampling": "4:4:4"}, 6),
    ],
)
def test_a_jpeg_says_what_is_held_until_its_last_scan(
    options: dict[str, object], coefficients: int
) -> None:
    header = read_jpeg_header(encoded(PHOTO, "JPEG", **options))
    assert header.size == SIZE
    assert header.coefficients == coefficients * PIXELS


def test_a_jpeg_in_scans_of_one_component_is_held_too() -> None:
    assert read_jpeg_header(flat_jpeg(*SIZE)).coefficients == 0
    assert read_jpeg_header(flat_jpeg(*SIZE, interleaved=False)).coefficients == 3 * PIXELS


@pytest.mark.parametrize(("subsampling", "samples"), [("4:2:0", 1.5), ("4:4:4", 3)])
def test_an_avif_says_how_large_its_frame_is(subsampling: str, samples: float) -> None:
    media = read_iso_media(encoded(PHOTO, "AVIF", subsampling=subsampling))
    coded = av1_frames(media.primary.payload)
    assert (coded.pixels, coded.pixel_bytes) == (PIXELS, 2 * samples)
    assert avif_planes(media) == coded.planes


def test_an_avif_of_several_frames_is_bounded_by_the_bits_of_its_size() -> None:
    later = [Image.new("RGB", SIZE, colour) for colour in ("red", "blue")]
    media = read_iso_media(encoded(PHOTO, "AVIF", save_all=True, append_images=later))
    (sample,) = media.samples
    assert av1_frames(sample).pixels == 1024 * 512


def test_hidden_frames_of_an_avif_count() -> None:
    payload = read_iso_media(encoded(PHOTO, "AVIF")).primary.payload
    assert av1_frames(payload * 4).planes > 2 * av1_frames(payload).planes


@pytest.mark.parametrize(("chroma", "samples"), [("420", 1.5), ("422", 3), ("444", 3)])
def test_a_heic_says_how_many_samples_a_pixel_has(chroma: str, samples: float) -> None:
    item = heic_item(chroma=chroma)
    assert hevc_of(item, item.payload) == samples


def test_hidden_frames_of_a_heic_count() -> None:
    item = heic_item()
    assert hevc_of(item, item.payload * 3) == 3 * hevc_of(item, item.payload)


def test_samples_that_only_the_stream_itself_owns_up_to_count() -> None:
    plain, rich = heic_item(chroma="420"), heic_item(chroma="444")
    configuration = rich.property(b"hvcC") or b""
    at = configuration.index(b"\x42\x01")  # the sequence parameter set
    size = configuration[at - 2 : at]
    hidden = bytes(2) + size + configuration[at : at + int.from_bytes(size)]
    assert hevc_of(plain, hidden + plain.payload) == 3


def test_a_heic_in_tiles_says_how_large_each_is() -> None:
    planes = heic_planes(read_iso_media(encoded(PHOTO, "HEIF", tile_size=256)))
    assert planes.canvas == PIXELS
    assert {coded.pixels for coded in planes.of_picture} == {256 * 256}
    assert len(planes.of_picture) == 6
    assert planes.of_others == []


def test_transparency_is_an_image_of_its_own() -> None:
    planes = heic_planes(read_iso_media(encoded(PHOTO.convert("RGBA"), "HEIF")))
    assert len(planes.of_others) == 1


@pytest.mark.parametrize("name", ["HEIF", "AVIF"])
def test_a_box_that_two_readers_may_read_differently_is_refused(name: str) -> None:
    photo = encoded(PHOTO, name)
    at = photo.index(b"meta") - 4
    meta = photo[at : at + int.from_bytes(photo[at : at + 4])]
    with pytest.raises(ValueError, match="two boxes"):
        read_iso_media(photo + meta)
