"""Links to products like one, but in another colour, material or pattern."""

import pytest
from django.test import Client

from catalog.models import Category
from catalog.web.same_but import same_but
from tests.shop import Make

pytestmark = pytest.mark.django_db


def found(product_of: object) -> dict[str, list[tuple[str, int]]]:
    choices = same_but(product_of)  # type: ignore[arg-type]
    return {each.name: [(link.label, link.results) for link in each.links] for each in choices}


def test_values_of_other_products_of_the_category_are_offered_the_most_frequent_first(
    sell: Make, clothing: Category
) -> None:
    shirt = sell("Shirt", category=clothing, attributes={"color": "red", "size": "M"})
    for number, colour in enumerate(("blue", "green", "green", "red")):
        attributes = {"color": colour, "size": f"{number}", "material": "silk"}
        sell("Shirt", category=clothing, attributes=attributes)
    sell("Pot", attributes={"color": "yellow"})
    sell("Old shirt", category=clothing, attributes={"color": "black"}, active=False)
    assert found(shirt) == {"color": [("Green", 2), ("Blue", 1)]}


def test_colours_have_the_swatches_of_the_filters(sell: Make, clothing: Category) -> None:
    shirt = sell("Shirt", category=clothing, attributes={"color": "red", "material": "silk"})
    sell("Shirt", category=clothing, attributes={"color": "Navy/White", "material": "wool"})
    choices = {choice.name: choice.links[0] for choice in same_but(shirt)}
    assert [stripe.start for stripe in choices["color"].stripes] == ["0", "12"]
    assert choices["material"].stripes == ()


def test_sizes_of_one_product_count_once(sell: Make, clothing: Category) -> None:
    shirt = sell("Shirt", category=clothing, attributes={"color": "red"})
    for size in "SML":
        attributes = {"color": "blue", "size": size}
        sell("Shirt", category=clothing, group_id="blue", attributes=attributes)
    assert found(shirt) == {"color": [("Blue", 1)]}


def test_at_most_eight_values_are_offered(sell: Make, clothing: Category) -> None:
    shirt = sell("Shirt", category=clothing, attributes={"color": "red"})
    for number in range(12):
        sell("Shirt", category=clothing, attributes={"color": f"colour {number}"})
    assert len(found(shirt)["color"]) == 8


def test_own_values_are_not_offered_in_any_spelling_or_list(sell: Make, clothing: Category) -> None:
    shirt = sell("Shirt", category=clothing, attributes={"color": ["Red", "white"]})
    for colour in ("red", "White", "", 7, ["blue"], {"a": 1}):
        sell("Shirt", category=clothing, attributes={"color": colour})
    assert found(shirt) == {}


def test_a_product_without_category_or_attributes_offers_nothing(
    sell: Make, clothing: Category
) -> None:
    sell("Shirt", category=clothing, attributes={"color": "red"})
    assert found(sell("Shirt", attributes={"color": "blue"})) == {}
    assert found(sell("Shirt", category=clothing)) == {}


def test_the_link_finds_the_kind_in_that_colour_the_most_alike_first(
    client: Client, sell: Make, clothing: Category
) -> None:
    shirt = sell("Shirt", "red", category=clothing, attributes={"color": "red"})
    sell("Far shirt", "green", category=clothing, attributes={"color": "blue"})
    sell("Near shirt", "red", category=clothing, attributes={"color": "blue"})
    sell("Blue pot", "red", attributes={"color": "blue"})
    (choice,) = same_but(shirt)
    page = client.get(str(choice.links[0].url)).context["page"]
    cards = [card.title for card in (*page.cards, *page.similar_cards)]
    assert cards == ["Near shirt", "Far shirt"]
