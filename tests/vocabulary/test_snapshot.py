"""What phrases mean in a shop: an in-memory vocabulary, without a database."""

from collections.abc import Sequence

from catalog.language.synonyms import default_synonyms
from catalog.vocabulary.rows import category_row, search_row, title_row, value_row
from catalog.vocabulary.snapshot import Vocabulary
from catalog.vocabulary.term import Term, TermRow

ENGLISH = ("english",)
GERMAN = ("german",)


def categories(*names: str, languages: Sequence[str] = ENGLISH) -> list[TermRow]:
    """Categories with ids from 1 and falling counts."""
    return [
        category_row(name.lower().replace(" ", "-"), name, 100 - number, number, languages)
        for number, name in enumerate(names, start=1)
    ]


def attribute(name: str, *values: str) -> list[TermRow]:
    return [value_row(f"attributes.{name}", [(value, 5)], ENGLISH) for value in values]


def brand(*spellings: tuple[str, int]) -> TermRow:
    return value_row("brand", spellings, ENGLISH)


def labels(terms: Sequence[Term]) -> list[str]:
    return [term.label for term in terms]


def test_a_category_is_found_in_singular_and_plural() -> None:
    vocabulary = Vocabulary(categories("Shoes", "Scarves"), ENGLISH)
    assert labels(vocabulary.lookup(["shoe"])) == ["Shoes"]
    assert labels(vocabulary.lookup(["SHOES"])) == ["Shoes"]
    assert labels(vocabulary.lookup(["scarf"])) == ["Scarves"]
    assert vocabulary.lookup(["shoelace"]) == ()


def test_a_possessive_is_found_with_and_without_its_apostrophe() -> None:
    vocabulary = Vocabulary(categories("Women's shoes"), ENGLISH)
    for word in ("women's", "women\u2019s"):
        assert labels(vocabulary.lookup([word, "shoe"])) == ["Women's shoes"]


def test_a_phrase_is_found_joined_and_apart() -> None:
    vocabulary = Vocabulary(categories("Sunglasses", "T-shirts"), ENGLISH)
    assert labels(vocabulary.lookup(["sun", "glasses"])) == ["Sunglasses"]
    for words in (["t", "shirt"], ["tshirts"], ["t-shirt"]):
        assert labels(vocabulary.lookup(words)) == ["T-shirts"]
    assert vocabulary.longest_phrase >= 2


def test_terms_of_all_facets_are_found_most_frequent_first() -> None:
    rows = [
        title_row("navy", 7, ENGLISH),
        value_row("attributes.color", [("navy", 12)], ENGLISH),
        value_row("brand", [("Navy", 9)], ENGLISH),
    ]
    found = Vocabulary(rows, ENGLISH).lookup(["navy"])
    assert [term.facet for term in found] == ["attributes.color", "brand", "title"]


def test_a_joined_attribute_value_is_found_by_each_of_its_parts() -> None:
    colours = attribute("color", "Navy/White", "blue, white", "black and red", "50% Wool 50% Silk")
    vocabulary = Vocabulary(colours, ENGLISH)
    assert labels(vocabulary.lookup(["white"])) == ["Navy/White", "blue, white"]
    assert labels(vocabulary.lookup(["red"])) == ["black and red"]
    assert labels(vocabulary.lookup(["silk"])) == ["50% Wool 50% Silk"]
    assert labels(vocabulary.lookup(["navy", "white"])) == ["Navy/White"]


def test_a_joined_category_name_is_found_by_each_of_its_parts() -> None:
    names = ("Bags & Luggage", "Hats, scarves and gloves", "Shirts/Blouses", "Lamps (indoor)")
    vocabulary = Vocabulary(categories(*names), ENGLISH)
    assert labels(vocabulary.lookup(["bag"])) == ["Bags & Luggage"]
    assert labels(vocabulary.lookup(["glove"])) == ["Hats, scarves and gloves"]
    assert labels(vocabulary.lookup(["blouse"])) == ["Shirts/Blouses"]
    assert labels(vocabulary.lookup(["lamp"])) == ["Lamps (indoor)"]
    assert vocabulary.lookup(["indoor"]) == ()


def test_a_brand_is_not_found_by_a_part_of_its_name() -> None:
    vocabulary = Vocabulary([brand(("Fern & Table", 3))], ENGLISH)
    assert labels(vocabulary.lookup(["fern", "table"])) == ["Fern & Table"]
    assert vocabulary.lookup(["table"]) == ()


def test_spellings_of_a_brand_are_one_term_with_all_values() -> None:
    (term,) = Vocabulary([brand(("ACMEX", 2), ("Acmex", 5))], ENGLISH).lookup(["acmex"])
    assert (term.value, term.count) == ("Acmex", 7)
    assert term.values == ("Acmex", "ACMEX")


