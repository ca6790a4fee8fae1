"""Which words of the shop are proposed for words that find nothing."""

from collections.abc import Sequence

import numpy as np
import pytest

from catalog.embedding import registry
from catalog.embedding.encoder import EncoderError, Vectors
from catalog.insights import proposals as module
from catalog.insights import text_vectors
from catalog.insights.made_synonyms import is_sold
from catalog.insights.proposals import proposals
from catalog.insights.text_vectors import TextVectors
from catalog.models import EncoderVersion
from catalog.vocabulary.rows import category_row, search_row
from catalog.vocabulary.snapshot import Vocabulary
from tests.encoders import ColourEncoder, unit

pytestmark = pytest.mark.django_db
KINDS = ("Sofas", "Teapots", "Floor lamps", "Rugs", "Boots", "Coats", "Mugs", "Vases", "Hats",
         "Scarves", "Ceramic tiles")  # fmt: skip


class MeaningEncoder(ColourEncoder):
    """Knows that kettles are like teapots, and nothing else: other texts have little in common."""

    name = "test:meaning"
    fingerprint = "meaning"
    dimension = 32

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return unit(np.array([self._vector(text) for text in texts], dtype=np.float32))

    def _vector(self, text: str) -> list[float]:
        places = {kind.lower(): place for place, kind in enumerate(KINDS, start=1)}
        place = places.get("teapots" if text == "kettle" else text, len(KINDS) + 1)
        return [1.0, *(float(other == place) for other in range(1, self.dimension))]


class BrokenEncoder(MeaningEncoder):
    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        raise EncoderError("The weights are gone.")


@pytest.fixture(autouse=True)
def no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "text_vectors", TextVectors())


@pytest.fixture
def serving(db: None) -> EncoderVersion:
    return EncoderVersion.objects.create(
        name="test:meaning", fingerprint="meaning", dimension=32, state="serving"
    )


def vocabulary() -> Vocabulary:
    kinds = [
        category_row(kind.lower(), kind, 5, number, ["english"])
        for number, kind in enumerate(KINDS)
    ]
    return Vocabulary([*kinds, search_row("kettles of others", 9)], ["english"])


def test_terms_are_proposed_by_their_spelling_without_an_encoder() -> None:
    found = proposals(["sofsa", "flor lamp", "boot", "canoe"], vocabulary())
    assert found == {"sofsa": ("sofas",), "flor lamp": ("floor lamps",), "boot": ("boots",),
                     "canoe": ()}  # fmt: skip


def test_terms_are_proposed_by_their_meaning(serving: EncoderVersion) -> None:
    with registry.override_encoder(MeaningEncoder()):
        found = proposals(["kettle", "canoe"], vocabulary())
    assert found["kettle"][0] == "teapots"
    assert found["canoe"] == ()


def test_what_other_shoppers_searched_for_is_not_proposed(serving: EncoderVersion) -> None:
    with registry.override_encoder(MeaningEncoder()):
        assert "kettles of others" not in proposals(["kettle"], vocabulary())["kettle"]


def test_texts_are_encoded_once(serving: EncoderVersion) -> None:
    encoder = MeaningEncoder()
    with registry.override_encoder(encoder):
        for _ in range(2):
            proposals(["kettle"], vocabulary())
    assert sorted(encoder.encoded) == sorted(["kettle", *(kind.lower() for kind in KINDS)])


def test_a_slow_encoder_is_used_for_a_moment_at_a_time(
    serving: EncoderVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_vectors, "SECONDS", -1)
    texts, memory = [f"term {number}" for number in range(40)], TextVectors()
    with registry.override_encoder(MeaningEncoder()):
        assert [len(memory.of(texts)) for _ in range(4)] == [16, 32, 40, 40]


def test_an_encoder_that_fails_leaves_proposals_by_spelling(serving: EncoderVersion) -> None:
    with registry.override_encoder(BrokenEncoder()):
        assert proposals(["boot", "kettle"], vocabulary()) == {"boot": ("boots",), "kettle": ()}


@pytest.mark.parametrize(
    ("term", "sold"),
    [("sofas", True), ("Sofa", True), ("floor", True), ("canoe", False), ("", False), ("☃", False)],
)
def test_terms_that_no_product_has_are_told(term: str, sold: bool) -> None:
    assert is_sold(term, vocabulary()) is sold
