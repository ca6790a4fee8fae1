"""Reads what a page says about itself."""

import json
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Metadata(HTMLParser):
    """The meta elements by name or property, the canonical address and the JSON-LD of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.canonical = ""
        self.documents: dict[str, dict[str, Any]] = {}
        self._is_json = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta" and (name := values.get("name") or values.get("property")):
            self.meta[name] = values["content"]
        if tag == "link" and values.get("rel") == "canonical":
            self.canonical = values["href"]
        self._is_json = tag == "script" and values.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._is_json:
            document = json.loads(data)
            self.documents[document["@type"]] = document

    def handle_endtag(self, tag: str) -> None:
        self._is_json = False


def metadata(client: Client, address: str) -> Metadata:
    response = client.get(address)
    assert response.status_code == 200, address
    return Metadata(response.content.decode())
