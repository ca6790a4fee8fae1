"""More results below those of the first page: by links with addresses of their own."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import Merchant, Product
from catalog.search.query import SearchQuery
from catalog.search.results import Hit, Match, SearchPage
from catalog.web.grid import grid_of
from catalog.web.paging import Paging
from catalog.web.parameters import MAX_PAGES
from catalog.web.search_url import SearchUrl
from tests.shop import Make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def pots(sell: Make) -> None:
    for number in range(60):
        sell(f"Pot {number}")


def paging(client: Client, address: str) -> Paging:
    found: Paging = client.get(address, headers=HTMX).context["page"].paging
    return found


def titles(client: Client, address: str) -> list[str]:
    grid = client.get(address, headers=HTMX).context["page"].grid
    return [card.title for part in grid for card in part.cards]


def test_link_to_more_is_the_next_page(client: Client, pots: None) -> None:
    first = paging(client, "/search/?sort=newest")
    assert str(first.next) == "/search/?sort=newest&page=2"
    assert first.status == "Showing 24 of 60"
    assert first.previous is None


def test_cards_of_the_next_page_follow_those_before(client: Client, pots: None) -> None:
    more = paging(client, "/search/?sort=newest").next_cards
    assert more == "/search/more/?sort=newest&through=2"
    shown = [*titles(client, "/search/?sort=newest"), *titles(client, more)]
    assert shown == [f"Pot {number}" for number in reversed(range(12, 60))]


def test_address_of_all_that_is_shown_shows_it_again(client: Client, pots: None) -> None:
    answer = client.get("/search/more/?sort=newest&through=3", headers=HTMX)
    here = answer.headers["HX-Replace-Url"]
    assert here == "/search/?sort=newest&through=3"
    assert titles(client, here) == [f"Pot {number}" for number in reversed(range(60))]
    assert paging(client, here).status == "All 60 shown"
    assert paging(client, here).next is None


def test_more_goes_on_from_a_later_page(client: Client, pots: None) -> None:
    second = paging(client, "/search/?sort=newest&page=2")
    assert second.status == "Showing 25 to 48 of 60"
    assert str(second.previous) == "/search/?sort=newest"
    assert second.next_cards == "/search/more/?sort=newest&page=2&through=3"
    assert len(titles(client, "/search/?sort=newest&page=2&through=3")) == 36


def test_list_grows_to_ten_pages_and_goes_on_as_pages(
    client: Client, sell: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.web.parameters.PAGE_SIZE", 2)
    monkeypatch.setattr("catalog.web.paging.PAGE_SIZE", 2)
    for number in range(23):
        sell(f"Pot {number}")
    last = paging(client, f"/search/?through={MAX_PAGES}")
    assert last.next_cards == ""
    assert str(last.next) == f"/search/?page={MAX_PAGES + 1}"
    assert len(titles(client, "/search/?through=42")) == 2 * MAX_PAGES


@pytest.mark.parametrize("change", ["q=pot", "sort=price_low", "brand=Norda"])
def test_changed_search_begins_at_its_first_page(client: Client, pots: None, change: str) -> None:
    page = client.get(f"/search/?{change}&through=2").context["page"]
    assert not {"page", "through"} & {name for name, _ in page.hidden_fields}
    assert "through" not in str(page.unfiltered)


@pytest.mark.parametrize("through", ["0", "-1", "x", "43", "9" * 50])
def test_impossible_last_page_shows_the_first(client: Client, pots: None, through: str) -> None:
    assert titles(client, f"/search/?through={through}") == titles(client, "/search/")
    more = client.get(f"/search/more/?through={through}", headers=HTMX)
    assert more.status_code == 400


def test_last_page_before_the_first_shows_the_first(client: Client, pots: None) -> None:
    assert titles(client, "/search/?page=2&through=1") == titles(client, "/search/?page=2")


def test_part_of_a_page_leads_whoever_opens_it_to_the_page(client: Client, pots: None) -> None:
    answer = client.get("/search/more/?q=pot&through=2")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/search/?q=pot&through=2")


def hits(*matches: Match) -> tuple[Hit, ...]:
    shop = Merchant(name="Corner House")
    products = (Product(pk=key, merchant=shop, price=Decimal(1)) for key in range(len(matches)))
    return tuple(
        Hit(product=product, photo=None, score=1.0, match=match)
        for product, match in zip(products, matches, strict=True)
    )


@pytest.mark.parametrize(
    ("on_page", "before", "appended", "parts"),
    [
        ((Match.STRONG, Match.WEAK), 0, False, [(False, False), (True, True)]),
        ((Match.CLOSE, Match.CLOSE), 0, False, [(False, False)]),
        ((Match.STRONG, Match.WEAK), 24, True, [(False, False), (True, True)]),
        ((Match.WEAK, Match.WEAK), 24, True, [(True, True)]),  # the page before was all matches
        ((Match.WEAK, Match.WEAK), 48, True, [(True, False)]),  # the page before had the heading
        ((Match.WEAK, Match.WEAK), 48, False, [(True, True)]),  # on a page of its own
    ],
)
def test_heading_stands_once_where_the_matches_end(
    db: None,
    on_page: tuple[Match, ...],
    before: int,
    appended: bool,
    parts: list[tuple[bool, bool]],
) -> None:
    matching = sum(match is not Match.WEAK for match in on_page)
    page = SearchPage(
        hits=hits(*on_page),
        total=before + matching if matching else 24,
        total_is_lower_bound=False,
        ranked=90,
        facets=(),
        at=timezone.now(),
    )
    query = SearchQuery(text="pot", offset=before)
    grid = grid_of(SearchUrl(), query, page, search_id=None, appended=appended)
    assert [(part.similar, part.heading) for part in grid] == parts
