"""The addresses of one search with another value of a parameter each."""

from __future__ import annotations

from urllib.parse import urlencode

from catalog.web.search_url import SearchUrl


class SearchChanges:
    """A page links to two hundred of them, so what they share is written once."""

    def __init__(self, url: SearchUrl, name: str) -> None:
        self.name = name
        self._url = url
        self._chosen = url.every(name)
        before = str(url.before_adding(name))
        self._start = f"{before}{'&' if '?' in before else '?'}"

    def adding(self, value: str) -> str:
        if value in self._chosen:
            return str(self._url.adding(self.name, value))
        return f"{self._start}{urlencode(((self.name, value),))}"

    def without(self, value: str) -> str:
        return str(self._url.without(self.name, value))
