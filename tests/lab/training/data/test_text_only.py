from lab.training.data.example import FITS, fit
from lab.training.data.split import is_held_out_design
from lab.training.data.text_only import sample_text_only


def test_text_only_query_fits_its_product() -> None:
    for example in sample_text_only(100, seed=1):
        assert example.query.attributes
        assert fit(example.query.attributes, example.example) == FITS


def test_text_only_examples_differ_by_seed_and_repeat_with_the_same_seed() -> None:
    texts = [example.indexed_text for example in sample_text_only(20, seed=1)]
    assert texts == [example.indexed_text for example in sample_text_only(20, seed=1)]
    assert not set(texts) & {example.indexed_text for example in sample_text_only(20, seed=2)}


def test_text_only_examples_have_no_held_out_design() -> None:
    for example in sample_text_only(100, seed=1):
        facts = {**example.example.certain}
        kind = facts.pop("kind")
        facts.pop("label", None)
        assert not is_held_out_design(kind, facts)
