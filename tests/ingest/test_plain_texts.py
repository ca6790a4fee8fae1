"""Texts without markup take a short way, and become the same as on the long one."""

import pytest

from catalog.ingest import text as text_module
from catalog.ingest.text import identifier, one_line, plain_text

TEXTS = [
    "",
    "Blue mug",
    "  Blue   mug ",
    "Blue\tmug",
    "Blue\N{NO-BREAK SPACE} mug",
    "Blue\N{EN SPACE}\N{IDEOGRAPHIC SPACE}mug",
    "Blue\nmug\n\n of clay ",
    "Blue\x1cmug\x00\x7f!",
    "Blue\x85mug",
    "Größe\N{SOFT HYPHEN}n 🫖",
    "a &amp; b",
    "<b>Blue</b> mug",
    "1 < 2",
    "\N{ZERO WIDTH SPACE}mug\ufeff",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("function", [plain_text, one_line])
def test_the_short_way_is_the_long_one(
    text: str, function: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(function)
    short = function(text)
    monkeypatch.setattr(text_module, "_is_plain", lambda _: False)
    assert function(text) == short


def test_an_id_loses_its_control_characters_and_spare_spaces() -> None:
    assert identifier(" A\x00 1\x7f\t2 ") == "A 1 2"
    assert identifier("A \N{NO-BREAK SPACE}1") == "A 1"
