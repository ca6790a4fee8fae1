import random

import numpy as np

from lab.training.data.design_pairs import sample_pairs
from lab.training.datasets.design_source import RUN, DesignSource


def source(count: int, *, pairs_per_batch: int) -> DesignSource:
    return DesignSource(
        pairs=sample_pairs(count, seed=5, from_held_out=False),
        pixels=np.zeros((0, 1, 1, 3), dtype=np.uint8),
        pairs_per_batch=pairs_per_batch,
        readings_per_batch=0,
        seed=0,
    )


def test_neighbours_are_of_one_kind_and_look_alike() -> None:
    small = source(800, pairs_per_batch=RUN)
    alike = 0
    for step in range(small.batches_per_epoch):
        designs = [item.pair.design for item in small.drawn(step, random.Random(0))]
        kinds = {design.kind for design in designs}
        looks = [
            len({design.attributes[name] for design in designs[::2]})
            for name in ("color", "pattern", "material")
        ]
        alike += len(kinds) == 1 and min(looks) < RUN
    assert alike > 0.6 * small.batches_per_epoch


def test_an_epoch_shows_every_pair_once_and_each_batch_several_kinds() -> None:
    large = source(280, pairs_per_batch=28)
    batches = [large.drawn(step, random.Random(0)) for step in range(large.batches_per_epoch)]
    shown = [item.pair for batch in batches for item in batch[::2]]
    assert len({id(pair) for pair in shown}) == len(shown) == 280
    assert all(len({item.pair.design.kind for item in batch}) >= 4 for batch in batches)


def test_what_is_alike_changes_from_epoch_to_epoch() -> None:
    small = source(100, pairs_per_batch=10)
    first, second = (small.drawn(step, random.Random(0)) for step in (0, 10))
    assert [item.pair for item in first] != [item.pair for item in second]
