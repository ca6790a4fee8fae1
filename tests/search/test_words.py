import pytest

from catalog.search.words import Words, read_words


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
def test_wishes_and_exclusions_are_told_apart(
    typed: str, wanted: str, excluded: tuple[str, ...]
) -> None:
    assert read_words(typed) == Words(wanted=wanted, excluded=excluded)


def test_exclusions_given_separately_are_added() -> None:
    assert read_words("tee no logo", ("Red ", "logo")).excluded == ("logo", "red")
