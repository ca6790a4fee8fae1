"""Words as shoppers type them, in the demo catalog with the bundled encoder.

The thresholds are what a shop search must reach, not what was measured.
"""

import pytest

from catalog.embedding.registry import get_encoder, override_encoder
from lab.demo.load import load_demo
from lab.evaluation.progress_callbacks import no_progress
from lab.evaluation.task_measures import FALSE_NOTHING
from lab.evaluation.temporary_shop import index_everything
from lab.evaluation.word_evaluation import ALL, evaluate_words
from lab.evaluation.word_measures import (
    AVOIDED,
    FACTS_PRECISION,
    KIND_PRECISION,
    PRICE_PRECISION,
)
from lab.evaluation.word_queries import DEMO_WORDS

MIN_VALUES = {KIND_PRECISION: 0.97, FACTS_PRECISION: 0.97, PRICE_PRECISION: 1.0}
MAX_VALUES = {AVOIDED: 0.0, FALSE_NOTHING: 0.0}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.django_db(transaction=True)
def test_the_demo_shop_understands_words_as_shoppers_type_them() -> None:
    with override_encoder(get_encoder("bundled")):
        list(load_demo())
        index_everything(no_progress("embedding", 1000))
        evaluation = evaluate_words(DEMO_WORDS, no_progress)
    values = {m.measure: m.estimate.value for m in evaluation.measurements if m.task == ALL}
    low = {name: values[name] for name, bound in MIN_VALUES.items() if values[name] < bound}
    high = {name: values[name] for name, bound in MAX_VALUES.items() if values[name] > bound}
    assert not low | high, "\n".join(evaluation.failures)
