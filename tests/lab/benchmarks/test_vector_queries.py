import numpy as np
import pytest

from lab.benchmarks.synthetic_vectors import ClusteredSpace
from lab.benchmarks.vector_queries import (
    FLAGS,
    FieldFilter,
    VectorQuery,
    catalog_of,
    queries_by_setting,
)

SPACE = ClusteredSpace(dimension=24)


def test_synthetic_vectors_depend_only_on_their_seed() -> None:
    one, other = SPACE.products(50), SPACE.products(50)
    assert np.array_equal(one.joint, other.joint)
    assert np.allclose(np.linalg.norm(one.images, axis=1), 1, atol=1e-5)


def test_synthetic_vectors_form_clusters_and_have_a_modality_gap() -> None:
    vectors = SPACE.products(2000)
    similar = vectors.images @ vectors.images.T
    same = vectors.clusters[:, None] == vectors.clusters
    np.fill_diagonal(same, val=False)
    assert similar[same].mean() > similar[~same].mean() + 0.1
    assert (vectors.images @ vectors.words.T).mean() < similar.mean() - 0.1


def test_filters_match_their_share_of_the_catalog() -> None:
    catalog = catalog_of(SPACE.products(20_000))
    for name, share in FLAGS.items():
        assert catalog.matches(FieldFilter(name, "yes")).mean() == pytest.approx(share, rel=0.5)
    assert catalog.matches(None).all()
    assert catalog.matches(FieldFilter("brand", "brand 3")).mean() == pytest.approx(0.05, rel=0.5)
    assert catalog.matches(FieldFilter("aisle", "aisle 1")).mean() == pytest.approx(0.5, rel=0.1)


def test_a_joint_query_vector_weights_photo_and_text() -> None:
    photo, words = np.eye(2, dtype=np.float32)
    joint = VectorQuery(photo=photo, words=words, image_weight=0.75, field_filter=None).joint
    assert joint[0] == pytest.approx(3 * joint[3])
    assert joint[1] == joint[2] == 0


def test_every_filter_is_combined_with_every_image_weight() -> None:
    settings = dict(queries_by_setting(SPACE.queries(3)))
    assert len(settings) == 36
    assert [query.field_filter for query in settings["50.0% at random, photo 0.5"]] == [
        FieldFilter("half", "yes")
    ] * 3
    assert settings["everything, photo 1.0"][0].field_filter is None
