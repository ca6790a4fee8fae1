"""Figures of vectors whose quality is known."""

from collections.abc import Sequence

import numpy as np
import pytest

from catalog.embedding.encoder import Vectors
from lab.training.photo_measures.figures import Figure, by_photographers
from lab.training.photo_measures.measure import measure_vectors
from lab.training.photo_measures.source_photo import SourcePhoto
from tests.encoders import WordlessEncoder, unit
from tests.lab.training.photo_measures.photos import photo, photo_set

LABELS = ("hat", "shoe", "cup", "lamp")


def perfect(names: Sequence[str]) -> Vectors:
    """Return one direction for each label."""
    return np.array([[name == label for label in LABELS] for name in names], dtype=np.float32)


def random_vectors(count: int) -> Vectors:
    return unit(np.random.default_rng(1).normal(size=(count, 32)).astype(np.float32))


def labelled(count: int) -> list[SourcePhoto]:
    return [photo(str(number), LABELS[number % len(LABELS)]) for number in range(count)]


def figures(photos: Sequence[SourcePhoto], vectors: Vectors) -> dict[tuple[str, str, str], Figure]:
    measured = measure_vectors(photo_set(photos), vectors, perfect)
    return {(figure.task, figure.measure, figure.averaged): figure for figure in measured}


def test_a_perfect_encoder_reaches_1_in_every_task() -> None:
    photos = labelled(60)
    found = figures(photos, perfect([one.label for one in photos]))
    assert {task for task, _, _ in found} == {"photo -> same label", "label's word -> photos"}
    assert all(figure.value == 1 for figure in found.values())


def test_a_random_encoder_reaches_chance() -> None:
    photos = labelled(800)
    measured = measure_vectors(
        photo_set(photos), random_vectors(800), WordlessEncoder().encode_texts
    )
    for figure in measured:
        if figure.task == "photo -> same label":
            assert figure.chance == pytest.approx(0.25, abs=0.01)
            assert figure.value == pytest.approx(figure.chance, abs=0.05)


def test_equal_vectors_of_all_photos_reach_chance_too() -> None:
    photos = sorted(labelled(800), key=lambda one: one.label)
    same = np.ones((800, 1), dtype=np.float32)
    measured = measure_vectors(
        photo_set(photos), same, lambda texts: np.ones((len(texts), 1), dtype=np.float32)
    )
    by_photo = measured[0]
    assert by_photo.measure == "precision@10"
    assert by_photo.value == pytest.approx(by_photo.chance, abs=0.15)


def test_labels_weigh_the_same_however_many_photos_they_have() -> None:
    """Hats find each other; shoes and cups share one direction, and hide each other."""
    photos = [photo(str(i), "hat" if i < 400 else "shoe" if i < 450 else "cup") for i in range(500)]
    vectors = perfect(["hat" if one.label == "hat" else "shoe" for one in photos])
    figure = figures(photos, vectors)["photo -> same label", "precision@10", "labels"]
    assert figure.by_group["hat"] == 1
    assert figure.value == pytest.approx((1 + 0.5 + 0.5) / 3, abs=0.1)
    assert figure.queries == 500


def test_photos_by_the_same_photographer_are_not_found() -> None:
    """Each photographer's photos look the same, whatever they show."""
    photos = [
        photo(f"{number}-{label}", label, photographer=str(number))
        for number in range(12)
        for label in ("hat", "shoe")
    ]
    vectors = np.repeat(np.eye(12, dtype=np.float32), 2, axis=0)
    found = figures_of_looks(photos, vectors)
    assert 0 < found["labels"].value < 1
    assert found["photographers"].by_group.keys() == {str(number) for number in range(12)}
    alone = [photo(one.name, one.label) for one in photos]
    assert figures_of_looks(alone, vectors)["labels"].value == 0


