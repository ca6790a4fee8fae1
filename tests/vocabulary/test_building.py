"""What the vocabulary takes from the products on sale."""

from decimal import Decimal

import pytest

from catalog.models import Merchant, Product, VocabularyState, VocabularyTerm
from catalog.vocabulary.building import refresh_vocabulary
from catalog.vocabulary.snapshot import Vocabulary
from tests.shop import Make, category
from tests.vocabulary.conftest import Refreshed

pytestmark = pytest.mark.django_db


def found(vocabulary: Vocabulary, phrase: str) -> set[tuple[str, str, int]]:
    """Facet, value and count of what the phrase means."""
    terms = vocabulary.lookup(phrase.split())
    return {(term.facet, term.value, term.count) for term in terms}


def sell(merchant: Merchant, count: int, **fields: object) -> None:
    """Products with equal fields; strings may hold a {} for their number."""
    Product.objects.bulk_create(
        Product(
            merchant=merchant,
            external_id=f"{Product.objects.count()}-{number}",
            price=Decimal(5),
            **{
                name: value.format(number) if isinstance(value, str) else value
                for name, value in {"title": "Thing", **fields}.items()
            },
        )
        for number in range(count)
    )


def test_categories_with_products_and_their_ancestors_are_terms(
    make: Make, refreshed: Refreshed
) -> None:
    boots = category("Clothing/Shoes/Boots")
    category("Clothing/Hats")
    make("One", category=boots)
    make("Two", category=boots)
    make("Three", category=boots.parent)
    vocabulary = refreshed()
    assert found(vocabulary, "boot") == {("category", "clothing/shoes/boots", 2)}
    assert found(vocabulary, "shoes") == {("category", "clothing/shoes", 3)}
    assert found(vocabulary, "clothing") == {("category", "clothing", 3)}
    assert found(vocabulary, "hats") == set()
    assert boots.pk in vocabulary.category_ids("clothing")


def test_products_that_are_not_on_sale_are_no_part_of_the_vocabulary(
    make: Make, refreshed: Refreshed
) -> None:
    closed = Merchant.objects.create(name="Closed", slug="closed", active=False)
    fields = {"brand": "Quolzar", "attributes": {"color": "teal"}, "category": category("Sofas")}
    make("Quorvil", active=False, **fields)
    make("Quorvil", merchant=closed, **fields)
    vocabulary = refreshed()
    for phrase in ("quolzar", "teal", "sofa", "quorvil"):
        assert found(vocabulary, phrase) == set()


def test_spellings_of_a_brand_are_counted_together(make: Make, refreshed: Refreshed) -> None:
    for brand in ("Acmex", "Acmex", "ACMEX", "Acmex®", ""):
        make("Thing", brand=brand)
    (term,) = refreshed().lookup(["acmex"])
    assert (term.facet, term.value, term.count) == ("brand", "Acmex", 4)
    assert set(term.values) == {"Acmex", "ACMEX", "Acmex®"}


def test_attribute_values_are_terms_of_their_attribute(make: Make, refreshed: Refreshed) -> None:
    make("One", attributes={"color": "navy/white", "material": "oak"})
    make("Two", attributes={"color": "navy", "material": "oak"})
    vocabulary = refreshed()
    assert found(vocabulary, "oak") == {("attributes.material", "oak", 2)}
    assert {value for _, value, _ in found(vocabulary, "navy")} == {"navy", "navy/white"}


def test_ids_numbers_addresses_and_long_texts_are_no_attribute_values(
    merchant: Merchant, refreshed: Refreshed
) -> None:
    sell(merchant, 30, attributes={"color": "teal"})
    for number, product in enumerate(Product.objects.all()):
        product.attributes |= {
            "sku": f"QX{number}Z",
            "width": "420",
            "picture": "https://pictures.example/a",
            "contact": "ada@shop.example",
            "care": "wash it by hand only and never in any machine at all",
        }
        product.save()
    refreshed()
    attributes = VocabularyTerm.objects.filter(facet__startswith="attributes.")
    assert {term.value for term in attributes} == {"teal"}


