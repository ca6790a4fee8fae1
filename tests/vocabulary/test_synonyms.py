from catalog.language.synonyms import Synonym
from catalog.vocabulary.snapshot import Vocabulary

ENGLISH = ("english",)


def test_every_inflection_of_a_phrase_finds_its_synonyms() -> None:
    synonyms = {"english": (Synonym("carry-on", ("suitcase",)), Synonym("couch", ("sofa",)))}
    vocabulary = Vocabulary((), ENGLISH, synonyms)
    assert vocabulary.synonyms_of(["couches"]) == ("sofa",)
    for words in (["carry", "on"], ["carryon"], ["carry-ons"]):
        assert vocabulary.synonyms_of(words) == ("suitcase",)


def test_synonyms_of_synonyms_are_not_followed() -> None:
    synonyms = {"english": (Synonym("cup", ("mug",)), Synonym("mug", ("beaker",)))}
    assert Vocabulary((), ENGLISH, synonyms).synonyms_of(["cup"]) == ("mug",)


def test_synonyms_of_all_languages_of_the_shop_are_found() -> None:
    synonyms = {"english": (Synonym("couch", ("sofa",)),), "german": (Synonym("Couch", ("Sofa",)),)}
    vocabulary = Vocabulary((), ("english", "german"), synonyms)
    assert set(vocabulary.synonyms_of(["couch"])) == {"sofa", "Sofa"}


def test_a_phrase_of_a_synonym_may_be_as_long_as_it_is() -> None:
    synonyms = {"english": (Synonym("chest of drawers", ("dresser",)),)}
    assert Vocabulary((), ENGLISH, synonyms).longest_phrase >= 3
