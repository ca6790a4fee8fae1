"""The price of every product is that of the instant of the search, in filters, order and pages."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product as combinations

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Merchant, Product
from catalog.models.sale import price_at
from catalog.search.engine import search_products
from catalog.search.explain import explain_search
from catalog.search.filter_sets import page_filter_set
from catalog.search.filtering import filtered_products
from catalog.search.query import Filters, SearchQuery, Sort
from catalog.search.ranking import RANKING
from catalog.search.sql.product_ids import product_ids
from catalog.web.cards import to_cards
from tests.shop import Make, photos_of

pytestmark = pytest.mark.django_db
STARTS = datetime(2026, 12, 1, tzinfo=UTC)
ENDS = STARTS + timedelta(days=24)
MOMENT = timedelta(microseconds=1)
EDGES = (STARTS - MOMENT, STARTS, ENDS - MOMENT, ENDS)
amounts = st.decimals(0, 9_999_999_999, places=2)
instants = st.datetimes(timezones=st.just(UTC))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts, st.none() | amounts, st.none() | instants, st.none() | instants, instants)
def test_sql_and_python_know_the_same_price(
    price: Decimal,
    sale_price: Decimal | None,
    starts: datetime | None,
    ends: datetime | None,
    at: datetime,
) -> None:
    values = [price, sale_price, starts, ends, at]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT catalog_price_at(%s, %s::numeric, %s::timestamptz, %s::timestamptz, %s)", values
        )
        assert cursor.fetchone() == (price_at(price, sale_price, starts, ends, at),)


@pytest.fixture
def hats(merchant: Merchant) -> list[Product]:
    """A hat of 30 with each sale price in each window."""
    sales = [Decimal(n) for n in (10, 20, 30, 40)]
    windows = [(None, None), (STARTS, None), (None, ENDS), (STARTS, ENDS), (ENDS, None)]
    kinds = [(None, (None, None)), *combinations(sales, windows)]
    return Product.objects.bulk_create(
        Product(
            merchant=merchant, external_id=f"{number}", title=f"Hat {number}", price=Decimal(30),
            sale_price=sale, sale_starts=starts, sale_ends=ends,
        )
        for number, (sale, (starts, ends)) in enumerate(kinds)
    )  # fmt: skip


@pytest.mark.parametrize("at", EDGES)
def test_price_bounds_choose_by_the_price_of_the_instant(hats: list[Product], at: datetime) -> None:
    bounds = [None, *(Decimal(n) for n in (0, 9, 10, 15, 20, 25, 30, 31))]
    for low, high in combinations(bounds, bounds):
        found = Product.objects.priced_between(low, high, at=at).values_list("pk", flat=True)
        prices = {hat.pk: hat.price_at(at) for hat in hats}
        expected = {
            key
            for key, price in prices.items()
            if (low is None or price >= low) and (high is None or price <= high)
        }
        assert set(found) == expected, (low, high)


@pytest.mark.parametrize("at", EDGES)
@pytest.mark.parametrize("sort", [Sort.PRICE_LOW, Sort.PRICE_HIGH])
def test_browsing_by_price_follows_the_prices_of_the_instant(
    hats: list[Product], sort: Sort, at: datetime
) -> None:
    page = search_products(SearchQuery(sort=sort, at=at, limit=100))
    sign = 1 if sort is Sort.PRICE_LOW else -1
    expected = sorted(hats, key=lambda hat: (sign * hat.price_at(at), -hat.pk))
    assert [hit.product.pk for hit in page.hits] == [hat.pk for hat in expected]


@pytest.mark.parametrize("at", EDGES)
def test_a_sale_starts_and_ends_while_nothing_is_written(make: Make, at: datetime) -> None:
    make("Hat", "red", price=30, sale_price=20, sale_starts=STARTS, sale_ends=ENDS)
    make("Cap", "red", price=25)
    on_sale = STARTS <= at < ENDS
    page = search_products(SearchQuery(photos=photos_of("red"), sort=Sort.PRICE_LOW, at=at))
    first = to_cards(page.hits, at=page.at)[0]
    shown = (first.title, first.price, first.old_price)
    assert shown == (("Hat", "€20.00", "€30.00") if on_sale else ("Cap", "€25.00", ""))
    cheap = Filters(price_max=Decimal(22))
    for query in (
        SearchQuery(filters=cheap, at=at),
        SearchQuery(photos=photos_of("red"), filters=cheap, at=at),
        SearchQuery(text="hat under €22", at=at),
    ):
        assert [hit.product.title for hit in search_products(query).hits] == ["Hat"] * on_sale


def test_a_search_is_asked_at_the_present() -> None:
    before = timezone.now()
    assert before <= SearchQuery().at <= timezone.now()


def test_searches_at_other_instants_share_one_statement(hats: list[Product]) -> None:
    """Postgres plans each text anew."""
    filters = Filters(price_min=Decimal(15), price_max=Decimal(25))
    texts = set()
    for at in (STARTS, ENDS - MOMENT):
        query = SearchQuery(filters=filters, at=at)
        products = page_filter_set(query, RANKING).products
        texts.add(product_ids(products, at=at))
    (text,) = texts
    assert "%(at)s" in text


def test_an_explanation_has_the_statement_of_the_instant(hats: list[Product]) -> None:
    query = SearchQuery(filters=Filters(price_max=Decimal(15)), at=STARTS)
    explanation = explain_search(query)
    assert explanation.statement.values["at"] == STARTS
    assert len(explanation.result.hits) == 4


def test_a_lower_bound_reads_only_what_may_be_within_it(merchant: Merchant) -> None:
    """Sales that are on, outside of the bounds or without dates do not widen what is read."""
    sales = [(30, 20, None), (30, 5, ENDS), (50, 6, STARTS), (30, 12, STARTS)]
    for number, (price, sale, ends) in enumerate(sales):
        Product.objects.create(
            merchant=merchant, external_id=f"{number}", price=price, sale_price=sale, sale_ends=ends
        )
    filters = Filters(price_min=Decimal(25), price_max=Decimal(40))
    products = filtered_products(filters, at=STARTS)
    assert """"catalog_product"."sale_price") >= 12.00""" in product_ids(products, at=STARTS)
    assert [found.external_id for found in products] == ["3"]


def test_the_planner_expects_few_products_to_be_left_out_by_their_window(
    merchant: Merchant,
) -> None:
    Product.objects.bulk_create(
        Product(
            merchant=merchant, external_id=f"{n}", title="Hat", price=n,
            sale_price=n - 5 if n % 10 == 9 else None, sale_ends=ENDS if n % 10 == 9 else None,
        )
        for n in range(1, 1001)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_merchant, catalog_product")
    # Bounds of no other test, because counts are remembered longer than a test runs.
    for low, high in [(None, 101), (899, None), (401, 599)]:
        filters = Filters(
            price_min=None if low is None else Decimal(low),
            price_max=None if high is None else Decimal(high),
        )
        query = SearchQuery(filters=filters, at=STARTS)
        filter_set = page_filter_set(query, RANKING)
        passing = filter_set.products.count()
        assert passing <= 1.1 * filter_set.estimated_count <= 2 * passing


@pytest.mark.parametrize(
    "values",
    [
        {"sale_price": None, "sale_starts": STARTS},
        {"sale_price": None, "sale_ends": ENDS},
        {"sale_price": 5, "sale_starts": ENDS, "sale_ends": STARTS},
        {"sale_price": 5, "sale_starts": ENDS, "sale_ends": ENDS},
    ],
)
def test_the_database_refuses_a_window_of_nothing(
    merchant: Merchant, values: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError, match="product_sale_window"):
        Product.objects.create(merchant=merchant, external_id="1", price=10, **values)
