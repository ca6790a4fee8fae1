import random

from lab.training.data.captions import mentioned_attributes, merchant_caption, shopper_caption
from lab.training.data.design_pairs import sample_pairs
from lab.training.data.example import CONTRADICTS, FITS, UNKNOWN, Example, fit
from lab.training.data.labels import facts_of_label, possible_labels
from tests.lab.training.designs import RED_TEE


def example(complete: bool, **facts: str) -> Example:
    return Example(
        rows=(),
        facts={name: frozenset({value}) for name, value in facts.items()},
        complete=complete,
    )


def test_caption_fits_an_example_with_all_its_attributes() -> None:
    red_tee = example(complete=True, kind="t-shirt", color="red")
    assert fit({"color": "red"}, red_tee) == FITS
    assert fit({"color": "red", "kind": "mug"}, red_tee) == CONTRADICTS
    assert fit({"heel": "flat"}, red_tee) == CONTRADICTS


def test_colour_of_a_photo_with_only_a_label_is_unknown() -> None:
    photo = Example(rows=(), facts=facts_of_label("T-Shirt"), complete=False)
    assert fit({"kind": "t-shirt"}, photo) == FITS
    assert fit({"kind": "t-shirt", "color": "red"}, photo) == UNKNOWN
    assert fit({"kind": "mug", "color": "red"}, photo) == CONTRADICTS


def test_photo_labelled_pants_may_or_may_not_show_jeans() -> None:
    photo = Example(rows=(), facts=facts_of_label("Pants"), complete=False)
    assert fit({"kind": "jeans"}, photo) == UNKNOWN


def test_rendered_long_sleeved_t_shirt_has_the_label_longsleeve() -> None:
    assert possible_labels(RED_TEE) == {"Longsleeve"}


def test_caption_requires_exactly_the_attributes_it_mentions() -> None:
    attributes = mentioned_attributes(RED_TEE, "Stripy tee in bright red")
    assert attributes == {"kind": "t-shirt", "color": "red", "pattern": "striped"}
    assert mentioned_attributes(RED_TEE, "with long sleeves") == {"sleeve": "long"}


def test_every_caption_mentions_an_attribute_and_is_true_of_its_design() -> None:
    rng = random.Random(0)
    for pair in sample_pairs(200, seed=4, from_held_out=False):
        design = pair.design
        true = {"kind": design.kind, **design.attributes}
        for caption in (merchant_caption(design, rng), shopper_caption(design, rng)):
            assert caption.attributes, caption.text
            assert dict(caption.attributes).items() <= true.items()
