"""The text match of a plan: what the words of a query earn a product."""

import math

import pytest

from catalog.search.plan import TextMatch
from catalog.search.planning import plan_search
from catalog.search.query import SearchQuery
from catalog.search.query_vectors import EncodedQuery
from catalog.search.ranking import RANKING
from catalog.search.understanding.understand import understand
from catalog.vocabulary.snapshot import Vocabulary
from tests.shop import photos_of

pytestmark = pytest.mark.django_db
ENGLISH = Vocabulary(languages=("english",))


def text_match(query: SearchQuery) -> TextMatch:
    return plan_search(query, understand(query, ENGLISH), EncodedQuery(), RANKING).text_match


def test_words_alone_earn_the_boost_and_the_lift() -> None:
    match = text_match(SearchQuery(text="blue mug"))
    assert (match.boost, match.lift_to) == (RANKING.text_boost, RANKING.min_score)


@pytest.mark.parametrize(("weight", "share"), [(None, 0.4), (0.9, 0.1), (1.0, 0.0)])
def test_words_beside_a_photo_earn_their_share_and_no_lift(
    weight: float | None, share: float
) -> None:
    match = text_match(SearchQuery(photos=photos_of("red"), text="blue", image_weight=weight))
    assert match.boost == pytest.approx(RANKING.text_boost_with_photo * share)
    assert match.lift_to == -math.inf


def test_without_words_there_is_no_boost_that_an_unranked_product_could_get() -> None:
    """Otherwise the total of a photo search would be called a lower bound too often."""
    assert text_match(SearchQuery(photos=photos_of("red"))) == TextMatch()
    excluding = text_match(SearchQuery(photos=photos_of("red"), text="without stripes"))
    assert excluding == TextMatch(exclusions=("stripes",))
