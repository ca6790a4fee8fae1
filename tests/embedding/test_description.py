from catalog.embedding.description import MAX_CHARACTERS, describe
from catalog.models import Product


def test_description_starts_with_the_most_specific_texts() -> None:
    product = Product(
        title="Mug",
        brand="Ada's",
        description="For tea.\n  And coffee.",
        attributes={"material": "clay", "color": ["blue", "white"]},
    )
    assert describe(product) == "Mug, blue, white, clay, Ada's. For tea. And coffee."


def test_description_is_independent_of_attribute_order() -> None:
    colour_first = Product(title="Mug", attributes={"color": "blue", "size": "L"})
    size_first = Product(title="Mug", attributes={"size": "L", "color": "blue"})
    assert describe(colour_first) == describe(size_first)


def test_description_does_not_repeat_words_of_the_title() -> None:
    product = Product(title="Blue mug", attributes={"color": "blue", "pattern": "plain"})
    assert describe(product) == "Blue mug, plain."


def test_description_skips_attribute_values_that_are_not_text() -> None:
    odd = {"a": None, "b": 3, "c": {"deep": "x"}, "d": [], "e": ["red", 1]}
    assert describe(Product(title="Mug", attributes=odd)) == "Mug, red."
    assert describe(Product(title="Mug", attributes=["not", "named"])) == "Mug."


def test_description_is_cut_to_its_maximum_length() -> None:
    assert len(describe(Product(title="Mug", description="word " * 1000))) == MAX_CHARACTERS
