import numpy as np
import pytest

from lab.benchmarks.questions import FLAGS, Condition, Question, catalog_of, settings
from lab.benchmarks.vectors import Space

SPACE = Space(dimension=24)


def test_the_same_seed_gives_the_same_products() -> None:
    one, other = SPACE.products(50), SPACE.products(50)
    assert np.array_equal(one.joint, other.joint)
    assert np.allclose(np.linalg.norm(one.images, axis=1), 1, atol=1e-5)


def test_products_of_a_cluster_are_nearer_to_each_other_and_modalities_lie_apart() -> None:
    vectors = SPACE.products(2000)
    similar = vectors.images @ vectors.images.T
    same = vectors.clusters[:, None] == vectors.clusters
    np.fill_diagonal(same, val=False)
    assert similar[same].mean() > similar[~same].mean() + 0.1
    assert (vectors.images @ vectors.words.T).mean() < similar.mean() - 0.1


def test_filters_let_through_the_share_in_their_name() -> None:
    catalog = catalog_of(SPACE.products(20_000))
    for name, share in FLAGS.items():
        assert catalog.passing(Condition(name, "yes")).mean() == pytest.approx(share, rel=0.5)
    assert catalog.passing(None).all()
    assert catalog.passing(Condition("brand", "brand 3")).mean() == pytest.approx(0.05, rel=0.5)
    assert catalog.passing(Condition("aisle", "aisle 1")).mean() == pytest.approx(0.5, rel=0.1)


def test_a_joint_query_weighs_photo_and_words() -> None:
    photo, words = np.eye(2, dtype=np.float32)
    joint = Question(photo=photo, words=words, image_weight=0.75, condition=None).joint
    assert joint[0] == pytest.approx(3 * joint[3])
    assert joint[1] == joint[2] == 0


def test_each_filter_is_asked_with_each_weight() -> None:
    asked = dict(settings(SPACE.queries(3)))
    assert len(asked) == 36
    assert [one.condition for one in asked["50.0% at random, photo 0.5"]] == [
        Condition("half", "yes")
    ] * 3
    assert asked["everything, photo 1.0"][0].condition is None
