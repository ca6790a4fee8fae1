"""The bundled encoder and the search together, held to what they have reached.

Each bound lies a few points on the bad side of the figure measured when it was set
(docs/relevance.md), so that only a real regression fails.
"""

import pytest

from catalog.embedding.registry import get_encoder, override_encoder
from lab.evaluation.figures import OURS
from lab.evaluation.runs import QUICK, evaluate_world
from tests.lab.evaluation.unwatched import unwatched

AT_LEAST = {
    ("photo -> product", "recall@1"): 0.82,
    ("photo -> product", "recall@10"): 0.97,
    ("words -> product", "precision@10"): 0.92,
    ("photo + words -> changed product", "recall@1"): 0.84,
    ("photo + words -> changed product", "recall@10"): 0.96,
    ("is anything suitable", "ROC-AUC of the best score"): 0.96,
}
AT_MOST = {
    ("photo + words + exclusion", "excluded@10"): 0.03,
    ("paraphrases of one request", "spread of precision@10"): 0.08,
}


@pytest.mark.services
@pytest.mark.timeout(900)
@pytest.mark.django_db(transaction=True)
def test_the_quick_evaluation_is_as_good_as_it_was() -> None:
    with override_encoder(get_encoder("bundled")):
        figures = evaluate_world(QUICK, unwatched)
    found = {(one.task, one.measure): one.estimate.value for one in figures if one.ranker == OURS}
    low = {name: found[name] for name, bound in AT_LEAST.items() if found[name] < bound}
    high = {name: found[name] for name, bound in AT_MOST.items() if found[name] > bound}
    assert not low
    assert not high
