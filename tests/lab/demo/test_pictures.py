import random
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from lab.demo.drawings import DRAWINGS
from lab.demo.fabric import TILES
from lab.demo.kinds import KIND_LIST, Kind
from lab.demo.shopper import shopper_photo
from lab.demo.studio import cut_out, studio_picture
from lab.demo.world import KINDS, PATTERN_NAMES, Design, sample_design, sample_of_kind

MUG = Design(
    kind="mug", colour="red", pattern="striped", pattern_colour="white", material="ceramic",
    shape=(("form", "straight"),),
)  # fmt: skip


def outline(design: Design) -> np.ndarray:
    return np.asarray(cut_out(design, size=96).getchannel("A")) > 128


def test_a_studio_picture_is_rgb_of_the_requested_size() -> None:
    picture = studio_picture(MUG, size=120)
    assert (picture.mode, picture.size) == ("RGB", (120, 120))


def test_a_shopper_photo_is_rgb_of_the_requested_size() -> None:
    photo = shopper_photo(MUG, seed=3, size=120)
    assert (photo.mode, photo.size) == ("RGB", (120, 120))


def test_the_same_design_gives_the_same_studio_picture() -> None:
    assert studio_picture(MUG, size=96).tobytes() == studio_picture(MUG, size=96).tobytes()


def test_another_process_draws_the_same_pictures() -> None:
    """Python's hashes are salted, and so differ between processes. Pictures must not."""
    script = (
        "import zlib; from tests.lab.demo.test_pictures import MUG, shopper_photo, studio_picture;"
        "print(zlib.crc32(studio_picture(MUG, size=64).tobytes()),"
        "zlib.crc32(shopper_photo(MUG, seed=1, size=64).tobytes()))"
    )
    runs = {
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1


def test_the_same_seed_gives_the_same_shopper_photo_and_another_seed_another() -> None:
    first, again, other = (shopper_photo(MUG, seed=seed, size=96).tobytes() for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_every_kind_has_a_drawing_function() -> None:
    assert set(DRAWINGS) == set(KINDS)


def test_every_pattern_except_plain_and_colour_block_has_a_tile() -> None:
    assert set(TILES) == set(PATTERN_NAMES) - {"plain", "colour block"}


@pytest.mark.parametrize("kind", KIND_LIST, ids=lambda kind: kind.name)
def test_a_product_of_every_kind_fills_a_plausible_share_of_the_frame(kind: Kind) -> None:
    base = sample_of_kind(kind, random.Random(kind.name))
    for pattern in kind.patterns[::3]:
        second = None if pattern == "plain" else "white" if base.colour != "white" else "navy"
        design = replace(base, pattern=pattern, pattern_colour=second)
        covered = outline(design).mean()
        assert 0.04 < covered < 0.75, (design, covered)


@pytest.mark.parametrize("kind", KIND_LIST, ids=lambda kind: kind.name)
def test_every_shape_value_changes_the_outline_or_the_drawing(kind: Kind) -> None:
    base = sample_of_kind(kind, random.Random(1))
    for name, values in kind.shapes:
        variants = [
            replace(base, shape=tuple((n, value if n == name else v) for n, v in base.shape))
            for value in values
        ]
        drawings = {DRAWINGS[kind.name](variant) for variant in variants}
        assert len(drawings) == len(values), f"{kind.name} looks the same for every {name}"


def test_different_kinds_have_different_outlines() -> None:
    """No two kinds overlap by 97 % or more (intersection over union)."""
    outlines = {kind.name: outline(sample_of_kind(kind, random.Random(5))) for kind in KIND_LIST}
    names = list(outlines)
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            a, b = outlines[one], outlines[other]
            overlap = (a & b).sum() / (a | b).sum()
            assert overlap < 0.97, f"{one} looks like {other}"


def test_a_pattern_shows_its_second_colour() -> None:
    white = np.asarray(cut_out(MUG, size=96).convert("RGB"), dtype=int)
    plain = np.asarray(
        cut_out(replace(MUG, pattern="plain", pattern_colour=None), size=96).convert("RGB"), int
    )
    whitish = (white.min(axis=2) > 170).mean() - (plain.min(axis=2) > 170).mean()
    assert whitish > 0.05


def test_studio_backgrounds_are_pale_and_shopper_backgrounds_vary() -> None:
    rng = random.Random(2)
    designs = [sample_design(rng) for _ in range(12)]
    studio = [np.asarray(studio_picture(d, size=64))[:6, :6].mean() for d in designs]
    phone = [np.asarray(shopper_photo(d, seed=1, size=64))[:6, :6].mean() for d in designs]
    assert min(studio) > 215
    assert np.std(phone) > 20
