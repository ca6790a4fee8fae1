"""A search as its URL: everything a shopper can share, bookmark and go back to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

SINGLE = (
    "photo",
    "crop",
    "like",
    "q",
    "w",
    "category",
    "price_min",
    "price_max",
    "sort",
    "page",
)
# What is only about the picture that is searched with, and goes with it.
PICTURE = ("photo", "crop", "like", "w")
MULTIPLE = ("exclude", "brand", "availability", "merchant")
ATTRIBUTE = "attr."
MAX_PAIRS = 60
MAX_VALUE = 500
# Of all names and values. Each link of the page has most of them in it.
MAX_LENGTH = 8_192


class BadParameter(ValueError):
    """A parameter that cannot be meant; the message tells a shopper what to change."""


@dataclass(frozen=True, slots=True)
class SearchUrl:
    """Names and values in the order given, without blanks. Every change goes back to page 1."""

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, parameters: QueryDict) -> SearchUrl:
        """Raises BadParameter.

        Names that are none of ours are dropped: links are shared with tracking parameters added.
        """
        pairs = [
            (name, value.strip())
            for name, values in parameters.lists()
            if _is_ours(name)
            for value in (values[-1:] if name in SINGLE else dict.fromkeys(values))
            if value.strip()
        ]
        _check(pairs)
        return cls(tuple(pairs))

    def first(self, name: str) -> str:
        return next(iter(self.every(name)), "")

    def every(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.pairs if key == name)

    def attributes(self) -> dict[str, tuple[str, ...]]:
        names = dict.fromkeys(key for key, _ in self.pairs if key.startswith(ATTRIBUTE))
        return {key.removeprefix(ATTRIBUTE): self.every(key) for key in names}

    def adding(self, name: str, value: str) -> SearchUrl:
        kept = self.without(name) if name in SINGLE else self.without(name, value)
        return SearchUrl((*kept.pairs, (name, value)))

    def without(self, name: str, value: str | None = None) -> SearchUrl:
        """Without one value of a parameter, or without all of them."""
        dropped = self.every(name) if value is None else (value,)
        return SearchUrl(
            tuple(
                (key, held)
                for key, held in self.pairs
                if key != "page" and not (key == name and held in dropped)
            )
        )

    def without_picture(self) -> SearchUrl:
        return SearchUrl(self.besides(*PICTURE))

    def only(self, *names: str) -> SearchUrl:
        return SearchUrl(tuple(pair for pair in self.pairs if pair[0] in names))

    def besides(self, *names: str) -> tuple[tuple[str, str], ...]:
        """What a form must carry along in hidden fields, next to the named visible ones."""
        return tuple(pair for pair in self.pairs if pair[0] not in (*names, "page"))

    def __str__(self) -> str:
        path = reverse("web:search")
        return f"{path}?{urlencode(self.pairs)}" if self.pairs else path


def _is_ours(name: str) -> bool:
    return name in SINGLE or name in MULTIPLE or name.startswith(ATTRIBUTE)


def _check(pairs: list[tuple[str, str]]) -> None:
    if len(pairs) > MAX_PAIRS:
        raise BadParameter(f"At most {MAX_PAIRS} filters fit into one search; remove some.")
    if sum(len(name) + len(value) for name, value in pairs) > MAX_LENGTH:
        raise BadParameter("This is more than fits into one search; remove some of it.")
    for name, value in pairs:
        # Postgres text cannot hold NUL.
        if "\0" in name or "\0" in value:
            raise BadParameter("The address holds a character that no text can hold (NUL).")
        if len(name) > MAX_VALUE or len(value) > MAX_VALUE:
            raise BadParameter(f"Please use at most {MAX_VALUE} characters of text.")
