"""The text of a query is split into wanted words and exclusions, in a shop without a vocabulary."""

import pytest

from catalog.search.query import SearchQuery
from catalog.search.understanding.understand import understand
from catalog.search.understanding.understanding import Understanding
from catalog.vocabulary.snapshot import Vocabulary

pytestmark = pytest.mark.django_db
ENGLISH = Vocabulary(languages=("english",))


def understood(text: str, *exclude: str) -> Understanding:
    return understand(SearchQuery(text=text, exclude=exclude), ENGLISH)


@pytest.mark.parametrize(
    ("typed", "wanted", "excluded"),
    [
        ("blue mug", "blue mug", ()),
        ("mug without handle", "mug", ("handle",)),
        ("without stripes", "without stripes", ()),
        ("no logo", "no logo", ()),
        ("-striped", "-striped", ()),
        ("Minus Frobb cap", "Minus Frobb cap", ()),
        ("no logo tee without stripes", "no logo tee", ("stripes",)),
        ("OR-2231", "OR-2231", ()),
        ("with pockets", "with pockets", ()),
        ("!!!", "", ()),
        ("dress, no floral print, in red", "dress in red", ("floral print",)),
        ("tee without stripes and no logo", "tee", ("stripes", "logo")),
        ("shirt -striped", "shirt", ("striped",)),
        ("t-shirt", "t-shirt", ()),
        ("shoes but not red", "shoes", ("red",)),
        ("dress without any pattern in blue", "dress in blue", ("pattern",)),
        ("chanel no 5", "chanel no 5", ()),
        ("dress without sleeves", "dress sleeveless", ()),
        ("without any Straps, no logo", "strapless", ("logo",)),
        ("jeans, no back pockets", "jeans", ("back pockets",)),
        ("top without sleeve prints in blue", "top in blue", ("sleeve prints",)),
        ("nodular vase", "nodular vase", ()),
        ("  spaced \x00 out ", "spaced out", ()),
        ("", "", ()),
    ],
)
def test_text_is_split_into_wanted_words_and_exclusions(
    typed: str, wanted: str, excluded: tuple[str, ...]
) -> None:
    understanding = understood(typed)
    assert understanding.wordings == ((wanted,) if wanted else ())
    assert understanding.excluded_phrases == excluded


def test_separate_exclusions_are_added_to_typed_ones() -> None:
    assert understood("tee no logo", "Red ", "logo").excluded_phrases == ("logo", "red")


def test_beside_an_image_the_text_may_consist_of_exclusions() -> None:
    query = SearchQuery(similar_to=1, text="no logo, without stripes")
    understanding = understand(query, ENGLISH)
    assert understanding.wordings == ()
    assert understanding.excluded_phrases == ("logo", "stripes")
