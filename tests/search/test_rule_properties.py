"""Whatever the rules are, filters and exclusions hold, and pages, totals and facets agree."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import BoostSubject, EncoderVersion, Product, RuleTrigger
from catalog.search.calibration import calibrate
from catalog.search.collapse import same_group
from catalog.search.engine import search_products
from catalog.search.filtering import filtered_products
from catalog.search.query import Filters, SearchQuery, Sort
from catalog.search.ranking import RANKING
from catalog.search.results import SearchPage
from catalog.search.rules.book import MAX_APPLIED, RuleBook
from catalog.search.rules.rule import Boost, Rule
from catalog.search.rules.situation import Situation, words_of
from catalog.search.rules.verdict import reasons_against
from tests.shop import Make, category, photos_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
# So small that windows cut, and few enough photos match that some are no matches.
SMALL = replace(RANKING, window=12, min_window=12, min_score=0.8, min_kind_products=3)
COLOURS = ("red", "green", "blue", "grey")
BRANDS = ("Norda", "Quolz", "Blintz")


@dataclass(frozen=True)
class Shop:
    products: list[int]
    off_sale: int
    striped: set[int]


@pytest.fixture
def shop(make: Make) -> Shop:
    """Forty products: some sizes of others, some with stripes, one not on sale."""
    products, striped = [], set()
    kitchen, toys = category("Kitchen"), category("Toys")
    for number in range(40):
        has_sizes = number % 5 == 0
        product = make(
            f"{COLOURS[number % 4]} mug" if number % 3 else f"{COLOURS[number % 4]} thing",
            COLOURS[number % 4],
            brand=BRANDS[number % 3],
            price=Decimal(5 + number),
            category=kitchen if number % 2 else toys,
            group_id=f"group {number // 10}" if has_sizes else "",
            attributes={"size": str(number)} if has_sizes else {"margin": str(number)},
            tags=["sale"] if number % 7 == 0 else [],
        )
        products.append(product.pk)
        if number % 11 == 0:
            Product.objects.filter(pk=product.pk).update(attributes={"pattern": "stripes"})
            striped.add(product.pk)
    Product.objects.filter(pk=products[17]).update(active=False)
    calibrate(EncoderVersion.objects.get())
    return Shop(products, products[17], striped)


Drawn = list[tuple[list[int], list[int], list[tuple[BoostSubject, object, float]]]]
# Products are drawn by their place in the shop.
places = st.integers(0, 39)
deviations = st.floats(-5, 5)
boosts = st.one_of(
    st.builds(lambda place, by: (BoostSubject.PRODUCT, place, by), places, deviations),
    st.builds(
        lambda brand, by: (BoostSubject.BRAND, brand, by), st.sampled_from(BRANDS), deviations
    ),
    st.builds(lambda by: (BoostSubject.CATEGORY, "toys", by), deviations),
    st.builds(lambda by: (BoostSubject.TAG, "sale", by), deviations),
    st.builds(lambda by: (BoostSubject.NUMBER, "margin", by), deviations),
)
rules = st.lists(
    st.tuples(
        st.lists(places, max_size=6), st.lists(places, max_size=6), st.lists(boosts, max_size=4)
    ),
    max_size=4,
)
queries = st.builds(
    SearchQuery,
    text=st.sampled_from(["", "mug", "red mug", "red mug without stripes", "blue", "spaceship"]),
    photos=st.sampled_from([(), photos_of("red"), photos_of("grey")]),
    filters=st.builds(
        Filters,
        brands=st.sampled_from([(), ("Norda",), ("Norda", "Quolz")]),
        category=st.sampled_from(["", "toys"]),
        price_max=st.sampled_from([None, Decimal(25)]),
    ),
    sort=st.sampled_from([None, None, Sort.PRICE_LOW, Sort.NEWEST]),
    limit=st.integers(3, 9),
    at=st.just(NOON),
)  # fmt: skip


def book_of(drawn: Drawn, shop: Shop) -> RuleBook:
    def boost(subject: BoostSubject, value: object, by: float) -> Boost:
        if subject is BoostSubject.PRODUCT:
            return Boost(subject=subject, value=str(shop.products[int(str(value))]), deviations=by)
        if subject is BoostSubject.NUMBER:
            return Boost(subject=subject, name=str(value), low=5, high=30, deviations=by)
        return Boost(subject=subject, value=str(value).lower(), deviations=by)

    return RuleBook([
        Rule(
            key=number,
            name=f"Rule {number}",
            trigger=RuleTrigger.ALWAYS,
            pins=tuple(shop.products[place] for place in pins),
            hidden=tuple(shop.products[place] for place in hides),
            boosts=tuple(boost(*each) for each in raised),
        )
        for number, (pins, hides, raised) in enumerate(drawn)
    ])  # fmt: skip


def pages(query: SearchQuery, book: RuleBook) -> Iterator[SearchPage]:
    offset = 0
    while True:
        page = search_products(replace(query, offset=offset), ranking=SMALL, book=book)
        yield page
        if not page.hits:
            return
        offset += query.limit


checked = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@checked
@given(query=queries, drawn=rules)
def test_filters_exclusions_and_pages_hold_whatever_the_rules(
    shop: Shop, query: SearchQuery, drawn: Drawn
) -> None:
    book = book_of(drawn, shop)
    all_pages = list(pages(query, book))
    found = [hit.product.pk for page in all_pages for hit in page.hits]
    hidden = {key for rule in book.rules for key in rule.hidden}
    passing = set(filtered_products(query.filters, at=NOON).values_list("pk", flat=True))
    assert len(found) == len(set(found)) == all_pages[0].ranked
    assert set(found) <= passing - hidden
    assert shop.off_sale not in found
    if "without stripes" in query.text:
        assert not shop.striped & set(found)
    assert len({(page.total, page.total_is_lower_bound, page.ranked) for page in all_pages}) == 1
    assert len({page.facets for page in all_pages}) == 1


@checked
@given(query=queries, drawn=rules)
def test_pinned_products_come_first_in_order_and_matches_before_others(
    shop: Shop, query: SearchQuery, drawn: Drawn
) -> None:
    book = book_of(drawn, shop)
    hits = [hit for page in pages(query, book) for hit in page.hits]
    first = [hit.product.pk for hit in hits if hit.is_pinned]
    assert [hit.product.pk for hit in hits[: len(first)]] == first
    if query.order is not Sort.RELEVANCE:
        assert not first
        return
    expected: list[int] = []
    for key in dict.fromkeys(key for rule in book.rules for key in rule.pins):
        if key in first and not set(same_group(key)) & set(expected):
            expected.append(key)
    assert first == expected
    rest = hits[len(first) :]
    assert [hit.is_match for hit in rest] == sorted((hit.is_match for hit in rest), reverse=True)
    for group in (True, False):
        scores = [hit.score for hit in rest if hit.is_match is group]
        assert scores == sorted(scores, reverse=True)


@checked
@given(query=queries, drawn=rules)
def test_boosts_change_neither_what_is_found_nor_what_is_counted(
    shop: Shop, query: SearchQuery, drawn: Drawn
) -> None:
    boosts_only: Drawn = [([], [], raised) for _, _, raised in drawn]
    whole = replace(query, limit=100)
    plain = search_products(whole, ranking=SMALL, book=RuleBook())
    boosted = search_products(whole, ranking=SMALL, book=book_of(boosts_only, shop))
    assert (boosted.total, boosted.ranked) == (plain.total, plain.ranked)
    assert boosted.total_is_lower_bound == plain.total_is_lower_bound
    assert boosted.facets == plain.facets or any(shop_has_sizes(boosted, plain))
    levels = {group_of(hit.product): hit.match for hit in plain.hits}
    assert {group_of(hit.product): hit.match for hit in boosted.hits} == levels
    for hit in boosted.hits:
        assert hit.match is plain_level(hit.score - hit.rule_boost, hit.match)


def group_of(product: Product) -> int:
    return min(same_group(product.pk))


def shop_has_sizes(*compared: SearchPage) -> Iterator[bool]:
    return (bool(hit.product.group_id) for page in compared for hit in page.hits)


def plain_level(score: float, level: object) -> object:
    """The level, if it is that of a score without boosts."""
    if level is None:
        return None
    is_match = score >= SMALL.min_score
    return level if is_match is (str(level) != "weak") or abs(score - SMALL.min_score) < 1e-6 else 0


@checked
@given(query=queries, drawn=rules)
def test_a_total_that_claims_to_be_exact_is_that_of_the_whole_catalog(
    shop: Shop, query: SearchQuery, drawn: Drawn
) -> None:
    """A window that holds everything counts every match; a small one may only say less."""
    book = book_of(drawn, shop)
    small = search_products(query, ranking=SMALL, book=book)
    whole = search_products(query, ranking=replace(SMALL, window=300), book=book)
    if not small.total_is_lower_bound:
        assert small.total == whole.total


@checked
@given(data=st.data())
def test_the_rules_found_by_the_index_are_those_that_apply(data: st.DataObject) -> None:
    phrases = st.sampled_from(["red mug", "mugs", "sun glasses", "Sunglasses", "a b c d e f g h"])
    texts = st.sampled_from(
        ["red mugs", "a red mug", "sunglasses", "big sun glasses", "mug", "x a b c d e f g h", ""]
    )
    paths = st.sampled_from(["", "a", "a/b", "c"])
    instants = st.sampled_from([None, NOON - timedelta(hours=1), NOON, NOON + timedelta(hours=1)])
    drawn = data.draw(
        st.lists(
            st.builds(
                Rule,
                key=st.integers(1, 10_000),
                name=st.just(""),
                trigger=st.sampled_from(RuleTrigger),
                merchant_id=st.sampled_from([None, 1, 2]),
                active=st.booleans(),
                starts=instants,
                ends=instants,
                phrases=st.lists(phrases, max_size=2).map(tuple),
                category=paths,
            ),
            max_size=12,
            unique_by=lambda rule: rule.key,
        )
    )
    book = RuleBook(drawn, {"one": 1, "two": 2}, data.draw(st.sampled_from([None, 1])))
    text = words_of(data.draw(texts))
    situation = Situation(
        at=NOON,
        browses=not text,
        merchants=data.draw(st.sampled_from([(), ("one",), ("two",), ("one", "two"), ("x",)])),
        whole=(text,) if text else (),
        containing=(text,) if text else (),
        categories=data.draw(st.frozensets(paths.filter(bool))),
        languages=("english",),
    )
    scope = book._scope_of(situation)
    expected = [rule for rule in drawn if not any(reasons_against(rule, situation, scope))]
    applied = book.applied(situation)
    assert set(applied) <= set(expected)
    assert len(applied) == min(len(expected), MAX_APPLIED)
    verdicts = book.verdicts(situation)
    assert {verdict.rule for verdict in verdicts} == set(drawn)
    assert [verdict.rule for verdict in verdicts if not verdict.why_not] == list(applied)
