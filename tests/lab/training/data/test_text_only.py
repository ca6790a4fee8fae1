from lab.training.data.example import FITS, fit
from lab.training.data.split import is_held_out_design
from lab.training.data.text_only import fresh_readings


def test_a_request_is_answered_by_the_product_it_was_made_for() -> None:
    for reading in fresh_readings(100, seed=1):
        assert reading.request.asked
        assert fit(reading.request.asked, reading.example) == FITS


def test_each_step_reads_of_other_products_and_a_seed_repeats_them() -> None:
    described = [one.described for one in fresh_readings(20, seed=1)]
    assert described == [one.described for one in fresh_readings(20, seed=1)]
    assert not set(described) & {one.described for one in fresh_readings(20, seed=2)}


def test_nothing_is_read_of_products_that_are_held_out() -> None:
    for reading in fresh_readings(100, seed=1):
        facts = {**reading.example.certain}
        kind = facts.pop("kind")
        facts.pop("label", None)
        assert not is_held_out_design(kind, facts)
