"""The sample of products and judged queries, for comparing the runtimes of an encoder."""

import numpy as np

from lab.evaluation.recall_sample import rendered_sample


def test_every_query_of_the_recall_sample_has_a_relevant_product() -> None:
    sample = rendered_sample(40)
    pictures, photos = list(sample.pictures), list(sample.photo_queries)
    assert len(pictures) == len(sample.descriptions) >= 30
    assert sample.photo_relevance.shape == (len(photos), len(pictures))
    assert sample.text_relevance.shape == (len(sample.text_queries), len(pictures))
    assert np.array_equal(sample.photo_relevance.sum(axis=1), np.ones(len(photos)))
    assert sample.text_relevance.any(axis=1).all()
