"""Each type of problem leads to a page, and the docs list the same."""

import re

import pytest
from django.conf import settings
from django.test import Client

from catalog.api.problem_types import PROBLEM_TYPES, ProblemType

DOCS = (settings.BASE_DIR / "docs/api.md").read_text()
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", PROBLEM_TYPES.values(), ids=PROBLEM_TYPES)
def test_the_uri_of_a_type_leads_to_its_cause_and_fix(client: Client, kind: ProblemType) -> None:
    page = client.get(kind.uri)
    assert page.status_code == 200
    text = page.content.decode()
    assert f"<h1>{kind.title}</h1>" in text
    assert "<dt>Cause</dt>" in text
    assert "<dt>Fix</dt>" in text


def test_an_unknown_type_is_404(client: Client) -> None:
    assert client.get("/api/problems/odd/").status_code == 404


def test_all_types_are_on_one_page(client: Client) -> None:
    text = client.get("/api/problems/").content.decode()
    assert [kind.uri for kind in PROBLEM_TYPES.values() if kind.uri not in text] == []


def test_the_docs_have_the_same_table() -> None:
    rows = re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \| (.+) \| (.+) \|$", DOCS, re.MULTILINE)
    expected = [
        (str(kind.status), kind.name, kind.cause, kind.fix) for kind in PROBLEM_TYPES.values()
    ]
    assert rows == expected
