"""The strict parser of JSON from strangers."""

import pytest

from catalog.api.strict_json import InvalidJson, parse_json


def test_valid_json_is_parsed() -> None:
    assert parse_json(b'{"a": [1, 2.5, null, "\xc3\xa9"]}') == {"a": [1, 2.5, None, "é"]}


def test_a_byte_order_mark_before_json_is_skipped() -> None:
    assert parse_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "not valid JSON"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"a": "\xff"}', "UTF-8"),
        (b"[" * 5_000, "not valid JSON|deeper"),
        (b"[" * 5_000 + b"]" * 5_000, "deeper"),
        (b"[" * 17 + b"]" * 17, "deeper"),
        (b"[" + b"0," * 20_000 + b"0]", "more than"),
        (b"[" * 100_000, "more than"),
    ],
)
def test_json_beyond_the_limits_is_refused(data: bytes, cause: str) -> None:
    with pytest.raises(InvalidJson, match=cause):
        parse_json(data)


def test_json_of_sixteen_levels_is_parsed() -> None:
    assert parse_json(b"[" * 16 + b"]" * 16)
