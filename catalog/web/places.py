"""Names of the parts of a photo, by where they are in it."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext, pgettext_lazy

Box = tuple[float, float, float, float]  # percent: left, top, right, bottom

# By the third that the middle of a part lies in: rows from the top, columns from the left.
NAMES = (
    pgettext_lazy("place", "top left"),
    pgettext_lazy("place", "top"),
    pgettext_lazy("place", "top right"),
    pgettext_lazy("place", "left"),
    pgettext_lazy("place", "centre"),
    pgettext_lazy("place", "right"),
    pgettext_lazy("place", "bottom left"),
    pgettext_lazy("place", "bottom"),
    pgettext_lazy("place", "bottom right"),
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
    return str(NAMES[3 * _third(top + bottom) + _third(left + right)])


def _third(both_sides: float) -> int:
    """The third of the photo, by twice the middle in percent."""
    return min(2, int(both_sides / 2 * 3 / 100))
