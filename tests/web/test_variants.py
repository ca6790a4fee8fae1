"""The variants of a product as choices."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Merchant, Product
from catalog.web.variants import VISIBLE, VariantChoice, variant_choices
from tests.shop import add_photo

pytestmark = pytest.mark.django_db

Variant = Callable[..., Product]


@pytest.fixture
def variant(merchant: Merchant) -> Variant:
    """variant(color=…, size=…): a variant of one shoe with these attributes."""

    def variant(fields: dict[str, Any] | None = None, **attributes: Any) -> Product:
        number = Product.objects.count()
        defaults = {"title": "Shoe", "group_id": "shoe", "external_id": f"{number}", "price": 10}
        merged = {**defaults, **(fields or {})}
        return Product.objects.create(merchant=merchant, attributes=attributes, **merged)

    return variant


def labels(choice: VariantChoice) -> list[str]:
    return [link.label for link in (*choice.first, *choice.rest)]


def targets(choice: VariantChoice) -> dict[str, str]:
    return {link.label: link.url for link in (*choice.first, *choice.rest)}


def page(product: Product) -> str:
    return f"/products/{product.pk}/"


def test_colour_and_size_are_chosen_apart(variant: Variant) -> None:
    shoe = {
        (colour, size): variant(color=colour, size=size, material="canvas")
        for colour in ("red", "blue")
        for size in ("10", "9")
    }
    colours, sizes = variant_choices(shoe["red", "9"])
    assert (colours.label, colours.chosen, labels(colours)) == ("Color", "Red", ["Blue", "Red"])
    assert (sizes.label, sizes.chosen, labels(sizes)) == ("Size", "9", ["9", "10"])
    assert targets(colours)["Blue"] == page(shoe["blue", "9"])
    assert targets(sizes)["10"] == page(shoe["red", "10"])
    assert not colours.has_changes
    assert not sizes.has_changes


def test_a_value_that_the_other_values_do_not_have_leads_to_the_nearest_variant(
    variant: Variant,
) -> None:
    red = variant(color="red", size="40")
    variant(color="blue", size="36")
    near = variant(color="blue", size="41")
    colours, _ = variant_choices(red)
    blue = next(link for link in colours.first if link.label == "Blue")
    assert (blue.url, blue.changes) == (page(near), "Size 41")


def test_of_equally_near_variants_one_in_stock_is_chosen(variant: Variant) -> None:
    red = variant(color="red", size="40")
    variant({"availability": "out_of_stock"}, color="blue", size="41")
    in_stock = variant(color="blue", size="43")
    colours, _ = variant_choices(red)
    assert targets(colours)["Blue"] == page(in_stock)


def test_a_variant_out_of_stock_keeps_the_values_and_is_marked(variant: Variant) -> None:
    red = variant(color="red", size="40")
    gone = variant({"availability": "out_of_stock"}, color="blue", size="40")
    variant(color="blue", size="41")
    colours, _ = variant_choices(red)
    blue = next(link for link in colours.first if link.label == "Blue")
    assert (blue.url, blue.badge, blue.changes) == (page(gone), "Out of stock", "")


def test_the_chosen_values_lead_to_the_product_itself(variant: Variant) -> None:
    variant(color="red", size="40", batch="a")
    shoe = variant(color="red", size="40", batch="b")
    variant(color="blue", size="40", batch="b")
    for choice in variant_choices(shoe):
        (chosen,) = [link for link in choice.first if link.is_chosen]
        assert chosen.url == page(shoe)


def test_spellings_of_a_value_are_one_choice(variant: Variant) -> None:
    shoe = variant(color="Navy")
    variant(color="navy", size="40")
    variant(color="NAVY", size="41")
    (sizes,) = variant_choices(shoe)
    assert (sizes.name, labels(sizes)) == ("size", ["40", "41", ""])


def test_an_attribute_that_only_numbers_the_variants_is_no_choice(variant: Variant) -> None:
    for number, size in enumerate(("S", "M", "L")):
        shoe = variant(size=size, article=f"A{number}", weight_code=f"{number}")
    assert [choice.name for choice in variant_choices(shoe)] == ["size"]


def test_other_attributes_that_tell_variants_apart_are_choices(variant: Variant) -> None:
    for material in ("canvas", "leather"):
        for size in ("S", "M"):
            shoe = variant(size=size, material=[material, "rubber"])
    sizes, materials = variant_choices(shoe)
    assert (sizes.name, materials.name) == ("size", "material")
    assert (materials.look, materials.chosen) == ("list", "Leather, rubber")


def test_variants_without_differing_attributes_are_told_apart_by_title(variant: Variant) -> None:
    shoe = variant({"title": "Cup, 0.3 l"})
    other = variant({"title": "Cup, 0.5 l"})
    (choice,) = variant_choices(shoe)
    assert (choice.label, targets(choice)["Cup, 0.5 l"]) == ("Version", page(other))


def test_variants_that_are_not_on_sale_are_no_choice(variant: Variant) -> None:
    shoe = variant(color="red")
    variant({"active": False}, color="blue")
    variant({"group_id": "boot"}, color="green")
    assert variant_choices(shoe) == ()


def test_a_product_without_a_group_has_no_choices(variant: Variant) -> None:
    variant({"group_id": ""}, color="red")
    assert variant_choices(variant({"group_id": ""}, color="blue")) == ()


def test_colours_have_the_pictures_of_their_variants(variant: Variant) -> None:
    shoe, other = variant(color="red"), variant(color="blue")
    photo = add_photo(other, "blue", position=0)
    add_photo(other, "green", position=1)
    (colours,) = variant_choices(shoe)
    pictures = {link.label: link.image.url if link.image else "" for link in colours.first}
    assert pictures == {"Blue": photo.file.url, "Red": ""}


def test_six_hundred_variants_stay_bounded_and_keep_the_chosen_one_in_sight(
    variant: Variant, merchant: Merchant
) -> None:
    Product.objects.bulk_create(
        Product(
            title="Shoe", merchant=merchant, external_id=f"x{n}", price=1, group_id="shoe",
            attributes={"color": f"colour {n // 20:02}", "size": str(n % 20)},
        )
        for n in range(600)
    )  # fmt: skip
    shoe = Product.objects.get(external_id="x599")
    with CaptureQueriesContext(connection) as queries:
        colours, sizes = variant_choices(shoe)
    assert len(queries) == 2
    assert len(colours.first) == VISIBLE + 1
    assert any(link.is_chosen for link in colours.first)
    assert len(labels(sizes)) == 20


def test_values_of_thousands_of_characters_are_ordered(variant: Variant) -> None:
    for size in ("10", "9" * 5_000, "009"):
        shoe = variant(size=size)
    (sizes,) = variant_choices(shoe)
    assert labels(sizes) == ["009", "10", "9" * 5_000]
