"""The colours that the shop and its admin share."""

import re
from pathlib import Path

from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"


def test_dark_colours_are_the_same_whether_the_system_or_the_user_chooses_them() -> None:
    tokens = (STATIC / "tokens.css").read_text()
    blocks = [block for block in re.findall(r"\{([^{}]*)\}", tokens) if "--paper" in block]
    light, by_system, by_user = (
        dict(re.findall(r"(--[\w-]+): ([^;]+);", block)) for block in blocks
    )
    assert by_system == by_user
    assert by_system["--paper"] != light["--paper"]
    assert by_system.keys() == light.keys()


def test_stylesheets_take_their_colours_from_the_tokens() -> None:
    for path in STATIC.glob("admin*.css"):
        assert not re.search(r"#[0-9a-f]{3,8}\b(?!-)", path.read_text()), path.name
