"""What is suggested while a shopper types."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.models import Click, Merchant, Search, VocabularyState, VocabularyTerm
from catalog.search.query import SearchQuery
from catalog.search.saved import to_parameters
from catalog.search.suggestions import Kind, Suggestion, suggest
from catalog.vocabulary.building import refresh_vocabulary
from catalog.vocabulary.current import current_vocabulary, forget_vocabulary
from tests.shop import Make, category

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(make: Make) -> None:
    lamps, shoes = category("Home/Table lamps"), category("Clothing/Shoes")
    for number, colour in enumerate(("blue", "blue", "teal")):
        make(f"Walker {number}", category=shoes, brand="Lumenor", attributes={"color": colour})
    lamp = make("Lantern Vulkar", category=lamps, brand="Quolzar", attributes={"color": "blue"})
    make("Lantern Vulkar", category=lamps, brand="Quolzar®", attributes={"color": "blue"})
    make("Öllampe Grünwald", category=lamps)
    for text in ("lamp for reading",) * 3 + ("lady ada's present",):
        expiry = timezone.now() + timedelta(days=1)
        parameters = to_parameters(SearchQuery(text=text))
        search = Search.objects.create(parameters=parameters, expires_at=expiry)
        Click.objects.create(search=search, product=lamp)
    refresh_vocabulary()


def shown(suggestions: Sequence[Suggestion]) -> list[tuple[str, str]]:
    return [(each.kind.value, each.label) for each in suggestions]


def test_terms_of_all_kinds_are_suggested_in_the_order_of_the_kinds() -> None:
    assert shown(suggest("la")) == [
        ("category", "Table lamps"),
        ("search", "lamp for reading"),
        ("attribute", "Table lamps, blue"),
        ("title", "Lantern Vulkar"),
    ]


def test_a_suggestion_says_where_it_leads() -> None:
    lamps, _, lamps_in_blue, lantern = suggest("la")
    assert (lamps.value, lamps.count) == ("home/table lamps", 3)
    assert lamps_in_blue.facet == "attributes.color"
    assert lamps_in_blue.value == "blue"
    assert (lamps_in_blue.category, lamps_in_blue.count) == ("home/table lamps", 2)
    assert lantern.value.isdigit()
    (lumenor, *_), (quolzar, *_) = suggest("lumen"), suggest("quolz")
    assert (lumenor.kind, lumenor.value, lumenor.count) == (Kind.BRAND, "Lumenor", 3)
    assert {quolzar.value, *quolzar.spellings} == {"Quolzar", "Quolzar®"}


def test_all_words_but_the_last_are_whole_words() -> None:
    assert shown(suggest("table la"))[0] == ("category", "Table lamps")
    assert shown(suggest("tab la")) == []


def test_words_may_stand_in_another_order() -> None:
    assert ("attribute", "Shoes, blue") in shown(suggest("blue sho"))
    assert ("attribute", "Shoes, blue") in shown(suggest("shoe blu"))


def test_the_category_that_was_typed_comes_first() -> None:
    assert shown(suggest("shoe"))[0] == ("category", "Shoes")
    assert shown(suggest("SHOES"))[0] == ("category", "Shoes")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lmap", "Table lamps"),
        ("quolz", "Quolzar"),
        ("quozla", "Quolzar"),
        ("tbale lam", "Table lamps"),
        ("lantrn", "Lantern Vulkar"),
        ("lantren vul", "Lantern Vulkar"),
    ],
)
def test_a_misspelt_text_finds_what_it_was_meant_to_be(typed: str, meant: str) -> None:
    assert meant in {label for _, label in shown(suggest(typed))}


def test_titles_are_found_without_their_accents() -> None:
    for typed in ("ollam", "Öllam", "öllampe gru"):
        assert shown(suggest(typed)) == [("title", "Öllampe Grünwald")]


def test_no_two_suggestions_have_the_same_label(make: Make) -> None:
    make("Quolzar")
    make("Shoes", brand="shoes")
    refresh_vocabulary()
    forget_vocabulary()
    for typed in ("quol", "sho", "lantern"):
        labels = [label.lower() for _, label in shown(suggest(typed))]
        assert len(labels) == len(set(labels))


def test_products_that_are_not_on_sale_are_not_suggested(make: Make) -> None:
    closed = Merchant.objects.create(name="Closed", slug="closed", active=False)
    make("Zwirbel one", active=False)
    make("Zwirbel two", merchant=closed)
    assert suggest("zwirb") == ()


def test_each_kind_has_its_places_and_gives_away_what_it_leaves(make: Make) -> None:
    for number in range(12):
        make(
            f"Zwirbel {number}", category=category(f"Zwirbel kind {number}"), brand=f"Zwirb{number}"
        )
    refresh_vocabulary()
    forget_vocabulary()
    kinds = [kind for kind, _ in shown(suggest("zwirb"))]
    assert len(kinds) == 8
    assert kinds == sorted(kinds, key=[kind.value for kind in Kind].index)
    assert {"category", "brand", "title"} == set(kinds)
    assert len(suggest("zwirb", limit=3)) == 3


def test_the_letters_that_match_are_marked() -> None:
    (lamps, *_) = suggest("table la")
    assert [span.of(lamps.label) for span in lamps.matched] == ["Table", "la"]


def test_suggesting_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    current_vocabulary()
    with django_assert_num_queries(1):
        suggest("lantren vul")


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "💡", "%", "_%", "\\", "\ufdfa" * 500, "a" * 500, "a " * 250, "-" * 500, "\x00"],
)
def test_odd_texts_are_answered(typed: str) -> None:
    assert len(suggest(typed)) <= 8


def test_before_the_first_refresh_titles_are_suggested() -> None:
    VocabularyState.objects.all().delete()
    VocabularyTerm.objects.all().delete()
    forget_vocabulary()
    assert shown(suggest("lantern")) == [("title", "Lantern Vulkar")]
