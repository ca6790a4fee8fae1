"""Parts of a photo are named by their place in it."""

from django.utils.translation import override

from catalog.web.places import place_names


def test_parts_are_named_by_the_third_of_the_photo_that_their_middle_lies_in() -> None:
    boxes = [(0, 0, 40, 40), (60, 60, 100, 100), (30, 30, 70, 70), (0, 0, 100, 30)]
    assert place_names(boxes) == (
        "Part of the photo: top left",
        "Part of the photo: bottom right",
        "Part of the photo: centre",
        "Part of the photo: top",
    )


def test_two_parts_at_one_place_have_different_names() -> None:
    names = place_names([(0, 0, 40, 40), (0, 10, 30, 30)])
    assert names == ("Part of the photo: top left 1", "Part of the photo: top left 2")


def test_a_part_at_the_very_edge_has_a_name() -> None:
    assert place_names([(100, 100, 100, 100)]) == ("Part of the photo: bottom right",)


def test_places_are_named_in_the_language_of_the_page() -> None:
    with override("de"):
        assert place_names([(0, 0, 40, 40)]) == ("Teil des Fotos: links oben",)
