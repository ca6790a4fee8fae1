"""A regression test of search quality with the bundled encoder.

Each bound is a few points worse than the value measured when it was set (docs/relevance.md),
so that only a real regression fails.
"""

import pytest

from catalog.embedding.registry import get_encoder, override_encoder
from lab.evaluation.evaluation_runs import QUICK, evaluate_world
from lab.evaluation.progress_callbacks import no_progress
from lab.evaluation.ranking_variants import SHOP_RANKER

MIN_VALUES = {
    ("photo -> product", "recall@1"): 0.82,
    ("photo -> product", "recall@10"): 0.97,
    ("words -> product", "precision@10"): 0.92,
    ("photo + words -> changed product", "recall@1"): 0.84,
    ("photo + words -> changed product", "recall@10"): 0.96,
    ("is anything suitable", "ROC-AUC of the best score"): 0.96,
}
MAX_VALUES = {
    ("photo + words + exclusion", "excluded@10"): 0.03,
    ("paraphrases of one request", "spread of precision@10"): 0.08,
}


@pytest.mark.services
@pytest.mark.timeout(900)
@pytest.mark.django_db(transaction=True)
def test_search_quality_of_the_quick_evaluation_has_not_regressed() -> None:
    with override_encoder(get_encoder("bundled")):
        measurements = evaluate_world(QUICK, no_progress)
    values = {
        (m.task, m.measure): m.estimate.value for m in measurements if m.ranker == SHOP_RANKER
    }
    low = {name: values[name] for name, bound in MIN_VALUES.items() if values[name] < bound}
    high = {name: values[name] for name, bound in MAX_VALUES.items() if values[name] > bound}
    assert not low
    assert not high
