from catalog.embedding.description import MAX_CHARACTERS, describe
from catalog.models import Product


def test_what_tells_most_comes_first() -> None:
    product = Product(
        title="Mug",
        brand="Ada's",
        description="For tea.\n  And coffee.",
        attributes={"material": "clay", "color": ["blue", "white"]},
    )
    assert describe(product) == "Mug, blue, white, clay, Ada's. For tea. And coffee."


def test_the_order_of_attributes_does_not_matter() -> None:
    one, other = {"color": "blue", "size": "L"}, {"size": "L", "color": "blue"}
    assert describe(Product(title="Mug", attributes=one)) == describe(
        Product(title="Mug", attributes=other)
    )


def test_the_title_is_not_repeated() -> None:
    product = Product(title="Blue mug", attributes={"color": "blue", "pattern": "plain"})
    assert describe(product) == "Blue mug, plain."


def test_what_is_no_word_is_left_out() -> None:
    odd = {"a": None, "b": 3, "c": {"deep": "x"}, "d": [], "e": ["red", 1]}
    assert describe(Product(title="Mug", attributes=odd)) == "Mug, red."
    assert describe(Product(title="Mug", attributes=["not", "named"])) == "Mug."


def test_a_novel_is_cut() -> None:
    assert len(describe(Product(title="Mug", description="word " * 1000))) == MAX_CHARACTERS
