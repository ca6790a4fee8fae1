"""The whole fused statement of each kind of search equals its file in tests/search/golden.

A change of the ranking or of its SQL shows as a diff of these files. Renew them by
`./shop test tests/search/test_golden_sql.py --renew-golden`, then read the diff and commit it.
"""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from catalog.models import BoostSubject, EncoderVersion, Merchant, Product
from catalog.search.execution import settings_of
from catalog.search.fusion import QueryVectors
from catalog.search.plan import FilterSet, SearchPlan, Strategy
from catalog.search.planning import plan_search
from catalog.search.query import Filters, SearchQuery, Sort
from catalog.search.query_vectors import EncodedQuery
from catalog.search.ranking import RANKING, ranking_with
from catalog.search.rules.effects import RuleEffects
from catalog.search.rules.rule import Boost
from catalog.search.statement import fused_statement
from catalog.search.understanding.understand import understand
from catalog.vocabulary.rows import category_row, value_row
from catalog.vocabulary.snapshot import Vocabulary
from tests.shop import Make, photos_of

pytestmark = pytest.mark.django_db
ENGLISH = Vocabulary(languages=("english",))
RED_MUGS = Vocabulary(
    [
        category_row("home/mugs", "Mugs", 500, 7, ENGLISH.languages),
        value_row("attributes.color", [("red", 90)], ENGLISH.languages),
    ],
    ENGLISH.languages,
)
FOLDER = Path(__file__).parent / "golden"
Golden = Callable[[str, SearchPlan], None]
NO_ENCODER = EncodedQuery()
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
# In two dimensions.
PHOTO = np.array([1.0, 0.0], np.float32)
WORDS = np.array([0.6, 0.8], np.float32)
EXCLUDED = np.array([0.0, 1.0], np.float32)
BLUE_NORDA = Filters(brands=("Norda",), attributes={"color": ("blue", "navy")})

EVERY_EFFECT = RuleEffects(
    pins=(7, 3),
    hidden=(9,),
    boosts=(
        Boost(subject=BoostSubject.PRODUCT, value="5", deviations=1.0),
        Boost(subject=BoostSubject.CATEGORY, value="home/mugs", deviations=0.5),
        Boost(subject=BoostSubject.BRAND, value="norda", deviations=-2.0),
        Boost(subject=BoostSubject.ATTRIBUTE, name="color", value="teal", deviations=1.5),
        Boost(subject=BoostSubject.TAG, value="sale", deviations=1.0),
        Boost(subject=BoostSubject.IN_STOCK, deviations=0.5),
        Boost(subject=BoostSubject.NEWNESS, days=30, deviations=1.0),
        Boost(subject=BoostSubject.NUMBER, name="margin", low=10.0, high=50.0, deviations=2.0),
    ),
)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a plan's statement with a file, or writes the file."""

    def check(name: str, plan: SearchPlan) -> None:
        file, text = FOLDER / f"{name}.sql", written(plan)
        if request.config.getoption("--renew-golden"):
            file.write_text(text)
        assert text == file.read_text()

    return check


