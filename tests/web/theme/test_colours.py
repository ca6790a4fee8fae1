"""Accent colours of a theme can be read, or the shop does not start."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from catalog.web.theme.checks import check_accent
from catalog.web.theme.colours import DARK, LIGHT, MIN_CONTRAST, Accent, Colour, Scheme

colours = st.builds(Colour, *(st.integers(0, 255) for _ in range(3)))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#0f5c4a", "#0f5c4a", 1)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert Colour.parse(one).contrast_to(Colour.parse(other)) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("text", ["red", "#fff", "#12345g", "0f5c4a", "#0f5c4a;}", "#0f5c4a\n"])
def test_what_is_no_hex_colour_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="such as #0f5c4a"):
        check_accent(text, LIGHT)


@pytest.mark.parametrize(("text", "scheme"), [("#ffcc00", LIGHT), ("#0f5c4a", DARK)])
def test_an_accent_that_is_hard_to_read_is_refused_with_a_readable_one(
    text: str, scheme: Scheme
) -> None:
    with pytest.raises(ValueError, match=r"text needs 4\.5") as refused:
        check_accent(text, scheme)
    proposed = re.findall(r"#[0-9a-f]{6}", str(refused.value))[-1]
    check_accent(proposed, scheme)


def test_no_accent_is_fine() -> None:
    check_accent("", LIGHT)


@given(colours, st.sampled_from([LIGHT, DARK]))
def test_every_colour_is_made_readable_on_all_grounds(colour: Colour, scheme: Scheme) -> None:
    accent = Accent(colour, scheme).made_readable()
    for ground in (scheme.paper, scheme.card, scheme.well, accent.soft):
        assert accent.colour.contrast_to(ground) >= MIN_CONTRAST
    assert accent.on_it.contrast_to(accent.colour) >= MIN_CONTRAST


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=lambda scheme: scheme.name)
def test_the_grounds_are_those_of_the_stylesheet(scheme: Scheme) -> None:
    tokens = (Path(settings.BASE_DIR) / "static" / "tokens.css").read_text()
    blocks = [block for block in re.findall(r"\{([^{}]*)\}", tokens) if "--paper" in block]
    values = dict(re.findall(r"(--[\w-]+): ([^;]+);", blocks[0 if scheme is LIGHT else 1]))
    named = {"paper": scheme.paper, "card": scheme.card, "well": scheme.well}
    for name, colour in named.items():
        assert values[f"--{name}"].replace("#fff", "#ffffff", 1)[:7] == str(colour)
