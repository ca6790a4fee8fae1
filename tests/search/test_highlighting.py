"""Which characters of a suggestion are highlighted."""

import pytest

from catalog.search.highlighting import highlight


@pytest.mark.parametrize(
    ("label", "typed", "highlighted"),
    [
        ("Table lamps", "la", ["la"]),
        ("Table lamps", "table la", ["Table", "la"]),
        ("Floor Lamps", "lamps floor", ["Floor", "Lamps"]),
        ("T-shirts", "tsh", ["T-sh"]),
        ("T-shirts", "t sh", ["T", "sh"]),
        ("Crème Brûlée", "creme bru", ["Crème", "Brû"]),
        ("Cre\u0300me", "creme", ["Cre\u0300me"]),
        ("Straße", "strass", ["Straß"]),
        ("Quolzar® boots", "quolzar bo", ["Quolzar", "bo"]),
        ("Sofas", "chair", []),
        ("💡", "lamp", []),
        ("", "lamp", []),
    ],
)
def test_the_typed_letters_are_highlighted(label: str, typed: str, highlighted: list[str]) -> None:
    spans = highlight(label, typed.split())
    assert [label[span.start : span.end] for span in spans] == highlighted
