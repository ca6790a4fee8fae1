"""Merchandising rules: what they do to a search, and to which searches."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import JSONField, Value
from django.utils import timezone

from catalog.models import (
    Availability,
    BoostSubject,
    EncoderVersion,
    Merchant,
    Product,
    RuleTrigger,
)
from catalog.search.calibration import calibrate
from catalog.search.engine import search_products
from catalog.search.query import Filters, SearchQuery, Sort
from catalog.search.ranking import RANKING
from catalog.search.results import Match, SearchPage
from catalog.search.rules.effects import MAX_TOTAL
from catalog.vocabulary.building import refresh_vocabulary
from catalog.vocabulary.current import forget_vocabulary
from tests.rules import add_rule
from tests.shop import Make, category, photos_of

pytestmark = pytest.mark.django_db
RED = SearchQuery(photos=photos_of("red"))
MUGS = SearchQuery(text="mug")


@pytest.fixture
def mugs(make: Make) -> list[Product]:
    """Six mugs, found by "mug" in the reverse order."""
    return [make(f"Mug {number}", "grey", brand=f"Brand {number}") for number in range(6)]


@pytest.fixture
def crowd(make: Make, mugs: list[Product]) -> None:
    """So many other products that scores can be judged."""
    for number in range(30):
        make(f"{('Blue', 'Green')[number % 2]} thing {number}", ("blue", "green")[number % 2])
    calibrate(EncoderVersion.objects.get())


def titles(page: SearchPage) -> list[str]:
    return [hit.product.title for hit in page.hits]


def found(text: str = "mug", **fields: Any) -> list[str]:
    return titles(search_products(SearchQuery(text=text, **fields)))


# What a rule does.


def test_pinned_products_come_first_in_the_order_of_the_rule(mugs: list[Product]) -> None:
    add_rule(pins=[mugs[2], mugs[4]])
    assert found() == ["Mug 2", "Mug 4", "Mug 5", "Mug 3", "Mug 1", "Mug 0"]


def test_a_pinned_product_is_found_however_little_it_resembles_the_search(
    make: Make, crowd: None
) -> None:
    voucher = make("Gift voucher", "blue")
    add_rule(pins=[voucher])
    page = search_products(MUGS)
    assert titles(page)[0] == "Gift voucher"
    assert page.hits[0].is_pinned
    assert page.hits[0].match is Match.WEAK


def test_a_pinned_product_counts_as_a_match_and_the_page_does_not_say_that_nothing_fits(
    make: Make, crowd: None
) -> None:
    query = SearchQuery(photos=photos_of("grey"), text="spaceship")
    assert search_products(query).nothing_suitable
    add_rule(pins=[make("Gift voucher", "blue")])
    page = search_products(query)
    assert (page.total, page.matches_end, page.nothing_suitable) == (1, 1, False)


def test_a_pinned_product_outside_the_window_is_a_candidate(make: Make, crowd: None) -> None:
    pinned = make("Far away", "blue")
    narrow = replace(RANKING, window=10, min_window=10)
    assert "Far away" not in titles(search_products(replace(RED, limit=60), ranking=narrow))
    add_rule(pins=[pinned])
    assert titles(search_products(RED, ranking=narrow))[0] == "Far away"


def test_a_pinned_product_need_not_be_of_the_kind_that_the_words_name(make: Make) -> None:
    for number in range(3):
        make(f"Mug {number}", "grey", category=category("Mugs"))
    saucer = make("Saucer", "blue", category=category("Saucers"))
    refresh_vocabulary()
    forget_vocabulary()
    enough = replace(RANKING, min_kind_products=1)
    assert "Saucer" not in titles(search_products(MUGS, ranking=enough))
    add_rule(pins=[saucer])
    page = search_products(MUGS, ranking=enough)
    assert titles(page)[0] == "Saucer"
    assert (len(page.hits), page.total_is_lower_bound) == (4, False)


@pytest.mark.parametrize("query", [MUGS, RED, SearchQuery(), SearchQuery(sort=Sort.PRICE_LOW)])
def test_a_hidden_product_is_neither_found_nor_counted(
    mugs: list[Product], query: SearchQuery
) -> None:
    add_rule(hides=[mugs[3]])
    page = search_products(query)
    assert "Mug 3" not in titles(page)
    assert (page.total, page.ranked) == (5, 5)
    (brands,) = [facet for facet in page.facets if facet.key == "brand"]
    assert "Brand 3" not in [value.value for value in brands.values]


def test_a_product_that_is_hidden_and_pinned_is_hidden(mugs: list[Product]) -> None:
    add_rule("First", pins=[mugs[3]])
    add_rule("Second", hides=[mugs[3]])
    assert "Mug 3" not in found()


def test_a_hidden_product_is_not_found_by_its_number_or_title(mugs: list[Product]) -> None:
    add_rule(hides=[mugs[3]])
    assert "Mug 3" not in found("P-4")
    assert "Mug 3" not in found("Mug 3")


def test_similar_items_leave_out_hidden_products_and_pin_none(mugs: list[Product]) -> None:
    add_rule(hides=[mugs[3]], pins=[mugs[0]])
    page = search_products(SearchQuery(similar_to=mugs[1].pk))
    assert "Mug 3" not in titles(page)
    assert not any(hit.is_pinned for hit in page.hits)


BOOSTS: list[dict[str, Any]] = [
    {"subject": BoostSubject.BRAND, "value": "BRAND 1"},
    {"subject": BoostSubject.CATEGORY, "category_path": "kitchen"},
    {"subject": BoostSubject.ATTRIBUTE, "name": "color", "value": "teal"},
    {"subject": BoostSubject.TAG, "value": "Sale"},
    {"subject": BoostSubject.IN_STOCK},
    {"subject": BoostSubject.NEWNESS, "days": 10},
    {"subject": BoostSubject.NUMBER, "name": "margin", "low": 10, "high": 50},
]


@pytest.mark.parametrize("boost", BOOSTS, ids=lambda boost: str(boost["subject"]))
@pytest.mark.parametrize("query", [MUGS, RED, SearchQuery()], ids=["words", "photo", "browsing"])
def test_a_boost_raises_the_products_of_its_subject_and_lowers_them_below_zero(
    mugs: list[Product], boost: dict[str, Any], query: SearchQuery
) -> None:
    Product.objects.update(
        availability=Availability.OUT_OF_STOCK, created_at=timezone.now() - timedelta(days=30)
    )
    Product.objects.filter(pk=mugs[1].pk).update(
        category=category("Kitchen/Mugs"),
        attributes={"color": "Teal", "margin": "50 %"},
        tags=["new", "sale"],
        availability=Availability.IN_STOCK,
        created_at=timezone.now(),
    )
    rule = add_rule(boosts=[boost | {"deviations": 2.0}])
    first = search_products(query).hits[0]
    assert first.product.title == "Mug 1"
    assert first.rule_boost == pytest.approx(2.0, abs=0.01)
    rule.delete()
    add_rule(boosts=[boost | {"deviations": -2.0}])
    assert search_products(query).hits[-1].product.title == "Mug 1"


def test_one_product_is_raised_or_lowered(mugs: list[Product]) -> None:
    add_rule(raises={mugs[0]: 3.0, mugs[5]: -3.0})
    assert (found()[0], found()[-1]) == ("Mug 0", "Mug 5")


def boost_of(product: Product, **boost: Any) -> float:
    rule = add_rule(boosts=[boost])
    (hit,) = [hit for hit in search_products(MUGS).hits if hit.product == product]
    rule.delete()
    return hit.rule_boost


@pytest.mark.parametrize(
    ("margin", "expected"),
    [
        ("30", 1.0), ("30,0", 1.0), (" 30% ", 1.0), ("20", 0.5), ("9", 0.0), ("1e9", 0.0),
        ("90", 2.0), ("-5", 0.0), ("1,234.5", 0.0), ("high", 0.0), ("", 0.0), ("9" * 400, 0.0),
        ("NaN", 0.0), ("Infinity", 0.0), ("٣٠", 0.0),
    ],
)  # fmt: skip
def test_a_number_is_scaled_between_its_ends_and_what_is_no_number_adds_nothing(
    mugs: list[Product], margin: str, expected: float
) -> None:
    Product.objects.filter(pk=mugs[0].pk).update(attributes={"margin": margin})
    boost = {"subject": BoostSubject.NUMBER, "name": "margin", "low": 10, "high": 50}
    assert boost_of(mugs[0], **boost, deviations=2.0) == pytest.approx(expected)


@pytest.mark.parametrize("margin", [None, 5, True, "", [], {"a": 1}])
@pytest.mark.parametrize("tags", [[], {}, {"sale": 1}, "sale", 5, [None, 5, {}]])
def test_attributes_and_tags_of_any_shape_break_no_boost(
    mugs: list[Product], margin: object, tags: object
) -> None:
    odd = {"attributes": {"margin": margin}, "tags": Value(tags, JSONField())}
    Product.objects.filter(pk=mugs[0].pk).update(**odd)
    add_rule(boosts=[boost | {"deviations": 1.0} for boost in BOOSTS])
    page = search_products(MUGS)
    assert len(page.hits) == 6


@pytest.mark.parametrize(
    ("age", "expected"), [(0, 2.0), (5, 1.0), (10, 0.0), (400, 0.0), (-3, 2.0)]
)
def test_newness_wears_off_in_equal_steps(mugs: list[Product], age: int, expected: float) -> None:
    created = timezone.now() - timedelta(days=age)
    Product.objects.filter(pk=mugs[0].pk).update(created_at=created)
    boost = {"subject": BoostSubject.NEWNESS, "days": 10, "deviations": 2.0}
    assert boost_of(mugs[0], **boost) == pytest.approx(expected, abs=0.001)


def test_boosts_of_all_rules_add_up_to_a_limit(mugs: list[Product]) -> None:
    for number in range(3):
        add_rule(f"Rule {number}", raises={mugs[0]: 5.0}, boosts=[])
    hit = search_products(MUGS).hits[0]
    assert (hit.product.title, hit.rule_boost) == ("Mug 0", MAX_TOTAL)


def test_a_boost_orders_and_leaves_match_levels_and_totals_alone(make: Make, crowd: None) -> None:
    """However high a product is raised, what fits better comes first."""
    all_mugs = replace(MUGS, limit=60)
    before = search_products(all_mugs)
    thing = Product.objects.get(title="Blue thing 0")
    mug = Product.objects.get(title="Mug 0")
    add_rule(raises={thing: 5.0, mug: 1.0})
    page = search_products(all_mugs)
    assert {hit.product.title: hit.match for hit in page.hits} == {
        hit.product.title: hit.match for hit in before.hits
    }
    assert (page.total, page.matches_end) == (before.total, before.matches_end) == (6, 6)
    assert (titles(page)[0], titles(page)[6]) == ("Mug 0", "Blue thing 0")


@pytest.mark.parametrize("sort", [Sort.PRICE_LOW, Sort.PRICE_HIGH, Sort.NEWEST])
def test_an_order_that_the_shopper_chose_is_kept(mugs: list[Product], sort: Sort) -> None:
    before = found(sort=sort)
    add_rule(pins=[mugs[2]], raises={mugs[3]: 5.0})
    assert found(sort=sort) == before


def test_an_order_that_is_typed_is_kept(mugs: list[Product]) -> None:
    add_rule(pins=[mugs[2]])
    assert found("newest mug")[0] == "Mug 5"


# Filters and exclusions hold.


def test_a_pinned_product_that_does_not_pass_the_filters_is_not_found(mugs: list[Product]) -> None:
    add_rule(pins=[mugs[2]])
    assert found(filters=Filters(brands=("Brand 4",))) == ["Mug 4"]


def test_a_pinned_product_with_what_is_excluded_is_not_found(make: Make) -> None:
    make("Plain mug", "grey")
    add_rule(pins=[make("Striped mug", "grey", attributes={"pattern": "stripes"})])
    assert found("mug") == ["Striped mug", "Plain mug"]
    assert found("mug without stripes") == ["Plain mug"]


def test_a_pinned_product_that_is_not_on_sale_is_not_found(mugs: list[Product]) -> None:
    add_rule(pins=[mugs[2]])
    Product.objects.filter(pk=mugs[2].pk).update(active=False)
    assert "Mug 2" not in found()


def test_a_pinned_product_is_counted_by_facets_with_and_without_their_selection(
    mugs: list[Product],
) -> None:
    add_rule(pins=[mugs[2]])
    page = search_products(SearchQuery(text="mug", filters=Filters(brands=("Brand 4",))))
    (brands,) = [facet for facet in page.facets if facet.key == "brand"]
    assert {value.label: value.count for value in brands.values} == {
        f"Brand {number}": 1 for number in range(6)
    }


# Sizes of one product.


@pytest.fixture
def sizes(make: Make) -> list[Product]:
    return [
        make("Red shoe", "red", group_id="shoe", attributes={"size": size}, brand=size)
        for size in ("41", "42", "43")
    ]


def test_a_pinned_size_represents_its_product_in_its_place(
    sizes: list[Product], mugs: list[Product]
) -> None:
    add_rule(pins=[mugs[0], sizes[0], sizes[1]])
    hits = search_products(RED).hits
    assert [hit.product for hit in hits[:2]] == [mugs[0], sizes[0]]
    assert [hit.product.title for hit in hits].count("Red shoe") == 1


def test_where_the_pinned_size_is_filtered_out_the_others_are_not_pinned(
    sizes: list[Product], mugs: list[Product]
) -> None:
    add_rule(pins=[sizes[0]])
    grey = SearchQuery(photos=photos_of("grey"), filters=Filters(brands=("42", "Brand 1")))
    hits = search_products(grey).hits
    assert [(hit.product, hit.is_pinned) for hit in hits] == [(mugs[1], False), (sizes[1], False)]


def test_a_hidden_size_leaves_the_others(sizes: list[Product]) -> None:
    add_rule(hides=[sizes[2]])
    page = search_products(RED)
    assert [hit.product for hit in page.hits] == [sizes[1]]
    (facet,) = [facet for facet in page.facets if facet.key == "attributes.size"]
    assert {value.value for value in facet.values} == {"41", "42"}


def test_the_size_that_rules_raise_represents_its_product(sizes: list[Product]) -> None:
    add_rule(raises={sizes[0]: 1.0})
    (hit,) = search_products(RED).hits
    assert (hit.product, hit.rule_boost) == (sizes[0], 1.0)


# To which searches a rule applies.


def applies(query: SearchQuery) -> bool:
    return any(hit.is_pinned for hit in search_products(query).hits)


@pytest.fixture
def pinned(mugs: list[Product]) -> Product:
    return mugs[2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("red mugs", True), ("Red  MUG", True), ("red mugs under 50", True), ("mug red", False),
        ("red mugs for tea", False), ("mug", False), ("red mug without stripes", True),
    ],
)  # fmt: skip
def test_words_are_exactly_those_of_a_rule_in_any_case_and_inflection(
    pinned: Product, text: str, expected: bool
) -> None:
    add_rule(pins=[pinned], trigger=RuleTrigger.WORDS_ARE, words="blue mug\nred mug")
    assert applies(SearchQuery(text=text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("red mugs", True), ("a big red mug for tea", True), ("mug in red", False),
        ("red", False), ("plate without red mugs", False), ("tea cup", False),
    ],
)  # fmt: skip
def test_words_contain_a_phrase_of_a_rule_but_not_what_is_excluded(
    pinned: Product, text: str, expected: bool
) -> None:
    add_rule(pins=[pinned], trigger=RuleTrigger.WORDS_CONTAIN, words="red mug")
    assert applies(SearchQuery(text=text)) is expected


@pytest.mark.parametrize(
    ("trigger", "searching", "browsing"),
    [
        (RuleTrigger.SEARCHING, True, False),
        (RuleTrigger.BROWSING, False, True),
        (RuleTrigger.ALWAYS, True, True),
    ],
)
def test_a_rule_is_for_searching_or_browsing_or_both(
    pinned: Product, trigger: RuleTrigger, searching: bool, browsing: bool
) -> None:
    add_rule(pins=[pinned], trigger=trigger)
    assert [applies(query) for query in (MUGS, RED, SearchQuery())] == [
        searching, searching, browsing,
    ]  # fmt: skip


def test_a_rule_holds_within_its_window_at_the_instant_of_the_search(pinned: Product) -> None:
    noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
    add_rule(pins=[pinned], starts=noon, ends=noon + timedelta(hours=1))
    minutes = [-1, 0, 59, 60]
    found = [applies(replace(MUGS, at=noon + timedelta(minutes=minute))) for minute in minutes]
    assert found == [False, True, True, False]


def test_a_rule_that_is_switched_off_does_nothing(pinned: Product) -> None:
    add_rule(pins=[pinned], active=False)
    assert not applies(MUGS)


def test_a_rule_applies_within_its_category_chosen_or_understood(make: Make) -> None:
    for title, path in (("Mug", "Kitchen/Mugs"), ("Pan", "Kitchen/Pans"), ("Sofa", "Sofas")):
        pinned = make(title, "grey", category=category(path))
        refresh_vocabulary()
        forget_vocabulary()
    add_rule("Kitchen", pins=[Product.objects.get(title="Pan")], category_path="kitchen")
    assert applies(SearchQuery(filters=Filters(category="kitchen")))
    assert not applies(SearchQuery(filters=Filters(category="kitchen/mugs")))  # no pan is a mug
    assert applies(SearchQuery(text="mugs"))
    assert not applies(SearchQuery(text="sofas"))
    assert not applies(SearchQuery())
    assert pinned.title == "Sofa"


def test_a_category_that_is_deleted_takes_its_rules_out_of_force_and_breaks_nothing(
    make: Make,
) -> None:
    mug = make("Mug", "grey", category=category("Mugs"))
    boost = {"subject": BoostSubject.CATEGORY, "category_path": "mugs", "deviations": 2.0}
    add_rule("Within", pins=[mug], category_path="mugs")
    add_rule("Everywhere", boosts=[boost])
    category("Mugs").delete()
    (hit,) = search_products(MUGS).hits
    assert (hit.is_pinned, hit.rule_boost) == (False, 0.0)


def test_a_product_that_is_deleted_leaves_its_rules(mugs: list[Product]) -> None:
    rule = add_rule(pins=[mugs[2], mugs[3]], hides=[mugs[4]])
    search_products(MUGS)
    mugs[2].delete()
    mugs[4].delete()
    assert found()[0] == "Mug 3"
    assert rule.products.count() == 1


# Merchants.


def test_a_merchants_rule_is_for_its_own_storefront_only(
    make: Make, merchant: Merchant, mugs: list[Product]
) -> None:
    other = Merchant.objects.create(name="Ben's", slug="bens")
    make("Mug of Ben", "grey", merchant=other)
    add_rule(pins=[mugs[0]], merchant=merchant)
    assert applies(SearchQuery(text="mug", filters=Filters(merchants=("adas",))))
    for slugs in ((), ("bens",), ("adas", "bens")):
        assert not applies(SearchQuery(text="mug", filters=Filters(merchants=slugs)))


def test_a_rule_of_the_shop_is_for_every_search(merchant: Merchant, mugs: list[Product]) -> None:
    Merchant.objects.create(name="Ben's", slug="bens")
    add_rule(pins=[mugs[0]])
    assert applies(MUGS)
    assert applies(SearchQuery(text="mug", filters=Filters(merchants=("adas",))))


def test_the_rules_of_the_only_merchant_are_for_every_search(
    merchant: Merchant, mugs: list[Product]
) -> None:
    add_rule(pins=[mugs[0]], merchant=merchant)
    assert applies(MUGS)


def test_only_ten_rules_apply_those_for_words_first(mugs: list[Product]) -> None:
    for number in range(10):
        add_rule(f"Rule {number}", raises={mugs[number % 6]: 0.1})
    assert not applies(MUGS)
    add_rule("Words", pins=[mugs[0]], trigger=RuleTrigger.WORDS_ARE, words="mug")
    assert applies(MUGS)
