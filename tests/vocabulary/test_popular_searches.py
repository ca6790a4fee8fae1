"""Which searches of the click log become suggestions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Click, Product, Search, VocabularyTerm
from catalog.search.query import SearchQuery
from catalog.search.saved import to_parameters
from catalog.vocabulary.building import refresh_vocabulary
from tests.shop import Make

pytestmark = pytest.mark.django_db


def search(text: str, *clicked: Product, similar_to: int | None = None) -> None:
    saved = Search.objects.create(
        parameters=to_parameters(SearchQuery(text=text, similar_to=similar_to)),
        expires_at=timezone.now() + timedelta(days=1),
    )
    Click.objects.bulk_create(Click(search=saved, product=product) for product in clicked)


def popular() -> dict[str, int]:
    refresh_vocabulary()
    terms = VocabularyTerm.objects.filter(facet="search")
    return {term.label: term.count for term in terms}


def test_searches_that_led_to_a_click_are_counted_in_any_spelling(make: Make) -> None:
    lamp = make("Lamp")
    for text in ("Desk  lamp", "desk lamp", "DESK-LAMP", "Desk lamp"):
        search(text, lamp, make("Another"))
    assert popular() == {"desk lamp": 4}


def test_what_fewer_than_three_searches_had_stays_private(make: Make) -> None:
    lamp = make("Lamp")
    for text in ("ada's birthday", "ada's birthday", "lamp", "lamp", "lamp"):
        search(text, lamp)
    assert popular() == {"lamp": 3}


@pytest.mark.parametrize("text", ["ada@shop.example", "order 4711081", "https://shop.example"])
def test_what_may_name_a_person_or_an_order_stays_private(make: Make, text: str) -> None:
    lamp = make("Lamp")
    for _ in range(5):
        search(text, lamp)
    assert popular() == {}


def test_searches_that_found_nothing_are_not_popular(make: Make) -> None:
    gone, other = make("Gone", active=False), make("Other")
    for _ in range(5):
        search("unfindable")
        search("sold out", gone)
        search("brighter", other, similar_to=other.pk)
    assert popular() == {}


def test_a_text_of_signs_that_stand_for_sentences_is_left_out(make: Make) -> None:
    lamp = make("Lamp")
    for _ in range(3):
        search("\ufdfa" * 60, lamp)
        search("💡", lamp)
    assert popular() == {}