def figures_of_looks(photos: Sequence[SourcePhoto], vectors: Vectors) -> dict[str, Figure]:
    measured = measure_vectors(
        photo_set(photos), vectors, lambda texts: np.zeros((len(texts), 12), dtype=np.float32)
    )
    return {one.averaged: one for one in measured if one.measure == "recall@1"}


def test_photographers_weigh_the_same_however_many_photos_they_took() -> None:
    """One took forty photos, which look like those of the other label; four took five each."""
    photos, looks = [], []
    for label, other in (("hat", "shoe"), ("shoe", "hat")):
        for number in range(40):
            photos.append(photo(f"many-{label}-{number}", label, photographer="many"))
            looks.append(other)
        for number in range(20):
            photos.append(photo(f"few-{label}-{number}", label, photographer=f"few {number % 4}"))
            looks.append(label)
    found = figures(photos, perfect(looks))
    figure = found["photo -> same label", "recall@1", "photographers"]
    assert figure.by_group["many"] == 0
    assert len(figure.by_group) == 5
    assert figure.value > found["photo -> same label", "recall@1", "labels"].value


def test_labels_with_few_photos_are_found_but_not_asked_for() -> None:
    photos = [*labelled(520), *(photo(f"rare {number}", "rare") for number in range(10))]
    vectors = perfect([one.label for one in photos])
    figure = figures(photos, vectors)["photo -> same label", "precision@10", "labels"]
    assert set(figure.by_group) == set(LABELS)
    few = figures(photos[-30:], vectors[-30:])["photo -> same label", "precision@10", "labels"]
    assert "rare" in few.by_group


def test_the_same_object_is_found_among_all_photos() -> None:
    photos = [
        photo(str(number), "hat", thing=str(number // 2), photographer="ada")
        for number in range(20)
    ]
    figure = figures(photos, np.repeat(np.eye(10, dtype=np.float32), 2, axis=0))[
        "photo -> same object", "recall@1", "objects"
    ]
    assert figure.value == 1
    assert figure.chance == pytest.approx(1 / 19)


def test_colours_are_asked_by_photo_and_by_word_and_unknown_ones_do_not_count() -> None:
    known = [photo(str(number), "x", colour=LABELS[number % 2]) for number in range(24)]
    unknown = [photo(f"unknown {number}", "x") for number in range(24)]
    vectors = np.concatenate([perfect([one.colour for one in known]), perfect(["hat"] * 24)])
    found = figures([*known, *unknown], vectors)
    assert found["photo -> same colour", "precision@10", "colours"].value == 1
    assert found["colour word -> photos", "precision@10", "colours"].value == 1


def test_a_title_is_asked_for_if_it_is_of_one_photo_or_one_object() -> None:
    photos = [
        *(photo(str(number), "x", title=f"title {number}") for number in range(10)),
        photo("a", "x", title="twice", thing="1"),
        photo("b", "x", title="Twice", thing="1"),
        photo("c", "x", title="shared"),
        photo("d", "x", title="shared"),
    ]
    vectors = random_vectors(len(photos))
    (figure,) = [
        one
        for one in measure_vectors(photo_set(photos), vectors, lambda texts: vectors[: len(texts)])
        if one.task == "title -> its photos"
    ]
    assert set(figure.by_group) == {*(f"title {number}" for number in range(10)), "twice"}
    assert figure.by_group["title 0"] == 1


def test_means_over_photographers_stand_for_those_over_labels() -> None:
    photos = [
        photo(str(number), LABELS[number % 2], photographer=("ada", "bob", "cy")[number % 3])
        for number in range(60)
    ]
    measured = measure_vectors(photo_set(photos), perfect([one.label for one in photos]), perfect)
    assert [figure.description for figure in by_photographers(measured)] == [
        "photo -> same label, precision@10, mean of 3 photographers (60 photos)",
        "photo -> same label, recall@1, mean of 3 photographers (60 photos)",
        "label's word -> photos, precision@10, mean of 2 labels",
    ]
