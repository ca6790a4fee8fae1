"""The texts that a page shows or speaks, for tests of its language."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-valuetext",
          "aria-roledescription", "label"}  # fmt: skip
# Code is in no language.
UNSEEN = {"script", "style", "code"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr"}  # fmt: skip
METADATA = {"description", "og:title", "og:description", "og:image:alt"}
LETTERS = re.compile(r"[^\W\d_]")


class ShownText(NamedTuple):
    text: str
    place: str  # the element and, of an attribute, its name
    is_attribute: bool


class Element(NamedTuple):
    tag: str
    is_shown: bool  # in the language of the page


def shown_texts(html: str) -> list[ShownText]:
    parser = _Texts()
    parser.feed(html)
    parser.close()
    return parser.texts


class _Texts(HTMLParser):
    """Collects texts in order, but none in an element of another language: that is data."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[ShownText] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_shown = self._is_shown and tag not in UNSEEN and (tag == "html" or "lang" not in given)
        if is_shown:
            self._add_attributes(tag, given)
        if tag not in VOID:
            self.open.append(Element(tag, is_shown))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._is_shown and data.strip():
            place = self.open[-1].tag if self.open else ""
            self.texts.append(ShownText(data, place, is_attribute=False))

    @property
    def _is_shown(self) -> bool:
        return not self.open or self.open[-1].is_shown

    def _add_attributes(self, tag: str, given: dict[str, str]) -> None:
        for name, value in given.items():
            is_button = tag == "input" and name == "value" and given.get("type") == "submit"
            is_message = name.startswith("data-") and " " in value.strip()
            is_described = name == "content" and (
                given.get("name", given.get("property", "")) in METADATA
            )
            if name in SPOKEN or is_button or is_message or is_described:
                self.texts.append(ShownText(value, f"{tag} {name}", is_attribute=True))
