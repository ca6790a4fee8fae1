"""The shop's own synonyms, merged over the default lists."""

import pytest

from catalog.language.synonym_format import Synonym
from catalog.language.synonyms import default_synonyms
from catalog.models import SynonymGroup
from catalog.models.synonym import shop_synonyms


def merged(*groups: SynonymGroup, language: str = "english") -> dict[str, Synonym]:
    return {synonym.phrase: synonym for synonym in shop_synonyms(groups, language)}


def test_shop_without_groups_has_the_default_synonyms() -> None:
    assert shop_synonyms((), "english") == default_synonyms("english")


def test_own_entry_replaces_the_default_ones_of_its_words_only() -> None:
    found = merged(SynonymGroup(words="Settee, divan seat"))
    assert found["settee"].alternatives == ("divan seat",)
    assert found["divan seat"].alternatives == ("settee",)
    assert found["couch"].alternatives == ("sofa", "settee")


def test_own_one_way_entry_leaves_the_words_on_its_right_alone() -> None:
    found = merged(SynonymGroup(words="seat => settee"))
    assert found["seat"].alternatives == ("settee",)
    assert found["settee"].alternatives == ("sofa", "couch")


def test_own_entry_without_a_right_side_switches_the_defaults_off() -> None:
    found = merged(SynonymGroup(words="Settee =>"))
    assert "settee" not in found
    assert "couch" in found


def test_own_entries_of_one_word_add_up() -> None:
    found = merged(SynonymGroup(words="settee, divan seat"), SynonymGroup(words="settee ~> seat"))
    assert found["settee"].alternatives == ("divan seat", "seat")
    assert found["settee"].broader == ("seat",)


def test_alternative_that_is_broader_in_one_entry_alone_is_not_broader() -> None:
    found = merged(SynonymGroup(words="zorb ~> ball"), SynonymGroup(words="zorb => ball"))
    assert found["zorb"] == Synonym("zorb", ("ball",))


@pytest.mark.parametrize("typed", ["SETTÉE", "settees", "Settee's", "set tee"])
def test_any_spelling_and_inflection_of_a_phrase_replaces_its_defaults(typed: str) -> None:
    assert "settee" not in merged(SynonymGroup(words=f"{typed} =>"))


def test_inactive_group_is_not_used() -> None:
    assert merged(SynonymGroup(words="settee =>", active=False))["settee"]


def test_group_of_one_language_is_not_used_in_another() -> None:
    group = SynonymGroup(words="settee =>", language="german")
    assert "settee" in merged(group)


def test_group_without_a_language_is_used_in_languages_without_lists() -> None:
    group = SynonymGroup(words="zorb => ball")
    assert merged(group, language="simple") == {"zorb": Synonym("zorb", ("ball",))}


def test_group_that_is_no_entry_is_left_out() -> None:
    groups = (SynonymGroup(words="broken"), SynonymGroup(words="zorb => ball"))
    assert "zorb" in merged(*groups)