def test_popular_searches_are_no_terms_of_the_catalog() -> None:
    vocabulary = Vocabulary([search_row("gift", 50)], ENGLISH)
    assert vocabulary.lookup(["gift"]) == ()
    assert vocabulary.correction("giift") is None


def test_a_word_finds_the_categories_that_are_kinds_of_it() -> None:
    names = ("Table lamps", "Floor lamps", "Tables", "Dining tables", "Lampshades")
    vocabulary = Vocabulary(categories(*names), ENGLISH)
    assert labels(vocabulary.categories_ending_in(["lamp"])) == ["Table lamps", "Floor lamps"]
    assert labels(vocabulary.categories_ending_in(["table"])) == ["Tables", "Dining tables"]
    assert labels(vocabulary.categories_ending_in(["table", "lamps"])) == ["Table lamps"]


def test_the_head_of_each_part_of_a_category_name_counts() -> None:
    vocabulary = Vocabulary(categories("Leather bags & travel cases"), ENGLISH)
    for word in ("bags", "case"):
        assert vocabulary.categories_ending_in([word])
    assert vocabulary.categories_ending_in(["leather"]) == ()


def test_what_a_category_is_for_is_not_its_head() -> None:
    vocabulary = Vocabulary(categories("Covers for garden chairs"), ENGLISH)
    assert labels(vocabulary.categories_ending_in(["cover"])) == ["Covers for garden chairs"]
    assert vocabulary.categories_ending_in(["chair"]) == ()


def test_a_german_word_finds_compounds_that_end_in_it() -> None:
    names = ("Tischlampen", "Stehlampen", "Tische", "Lampenschirme")
    vocabulary = Vocabulary(categories(*names, languages=GERMAN), GERMAN)
    assert labels(vocabulary.categories_ending_in(["Lampe"])) == ["Tischlampen", "Stehlampen"]


def test_a_compound_is_no_kind_of_what_the_shop_has_a_category_for() -> None:
    names = ("Handschuhe", "Schuhe", "Bademäntel", "Mäntel")
    vocabulary = Vocabulary(categories(*names, languages=GERMAN), GERMAN)
    assert labels(vocabulary.categories_ending_in(["schuh"])) == ["Schuhe"]
    assert labels(vocabulary.categories_ending_in(["mantel"])) == ["Mäntel"]


def test_english_words_that_end_alike_are_no_kinds_of_each_other() -> None:
    vocabulary = Vocabulary(categories("Earrings"), ENGLISH)
    assert vocabulary.categories_ending_in(["ring"]) == ()


def test_a_category_has_the_ids_of_its_descendants() -> None:
    rows = [
        category_row(path, path, 1, key, ENGLISH)
        for key, path in enumerate(("shoes", "shoes/boots", "shoes-care", "shoes/boots/winter"))
    ]
    vocabulary = Vocabulary(rows, ENGLISH)
    assert sorted(vocabulary.category_ids("shoes")) == [0, 1, 3]
    assert sorted(vocabulary.category_ids("shoes/boots")) == [1, 3]
    assert vocabulary.category_ids("sho") == ()


def test_nothing_is_found_in_an_empty_vocabulary() -> None:
    empty = Vocabulary()
    assert empty.lookup(["shoe"]) == empty.categories_ending_in(["shoe"]) == ()
    assert empty.synonyms_of(["shoe"]) == ()
    assert empty.category_ids("shoes") == ()
    assert empty.correction("sneekers") is None


PHONES: Sequence[tuple[str, str]] = (
    ("phones", "Phones"), ("phones/cases", "Phone Cases"), ("phones/smart", "Smartphones"),
    ("phones/bags", "Tea Bags"), ("beds", "Beds & Accessories"), ("beds/frames", "Beds & Frames"),
    ("beds/linen", "Bed Linen"), ("chairs", "Kitchen & Dining Room Chairs"),
)  # fmt: skip


def of_categories() -> Vocabulary:
    rows = [category_row(path, name, 1, n, ENGLISH) for n, (path, name) in enumerate(PHONES, 1)]
    return Vocabulary(rows, ENGLISH, {"english": default_synonyms("english")})


def test_what_only_belongs_to_a_kind_is_not_of_the_kind() -> None:
    vocabulary = of_categories()
    phones, beds = (vocabulary.lookup([word])[0] for word in ("phones", "beds"))
    assert vocabulary.kind_ids(phones) == (1, 4, 3)
    assert vocabulary.kind_ids(beds) == (5, 6)


def test_the_last_word_of_a_label_completes_its_parts() -> None:
    found = of_categories().categories_ending_in(["kitchen", "chair"])
    assert [term.value for term in found] == ["chairs"]
