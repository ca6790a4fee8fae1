"""By which id a row is recognised, and which later row repeats it."""

from catalog.ingest.repetitions import Repetition, Repetitions, RowKeys


def repetitions(*rows: tuple[str, str, int]) -> Repetitions:
    """Of rows 1, 2 … with an id, an alternate id and a content."""
    keys = RowKeys()
    for number, row in enumerate(rows, start=1):
        keys.add(number, *row)
    return keys.repetitions()


def later(*rows: tuple[str, str, int]) -> list[int]:
    found = repetitions(*rows)
    each = [found.of(index) for index in range(len(rows))]
    return [repetition.row if repetition else 0 for repetition in each]


def test_the_last_row_with_an_id_repeats_all_earlier_ones() -> None:
    assert later(("a", "", 1), ("b", "", 1), ("a", "", 2), ("a", "", 3)) == [4, 0, 4, 0]


def test_rows_without_ids_repeat_nothing() -> None:
    assert later(("", "", 1), ("", "", 1)) == [0, 0]


def test_rows_with_one_id_but_different_alternate_ids_are_different() -> None:
    assert later(("N", "boot/41", 1), ("N", "boot/42", 1), ("N", "lamp", 1)) == [0, 0, 0]


def test_rows_with_one_alternate_id_but_different_ids_are_different() -> None:
    found = repetitions(("S1", "boot", 1), ("S2", "boot", 1))
    assert [found.of(0), found.of(1)] == [None, None]
    assert not found.uses_alternate(0)
    assert not found.is_recognised_by("boot")


def test_a_row_without_an_own_id_repeats_one_with_the_same_alternate_id() -> None:
    assert later(("N", "boot/41", 1), ("boot/41", "boot/41", 1), ("N", "boot/41", 1)) == [3, 3, 0]


def test_rows_that_share_both_ids_repeat_each_other() -> None:
    found = repetitions(("N", "boot/41", 1), ("N", "boot/41", 1), ("N", "boot/41", 2))
    assert found.of(0) == Repetition(3, identical=False)
    assert found.of(2) is None


def test_an_id_is_shared_only_by_different_products() -> None:
    repeated = repetitions(("N", "boot/41", 1), ("N", "boot/41", 2))
    assert not repeated.is_shared("N")
    assert repetitions(("N", "boot/41", 1), ("N", "boot/42", 1)).is_shared("N")
    assert not repetitions(("N", "", 1), ("N", "", 2)).is_shared("N")


def test_a_repeated_row_does_not_change_how_others_are_recognised() -> None:
    found = repetitions(("S1", "boot", 1), ("S1", "boot", 1), ("S2", "boot", 1))
    assert [found.uses_alternate(index) for index in range(3)] == [False] * 3
    assert found.of(0) == Repetition(2, identical=True)
    assert found.of(2) is None


def test_an_identical_repetition_is_told_from_a_differing_one() -> None:
    found = repetitions(("a", "", 7), ("b", "", 1), ("a", "", 7), ("b", "", 2))
    assert found.of(0) == Repetition(3, identical=True)
    assert found.of(1) == Repetition(4, identical=False)


def test_an_id_that_equals_an_alternate_id_is_another_one() -> None:
    assert later(("boot/41", "mug", 1), ("boot/41", "boot/41", 1)) == [0, 0]


def test_an_empty_file_has_no_repetitions() -> None:
    assert not repetitions().is_shared("a")