@pytest.fixture
def version() -> EncoderVersion:
    """Two dimensions, with a background of standard normal vectors."""
    file = io.BytesIO()
    np.save(file, np.random.default_rng(0).normal(size=(400, 4)).astype(np.float16))
    return EncoderVersion.objects.create(
        pk=1, name="test:golden", fingerprint="golden", dimension=2, state="serving",
        calibration=file.getvalue(), calibrated_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def plan_of(
    query: SearchQuery,
    encoded: EncodedQuery,
    *,
    strategy: Strategy,
    passing: int,
    vocabulary: Vocabulary = ENGLISH,
) -> SearchPlan:
    """Return the plan of a query whose filters `passing` of 100,000 products pass."""
    understanding = understand(query, vocabulary)
    query = replace(understanding.applied_to(query), at=NOON)
    plan = plan_search(query, understanding, encoded, replace(RANKING, exact_limit=6_000))

    def sized(filter_set: FilterSet) -> FilterSet:
        return replace(filter_set, strategy=strategy, estimated_count=passing, catalog_size=100_000)

    facet_sets = {key: sized(filter_set) for key, filter_set in plan.facet_sets.items()}
    return replace(plan, filter_set=sized(plan.filter_set), facet_sets=facet_sets)


def written(plan: SearchPlan) -> str:
    statement = fused_statement(plan)
    values = "\n".join(f"-- %({name})s = {value}" for name, value in statement.values.items())
    return f"{values}\n{settings_of(plan)}\n{statement.text}\n"


def test_browsing(golden: Golden) -> None:
    query = SearchQuery(sort=Sort.PRICE_LOW)
    plan = plan_of(query, NO_ENCODER, strategy=Strategy.ANN, passing=100_000)
    golden("browse", plan)


def test_prices_in_one_of_several_currencies(golden: Golden) -> None:
    filters = Filters(price_max=Decimal(20), currency="EUR")
    query = SearchQuery(text="mug", filters=filters, sort=Sort.PRICE_LOW)
    plan = plan_of(query, NO_ENCODER, strategy=Strategy.ANN, passing=100_000)
    golden("prices_in_euros", plan)


def test_prices_in_a_shop_with_dated_sales(golden: Golden, make: Make) -> None:
    make("Mug", "red", price=30, sale_price=15, sale_ends=NOON)
    query = SearchQuery(filters=Filters(price_min=Decimal(20), price_max=Decimal(40)))
    golden("prices_dated", plan_of(query, NO_ENCODER, strategy=Strategy.ANN, passing=100_000))


def test_words_without_an_encoder(golden: Golden) -> None:
    query = SearchQuery(text="blue mug without stripes")
    plan = plan_of(query, NO_ENCODER, strategy=Strategy.ANN, passing=100_000)
    golden("words_without_encoder", plan)


def test_words(golden: Golden, version: EncoderVersion) -> None:
    encoded = EncodedQuery(version=version, vectors=QueryVectors(text=WORDS))
    query = SearchQuery(text="blue mug")
    plan = plan_of(query, encoded, strategy=Strategy.ANN, passing=100_000)
    golden("words", plan)


def test_words_that_name_a_kind_and_a_colour(golden: Golden, version: EncoderVersion) -> None:
    encoded = EncodedQuery(version=version, vectors=QueryVectors(text=WORDS))
    query = SearchQuery(text="red mugs without handles")
    plan = plan_of(query, encoded, strategy=Strategy.EXACT_IF_FEW, passing=500, vocabulary=RED_MUGS)
    golden("kind_narrowed", plan)
    golden("kind_widened", plan.widened())


def test_words_in_two_languages(golden: Golden, version: EncoderVersion) -> None:
    for language in ("english", "german"):
        Merchant.objects.create(name=language, slug=language, language=language)
    encoded = EncodedQuery(version=version, vectors=QueryVectors(text=WORDS))
    query = SearchQuery(text="blue mug")
    plan = plan_of(query, encoded, strategy=Strategy.ANN, passing=100_000)
    golden("words_two_languages", plan)


def test_a_photo_compared_exactly(golden: Golden, version: EncoderVersion) -> None:
    encoded = EncodedQuery(version=version, vectors=QueryVectors(photo=PHOTO))
    query = SearchQuery(photos=photos_of("red"), filters=Filters(category="clothing/tops"))
    plan = plan_of(query, encoded, strategy=Strategy.EXACT_IF_FEW, passing=1_000)
    plan = replace(plan, facet_sets={})
    golden("photo_exact", plan)


def test_a_photo_by_the_index(golden: Golden, version: EncoderVersion) -> None:
    encoded = EncodedQuery(version=version, vectors=QueryVectors(photo=PHOTO))
    query = SearchQuery(photos=photos_of("red"))
    plan = plan_of(query, encoded, strategy=Strategy.ANN, passing=100_000)
    golden("photo_ann", plan)


def test_photo_and_words_with_an_exclusion_and_facets(
    golden: Golden, version: EncoderVersion
) -> None:
    """Under filters the index is probed first; each selection has a filter set of its own."""
    vectors = QueryVectors(photo=PHOTO, text=WORDS, exclusion=EXCLUDED)
    encoded = EncodedQuery(version=version, vectors=vectors)
    query = SearchQuery(photos=photos_of("red"), text="blue, no stripes", filters=BLUE_NORDA)
    plan = plan_of(query, encoded, strategy=Strategy.ANN, passing=20_000)
    golden("photo_words_filters", plan)


def test_similar_items(golden: Golden, version: EncoderVersion) -> None:
    merchant = Merchant.objects.create(pk=1, name="Ada's", slug="adas")
    for pk, size in ((1, "s"), (2, "m")):
        Product.objects.create(
            pk=pk, merchant=merchant, external_id=size, group_id="tee", title="Tee", price=1,
            attributes={"size": size},
        )  # fmt: skip
    encoded = EncodedQuery(version=version, vectors=QueryVectors(photo=PHOTO, text=WORDS))
    plan = plan_of(SearchQuery(similar_to=1), encoded, strategy=Strategy.ANN, passing=100_000)
    golden("similar", plan)


@pytest.mark.parametrize("assignment", ["text_boost_with_photo=0.1", "exclusion_weight=0.1"])
def test_another_weight_shows_in_the_statement(version: EncoderVersion, assignment: str) -> None:
    vectors = QueryVectors(photo=PHOTO, text=WORDS, exclusion=EXCLUDED)
    encoded = EncodedQuery(version=version, vectors=vectors)
    query = SearchQuery(photos=photos_of("red"), text="blue, no stripes")
    rankings = (RANKING, ranking_with([assignment]))
    usual, other = (
        plan_search(query, understand(query, ENGLISH), encoded, each) for each in rankings
    )
    assert written(usual) != written(other)


def test_words_under_merchandising_rules(golden: Golden, version: EncoderVersion) -> None:
    """Products that are pinned, hidden and raised by every subject."""
    encoded = EncodedQuery(version=version, vectors=QueryVectors(text=WORDS))
    query = SearchQuery(text="red mugs")
    plan = plan_of(query, encoded, strategy=Strategy.EXACT_IF_FEW, passing=500, vocabulary=RED_MUGS)
    golden("rules", replace(plan, facet_sets={}, rules=EVERY_EFFECT))


def test_browsing_under_merchandising_rules(golden: Golden) -> None:
    plan = plan_of(SearchQuery(), NO_ENCODER, strategy=Strategy.ANN, passing=100_000)
    golden("rules_browse", replace(plan, rules=EVERY_EFFECT))
