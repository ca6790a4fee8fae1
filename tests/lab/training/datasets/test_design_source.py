import random

import numpy as np

from lab.training.data.design_pairs import sample_pairs
from lab.training.data.example import Fact
from lab.training.datasets.design_rendering import VIEWS
from lab.training.datasets.design_source import GROUP_SIZE, DesignSource


def design_source(count: int, *, pairs_per_batch: int) -> DesignSource:
    return DesignSource(
        pairs=sample_pairs(count, seed=5, from_held_out=False),
        pixels=np.zeros((0, 1, 1, 3), dtype=np.uint8),
        pairs_per_batch=pairs_per_batch,
        text_only_pairs_per_batch=0,
        seed=0,
    )


def test_design_groups_share_a_kind_and_an_attribute() -> None:
    source = design_source(800, pairs_per_batch=GROUP_SIZE)
    similar = 0
    for step in range(source.batches_per_epoch):
        designs = [item.pair.design for item in source.sample(step, random.Random(0))]
        kinds = {design.kind for design in designs}
        distinct = [
            len({design.attributes[name] for design in designs[::2]})
            for name in ("color", "pattern", "material")
        ]
        similar += len(kinds) == 1 and min(distinct) < GROUP_SIZE
    assert similar > 0.6 * source.batches_per_epoch


def test_design_epoch_has_each_pair_once_and_each_batch_several_kinds() -> None:
    source = design_source(280, pairs_per_batch=28)
    batches = [source.sample(step, random.Random(0)) for step in range(source.batches_per_epoch)]
    pairs = [item.pair for batch in batches for item in batch[::2]]
    assert len({id(pair) for pair in pairs}) == len(pairs) == 280
    assert all(len({item.pair.design.kind for item in batch}) >= 4 for batch in batches)


def test_design_groups_change_from_epoch_to_epoch() -> None:
    source = design_source(100, pairs_per_batch=10)
    first, second = (source.sample(step, random.Random(0)) for step in (0, 10))
    assert [item.pair for item in first] != [item.pair for item in second]


def test_the_rows_of_a_fact_are_all_views_of_the_designs_with_it() -> None:
    source = design_source(50, pairs_per_batch=10)
    rows = source.rows_by_fact
    kinds = [row for fact, some in rows.items() if fact.attribute == "kind" for row in some]
    assert sorted(kinds) == list(range(50 * 2 * VIEWS))
    for number, pair in enumerate(source.pairs):
        kind, colour = Fact("kind", pair.design.kind), Fact("color", pair.design.colour)
        assert {2 * number * VIEWS, (2 * number + 2) * VIEWS - 1} <= set(rows[kind])
        assert 2 * number * VIEWS in rows[colour]
    assert not any(fact.attribute == "length" for fact in rows)
