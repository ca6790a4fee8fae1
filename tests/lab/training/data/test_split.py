from pathlib import Path

from lab.demo.world import Design
from lab.training.data.design_pairs import Pair, is_held_out, sample_pairs
from lab.training.data.split import is_held_out_label, is_held_out_photographer
from lab.training.datasets.photo_folder import read_photo_folder, rows_by_label


def test_every_photographer_is_on_one_side_of_the_split(photo_folder: Path) -> None:
    photos = dict(enumerate(read_photo_folder(photo_folder)))
    sides = [
        {photos[row].photographer for rows in by_label.values() for row in rows}
        for by_label in (
            rows_by_label(photos, held_out=False),
            rows_by_label(photos, held_out=True),
        )
    ]
    assert sides[0].isdisjoint(sides[1])
    assert sides[0] | sides[1] == {str(number) for number in range(80)}
    assert all(sides)


def test_a_fifth_of_the_photographers_is_held_out() -> None:
    held_out = sum(is_held_out_photographer(str(number)) for number in range(5000))
    assert 900 < held_out < 1100


def test_a_quarter_of_the_labels_is_held_out_however_they_are_written() -> None:
    labels = [f"label {number}" for number in range(4000)]
    assert 900 < sum(map(is_held_out_label, labels)) < 1100
    assert all(is_held_out_label(label) == is_held_out_label(label.upper()) for label in labels)


def test_held_out_designs_are_never_sampled_for_training() -> None:
    trained = sample_pairs(60, seed=0, from_held_out=False)
    tested = sample_pairs(30, seed=1, from_held_out=True)
    assert designs(trained).isdisjoint(designs(tested))
    assert not any(is_held_out(design) for design in designs(trained))
    assert all(is_held_out(design) for design in designs(tested))


def test_designs_of_a_pair_differ_only_in_the_changed_attribute() -> None:
    for pair in sample_pairs(60, seed=2, from_held_out=False):
        old, new = pair.design.attributes, pair.sibling.attributes
        differing = {name for name in old | new if old.get(name) != new.get(name)}
        # The colour of a print may have to change with the ground colour. A plain design has none.
        assert differing - {"pattern_color"} == {pair.changed}
        assert pair.design.kind == pair.sibling.kind


def designs(pairs: list[Pair]) -> set[Design]:
    return {design for pair in pairs for design in (pair.design, pair.sibling)}