def test_words_and_pairs_of_words_of_titles_are_terms(make: Make, refreshed: Refreshed) -> None:
    make("Quorvil garden lantern 2-pack")
    make("The garden lantern for you")
    vocabulary = refreshed()
    assert found(vocabulary, "quorvil") == {("title", "quorvil", 1)}
    assert found(vocabulary, "lanterns") == {("title", "lantern", 2)}
    assert found(vocabulary, "garden lantern") == {("title", "garden lantern", 2)}
    assert found(vocabulary, "the") == found(vocabulary, "for") == set()
    assert vocabulary.correction("quorvill") == "quorvil"


def test_a_word_that_one_of_many_products_has_is_left_out(
    merchant: Merchant, refreshed: Refreshed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.vocabulary.title_terms.SMALL_CATALOG", 3)
    sell(merchant, 1, title="Blintz")
    sell(merchant, 3, title="Vulkar")
    vocabulary = refreshed()
    assert found(vocabulary, "blintz") == set()
    assert found(vocabulary, "vulkar") == {("title", "vulkar", 3)}


def test_counts_of_a_large_catalog_are_estimated_from_a_sample(
    merchant: Merchant, refreshed: Refreshed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.vocabulary.sample.MAX_READ_WHOLE", 1_000)
    monkeypatch.setattr("catalog.vocabulary.sample.SAMPLED", 1_000)
    sell(merchant, 4_000, title="Vulkar lamp", attributes={"color": "teal"}, brand="Acmex")
    vocabulary = refreshed()
    (teal,), (lamp,) = vocabulary.lookup(["teal"]), vocabulary.lookup(["vulkar"])
    assert 2_000 <= teal.count == lamp.count <= 6_000
    assert found(vocabulary, "acmex") == {("brand", "Acmex", 4_000)}


def test_the_most_frequent_terms_are_kept(
    merchant: Merchant, refreshed: Refreshed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.vocabulary.facet_terms.MAX_BRANDS", 2)
    for count, brand in enumerate(("Quolzar", "Blintz", "Vulk"), start=1):
        sell(merchant, count, brand=brand)
    refreshed()
    brands = VocabularyTerm.objects.filter(facet="brand").values_list("value", flat=True)
    assert set(brands) == {"Vulk", "Blintz"}


def test_a_refresh_replaces_what_has_changed(make: Make, refreshed: Refreshed) -> None:
    product = make("Thing", brand="Quolzar")
    make("Thing", brand="Blintz")
    refreshed()
    kept = VocabularyTerm.objects.get(value="Blintz").pk
    product.delete()
    vocabulary = refreshed()
    assert found(vocabulary, "quolzar") == set()
    assert VocabularyTerm.objects.get(value="Blintz").pk == kept


def test_the_version_grows_only_when_a_term_changes(make: Make, refreshed: Refreshed) -> None:
    product = make("Thing", brand="Quolzar")
    refreshed()
    first = VocabularyState.objects.get().version
    product.price = Decimal(99)
    product.save()
    refresh_vocabulary()
    assert VocabularyState.objects.get().version == first
    make("Thing", brand="Quolzar")
    refresh_vocabulary()
    assert VocabularyState.objects.get().version == first + 1


def test_hostile_titles_and_names_do_not_stop_a_refresh(
    merchant: Merchant, refreshed: Refreshed
) -> None:
    for text in ("\ufdfa" * 100, "a" * 119, "%s '", "\u200b", "💡💡", "  ", "a,b" * 30):
        attributes = {text: text, "list": ["a"], "number": 3, "plain": "\ufdfa" * 50}
        sell(merchant, 1, title=text, brand=text, attributes=attributes)
    assert refreshed().lookup(["\ufdfa"] * 50)


def test_an_empty_catalog_has_an_empty_vocabulary(refreshed: Refreshed) -> None:
    assert refreshed().lookup(["shoe"]) == ()
    assert not VocabularyTerm.objects.exists()
