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
    ("words -> product", "precision@10"): 0.97,
    ("words -> product", "precision of matches"): 0.90,
    ("words -> product", "recall of matches"): 0.91,
    ("photo + words -> changed product", "recall@1"): 0.95,
    ("photo + words -> changed product", "recall@10"): 0.98,
    ("paraphrases of one request", "precision@10"): 0.97,
    ("is anything suitable", "ROC-AUC of the best score"): 0.99,
    ("typed words: categories", "precision@10"): 0.97,
    ("typed words: plurals and compounds", "precision@10"): 0.97,
    ("typed words: typos", "precision@10"): 0.94,
    ("typed words: prices", "precision@10"): 0.97,
    ("typed words: brands", "precision@10"): 0.97,
}
MAX_VALUES = {
    ("photo + words + exclusion", "excluded@10"): 0.0,
    ("paraphrases of one request", "spread of precision@10"): 0.03,
    ("typed words: categories", 'false "nothing"'): 0.0,
    ("typed words: plurals and compounds", 'false "nothing"'): 0.0,
    ("typed words: typos", 'false "nothing"'): 0.02,
    ("typed words: prices", 'false "nothing"'): 0.0,
    ("typed words: prices", "excluded@10"): 0.0,
    ("typed words: brands", 'false "nothing"'): 0.0,
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
