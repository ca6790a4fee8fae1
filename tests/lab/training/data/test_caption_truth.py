import random

from lab.demo.world import Design
from lab.training.data.captions import mentioned, merchant_caption, shopper_caption
from lab.training.data.design_pairs import sample_pairs
from lab.training.data.example import CONTRADICTS, FITS, UNKNOWN, Example, fit
from lab.training.data.labels import facts_of_label, possible_labels

RED_TEE = Design(
    kind="t-shirt",
    colour="red",
    pattern="striped",
    pattern_colour="white",
    material="cotton",
    shape=(("sleeve", "long"), ("neckline", "v-neck")),
)


def example(complete: bool, **facts: str) -> Example:
    return Example(
        rows=(),
        facts={name: frozenset({value}) for name, value in facts.items()},
        complete=complete,
    )


def test_words_fit_what_has_all_they_ask() -> None:
    shown = example(complete=True, kind="t-shirt", color="red")
    assert fit({"color": "red"}, shown) == FITS
    assert fit({"color": "red", "kind": "mug"}, shown) == CONTRADICTS
    assert fit({"heel": "flat"}, shown) == CONTRADICTS


def test_the_colour_of_a_photo_with_only_a_label_is_unknown() -> None:
    photo = Example(rows=(), facts=facts_of_label("T-Shirt"), complete=False)
    assert fit({"kind": "t-shirt"}, photo) == FITS
    assert fit({"kind": "t-shirt", "color": "red"}, photo) == UNKNOWN
    assert fit({"kind": "mug", "color": "red"}, photo) == CONTRADICTS


def test_a_photo_of_pants_may_or_may_not_be_jeans() -> None:
    photo = Example(rows=(), facts=facts_of_label("Pants"), complete=False)
    assert fit({"kind": "jeans"}, photo) == UNKNOWN


def test_a_rendered_long_sleeved_t_shirt_is_a_longsleeve() -> None:
    assert possible_labels(RED_TEE) == {"Longsleeve"}


def test_words_ask_for_the_attributes_they_name_and_no_others() -> None:
    asked = mentioned(RED_TEE, "Stripy tee in bright red")
    assert asked == {"kind": "t-shirt", "color": "red", "pattern": "striped"}
    assert mentioned(RED_TEE, "with long sleeves") == {"sleeve": "long"}


def test_every_caption_asks_for_something_and_is_true_of_its_design() -> None:
    rng = random.Random(0)
    for pair in sample_pairs(200, seed=4, from_held_out=False):
        design = pair.design
        true = {"kind": design.kind, **design.attributes}
        for caption in (merchant_caption(design, rng), shopper_caption(design, rng)):
            assert caption.asked, caption.text
            assert dict(caption.asked).items() <= true.items()
