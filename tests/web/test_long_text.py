"""Long texts in two parts."""

import pytest

from catalog.web.long_text import FIRST, LongText, long_text


def test_a_short_text_is_whole() -> None:
    assert long_text(" A cup.\n\nFor tea. ") == LongText("A cup.\n\nFor tea.", "")


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("word " * 60 + "end.\n\n" + "More. " * 100, "end."),
        ("word " * 60 + "end.\n" + "More text " * 100, "end."),
        ("word " * 60 + "end. " + "more text " * 100, "end."),
        ("word " * 400, "word"),
    ],
)
def test_a_long_text_is_cut_where_it_hurts_least(text: str, end: str) -> None:
    parts = long_text(text)
    assert parts.first.endswith(end)
    assert len(parts.first) <= FIRST
    assert (parts.first + parts.rest).replace(" ", "") == text.replace(" ", "").replace(
        "\n", ""
    ) or "\n" in text


@pytest.mark.parametrize("text", ["x" * 100_000, "\n" * 5_000 + "x", "x\n" * 5_000, "。" * 900])
def test_any_text_is_bounded_and_nothing_is_lost(text: str) -> None:
    parts = long_text(text)
    assert len(parts.first) <= FIRST
    assert parts.first.count("\n") <= 12
    assert "".join((parts.first + parts.rest).split()) == "".join(text.split())
