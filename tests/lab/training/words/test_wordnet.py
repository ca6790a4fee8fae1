"""Reading WordNet's database files."""

from pathlib import Path

import pytest

from lab.training.words.selection import LONGEST_GLOSS, short_gloss
from lab.training.words.wordnet import Lemma, WordNet, read_wordnet

LICENCE = "  1 This software and database is being provided to you  \n"
NOUNS = """\
00000010 06 n 01 furniture 0 001 ~ 00000020 n 0000 | things in a room
00000020 06 n 02 sofa 0 day_bed 2 002 @ 00000010 n 0000 ;c 00000030 n 0000 | a long seat; "sit"
00000030 09 n 01 design 0 000 | the art of form
00000040 18 n 01 sofa 1 001 @i 00000010 n 0000 | a made-up person
"""
ADJECTIVES = """\
00000050 00 a 01 shiny 0 001 & 00000060 a 0000 | reflecting light
00000060 00 s 02 glossy(a) 0 Sleek 0 001 & 00000050 a 0000 | smooth and bright
"""
INDEX = {
    "noun": "furniture n 1 1 ~ 1 1 00000010\n"
    "sofa n 2 2 @ ;c 2 1 00000040 00000020\n"
    "day_bed n 1 0 1 0 00000020\n"
    "design n 1 0 1 0 00000030\n",
    "adj": "shiny a 1 1 & 1 0 00000050\nglossy a 1 1 & 1 0 00000060\nsleek a 1 0 1 0 00000060\n",
}
COUNTS = "sofa%1:06:00:: 2 7\nglossy%5:00:00:shiny:00 1 3\nsofa%2:30:00:: 1 99\n"


@pytest.fixture(scope="module")
def wordnet(tmp_path_factory: pytest.TempPathFactory) -> WordNet:
    folder = tmp_path_factory.mktemp("wordnet")
    _write(folder / "data.noun", NOUNS)
    _write(folder / "data.adj", ADJECTIVES)
    for name, text in INDEX.items():
        _write(folder / f"index.{name}", text)
    (folder / "cntlist.rev").write_text(COUNTS)
    return read_wordnet(folder)


def _write(file: Path, text: str) -> None:
    file.write_text(LICENCE + text)


def test_a_word_knows_its_sense_and_how_often_texts_use_it(wordnet: WordNet) -> None:
    assert wordnet.synsets["n00000020"].lemmas == (Lemma("sofa", 2, 7), Lemma("day bed", 1, 0))


def test_an_adjective_is_read_without_its_position(wordnet: WordNet) -> None:
    assert wordnet.synsets["a00000060"].lemmas == (Lemma("glossy", 1, 3), Lemma("Sleek", 1, 0))


def test_relations_lead_to_synsets(wordnet: WordNet) -> None:
    sofa = wordnet.synsets["n00000020"]
    assert (sofa.hypernyms, sofa.topics) == (("n00000010",), ("n00000030",))
    assert wordnet.synsets["a00000050"].similar == ("a00000060",)


def test_a_synset_is_found_by_word_and_sense(wordnet: WordNet) -> None:
    assert wordnet.sense("sofa:2").key == "n00000020"
    assert wordnet.sense("shiny:1", "a").key == "a00000050"


def test_hyponyms_leave_out_persons_and_places_that_are_only_instances(wordnet: WordNet) -> None:
    assert wordnet.hyponyms("n00000010") == {"n00000010", "n00000020"}


def test_a_folder_without_wordnet_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"index\.noun"):
        read_wordnet(tmp_path)


@pytest.mark.parametrize(
    ("gloss", "expected"),
    [
        ('a long seat; "they sat on it"', "a long seat"),
        ("(nautical) a thin rope", "a thin rope"),
        ("a seat " * 20, "a seat " * 11 + "a"),
    ],
)
def test_a_short_gloss_is_the_first_clause(gloss: str, expected: str) -> None:
    assert short_gloss(gloss) == expected
    assert len(expected) <= LONGEST_GLOSS
