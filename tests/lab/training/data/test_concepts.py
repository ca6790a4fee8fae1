import random

import pytest
import torch

from lab.training.data.concepts import Concept, Vocabulary, label_concepts, world_concepts
from lab.training.data.example import CONTRADICTS, FITS, UNKNOWN, Example
from lab.training.data.facts import facts_of
from lab.training.data.labels import facts_of_label
from lab.training.objective.losses import answered
from tests.lab.training.data.test_caption_truth import RED_TEE

VOCABULARY = Vocabulary.of([*world_concepts(), *label_concepts(["Longsleeve", "Pants"])])
TEE = Example(rows=(0, 1), facts=facts_of(RED_TEE), complete=True)
PANTS = Example(rows=(0, 1), facts=facts_of_label("Pants"), complete=False)


def allowed_for(attribute: str) -> set[str]:
    asked = VOCABULARY.questions([TEE])
    names = [VOCABULARY.concepts[place].attribute for place in asked.answers.tolist()]
    row = asked.allowed[names.index(attribute)]
    return {VOCABULARY.concepts[place].value for place in row.nonzero().flatten().tolist()}


def test_a_rendered_picture_is_asked_for_each_of_its_attributes() -> None:
    asked = VOCABULARY.questions([TEE])
    answers = {VOCABULARY.concepts[place] for place in asked.answers.tolist()}
    assert Concept("kind", "t-shirt") in answers
    assert {one.attribute: one.value for one in answers}.items() >= RED_TEE.attributes.items()


def test_a_shape_is_told_among_those_that_the_kind_may_have() -> None:
    assert allowed_for("sleeve") == {"short", "long"}
    assert len(allowed_for("kind")) > 50


def test_a_photo_is_asked_for_nothing_but_its_label() -> None:
    asked = VOCABULARY.questions([TEE, PANTS])
    of_photo = asked.answers[asked.examples == 1].tolist()
    assert [VOCABULARY.concepts[place] for place in of_photo] == [Concept("label", "Pants")]


def test_what_a_photo_may_show_is_neither_asked_nor_denied() -> None:
    fits = VOCABULARY.fits([PANTS])
    verdicts = {VOCABULARY.concepts[place]: row.item()
                for place, row in zip(VOCABULARY.ranked, fits, strict=True)}  # fmt: skip
    assert verdicts[Concept("kind", "jeans")] == UNKNOWN
    assert verdicts[Concept("kind", "mug")] == CONTRADICTS
    assert verdicts[Concept("color", "red")] == UNKNOWN
    assert verdicts[Concept("label", "Pants")] == FITS


def test_every_concept_has_words() -> None:
    texts = VOCABULARY.texts(random.Random(0))
    assert len(texts) == len(VOCABULARY.concepts)
    assert all(texts)


def test_what_a_thing_is_can_be_asked_by_itself() -> None:
    asked = VOCABULARY.questions([TEE, PANTS]).of_what_it_is
    answers = asked.answers[asked.weights > 0].tolist()
    asked_for = {VOCABULARY.concepts[place] for place in answers}
    # A rendered long-sleeved T-shirt is a longsleeve to everyone, so it has both.
    assert asked_for == {
        Concept("kind", "t-shirt"), Concept("label", "Longsleeve"), Concept("label", "Pants"),
    }  # fmt: skip


def test_the_right_name_costs_less_than_a_wrong_one() -> None:
    names = torch.eye(len(VOCABULARY.concepts))
    asked = VOCABULARY.questions([PANTS])
    right = names[VOCABULARY.place[Concept("label", "Pants")]][None]
    wrong = names[VOCABULARY.place[Concept("label", "Longsleeve")]][None]
    scale = torch.tensor(10.0)
    assert answered(right, names, asked, scale) < 0.01
    assert answered(wrong, names, asked, scale) > 10


def test_a_label_of_the_merchants_own_is_a_concept_too() -> None:
    assert Concept("label", "Kimono") in Vocabulary.of(label_concepts(["Kimono"])).place
    with pytest.raises(KeyError):
        VOCABULARY.place[Concept("label", "Kimono")]
