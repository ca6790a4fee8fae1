import random

from lab.demo.kinds import KIND_LIST
from lab.demo.merchant_texts import merchant_description, merchant_title
from lab.demo.palette import COLOURS
from lab.demo.phrases import attribute_phrase
from lab.demo.shopper_queries import shopper_query
from lab.demo.synonyms import COLOUR_WORDS, KIND_WORDS, PATTERN_WORDS, SHAPE_WORDS
from lab.demo.world import KINDS, PATTERN_NAMES, Design, sample_design

TEE = Design(
    kind="t-shirt", colour="blue", pattern="striped", pattern_colour="white", material="cotton",
    shape=(("sleeve", "long"), ("neckline", "v-neck")),
)  # fmt: skip


def designs(count: int) -> list[Design]:
    rng = random.Random(9)
    return [sample_design(rng) for _ in range(count)]


def test_every_kind_colour_pattern_and_shape_has_synonyms() -> None:
    assert set(KIND_WORDS) == set(KINDS)
    assert set(COLOUR_WORDS) == set(COLOURS)
    assert set(PATTERN_WORDS) == set(PATTERN_NAMES)
    values = {(name, v) for kind in KIND_LIST for name, vs in kind.shapes for v in vs}
    assert set(SHAPE_WORDS) == values


def test_a_title_names_the_kind_the_colour_and_the_pattern() -> None:
    rng = random.Random(1)
    for design in designs(300):
        title = merchant_title(design, rng).lower()
        assert design.kind in title
        assert design.colour in title
        if design.pattern != "plain":
            assert any(word in title for word in PATTERN_WORDS[design.pattern]), title


def test_a_description_names_colour_pattern_material_and_shape() -> None:
    rng = random.Random(2)
    for design in designs(300):
        text = merchant_description(design, rng).lower()
        assert any(word in text for word in COLOUR_WORDS[design.colour])
        assert design.material in text
        for pair in design.shape:
            assert pair[1] in text or any(word.lower() in text for word in SHAPE_WORDS[pair])


def test_shopper_queries_mention_only_colours_of_the_design() -> None:
    queries = {shopper_query(TEE, random.Random(seed)).lower() for seed in range(200)}
    known = [word for words in COLOUR_WORDS.values() for word in words]
    allowed = {*COLOUR_WORDS["blue"], *COLOUR_WORDS["white"]}
    for words in queries:
        for word in known:
            other = f" {word} " in f" {words} " and word not in allowed
            assert not other, f"{words!r} names {word}"


def test_shopper_queries_vary_and_are_short() -> None:
    queries = {shopper_query(TEE, random.Random(seed)) for seed in range(200)}
    assert len(queries) > 60
    assert max(len(words.split()) for words in queries) <= 9


def test_attribute_phrases_use_synonyms_and_prepositions() -> None:
    rng = random.Random(3)
    colours = {attribute_phrase("color", "blue", rng) for _ in range(40)}
    assert "in blue" in colours
    assert {attribute_phrase("pattern", "striped", rng) for _ in range(40)} == {
        "striped", "stripy", "with stripes",
    }  # fmt: skip
    assert "with long sleeves" in {attribute_phrase("sleeve", "long", rng) for _ in range(40)}


def test_descriptions_are_the_same_for_the_same_seed() -> None:
    one, two = (merchant_description(TEE, random.Random(7)) for _ in range(2))
    assert one == two
