"""Random requests are answered or refused, and never cause a server error."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalog.api.filters import FiltersSerializer
from catalog.api.products.requests import ProductsSerializer
from catalog.api.searches.photo_requests import CropSerializer
from catalog.api.searches.requests import SearchFormSerializer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("version")]

NAMES = sorted(
    {
        *SearchFormSerializer().fields,
        *FiltersSerializer().fields,
        *CropSerializer().fields,
        "attributes[color]",
        "attributes[]",
    }
)
names = st.sampled_from(NAMES) | st.text(max_size=5)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(width=64)
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(["red", "in_stock", "0.1,0.1,0.5,0.5", "data:image/png;base64,AAAA", "1e400"])
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)
)
often = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@often
@given(sent=st.dictionaries(names, values, max_size=4))
@example(sent={"filters": {"attributes": {"%s": "%(x)s", "'": "\\"}}})
def test_any_json_as_a_search_is_answered_or_refused(client: Client, sent: dict[str, Any]) -> None:
    answer = client.post("/api/v1/searches/", json.dumps(sent), content_type="application/json")
    assert answer.status_code in {200, 400, 413, 415, 422}, answer.content


@often
@given(sent=st.dictionaries(names, values.filter(lambda value: value is not None), max_size=4))
def test_any_form_as_a_search_is_answered_or_refused(client: Client, sent: dict[str, Any]) -> None:
    fields = {name: json.dumps(value) for name, value in sent.items()}
    answer = client.post("/api/v1/searches/", fields)
    assert answer.status_code in {200, 400, 413, 415, 422}, answer.content


@often
@given(
    sent=st.lists(
        st.tuples(
            st.sampled_from([*ProductsSerializer().fields, "attributes[color]"]) | names,
            st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.integers().map(str),
        ),
        max_size=4,
    )
)
def test_any_query_string_is_answered_or_refused(
    client: Client, sent: list[tuple[str, str]]
) -> None:
    query = urlencode(sent, errors="replace")
    assert client.get(f"/api/v1/products/?{query}").status_code in {200, 400}
