"""Names of the parts of a photo, by where they are in it."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext, gettext_lazy

Box = tuple[float, float, float, float]  # percent: left, top, right, bottom

# By the third that the middle of a part lies in: rows from the top, columns from the left.
NAMES = (
    (gettext_lazy("top left"), gettext_lazy("top"), gettext_lazy("top right")),
    (gettext_lazy("left"), gettext_lazy("centre"), gettext_lazy("right")),
    (gettext_lazy("bottom left"), gettext_lazy("bottom"), gettext_lazy("bottom right")),
)


def place_names(boxes: Sequence[Box]) -> tuple[str, ...]:
    """Return a name for each part, such as "Part of the photo: top left". All differ."""
    places = [_place(box) for box in boxes]
    seen: Counter[str] = Counter()
    names = []
    for place in places:
        seen[place] += 1
        name = place if places.count(place) == 1 else f"{place} {seen[place]}"
        names.append(gettext("Part of the photo: {place}").format(place=name))
    return tuple(names)


def _place(box: Box) -> str:
    left, top, right, bottom = box
    return str(NAMES[_third(top + bottom)][_third(left + right)])


def _third(both_sides: float) -> int:
    """The third of the photo, by twice the middle in percent."""
    return min(2, int(both_sides / 2 * 3 / 100))
