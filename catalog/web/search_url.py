"""The address of a search, which shoppers can share, bookmark and go back to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from catalog.search.checked_query import InvalidQuery
from catalog.search.query import MAX_UNLIKE
from catalog.web.chosen_photo import PHOTO, photo_id_of, photo_values

SINGLE = (
    "like",
    "q",
    "plain",
    "w",
    "category",
    "price_min",
    "price_max",
    "currency",
    "sort",
    "page",
    "through",
)
# The photos and the product to resemble, and the parameter that is removed with them.
IMAGE_PARAMETERS = (PHOTO, "like", "w")
# Products to be unlike.
UNLIKE = "unlike"
# The first and the last page that are shown. Every change of the search returns to the first.
PAGING = ("page", "through")
# Whether the words are taken as typed, rather than understood and corrected.
PLAIN = "plain"
YES = "1"
MULTIPLE = (UNLIKE, "exclude", "brand", "availability", "merchant")
ATTRIBUTE = "attr."
MAX_PAIRS = 60
# Characters of one name or value, and of all together. Each link on the page repeats most of them.
MAX_VALUE = 500
MAX_LENGTH = 8_192


@dataclass(frozen=True, slots=True)
class SearchUrl:
    """The parameters of a search in the order given. Every change returns to page 1."""

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, parameters: QueryDict) -> SearchUrl:
        """Read a query string, but drop blank values and unknown names. Raises InvalidQuery.

        Unknown names are common: shared links get tracking parameters added to them.
        """
        pairs = [
            *((PHOTO, value) for value in dict.fromkeys(photo_values(parameters))),
            *_other_pairs(parameters),
        ]
        _check(pairs)
        return cls(tuple(_with_plain_words(pairs)))

    def first(self, name: str) -> str:
        return next(iter(self.every(name)), "")

    def every(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.pairs if key == name)

    def values(self) -> dict[str, tuple[str, ...]]:
        return {name: self.every(name) for name in dict.fromkeys(name for name, _ in self.pairs)}

    def at_pages(self, first: int, last: int) -> SearchUrl:
        """Return the same search from one page to another."""
        pages = [("page", str(first))] if first > 1 else []
        through = [("through", str(last))] if last > first else []
        kept = (pair for pair in self.pairs if pair[0] not in PAGING)
        return SearchUrl((*kept, *pages, *through))

    def adding(self, name: str, value: str) -> SearchUrl:
        before = self.before_adding(name).without(name, value)
        return SearchUrl((*before.pairs, (name, value)))

    def before_adding(self, name: str) -> SearchUrl:
        """Return what stays as a value of a parameter is added. It comes last."""
        return self.without(name) if name in SINGLE else self.without("page")

    def without(self, name: str, value: str | None = None) -> SearchUrl:
        """Return the search without this value of a parameter; if None, without the parameter."""
        dropped = self.every(name) if value is None else (value,)
        return SearchUrl(
            tuple(
                pair
                for pair in self.pairs
                if pair[0] not in PAGING and not (pair[0] == name and pair[1] in dropped)
            )
        )

    def replacing(self, name: str, value: str, new: str) -> SearchUrl:
        """Return the search with a new value in the place of another."""
        pairs = ((key, new if (key, old) == (name, value) else old) for key, old in self.pairs)
        return SearchUrl(tuple(pair for pair in pairs if pair[0] not in PAGING))

    def unlike(self, product_id: int) -> SearchUrl:
        """Return the search for products unlike this one too. The oldest wish makes room for it."""
        kept = [value for value in self.every(UNLIKE) if value != str(product_id)]
        wishes = [*kept, str(product_id)][-MAX_UNLIKE:]
        others = self.without(UNLIKE).pairs
        return SearchUrl((*others, *((UNLIKE, value) for value in wishes)))

    def with_photo(self, photo_id: object, *, beside: bool) -> SearchUrl:
        """Return the search by a photo, beside those that it has or instead of them."""
        before = self if beside else self.without_image()
        return before.adding(PHOTO, str(photo_id))

    @property
    def photo_ids(self) -> tuple[str, ...]:
        return tuple(map(photo_id_of, self.every(PHOTO)))

    def without_repeats(self, name: str, keys: Mapping[str, str]) -> SearchUrl:
        """Return the search with the first only of a parameter's values that share a key."""
        first = {keys[value]: value for value in reversed(self.every(name))}
        kept = set(first.values())
        return SearchUrl(tuple(pair for pair in self.pairs if pair[0] != name or pair[1] in kept))

    def without_image(self) -> SearchUrl:
        dropped = (*IMAGE_PARAMETERS, *PAGING)
        return SearchUrl(tuple(pair for pair in self.pairs if pair[0] not in dropped))

    def without_photo(self, photo: str) -> SearchUrl:
        left = self.without(PHOTO, photo)
        return left if left.every(PHOTO) or left.first("like") else left.without_image()

    def without_photo_id(self, photo_id: str) -> SearchUrl:
        """Return the search without a photo, whatever its part."""
        photo = next((each for each in self.every(PHOTO) if photo_id_of(each) == photo_id), "")
        return self.without_photo(photo) if photo else self

    def only(self, *names: str) -> SearchUrl:
        return SearchUrl(tuple(pair for pair in self.pairs if pair[0] in names))

    def besides(self, *names: str) -> tuple[tuple[str, str], ...]:
        """Return the hidden fields of a form: all parameters but its pages and visible `names`."""
        words = self.first("q")
        return tuple(
            (name, words if name == PLAIN else value)
            for name, value in self.pairs
            if name not in (*names, *PAGING)
        )

    @property
    def query_string(self) -> str:
        return urlencode(self.pairs)

    def __str__(self) -> str:
        path = reverse("web:search")
        return f"{path}?{self.query_string}" if self.pairs else path


def _other_pairs(parameters: QueryDict) -> Iterator[tuple[str, str]]:
    for name, values in parameters.lists():
        if not _is_known(name):
            continue
        for value in values[-1:] if name in SINGLE else dict.fromkeys(values):
            if value.strip():
                yield name, value.strip()


def _is_known(name: str) -> bool:
    return name in SINGLE or name in MULTIPLE or name.startswith(ATTRIBUTE)


def _with_plain_words(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keep "plain" for the words that it was chosen for.

    A form, which may send other words, sends those words as its value.
    """
    words = next((value for name, value in pairs if name == "q"), "")
    kept = [(name, value) for name, value in pairs if name != PLAIN or value in (YES, words)]
    return [(name, YES if name == PLAIN else value) for name, value in kept]


def _check(pairs: list[tuple[str, str]]) -> None:
    if len(pairs) > MAX_PAIRS:
        raise _invalid(
            "too_many",
            gettext("At most {limit} filters fit into one search; remove some.").format(
                limit=MAX_PAIRS
            ),
        )
    if sum(len(name) + len(value) for name, value in pairs) > MAX_LENGTH:
        raise _invalid(
            "too_long", gettext("This is more than fits into one search; remove some of it.")
        )
    for name, value in pairs:
        # Postgres text cannot hold NUL.
        if "\0" in name or "\0" in value:
            raise _invalid(
                "nul", gettext("The address holds a character that no text can hold (NUL).")
            )
        if len(name) > MAX_VALUE or len(value) > MAX_VALUE:
            raise _invalid(
                "too_long",
                gettext("Please use at most {limit} characters of text.").format(limit=MAX_VALUE),
            )


def _invalid(code: str, message: str) -> InvalidQuery:
    return InvalidQuery("address", code=code, message=message)
