import random

import pytest

from lab.training.data.concepts import Concept, Vocabulary, label_concepts, world_concepts
from lab.training.data.example import CONTRADICTS, FITS, UNKNOWN, Example
from lab.training.data.labels import facts_of_design, facts_of_label
from tests.lab.training.designs import RED_TEE

VOCABULARY = Vocabulary.from_concepts([*world_concepts(), *label_concepts(["Longsleeve", "Pants"])])
TEE = Example(rows=(0, 1), facts=facts_of_design(RED_TEE), complete=True)
PANTS = Example(rows=(0, 1), facts=facts_of_label("Pants"), complete=False)


def concepts_at(indices: list[int]) -> list[Concept]:
    return [VOCABULARY.concepts[index] for index in indices]


def allowed_values(attribute: str) -> set[str]:
    targets = VOCABULARY.classification_targets([TEE])
    attributes = [concept.attribute for concept in concepts_at(targets.concepts.tolist())]
    row = targets.allowed[attributes.index(attribute)]
    return {concept.value for concept in concepts_at(row.nonzero().flatten().tolist())}


def test_rendered_picture_is_classified_by_each_of_its_attributes() -> None:
    concepts = concepts_at(VOCABULARY.classification_targets([TEE]).concepts.tolist())
    assert Concept("kind", "t-shirt") in concepts
    values = {concept.attribute: concept.value for concept in concepts}
    assert values.items() >= RED_TEE.attributes.items()


def test_shape_is_classified_only_among_the_shapes_of_its_kind() -> None:
    assert allowed_values("sleeve") == {"short", "long"}
    assert len(allowed_values("kind")) > 50


def test_labelled_photo_is_classified_by_its_label_alone() -> None:
    targets = VOCABULARY.classification_targets([TEE, PANTS])
    of_photo = targets.concepts[targets.examples == 1].tolist()
    assert concepts_at(of_photo) == [Concept("label", "Pants")]


def test_concept_that_a_labelled_photo_may_or_may_not_show_is_unknown() -> None:
    rows = VOCABULARY.fit_matrix([PANTS])
    concepts = concepts_at(VOCABULARY.searchable)
    fits = {concept: row.item() for concept, row in zip(concepts, rows, strict=True)}
    assert fits[Concept("kind", "jeans")] == UNKNOWN
    assert fits[Concept("kind", "mug")] == CONTRADICTS
    assert fits[Concept("color", "red")] == UNKNOWN
    assert fits[Concept("label", "Pants")] == FITS


def test_every_concept_has_a_name() -> None:
    names = VOCABULARY.names(random.Random(0))
    assert len(names) == len(VOCABULARY.concepts)
    assert all(names)


def test_kind_only_targets_are_those_for_kinds_and_labels() -> None:
    targets = VOCABULARY.classification_targets([TEE, PANTS]).kind_only
    weighted = concepts_at(targets.concepts[targets.weights > 0].tolist())
    # A long-sleeved T-shirt has only one possible label, so its label is certain, like its kind.
    assert set(weighted) == {
        Concept("kind", "t-shirt"), Concept("label", "Longsleeve"), Concept("label", "Pants"),
    }  # fmt: skip


def test_a_merchants_own_label_becomes_a_concept() -> None:
    assert Concept("label", "Kimono") in Vocabulary.from_concepts(label_concepts(["Kimono"])).index
    with pytest.raises(KeyError):
        VOCABULARY.index[Concept("label", "Kimono")]
