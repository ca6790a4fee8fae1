"""A body that is not the form its header says is refused, and is never a search for everything."""

import gzip
import json

import pytest
from django.test import Client

from tests.api.conftest import refused

pytestmark = pytest.mark.django_db
SEARCHES = "/api/v1/searches/"
FORM = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nred\r\n'


def detail(client: Client, body: bytes, content_type: str = FORM) -> str:
    problem = refused(client.generic("POST", SEARCHES, body, content_type), 400)
    return str(problem["detail"])


def test_a_whole_form_is_a_search(client: Client) -> None:
    for body in (PART + b"--x--\r\n", b"preamble\r\n" + PART + b"--x--", PART + b"--x--\r\nend"):
        assert client.generic("POST", SEARCHES, body, FORM).status_code == 200


@pytest.mark.parametrize("body", [b"junk", b"\x00" * 5_000, b"[]", b"x" * 100_000])
def test_junk_in_place_of_a_form_is_refused_with_its_boundary(client: Client, body: bytes) -> None:
    assert 'boundary "x"' in detail(client, body)


def test_json_that_is_labelled_as_a_form_is_told_its_type(client: Client) -> None:
    told = detail(client, json.dumps({"text": "red"}).encode())
    assert 'boundary "x"' in told
    assert "application/json" in told


def test_a_form_divided_by_another_boundary_is_told_both(client: Client) -> None:
    told = detail(client, PART.replace(b"--x", b"--y") + b"--y--\r\n")
    assert 'boundary "x"' in told
    assert '"y"' in told


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "multipart/form-data; boundary=", f"{FORM}{'x' * 200}"],
)
def test_a_form_without_a_usable_boundary_is_told_how_to_send_it(
    client: Client, content_type: str
) -> None:
    assert "boundary=" in detail(client, PART + b"--x--\r\n", content_type)


def test_a_form_that_is_cut_between_two_parts_is_refused(client: Client) -> None:
    assert '"--x--"' in detail(client, PART)


def test_a_form_without_fields_is_refused(client: Client) -> None:
    assert "no fields" in detail(client, b"--x--\r\n")


@pytest.mark.parametrize("content_type", [FORM, "application/json"])
def test_an_empty_body_is_refused(client: Client, content_type: str) -> None:
    assert "empty" in detail(client, b"", content_type)


def test_an_empty_object_finds_all_products(client: Client) -> None:
    answer = client.post(SEARCHES, {}, content_type="application/json")
    assert answer.status_code == 200


def test_a_compressed_body_is_refused_by_its_encoding(client: Client) -> None:
    body = gzip.compress(b'{"text": "red"}')
    answer = client.generic(
        "POST", SEARCHES, body, "application/json", headers={"Content-Encoding": "gzip"}
    )
    assert "compressed" in refused(answer, 415)["detail"]


def test_too_many_fields_are_refused_by_their_number(client: Client) -> None:
    problem = refused(client.post(SEARCHES, {f"field{n}": "1" for n in range(1_100)}), 400)
    assert "settings" not in problem["detail"]
    assert "fields" in problem["detail"]
