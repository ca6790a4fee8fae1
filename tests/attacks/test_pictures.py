"""Photos that would take all memory or block the interpreter, alone and many at once."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from catalog.pictures.picture import BrokenPicture, decode_picture
from tests.pictures.photos import chunk, encoded, flat_jpeg, png, quadrants, zeros

MEGABYTE = 1024**2
BUDGET = 300  # MB: a large picture may take 200
SLACK = 60 * MEGABYTE  # threads, tables, what the allocator keeps
linux = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="memory is read from /proc"
)


def decoded_apart(
    paths: list[Path], *, budget: int = BUDGET, patience: float = 0
) -> dict[str, Any]:
    """Run decoding_child.py and return its JSON."""
    command = [
        sys.executable,
        "-m",
        "tests.attacks.decoding_child",
        str(patience),
        *map(str, paths),
    ]
    environment = {**os.environ, "SHOP_DECODING_MB": str(budget)}
    done = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=240)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    """A WebP file of a kilobyte that takes 150 MB to decode."""
    path = tmp_path / "bomb.webp"
    path.write_bytes(encoded(Image.new("RGB", (3200, 2560), "red"), "WEBP", lossless=True))
    assert path.stat().st_size < 2000
    return path


@linux
def test_sixteen_decompression_bombs_stay_within_the_memory_budget(bomb: Path) -> None:
    result = decoded_apart([bomb] * 16)
    assert result["outcomes"] == ["ok"] * 16, "decoders that may wait get their turn"
    assert result["needed"] > 100 * MEGABYTE
    assert result["peak"] < BUDGET * MEGABYTE + SLACK
    assert result["kept"] < result["peak"] / 2
    assert result["kept"] < 2 * SLACK


@linux
def test_decoding_without_patience_is_refused_at_a_full_budget(bomb: Path) -> None:
    result = decoded_apart([bomb] * 16, patience=0.001)
    refused = [outcome for outcome in result["outcomes"] if "Too many photos" in outcome]
    assert refused
    assert len(refused) + result["outcomes"].count("ok") == 16


@linux
@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        ("JPEG", "RGB", {}),
        ("JPEG", "RGB", {"progressive": True, "subsampling": "4:4:4"}),
        ("JPEG", "CMYK", {"progressive": True}),
        ("PNG", "RGBA", {"compress_level": 1}),
        ("PNG", "P", {"compress_level": 1, "transparency": 3}),
        ("PNG", "I;16", {"compress_level": 1, "transparency": 3}),
        ("GIF", "P", {}),
        ("WEBP", "RGBA", {"lossless": True, "quality": 0, "method": 0}),
        ("HEIF", "RGB", {"quality": 30}),
        ("HEIF", "RGBA", {"quality": 30, "chroma": "444"}),
        ("HEIF", "RGB", {"quality": 30, "tile_size": 512}),
        ("AVIF", "RGB", {"quality": 40, "speed": 10}),
        ("AVIF", "RGBA", {"quality": 40, "speed": 10, "subsampling": "4:4:4"}),
    ],
)
def test_decoding_stays_within_its_estimated_memory(
    name: str, mode: str, options: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "photo"
    path.write_bytes(encoded(quadrants((3000, 2400)).convert(mode), name, **options))
    result = decoded_apart([path], budget=1000)
    assert result["outcomes"] == ["ok"]
    assert 20 * MEGABYTE < result["peak"] <= result["needed"] * 1.1


@linux
@pytest.mark.parametrize("interleaved", [True, False])
def test_photo_of_108_megapixels_is_decoded(interleaved: bool, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(flat_jpeg(12_000, 9_008, interleaved=interleaved))
    result = decoded_apart([path], budget=768)
    assert result["outcomes"] == ["ok"]
    assert result["peak"] < (100 if interleaved else 450) * MEGABYTE


def test_photo_above_200_megapixels_is_refused() -> None:
    picture = decode_picture(flat_jpeg(16_320, 12_240))
    assert picture.image.size == (1600, 1200)
    assert picture.image.getextrema() == ((128, 128),) * 3
    with pytest.raises(BrokenPicture, match="200 megapixels"):
        decode_picture(flat_jpeg(16_320, 12_272)[:2000])


def test_photo_that_never_fits_the_budget_is_refused(settings: Any) -> None:
    settings.SHOP_DECODING_BYTES = 96 * MEGABYTE
    with pytest.raises(BrokenPicture, match=r"takes 1\d\d MB of memory, and at most 64 MB"):
        decode_picture(flat_jpeg(8_000, 4_000, interleaved=False))


def test_avif_with_a_frame_larger_than_declared_is_refused(settings: Any) -> None:
    settings.SHOP_DECODING_BYTES = 300 * MEGABYTE
    honest = encoded(Image.new("RGB", (6000, 6000)), "AVIF", speed=10)
    size, lie = (b"ispe" + bytes(4) + side.to_bytes(4) * 2 for side in (6000, 60))
    lying = honest.replace(size, lie)
    assert lying != honest
    with pytest.raises(BrokenPicture, match="MB of memory"):
        decode_picture(lying)


def test_jpeg_with_a_million_exif_segments_is_refused_at_once() -> None:
    """Pillow joins such segments in quadratic time: 73 s for 13 MB."""
    photo = encoded(quadrants(), "JPEG")
    piece = b"\xff\xe1\x00\x0eExif\0\0abcdef"
    start = time.monotonic()
    with pytest.raises(BrokenPicture, match="too many segments"):
        decode_picture(photo[:2] + piece * 800_000 + photo[2:])
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("kind", [b"iloc", b"ipma"])
def test_heic_with_a_count_of_four_billion_is_refused_at_once(kind: bytes) -> None:
    photo = encoded(quadrants(), "HEIF")
    at = photo.index(kind)
    start = time.monotonic()
    for offset in range(4, 16):
        many = photo[: at + offset] + b"\xff\xff\xff\xff" + photo[at + offset + 4 :]
        with pytest.raises(BrokenPicture):
            decode_picture(many)
    assert time.monotonic() - start < 5


def test_jpeg_scans_after_a_false_end_marker_are_counted() -> None:
    """The false end marker is within a comment."""
    photo = encoded(quadrants((640, 480)), "JPEG", progressive=True)
    last = photo.rindex(b"\xff\xda")
    comment = b"\xff\xfe\x00\x04\xff\xd9"
    with pytest.raises(BrokenPicture, match="scans"):
        decode_picture(
            photo[:last] + comment + photo[last:-2] * 1 + photo[last:-2] * 200 + photo[-2:]
        )


def test_png_with_many_chunks_is_decoded_in_linear_time() -> None:
    def seconds(count: int) -> float:
        chunks = chunk(b"IDAT", zeros(16 * 49)), chunk(b"abCd", b"") * count, chunk(b"IEND", b"")
        start = time.process_time()
        decode_picture(png(16, 16, *chunks))
        return time.process_time() - start

    assert seconds(80_000) < 4 * max(seconds(40_000), 0.05)
