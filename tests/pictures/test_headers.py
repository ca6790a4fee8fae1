"""Headers of photo files, read before anything is decoded."""

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


def hevc_bytes_per_pixel(item: Item, payload: bytes) -> float:
    coded = hevc_frames(item.property(b"hvcC") or b"", payload, pixels=PIXELS)
    return coded.frame_bytes / PIXELS


@pytest.mark.parametrize(
    ("options", "coefficients"),
    [
        ({}, 0),
        ({"progressive": True, "subsampling": "4:2:0"}, 3),
        ({"progressive": True, "subsampling": "4:4:4"}, 6),
    ],
)
def test_progressive_jpeg_coefficients_depend_on_subsampling(
    options: dict[str, object], coefficients: int
) -> None:
    header = read_jpeg_header(encoded(PHOTO, "JPEG", **options))
    assert header.size == SIZE
    assert header.coefficients == coefficients * PIXELS


def test_jpeg_with_a_scan_per_component_holds_all_coefficients() -> None:
    assert read_jpeg_header(flat_jpeg(*SIZE)).coefficients == 0
    assert read_jpeg_header(flat_jpeg(*SIZE, interleaved=False)).coefficients == 3 * PIXELS


@pytest.mark.parametrize(("subsampling", "samples"), [("4:2:0", 1.5), ("4:4:4", 3)])
def test_avif_frame_size_is_read_from_the_sequence_header(subsampling: str, samples: float) -> None:
    media = read_iso_media(encoded(PHOTO, "AVIF", subsampling=subsampling))
    coded = av1_frames(media.primary.payload)
    assert (coded.pixels, coded.pixel_bytes) == (PIXELS, 2 * samples)
    assert avif_planes(media) == coded.frame_bytes


def test_avif_sequence_frames_may_be_as_large_as_their_size_field() -> None:
    later = [Image.new("RGB", SIZE, colour) for colour in ("red", "blue")]
    media = read_iso_media(encoded(PHOTO, "AVIF", save_all=True, append_images=later))
    (sample,) = media.samples
    assert av1_frames(sample).pixels == 1024 * 512


def test_hidden_frames_of_an_avif_are_counted() -> None:
    payload = read_iso_media(encoded(PHOTO, "AVIF")).primary.payload
    assert av1_frames(payload * 4).frame_bytes > 2 * av1_frames(payload).frame_bytes


@pytest.mark.parametrize(("chroma", "samples"), [("420", 1.5), ("422", 3), ("444", 3)])
def test_heic_samples_per_pixel_depend_on_chroma_format(chroma: str, samples: float) -> None:
    item = heic_item(chroma=chroma)
    assert hevc_bytes_per_pixel(item, item.payload) == samples


def test_hidden_frames_of_a_heic_are_counted() -> None:
    item = heic_item()
    single = hevc_bytes_per_pixel(item, item.payload)
    assert hevc_bytes_per_pixel(item, item.payload * 3) == 3 * single


def test_parameter_sets_inside_the_hevc_stream_are_counted() -> None:
    plain, rich = heic_item(chroma="420"), heic_item(chroma="444")
    configuration = rich.property(b"hvcC") or b""
    at = configuration.index(b"\x42\x01")  # the sequence parameter set
    size = configuration[at - 2 : at]
    hidden = bytes(2) + size + configuration[at : at + int.from_bytes(size)]
    assert hevc_bytes_per_pixel(plain, hidden + plain.payload) == 3


def test_tiled_heic_has_a_canvas_and_the_size_of_each_tile() -> None:
    planes = heic_planes(read_iso_media(encoded(PHOTO, "HEIF", tile_size=256)))
    assert planes.canvas == PIXELS
    assert {coded.pixels for coded in planes.picture} == {256 * 256}
    assert len(planes.picture) == 6
    assert planes.auxiliary == []


def test_heic_transparency_is_an_auxiliary_image() -> None:
    planes = heic_planes(read_iso_media(encoded(PHOTO.convert("RGBA"), "HEIF")))
    assert len(planes.auxiliary) == 1


@pytest.mark.parametrize("name", ["HEIF", "AVIF"])
def test_repeated_iso_media_boxes_are_refused(name: str) -> None:
    photo = encoded(PHOTO, name)
    at = photo.index(b"meta") - 4
    meta = photo[at : at + int.from_bytes(photo[at : at + 4])]
    with pytest.raises(ValueError, match="two boxes"):
        read_iso_media(photo + meta)
