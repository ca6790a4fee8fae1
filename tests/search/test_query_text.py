import pytest

from catalog.search.query_text import ParsedText, parse_text


@pytest.mark.parametrize(
    ("typed", "wanted", "excluded"),
    [
        ("blue mug", "blue mug", ()),
        ("mug without handle", "mug", ("handle",)),
        ("without stripes", "", ("stripes",)),
        ("dress, no floral print, in red", "dress, in red", ("floral print",)),
        ("tee without stripes and no logo", "tee", ("stripes", "logo")),
        ("shirt -striped", "shirt", ("striped",)),
        ("t-shirt", "t-shirt", ()),
        ("anything but not red", "anything", ("red",)),
        ("dress without any pattern in blue", "dress in blue", ("pattern",)),
        ("chanel no 5", "chanel no 5", ()),
        ("dress without sleeves", "dress sleeveless", ()),
        ("without any Straps, no logo", "strapless", ("logo",)),
        ("no back pockets", "", ("back pockets",)),
        ("top without sleeve prints in blue", "top in blue", ("sleeve prints",)),
        ("nodular vase", "nodular vase", ()),
        ("  spaced \x00 out ", "spaced out", ()),
        ("", "", ()),
    ],
)
def test_text_is_split_into_wanted_words_and_exclusions(
    typed: str, wanted: str, excluded: tuple[str, ...]
) -> None:
    assert parse_text(typed) == ParsedText(wanted=wanted, exclusions=excluded)


def test_separate_exclusions_are_added_to_typed_ones() -> None:
    assert parse_text("tee no logo", ("Red ", "logo")).exclusions == ("logo", "red")
